// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {TransitLedger} from "../src/TransitLedger.sol";
import {FakeAToken, FakeFeed, FakePool, FakeSavings, FakeToken} from "./util/Fakes.sol";
import {Reserve} from "./util/Reserve.sol";

/// @notice Rules that past failures taught, each by the name of what it stops; many are tested more closely elsewhere.
contract RegressionsTest is Reserve {
    function test_donationOfOneWeiBreaksNothing() public {
        aim(1_000, 6_000, 3_000);
        usd.mint(address(vault), 1);
        other.mint(address(vault), 1);
        wide.mint(address(vault), 1);
        usd.mint(address(savings), 1);
        keeperSwap(usd, other, 1_000e6, 1_000e18);
        vm.prank(KEEPER);
        vault.deposit(0, 1_000e6);
        vm.prank(KEEPER);
        vault.withdraw(0, type(uint256).max);
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        vault.payRedemptions(1);
    }

    function test_donationOf1e30ChangesNoFloorNoBudgetAndNoExit() public {
        SwapTerms memory before = law.tradeTerms(address(usd), address(other), 1_000e6, false, false, Mode.Run);
        other.mint(address(vault), 1e30);
        SwapTerms memory now_ = law.tradeTerms(address(usd), address(other), 1_000e6, false, false, Mode.Run);
        assertEq(now_.floorOut, before.floorOut, "floor");
        assertEq(now_.valueWad, before.valueWad, "value");
        router.setPayOut(1_000e18);
        vm.prank(KEEPER);
        vm.expectPartialRevert(WeightCapExceeded.selector);
        vault.swap(address(usd), address(other), 500, 1_000e6, 0, false);
        disable(other);
        keeperExit(other, 1_000e18, 1_000e6);
        assertEq(vault.state().turnoverUsedWad, 1_000e18, "the exit alone");
    }

    function test_depegWhileTheVenueIsCapped() public {
        vm.prank(KEEPER);
        vault.deposit(0, 600_000e6);
        // The rest of the reserve falls: the venue is now above its cap, and only leaving works.
        setPrices(wideFeeds, 500e8, 500e8);
        vm.prank(KEEPER);
        vm.expectPartialRevert(VenueCapExceeded.selector);
        vault.deposit(0, 1e6);
        setPrices(usdFeeds, 0.9e8, 0.9e8);
        vm.prank(KEEPER);
        vault.withdraw(0, 600_000e6);
        assertEq(usd.balanceOf(address(vault)), 1_000_000e6, "home");
    }

    function test_aHoldersPlaceSurvivesAChangeOfLaw() public {
        adoptTerms(RedemptionParams(address(usd), 0, 0, 1 days, true));
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        // Other terms, another payout asset: the claim stays what it was.
        adoptTerms(RedemptionParams(address(other), 1_000, 1, 30 days, false));
        pass(1 days);
        LawParams memory l = standardLaw();
        adopt(l);
        vault.payRedemptions(1);
        assertEq(usd.balanceOf(HOLDER), 1_000e6, "in the asset, at the time, without the fee");
    }

    function test_usdcMarch2023OfTwoFeedsAtTheKrakenAndBinanceLows() public {
        // 11 March 2023: 0.874 and 0.882. Entry is closed, the exit open, floored at the lower and charged at the higher.
        LawParams memory l = standardLaw();
        l.redemption.payoutAsset = address(usd);
        (l.assets[0], l.assets[1]) = (l.assets[1], l.assets[0]);
        adopt(l);
        setPrices(usdFeeds, 0.874e8, 0.882e8);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(EntryForbidden.selector, address(usd)));
        vault.swap(address(other), address(usd), 500, 1e18, 0, false);
        openExit(usd);
        assertTrue(oracle.look(address(usd)).exitOpen, "open");
        router.setPayOut(870e18);
        vm.prank(KEEPER);
        vault.swap(address(usd), address(other), 500, 1_000e6, 0, true);
        assertEq(vault.state().depegUsedWad, 12e18, "882 less 870");
    }

    function test_aSinglePrintNeverSells() public {
        setPrices(otherFeeds, 0.88e8, 1e8);
        assertTrue(!oracle.look(address(other)).exitOpen, "one print");
        router.setPayOut(880e6);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(ExitNotOpen.selector, address(other)));
        vault.swap(address(other), address(usd), 500, 1_000e18, 0, true);
    }

    // ── backing ────────────────────────────────────────────────────────────────────────────────────────

    function test_endogenousIsWorthNothing() public {
        LawParams memory l = standardLaw();
        (l.assets[1].endogenous, l.assets[1].entryAllowed, l.assets[1].haircutBps) = (true, false, 10_000);
        adopt(l);
        (Totals memory before,) = book.totals();
        other.mint(address(vault), 1e30);
        (Totals memory now_,) = book.totals();
        assertEq(before.lowWad, 2_000_000e18, "the two others");
        assertEq(now_.lowWad + now_.adjustedWad, before.lowWad + before.adjustedWad, "as much of it as one likes");
    }

    function test_intakeIsRefusedWhileOnePartOfTheValueIsMissing() public {
        vm.prank(KEEPER);
        vault.deposit(0, 100_000e6);
        savings.setBroken(true);
        usd.mint(HOLDER, 1_000e6);
        vm.prank(HOLDER);
        usd.approve(address(vault), 1_000e6);
        vm.prank(HOLDER);
        vm.expectRevert(FakeSavings.Broken.selector);
        vault.mint(address(usd), 1_000e6, 0);
    }

    // ── prices ─────────────────────────────────────────────────────────────────────────────────────────

    function test_staleMeansNoTrade() public {
        vm.warp(START + 1 hours + 1);
        usdFeeds[0].set(1e8);
        otherFeeds[0].set(1e8);
        otherFeeds[1].set(1e18);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(StaleFeed.selector, address(usdFeeds[1]), START, 1 hours));
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
    }

    function test_outOfBoundsMeansNoTrade() public {
        otherFeeds[0].set(10e8 + 1);
        vm.prank(KEEPER);
        vm.expectPartialRevert(PriceOutOfBounds.selector);
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
    }

    function test_aFeed1_7MillionTimesTooHighMeansNoTrade() public {
        setPrices(wideFeeds, 2_000e8 * 1_700_000, 2_000e8 * 1_700_000);
        vm.prank(KEEPER);
        vm.expectPartialRevert(PriceOutOfBounds.selector);
        vault.swap(address(wide), address(usd), 500, 1e8, 0, false);
    }

    function test_decimalsOffBy1e12AreNotListed() public {
        LawParams memory l = standardLaw();
        l.assets[0].decimals = 18;
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(BadParameter.selector, "decimals"));
        vault.adoptPolicy(DOCUMENT, l);
    }

    function cappedLaw() private view returns (LawParams memory l) {
        l = standardLaw();
        (l.regime.maxGrowthPerDayBps, l.regime.anchorMaxAgeSeconds) = (1_000, 1 hours);
    }

    function test_donationOf1e30CountsNoFasterThanTheCap() public {
        adopt(cappedLaw());
        book.poke();
        other.mint(address(vault), 1e30);
        pass(12 hours);
        book.poke();
        (uint256 total,) = book.anchor();
        assertEq(total, 3_150_000e18, "five per cent in half a day");
    }

    function test_aLookWhileFeedsAreSilentOpensNoWayAroundTheCap() public {
        adopt(cappedLaw());
        book.poke();
        wideFeeds[0].setDead(true);
        book.poke();
        (uint256 total,) = book.anchor();
        assertEq(total, 3_000_000e18, "what has no price for a moment does not make the whole small");
        usdFeeds[0].setDead(true);
        otherFeeds[0].setDead(true);
        book.poke();
        wideFeeds[0].setDead(false);
        usdFeeds[0].setDead(false);
        otherFeeds[0].setDead(false);
        other.mint(address(vault), 1e30);
        book.poke();
        (total,) = book.anchor();
        assertEq(total, 3_000_000e18, "as it was, and no further");
    }

    function test_oneFeedAloneMakesTheWholeNeitherSmallNorLarge() public {
        adopt(cappedLaw());
        book.poke();
        int256 honest = otherFeeds[1].answer();
        otherFeeds[1].set(honest * 60 / 100);
        book.poke();
        (uint256 total,) = book.anchor();
        assertEq(total, 3_000_000e18, "as it was");
        otherFeeds[1].set(honest * 9_901 / 10_000);
        book.poke();
        (total,) = book.anchor();
        assertEq(total, 2_990_100e18, "what may be between two honest feeds counts");
    }

    function test_aBlindSaleIsChargedAtTheSilentFeedsLastAnswer() public {
        LawParams memory l = standardLaw();
        (l.assets[2].parWad, l.assets[2].depegWad, l.assets[2].exitFloorWad) = (0, 0, 1_000e18);
        (l.assets[2].minPriceWad, l.assets[2].maxPriceWad) = (100e18, 10_000e18);
        adopt(l);
        pass(2 hours);
        wideFeeds[0].setAt(2_000e8, block.timestamp - 2 hours);
        wideFeeds[1].set(1_000e8);
        assertEq(oracle.look(address(wide)).blindWad, 2_000e18, "the honest one, gone silent");
        vm.prank(GUARDIAN);
        vault.openExit(address(wide));
        vm.prank(STRANGER);
        auction.open(address(wide), address(usd), 1, true);
        usd.mint(STRANGER, 1_000_000e6);
        vm.startPrank(STRANGER);
        usd.approve(address(auction), type(uint256).max);
        vm.warp(block.timestamp + 59 minutes);
        for (uint256 i; i < 2; ++i) {
            usdFeeds[i].set(usdFeeds[i].answer());
        }
        wideFeeds[1].set(1_000e8);
        auction.fill(address(wide), 9e8, type(uint256).max);
        uint256 first = vault.state().depegUsedWad;
        assertLe(8_500e18, first, "nearly half of eighteen thousand dollars");
        vm.expectPartialRevert(DepegBudgetExceeded.selector);
        auction.fill(address(wide), 9e8, type(uint256).max);
        vm.stopPrank();
    }

    function test_oneUnitOfATokenOfFewDecimalsIsNoRounding() public {
        FakeToken coarse = new FakeToken("COARSE", 0);
        FakeFeed[2] memory feeds = [new FakeFeed(8, 2_000e8), new FakeFeed(8, 2_000e8)];
        FakePool lender = new FakePool();
        FakeAToken note = new FakeAToken(address(lender), address(coarse));
        lender.setReceipt(note);
        LawParams memory l = standardLaw();
        AssetParams[] memory assets = new AssetParams[](4);
        for (uint256 i; i < 3; ++i) {
            assets[i] = l.assets[i];
        }
        assets[3] = assetOf(coarse, feeds, 0, 0);
        (assets[3].minPriceWad, assets[3].maxPriceWad) = (100e18, 10_000e18);
        l.assets = assets;
        l.venues = new VenueParams[](1);
        l.venues[0] = VenueParams(2, address(lender), address(coarse), address(note), 2_000, 0, 0, 0, true);
        adopt(l);
        coarse.mint(address(vault), 100);
        // The venue credits one token less than it took.
        vm.mockCall(address(note), abi.encodeCall(note.balanceOf, (address(vault))), abi.encode(0));
        vm.prank(KEEPER);
        vault.deposit(0, 1);
        vm.clearMockedCalls();
        assertEq(vault.state().lossUsedWad, 2_000e18, "a whole token");
    }

    function test_aLookInsideATradeIsRefused() public {
        router.setHook(address(book), abi.encodeCall(book.poke, ()));
        router.setPayOut(2_000e6);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(NotVault.selector, address(router)));
        vault.swap(address(wide), address(usd), 500, 1e8, 0, false);
    }

    function test_aTotalAskedForInsideATradeIsRefusedWhenItIsDue() public {
        LawParams memory l = standardLaw();
        l.regime.anchorMaxAgeSeconds = 60;
        adopt(l);
        book.poke();
        pass(61);
        router.setHook(address(book), abi.encodeCall(book.total, ()));
        router.setPayOut(2_000e6);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(NotVault.selector, address(router)));
        vault.swap(address(wide), address(usd), 500, 1e8, 0, false);
        book.total();
        vm.prank(KEEPER);
        vault.swap(address(wide), address(usd), 500, 1e8, 0, false);
    }

    // ── execution ──────────────────────────────────────────────────────────────────────────────────────

    function test_anAuctionWithoutBidsEndsUnsold() public {
        vm.prank(KEEPER);
        auction.open(address(wide), address(usd), 10e8, false);
        usd.mint(address(this), 1e12);
        usd.approve(address(auction), 1e12);
        pass(1 hours);
        vm.expectRevert(abi.encodeWithSelector(NoAuction.selector, address(wide)));
        auction.fill(address(wide), 10e8, 1e12);
        assertEq(wide.balanceOf(address(vault)), 500e8, "unsold");
        assertEq(vault.state().lossUsedWad, 0, "and nothing lost");
    }

    function test_midnightAdmitsNothingTwice() public {
        LawParams memory l = standardLaw();
        (l.assets[0].targetBps, l.assets[1].targetBps) = (1_000, 6_000);
        (l.limits.lossBurstWad, l.limits.lossRefillPerDayWad) = (1_000e18, 1_000e18);
        adopt(l);
        uint256 midnight = START + 1 days - START % 1 days;
        vm.warp(midnight - 1);
        pass(0);
        keeperSwap(usd, other, 200_000e6, 199_000e18);
        vm.warp(midnight + 1);
        pass(0);
        router.setPayOut(19_900e18);
        vm.prank(KEEPER);
        vm.expectPartialRevert(LossBudgetExceeded.selector);
        vault.swap(address(usd), address(other), 500, 20_000e6, 0, false);
    }

    function test_oneLossIsChargedOnce() public {
        aim(1_000, 6_000, 3_000);
        // The token tells a contract of each transfer, the router another: the loss is one.
        usd.setHook(address(this));
        other.setHook(address(this));
        router.setHook(address(this), abi.encodeCall(this.onTransfer, (address(0), address(0), 0)));
        keeperSwap(usd, other, 100_000e6, 99_600e18);
        assertEq(vault.state().lossUsedWad, 400e18, "once");
        assertEq(vault.state().turnoverUsedWad, 100_000e18, "once");
    }

    function onTransfer(address, address, uint256) external {}

    function test_aNestedTradeIsNoTrade() public {
        aim(1_000, 6_000, 3_000);
        bytes memory again = abi.encodeCall(vault.swap, (address(usd), address(other), 500, 1e6, 0, false));
        router.setHook(address(vault), again);
        router.setPayOut(1_000e18);
        vm.prank(KEEPER);
        vm.expectRevert(ReentrancyGuard.ReentrancyGuardReentrantCall.selector);
        vault.swap(address(usd), address(other), 500, 1_000e6, 0, false);
        assertEq(vault.state().turnoverUsedWad, 0, "neither counted");
    }

    function test_approvalsAreZeroAfterEachCall() public {
        aim(1_000, 6_000, 3_000);
        keeperSwap(usd, other, 1_000e6, 1_000e18);
        vm.prank(KEEPER);
        vault.deposit(0, 1_000e6);
        vm.prank(KEEPER);
        vault.deposit(1, 1_000e6);
        assertEq(usd.allowance(address(executor), address(router)), 0, "router");
        assertEq(usd.allowance(address(vault), address(savings)), 0, "savings");
        assertEq(usd.allowance(address(vault), address(pool)), 0, "pool");
    }

    function test_theWayOutIsOpenWithDeadFeeds() public {
        vm.prank(KEEPER);
        vault.deposit(0, 100_000e6);
        issue(HOLDER, 1_000);
        usdFeeds[0].setDead(true);
        usdFeeds[1].setDead(true);
        vm.prank(GUARDIAN);
        vault.setMode(Mode.Frozen);
        vm.prank(STRANGER);
        vault.withdraw(0, type(uint256).max);
        assertEq(usd.balanceOf(address(vault)), 1_001_000e6, "home");
        request(HOLDER, 1_000);
        vault.payRedemptions(1);
        assertEq(usd.balanceOf(HOLDER), 1_000e6, "paid");
    }

    // ── keys ───────────────────────────────────────────────────────────────────────────────────────────

    function test_theGuardianOnlyTightens() public {
        vm.prank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(Loosening.selector, "slip"));
        vault.tightenAsset(address(other), AssetTightening(51, 1_000, 500, 6_000, true, false));
        vm.prank(GUARDIAN);
        vault.tightenAsset(address(other), AssetTightening(49, 1_000, 500, 6_000, true, false));
        assertEq(oracle.assetParams(address(other)).slipBps, 49, "tighter");
    }

    function test_looseningNeedsTheTimelock() public {
        address[] memory proposers = new address[](1);
        proposers[0] = address(this);
        TimelockController timelock = new TimelockController(2 days, proposers, proposers, address(0));
        vm.prank(OWNER);
        vault.setOwner(address(timelock));
        vm.prank(address(timelock));
        vault.acceptOwner();
        LawParams memory l = standardLaw();
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(NotOwner.selector, OWNER));
        vault.adoptPolicy(DOCUMENT, l);
        bytes memory vote = abi.encodeCall(vault.adoptPolicy, (DOCUMENT, l));
        timelock.schedule(address(vault), 0, vote, 0, 0, 2 days);
        pass(2 days - 1);
        vm.expectPartialRevert(TimelockController.TimelockUnexpectedOperationState.selector);
        timelock.execute(address(vault), 0, vote, 0, 0);
        pass(1);
        timelock.execute(address(vault), 0, vote, 0, 0);
    }

    function test_everyFieldIsHashed() public {
        LawParams memory l = standardLaw();
        l.risks = new RiskCap[](1);
        l.risks[0] = RiskCap("one", 1e30, 10_000);
        bytes32[6] memory seen;
        for (uint256 i; i < 6; ++i) {
            if (i == 1) l.assets[2].maturity = 1;
            if (i == 2) l.venues[1].maturity = 1;
            if (i == 3) l.risks[0].capWad += 1;
            if (i == 4) l.limits.maxProofAgeSeconds = 1;
            if (i == 5) (l.regime.sequencerGraceSeconds, l.redemption.feeBps) = (1, 1);
            adopt(l);
            seen[i] = law.policyParametersHash();
            for (uint256 j; j < i; ++j) {
                assertTrue(seen[i] != seen[j], "another law, another hash");
            }
        }
    }

    // ── bridges ────────────────────────────────────────────────────────────────────────────────────────

    function send(uint256, address asset, uint256 amount, uint64, bytes32) external {
        FakeToken(asset).transferFrom(msg.sender, address(this), amount);
    }

    function ship() private returns (TransitLedger transit) {
        TransitLedger.Route memory route =
            TransitLedger.Route(address(usd), address(this), 1, bytes32("there"), 3 days, 0, 1_000_000e6);
        transit = new TransitLedger(address(vault), route);
        LawParams memory l = standardLaw();
        l.venues[1] = VenueParams(2, address(transit), address(usd), address(transit), 2_000, 0, 0, 3, true);
        adopt(l);
        vm.prank(KEEPER);
        vault.deposit(1, 100_000e6);
        usd.approve(address(transit), type(uint256).max);
    }

    function test_whatIsInTransitCountsOnce() public {
        TransitLedger transit = ship();
        assertEq(book.held(address(usd)), 1_000_000e6, "on its way");
        transit.settle(0, false);
        assertEq(book.held(address(usd)), 1_000_000e6, "returned");
        vm.prank(KEEPER);
        vault.withdraw(1, type(uint256).max);
        assertEq(book.held(address(usd)), 1_000_000e6, "home");
        assertEq(transit.balanceOf(address(vault)), 0, "and nowhere else");
    }

    function test_aBridgeMessageCountsOnce() public {
        TransitLedger transit = ship();
        usd.mint(address(this), 100_000e6);
        transit.settle(0, false);
        vm.expectRevert(abi.encodeWithSelector(TransitLedger.AlreadySettled.selector, 0));
        transit.settle(0, false);
        vm.expectRevert(abi.encodeWithSelector(TransitLedger.AlreadySettled.selector, 0));
        transit.settle(0, true);
    }
}
