// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {Auction} from "../src/Auction.sol";
import {ReserveVault} from "../src/ReserveVault.sol";
import {FakeToken, IHook} from "./util/Fakes.sol";
import {Reserve} from "./util/Reserve.sol";

/// @notice Auctions: who opens and ends them, the price, and that a fill is a trade of the vault like any other.
contract AuctionTest is Reserve {
    address private constant FILLER = address(0xf1);

    /// OTHER stands 100 000 above its target in the standard law.
    function offer(uint256 amount) private {
        vm.prank(KEEPER);
        auction.open(address(other), address(usd), amount, false);
    }

    function offerExit(uint256 amount) private {
        vm.prank(STRANGER);
        auction.open(address(other), address(usd), amount, true);
    }

    /// @dev The filler's own money, approved to the auction alone.
    function fund(FakeToken token, uint256 amount) private {
        token.mint(FILLER, amount);
        vm.prank(FILLER);
        token.approve(address(auction), type(uint256).max);
    }

    function fill(uint256 amount) private returns (uint256 paid) {
        fund(usd, 10_000_000e6);
        vm.prank(FILLER);
        paid = auction.fill(address(other), amount, type(uint256).max);
    }

    function refuse(uint256 amount, bytes memory reason) private {
        fund(usd, 10_000_000e6);
        vm.prank(FILLER);
        vm.expectRevert(reason);
        auction.fill(address(other), amount, type(uint256).max);
    }

    function lotOf(FakeToken sold) private view returns (Lot memory l) {
        (l.bought, l.isExit, l.startedAt, l.endsAt, l.left) = auction.lots(address(sold));
    }

    /// @dev A dead feed of OTHER, a floor of 0.80 voted before, and its exit open.
    function goBlind() private {
        LawParams memory l = standardLaw();
        l.assets[1].exitFloorWad = 0.8e18;
        l.limits.depegBurstWad = 1_000_000e18;
        adopt(l);
        otherFeeds[0].setDead(true);
        openExit(other);
    }

    // ── who opens ──────────────────────────────────────────────────────────────────────────────────────

    function test_theKeeperOpens() public {
        vm.expectEmit(address(auction));
        emit AuctionOpened(address(other), address(usd), 1_000e18, false, START + 1 hours);
        offer(1_000e18);
        Lot memory lot = lotOf(other);
        assertEq(lot.bought, address(usd), "bought");
        assertEq(lot.startedAt, START, "starts");
        assertEq(lot.endsAt, START + 1 hours, "ends");
        assertEq(lot.left, 1_000e18, "left");
        assertEq(other.balanceOf(address(vault)), 1_000_000e18, "nothing leaves the vault before it is paid");
    }

    function test_nobodyElseOpens() public {
        address[3] memory others = [STRANGER, GUARDIAN, OWNER];
        for (uint256 i; i < 3; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(NotKeeper.selector, others[i]));
            auction.open(address(other), address(usd), 1_000e18, false);
        }
    }

    function test_anybodyOpensWhereAnExitIsOpenAndNowhereElse() public {
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(ExitNotOpen.selector, address(other)));
        auction.open(address(other), address(usd), 1_000e18, true);
        disable(other);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(ExitOnlyIntoBase.selector, address(wide)));
        auction.open(address(other), address(wide), 1_000e18, true);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(NotKeeper.selector, STRANGER));
        auction.open(address(other), address(usd), 1_000e18, false);
        offerExit(1_000e18);
        assertTrue(lotOf(other).isExit, "open");
    }

    function test_refusalsOfAnOpening() public {
        vm.startPrank(KEEPER);
        vm.expectRevert(ZeroAmount.selector);
        auction.open(address(other), address(usd), 0, false);
        vm.expectRevert(abi.encodeWithSelector(UnknownAsset.selector, address(claimToken)));
        auction.open(address(claimToken), address(usd), 1, false);
        vm.expectRevert(
            abi.encodeWithSelector(InsufficientIdle.selector, address(other), 1_000_000e18, 1_000_000e18 + 1)
        );
        auction.open(address(other), address(usd), 1_000_000e18 + 1, false);
        otherFeeds[0].setDead(true);
        vm.expectRevert(abi.encodeWithSelector(StaleFeed.selector, address(otherFeeds[0]), 0, 1 hours));
        auction.open(address(other), address(usd), 1, false);
        vm.stopPrank();
    }

    function test_noneIsOpenedWhileFrozen() public {
        disable(other);
        vm.prank(GUARDIAN);
        vault.setMode(Mode.Frozen);
        for (uint256 i; i < 2; ++i) {
            vm.prank(KEEPER);
            vm.expectRevert(abi.encodeWithSelector(WrongMode.selector, Mode.Frozen));
            auction.open(address(other), address(usd), 1, i == 1);
        }
    }

    function test_noneWhereTheLawHasNone() public {
        LawParams memory l = standardLaw();
        l.regime.auctionSeconds = 0;
        adopt(l);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(NoAuction.selector, address(other)));
        auction.open(address(other), address(usd), 1_000e18, false);
        disable(other);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(NoAuction.selector, address(other)));
        auction.open(address(other), address(usd), 1_000e18, true);
    }

    // ── which goes before which, and who ends it ───────────────────────────────────────────────────────

    function test_oneAuctionAtATime() public {
        offer(1_000e18);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(AuctionIsOpen.selector, address(other)));
        auction.open(address(other), address(usd), 5e18, false);
        // Another asset has its own.
        vm.prank(KEEPER);
        auction.open(address(wide), address(usd), 1e8, false);
        // Over by time, and over because all of it was sold.
        pass(1 hours);
        offer(10e18);
        fill(10e18);
        offer(7e18);
        assertEq(lotOf(other).left, 7e18, "opened anew");
    }

    function test_anExitGoesBeforeTheKeepersAndNothingGoesBeforeAnExit() public {
        offer(1_000e18);
        disable(other);
        offerExit(2_000e18);
        assertTrue(lotOf(other).isExit, "replaced");
        assertEq(lotOf(other).left, type(uint256).max, "with all there is");
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(AuctionIsOpen.selector, address(other)));
        auction.open(address(other), address(usd), 1e18, false);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(AuctionIsOpen.selector, address(other)));
        auction.open(address(other), address(usd), 1e18, true);
    }

    function test_whoEndsAnAuction() public {
        offer(1_000e18);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(NotGuardian.selector, STRANGER));
        auction.close(address(other));
        vm.prank(KEEPER);
        vm.expectEmit(address(auction));
        emit AuctionClosed(address(other));
        auction.close(address(other));
        refuse(1, abi.encodeWithSelector(NoAuction.selector, address(other)));
    }

    function test_aKeeperCannotEndAnExit() public {
        disable(other);
        vm.prank(KEEPER);
        auction.open(address(other), address(usd), 1_000e18, true);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(NotGuardian.selector, KEEPER));
        auction.close(address(other));
        address[2] memory above = [GUARDIAN, OWNER];
        for (uint256 i; i < 2; ++i) {
            vm.prank(above[i]);
            auction.close(address(other));
            assertEq(lotOf(other).left, 0, "ended");
            offerExit(1_000e18);
        }
    }

    function test_aSpeckHoldsNoExitUp() public {
        // Whatever somebody names, all there is may be bought.
        disable(other);
        offerExit(1);
        assertEq(lotOf(other).left, type(uint256).max, "all there is");
        fill(1_000e18);
    }

    // ── price ──────────────────────────────────────────────────────────────────────────────────────────

    function test_priceFromPremiumToFloor() public {
        offer(1_000e18);
        assertEq(auction.price(address(other), 1_000e18), 1_020e6, "premium of 2 %");
        vm.warp(START + 30 minutes);
        assertEq(auction.price(address(other), 1_000e18), 1_007.5e6, "half way");
        vm.warp(START + 1 hours - 1);
        // 25e6 over 3600 seconds, rounded up.
        assertEq(auction.price(address(other), 1_000e18), 995e6 + 6_945, "one second before the end");
        vm.warp(START + 1 hours);
        vm.expectRevert(abi.encodeWithSelector(NoAuction.selector, address(other)));
        auction.price(address(other), 1_000e18);
    }

    function test_whatIsPaidCountsAtItsLowerFeed() public {
        setPrices(usdFeeds, 0.99e8, 0.999e8);
        offer(1_000e18);
        assertEq(auction.price(address(other), 1_000e18), 1_030_303_031, "1020 / 0.99, up");
        vm.warp(START + 1 hours - 1);
        uint256 last = auction.price(address(other), 1_000e18);
        assertLe(1_005_050_506, last, "never below 995 / 0.99, up");
    }

    function test_pricesAreThoseOfTheFill() public {
        offer(1_000e18);
        setPrices(otherFeeds, 1.1e8, 1.105e8);
        assertEq(auction.price(address(other), 1_000e18), 1_127.1e6, "from the higher feed of now");
        assertEq(fill(1_000e18), 1_127.1e6, "and so it is paid");
    }

    function test_aFillerSaysTheMost() public {
        offer(1_000e18);
        fund(usd, 10_000e6);
        vm.prank(FILLER);
        vm.expectRevert(abi.encodeWithSelector(AbovePrice.selector, 1_020e6, 1_020e6 - 1));
        auction.fill(address(other), 1_000e18, 1_020e6 - 1);
    }

    /// Linear, rounded up, never rising with time, never below the floor, and no cheaper in parts.
    function testFuzz_price(uint256 amount, uint256 at, uint256 later, uint256 part, uint256 answer) public {
        amount = bound(amount, 2, 100_000e18);
        at = bound(at, 0, 1 hours - 2);
        later = bound(later, at + 1, 1 hours - 1);
        int256 price = int256(bound(answer, 0.96e8, 1.1e8));
        setPrices(otherFeeds, price, price);
        offer(amount);
        vm.warp(START + at);
        SwapTerms memory t = law.tradeTerms(address(other), address(usd), amount, false, true, Mode.Run);
        uint256 first = up(t.valueWad * 10_200, 1e16);
        uint256 now_ = auction.price(address(other), amount);
        assertEq(now_, t.floorOut + up((first - t.floorOut) * (1 hours - at), 1 hours), "line");
        part = bound(part, 1, amount - 1);
        uint256 parts = auction.price(address(other), part) + auction.price(address(other), amount - part);
        assertLe(now_, parts, "no cheaper in parts");
        vm.warp(START + later);
        uint256 after_ = auction.price(address(other), amount);
        assertLe(after_, now_, "falls");
        assertLe(t.floorOut, after_, "floor");
    }

    function up(uint256 a, uint256 b) private pure returns (uint256) {
        return (a + b - 1) / b;
    }

    // ── fills ──────────────────────────────────────────────────────────────────────────────────────────

    function test_aFillPaysTheVault() public {
        // No pool pays anything and the keeper has nothing: only the filler's money moves.
        offer(1_000e18);
        fund(usd, 2_000e6);
        vm.expectEmit(address(vault));
        emit Swapped(address(other), address(usd), 400e18, 408e6, 400e18, 0, false);
        vm.expectEmit(address(auction));
        emit AuctionFilled(address(other), FILLER, 400e18, 408e6);
        vm.prank(FILLER);
        auction.fill(address(other), 400e18, 408e6);
        assertEq(usd.balanceOf(address(vault)), 1_000_408e6, "paid");
        assertEq(other.balanceOf(FILLER), 400e18, "delivered");
        assertEq(usd.balanceOf(address(auction)) + other.balanceOf(address(auction)), 0, "holds nothing");
        assertEq(usd.balanceOf(KEEPER) + other.balanceOf(KEEPER), 0, "without the keeper's capital");
        assertEq(vault.state().turnoverUsedWad, 400e18, "turnover");
        assertEq(lotOf(other).left, 600e18, "the rest");
        fill(600e18);
        refuse(1, abi.encodeWithSelector(NoAuction.selector, address(other)));
        assertEq(other.balanceOf(address(vault)), 999_000e18, "all of it and no more");
    }

    function test_noMoreThanIsLeftAndNotNothing() public {
        refuse(0, abi.encodeWithSelector(ZeroAmount.selector));
        refuse(1, abi.encodeWithSelector(NoAuction.selector, address(other)));
        offer(1_000e18);
        refuse(1_000e18 + 1, abi.encodeWithSelector(NoAuction.selector, address(other)));
        refuse(0, abi.encodeWithSelector(ZeroAmount.selector));
    }

    function test_zeroBidsLeaveItUnsold() public {
        // March 2020: auctions that end at any price were won for nothing. These end without a trade.
        offer(1_000e18);
        pass(1 hours);
        refuse(1_000e18, abi.encodeWithSelector(NoAuction.selector, address(other)));
        assertEq(other.balanceOf(address(vault)), 1_000_000e18, "unsold");
        VaultView memory v = vault.state();
        assertEq(v.turnoverUsedWad + v.lossUsedWad, 0, "no budget spent");
    }

    function test_aFeeOnThePaymentIsRefused() public {
        offer(1_000e18);
        usd.setFee(10);
        refuse(1_000e18, abi.encodeWithSelector(TransferMismatch.selector, address(usd), 1_020e6, 1_020e6 - 1_020_000));
    }

    function test_donationsChangeNoVerdict() public {
        offer(1_000e18);
        usd.mint(address(auction), 5_000e6);
        other.mint(address(auction), 5_000e18);
        assertEq(auction.price(address(other), 1_000e18), 1_020e6, "price");
        vm.prank(FILLER);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(auction), 0, 1_020e6)
        );
        auction.fill(address(other), 1_000e18, type(uint256).max);
        assertEq(fill(1_000e18), 1_020e6, "paid by the filler alone");
        assertEq(other.balanceOf(FILLER), 1_000e18, "no more than was bought");
        assertEq(usd.balanceOf(address(vault)), 1_006_020e6, "what lay there is the vault's");
        assertEq(vault.state().lossUsedWad, 0, "and counts for nothing");
    }

    function test_aDonationPaysForNoLoss() public {
        offer(1_000e18);
        usd.mint(address(auction), 5_000e6);
        vm.warp(START + 1 hours - 1);
        fill(1_000e18);
        assertEq(vault.state().lossUsedWad, 5e18 - 6_945e12, "charged all the same");
    }

    // ── every gate of a swap ───────────────────────────────────────────────────────────────────────────

    function test_lossBudget() public {
        LawParams memory l = standardLaw();
        l.limits.lossBurstWad = 1e18;
        adopt(l);
        offer(1_000e18);
        vm.warp(START + 1 hours - 1);
        refuse(1_000e18, abi.encodeWithSelector(LossBudgetExceeded.selector, 5e18 - 6_945e12, 1e18));
        fill(200e18);
    }

    function test_turnoverBudget() public {
        LawParams memory l = standardLaw();
        l.limits.turnoverBurstWad = 999e18;
        adopt(l);
        offer(1_000e18);
        refuse(1_000e18, abi.encodeWithSelector(TurnoverBudgetExceeded.selector, 1_000e18, 999e18));
        fill(999e18);
    }

    function test_progress() public {
        offer(200_000e18);
        // At the premium the total grows with what is paid: 3 002 000 · 30 % is the target after the fill.
        refuse(
            110_000e18,
            abi.encodeWithSelector(PastTarget.selector, address(other), 890_000e18, uint256(3_002_200e18) * 3 / 10)
        );
        fill(99_000e18);
    }

    function test_weightCap() public {
        vm.prank(GUARDIAN);
        vault.tightenAsset(address(usd), AssetTightening(50, 1_000, 500, 3_000, true, false));
        offer(1_000e18);
        refuse(
            1_000e18,
            abi.encodeWithSelector(
                WeightCapExceeded.selector, address(usd), 1_001_020e18, uint256(3_000_020e18) * 3 / 10
            )
        );
    }

    function test_entryOfWhatIsBought() public {
        offer(1_000e18);
        vm.prank(GUARDIAN);
        vault.tightenAsset(address(usd), AssetTightening(50, 1_000, 500, 6_000, false, false));
        refuse(1_000e18, abi.encodeWithSelector(EntryForbidden.selector, address(usd)));
    }

    function test_frozen() public {
        offer(1_000e18);
        vm.prank(GUARDIAN);
        vault.setMode(Mode.Frozen);
        refuse(1_000e18, abi.encodeWithSelector(WrongMode.selector, Mode.Frozen));
    }

    function test_exitOnlyIntoTheBase() public {
        aim(4_000, 3_500, 2_500);
        vm.prank(KEEPER);
        auction.open(address(wide), address(other), 10e8, false);
        offer(1_000e18);
        vm.prank(GUARDIAN);
        vault.setMode(Mode.ExitOnly);
        fund(other, 100_000e18);
        vm.prank(FILLER);
        vm.expectRevert(abi.encodeWithSelector(ExitOnlyIntoBase.selector, address(other)));
        auction.fill(address(wide), 10e8, type(uint256).max);
        // A sale past its target stays refused; one that brings nearer goes on.
        aim(4_000, 3_000, 3_000);
        fill(1_000e18);
    }

    function test_feeds() public {
        offer(1_000e18);
        setPrices(otherFeeds, 1e8, 1.011e8);
        refuse(1_000e18, abi.encodeWithSelector(FeedsDisagree.selector, address(other), 1e18, 1.011e18));
        setPrices(otherFeeds, 1e8, 1e8);
        usdFeeds[1].setDead(true);
        refuse(1_000e18, abi.encodeWithSelector(StaleFeed.selector, address(usdFeeds[1]), 0, 1 hours));
    }

    function test_whatIsOwedStays() public {
        LawParams memory l = standardLaw();
        l.redemption = RedemptionParams(address(other), 0, 0, 7 days, true);
        adopt(l);
        issue(HOLDER, 400_000);
        offer(700_000e18);
        request(HOLDER, 400_000);
        refuse(700_000e18, abi.encodeWithSelector(InsufficientIdle.selector, address(other), 600_000e18, 700_000e18));
    }

    function test_aTighterLawHoldsForAnAuctionAlreadyOpen() public {
        offer(1_000e18);
        vm.warp(START + 1 hours - 1);
        vm.prank(GUARDIAN);
        vault.tightenAsset(address(other), AssetTightening(10, 1_000, 500, 6_000, true, false));
        assertEq(auction.price(address(other), 1_000e18), 999e6 + 5_834, "the floor of now");
    }

    // ── exits ──────────────────────────────────────────────────────────────────────────────────────────

    function test_anExitFallsToItsOwnFloorAndIsChargedToItsOwnBudget() public {
        disable(other);
        offerExit(1_000e18);
        assertEq(auction.price(address(other), 1_000e18), 1_020e6, "premium");
        vm.warp(START + 1 hours - 1);
        // 120e6 over 3600 seconds, rounded up.
        assertEq(fill(1_000e18), 900e6 + 33_334, "ten per cent below");
        VaultView memory v = vault.state();
        assertEq(v.depegUsedWad, 100e18 - 33_334e12, "its own budget");
        assertEq(v.lossUsedWad, 0, "not the keeper's");
        assertEq(v.turnoverUsedWad, 1_000e18, "the common turnover");
    }

    function test_theExitBudgetHoldsForFills() public {
        LawParams memory l = standardLaw();
        l.limits.depegBurstWad = 50e18;
        adopt(l);
        disable(other);
        offerExit(1_000e18);
        vm.warp(START + 1 hours - 1);
        refuse(1_000e18, abi.encodeWithSelector(DepegBudgetExceeded.selector, 100e18 - 33_334e12, 50e18));
    }

    function test_anExitThatClosesSellsNoMore() public {
        LawParams memory l = standardLaw();
        l.regime.exitWindowSeconds = 10 minutes;
        adopt(l);
        disable(other);
        offerExit(1_000e18);
        vm.warp(START + 10 minutes);
        refuse(1_000e18, abi.encodeWithSelector(ExitNotOpen.selector, address(other)));
    }

    function test_anExitWorksWhileTheModeIsExitOnlyAndNotFrozen() public {
        disable(other);
        offerExit(1_000e18);
        vm.prank(GUARDIAN);
        vault.setMode(Mode.ExitOnly);
        fill(500e18);
        vm.prank(GUARDIAN);
        vault.setMode(Mode.Frozen);
        refuse(500e18, abi.encodeWithSelector(WrongMode.selector, Mode.Frozen));
    }

    // ── exits without a price ──────────────────────────────────────────────────────────────────────────

    function test_aDeadFeedLeavesDownToTheFloorVotedBefore() public {
        goBlind();
        offerExit(1_000e18);
        assertEq(auction.price(address(other), 1_000e18), 1_020e6, "premium over par");
        vm.warp(START + 30 minutes);
        assertEq(auction.price(address(other), 1_000e18), 910e6, "half way to 0.80");
        vm.warp(START + 1 hours - 1);
        // 220e6 over 3600 seconds, rounded up.
        assertEq(fill(400e18), 320e6 + 24_445, "just above the floor");
        assertEq(vault.state().depegUsedWad, 80e18 - 24_445e12, "charged from par");
        vm.warp(START + 1 hours);
        refuse(600e18, abi.encodeWithSelector(NoAuction.selector, address(other)));
        assertEq(other.balanceOf(address(vault)), 999_600e18, "the rest unsold");
    }

    function test_aLivingFeedAboveParIsWhatItIsChargedFrom() public {
        goBlind();
        otherFeeds[1].set(1.2e18);
        offerExit(1_000e18);
        assertEq(auction.price(address(other), 1_000e18), 1_224e6, "premium over the feed that lives");
        vm.warp(START + 1 hours - 1);
        uint256 paid = fill(1_000e18);
        assertEq(vault.state().depegUsedWad, 1_200e18 - paid * 1e12, "from 1.20");
    }

    function test_aFloorAboveThePremiumIsThePriceThroughout() public {
        LawParams memory l = standardLaw();
        l.assets[1].exitFloorWad = 1.1e18;
        adopt(l);
        otherFeeds[0].setDead(true);
        openExit(other);
        offerExit(1_000e18);
        assertEq(auction.price(address(other), 1_000e18), 1_100e6, "the floor from the start");
        vm.warp(START + 1 hours - 1);
        assertEq(auction.price(address(other), 1_000e18), 1_100e6, "to the end");
    }

    function test_withoutAPriceNeverThroughThePool() public {
        goBlind();
        router.setPayOut(1_000e6);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(StaleFeed.selector, address(otherFeeds[0]), 0, 1 hours));
        vault.swap(address(other), address(usd), 500, 1_000e18, 0, true);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(StaleFeed.selector, address(otherFeeds[0]), 0, 1 hours));
        auction.open(address(other), address(usd), 1_000e18, false);
    }

    function test_withoutAPriceThatOfTheBaseIsStillNeeded() public {
        goBlind();
        offerExit(1_000e18);
        usdFeeds[0].setDead(true);
        refuse(1_000e18, abi.encodeWithSelector(StaleFeed.selector, address(usdFeeds[0]), 0, 1 hours));
    }

    function test_withoutAFloorThereIsNoBlindExit() public {
        disable(other);
        otherFeeds[0].setDead(true);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(StaleFeed.selector, address(otherFeeds[0]), 0, 1 hours));
        auction.open(address(other), address(usd), 1_000e18, true);
    }

    // ── who may call what ──────────────────────────────────────────────────────────────────────────────

    function test_theVaultAloneDelivers() public {
        offer(1_000e18);
        address[3] memory others = [KEEPER, OWNER, FILLER];
        for (uint256 i; i < 3; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(NotVault.selector, others[i]));
            auction.swap(address(other), address(usd), 0, 1, 0);
        }
        vm.expectRevert(abi.encodeWithSelector(NotVault.selector, address(this)));
        auction.bind(address(this));
    }

    function test_anAuctionOfAnotherVaultIsNobodyHere() public {
        Auction foreign = new Auction();
        foreign.bind(address(vault));
        vm.prank(address(foreign));
        vm.expectRevert(abi.encodeWithSelector(NotKeeper.selector, address(foreign)));
        vault.swap(address(other), address(usd), 0, 1_000e18, 0, false);
    }

    // ── a filler who comes back in ─────────────────────────────────────────────────────────────────────

    function test_noWayBackInWhenTheSoldTokenArrives() public {
        Comeback filler = new Comeback(auction, address(other), address(usd));
        usd.mint(address(filler), 10_000e6);
        other.setHook(address(filler));
        offer(1_000e18);
        filler.aim(address(auction), address(filler), abi.encodeCall(Auction.fill, (address(other), 100e18, 1e30)));
        vm.expectRevert(ReentrancyGuard.ReentrancyGuardReentrantCall.selector);
        filler.fill(100e18);
        filler.aim(address(vault), address(filler), abi.encodeCall(ReserveVault.payRedemptions, (1)));
        vm.expectRevert(ReentrancyGuard.ReentrancyGuardReentrantCall.selector);
        filler.fill(100e18);
    }

    function test_noWayBackInWhileThePaymentArrives() public {
        Comeback filler = new Comeback(auction, address(other), address(usd));
        usd.mint(address(filler), 10_000e6);
        usd.setHook(address(filler));
        offer(1_000e18);
        // The fill inside would sweep what the outer one just paid: the outer payment is then missing.
        filler.aim(address(auction), address(auction), abi.encodeCall(Auction.fill, (address(other), 100e18, 1e30)));
        vm.expectRevert(abi.encodeWithSelector(TransferMismatch.selector, address(usd), 102e6, 0));
        filler.fill(100e18);
    }

    function test_replacingTheAuctionInsideAFillGainsNothing() public {
        Comeback filler = new Comeback(auction, address(other), address(usd));
        usd.mint(address(filler), 10_000e6);
        usd.setHook(address(filler));
        offer(1_000e18);
        disable(other);
        filler.aim(
            address(auction), address(auction), abi.encodeCall(Auction.open, (address(other), address(usd), 5e18, true))
        );
        filler.fill(100e18);
        assertEq(usd.balanceOf(address(vault)), 1_000_102e6, "paid the price of the first");
        assertEq(lotOf(other).left, type(uint256).max, "and the second is whole");
        assertEq(vault.state().depegUsedWad, 0, "a fill of the first is no exit");
    }

    // ── laws ───────────────────────────────────────────────────────────────────────────────────────────

    /// Whatever is filled whenever, at any price inside the feeds' interval the vault lost at most what was charged.
    function testFuzz_aFillCostsAtMostItsCharge(uint256 amount, uint256 at, uint256 a, uint256 b, uint256 honest)
        public
    {
        int256 low = int256(bound(a, 0.97e8, 1.03e8));
        int256 high = low + int256(bound(b, 0, uint256(low) / 101));
        setPrices(otherFeeds, low, high);
        offer(20_000e18);
        vm.warp(START + bound(at, 0, 1 hours - 1));
        amount = bound(amount, 1, 20_000e18);
        uint256 paid = fill(amount);
        uint256 gave = amount * bound(honest, uint256(low), uint256(high)) / 1e8;
        uint256 trueLoss = gave > paid * 1e12 ? gave - paid * 1e12 : 0;
        assertLe(trueLoss, vault.state().lossUsedWad + 1, "charged");
        assertLe(amount * uint256(high) * 9_950 / 1e24, paid, "floor");
        assertEq(usd.balanceOf(address(vault)), 1_000_000e6 + paid, "paid");
        assertEq(other.balanceOf(address(vault)), 1_000_000e18 - amount, "sold");
    }
}

/// @notice Filler that calls somebody when it sees a transfer to a chosen account.
contract Comeback is IHook {
    Auction private immutable _auction;
    address private immutable _sold;
    address private immutable _bought;
    address private _target;
    address private _when;
    bytes private _data;
    bool private _isIn;

    constructor(Auction auction_, address sold_, address bought_) {
        (_auction, _sold, _bought) = (auction_, sold_, bought_);
        FakeToken(bought_).approve(address(auction_), type(uint256).max);
    }

    function aim(address target, address when, bytes calldata data) external {
        (_target, _when, _data) = (target, when, data);
    }

    function fill(uint256 amount) external {
        _auction.fill(_sold, amount, type(uint256).max);
    }

    function onTransfer(address, address to, uint256) external {
        if (_isIn || to != _when) return;
        _isIn = true;
        (bool ok, bytes memory reason) = _target.call(_data);
        _isIn = false;
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(reason, 32), mload(reason))
        }
    }
}
