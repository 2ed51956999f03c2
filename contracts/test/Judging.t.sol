// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FakeToken} from "./util/Fakes.sol";
import {Reserve} from "./util/Reserve.sol";

/// @notice What the law refuses to loosen, and the numbers it judges trades with, to the last unit.
contract JudgingTest is Reserve {
    // ── narrowing ──────────────────────────────────────────────────────────────────────────────────────

    function refuseLimits(LimitParams memory l, string memory what) private {
        vm.prank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(Loosening.selector, what));
        vault.tightenLimits(l);
    }

    function test_noBudgetOfExitsIsLoosened() public {
        LimitParams memory l = standardLaw().limits;
        l.depegBurstWad += 1;
        refuseLimits(l, "depeg");
        l = standardLaw().limits;
        l.depegRefillPerDayWad += 1;
        refuseLimits(l, "depeg");
    }

    function test_neitherCoverageNorLiquidityIsLoosened() public {
        LawParams memory whole = standardLaw();
        (whole.limits.minCoverageWad, whole.limits.minLiquidBps) = (1e18, [uint16(1), 2, 3]);
        adopt(whole);
        LimitParams memory l = whole.limits;
        l.minCoverageWad -= 1;
        refuseLimits(l, "coverage");
        l.minCoverageWad += 1;
        for (uint256 i; i < 3; ++i) {
            l.minLiquidBps[i] -= 1;
            refuseLimits(l, "liquidity");
            l.minLiquidBps[i] += 1;
        }
    }

    // ── what is known of an asset ──────────────────────────────────────────────────────────────────────

    function test_onlyAFloorVotedBeforeArmsABlindAsset() public {
        otherFeeds[0].setDead(true);
        AssetState memory s = oracle.look(address(other));
        assertTrue(s.blindWad == 0 && !s.isArmed, "no floor");
        otherFeeds[0].setDead(false);
        LawParams memory l = standardLaw();
        l.assets[1].exitFloorWad = 0.8e18;
        adopt(l);
        s = oracle.look(address(other));
        assertTrue(s.blindWad == 0 && !s.isArmed, "a price");
        otherFeeds[0].set(11e8);
        s = oracle.look(address(other));
        assertTrue(s.blindWad == 10e18 && s.isArmed, "out of bounds, at the bound");
    }

    function test_whatIsOwedIsKeptBackRoundedUp() public {
        issue(HOLDER, 1_000);
        vm.prank(HOLDER);
        vault.requestRedemption(100e18 + 1);
        assertEq(oracle.look(address(usd)).owedRaw, 100e6 + 1, "up");
    }

    function test_aHaircutDecaysRoundedDown() public {
        vm.prank(GUARDIAN);
        vault.pushHaircut(address(other), 3_000);
        pass(86);
        assertEq(oracle.haircutBps(address(other)), 3_000, "less than a basis point");
        pass(1);
        assertEq(oracle.haircutBps(address(other)), 2_999, "one");
        pass(30 days);
        assertEq(oracle.haircutBps(address(other)), 500, "never below its floor");
    }

    // ── terms of a trade ───────────────────────────────────────────────────────────────────────────────

    function test_onlyAnExitIsSoldBlind() public {
        LawParams memory l = standardLaw();
        l.assets[1].exitFloorWad = 0.8e18;
        adopt(l);
        otherFeeds[0].setDead(true);
        openExit(other);
        vm.expectPartialRevert(StaleFeed.selector);
        law.tradeTerms(address(other), address(usd), 1_000e18, false, true, Mode.Run);
        otherFeeds[0].setDead(false);
        // With a price again the exit goes at it: its slip is a tenth.
        SwapTerms memory t = law.tradeTerms(address(other), address(usd), 1_000e18, true, true, Mode.Run);
        assertEq(t.floorOut, 900e6, "at the price");
        assertEq(t.valueWad, 1_000e18, "worth the price");
    }

    function test_termsAreRoundedAgainstTheTrade() public {
        setPrices(otherFeeds, 1e8 + 1, 1e8 + 1);
        SwapTerms memory t = law.tradeTerms(address(other), address(usd), 1, false, false, Mode.Run);
        assertEq(t.valueWad, 2, "charged up");
        assertEq(t.floorOut, 1, "returns at least one");
    }

    function test_soldIsCountedDownAndItsTargetUp() public {
        setPrices(otherFeeds, 1e8 + 1, 1e8 + 1);
        other.mint(address(vault), 1);
        router.setPayOut(200_002e6);
        vm.prank(KEEPER);
        vm.expectRevert(
            abi.encodeWithSelector(PastTarget.selector, address(other), 800_000.008e18 + 1, 900_000.6024e18 + 1)
        );
        vault.swap(address(other), address(usd), 500, 200_000e18, 0, false);
    }

    function test_boughtIsCountedUpAndItsTargetDown() public {
        setPrices(otherFeeds, 1e8 + 1, 1e8 + 1);
        other.mint(address(vault), 1);
        router.setPayOut(10_000e18);
        vm.prank(KEEPER);
        vm.expectRevert(
            abi.encodeWithSelector(PastTarget.selector, address(other), 1_010_000.0101e18 + 2, 900_000.00303e18)
        );
        vault.swap(address(usd), address(other), 500, 10_000e6, 0, false);
    }

    // ── what a trade left behind ───────────────────────────────────────────────────────────────────────

    function terms(FakeToken sold, FakeToken bought, uint256 amount) private view returns (SwapTerms memory) {
        return law.tradeTerms(address(sold), address(bought), amount, false, false, Mode.Run);
    }

    /// @dev A reserve of nothing but `amount` of the second asset, which may be all there is.
    function holdOther(LawParams memory l, uint256 amount) private {
        l.assets[1].maxBps = 10_000;
        adopt(l);
        usd.burn(address(vault), 1_000_000e6);
        wide.burn(address(vault), 500e8);
        other.burn(address(vault), 1_000_000e18);
        other.mint(address(vault), amount);
    }

    /// @dev One claim of the least unit, backed by as much.
    function issueLeast() private {
        other.mint(HOLDER, 1);
        vm.startPrank(HOLDER);
        other.approve(address(vault), 1);
        assertEq(vault.mint(address(other), 1, 0), 1, "the least claim");
        vm.stopPrank();
    }

    /// @dev Any trade that leaves more risk is refused.
    function coverTooLittle(LawParams memory l) private {
        issue(HOLDER, 1);
        l.limits.minCoverageWad = type(uint128).max;
        adopt(l);
    }

    /// A twentieth is taken off what is sold, a tenth off what is bought, and 9 is given for 9.5: just as much is left.
    function test_riskierByTheLeastUnit() public {
        LawParams memory l = standardLaw();
        (l.assets[0].targetBps, l.assets[1].targetBps, l.assets[1].haircutBps) = (1_000, 6_000, 1_000);
        coverTooLittle(l);
        setPrices(otherFeeds, 1e8 + 1, 1e8 + 1);
        SwapTerms memory t = terms(usd, other, 9);
        // Worth 9.499… or one unit more than that, in millionths.
        vm.expectPartialRevert(CoverageTooLow.selector);
        law.requireTrade(t, 9_499_999_905_000, 0, Mode.Run);
        law.requireTrade(t, 9_499_999_905_001, 0, Mode.Run);
    }

    /// Equal haircuts and no loss: what was given is rounded up, what was received down.
    function test_riskierByAPartOfAUnit() public {
        LawParams memory l = standardLaw();
        (l.assets[0].targetBps, l.assets[1].targetBps) = (1_000, 6_000);
        coverTooLittle(l);
        law.requireTrade(terms(usd, other, 1), 1e12, 0, Mode.Run);
        for (uint256 i; i < 2; ++i) {
            usdFeeds[i].setDecimals(18);
            usdFeeds[i].set(1e18 + 1e6);
        }
        SwapTerms memory t = terms(usd, other, 1);
        vm.expectPartialRevert(CoverageTooLow.selector);
        law.requireTrade(t, 1e12 + 1, 0, Mode.Run);
    }

    function test_weightIsCountedUp() public {
        holdOther(standardLaw(), 1);
        for (uint256 i; i < 2; ++i) {
            otherFeeds[i].setDecimals(18);
            otherFeeds[i].set(1e18 + 1);
        }
        SwapTerms memory t = terms(usd, other, 0);
        vm.expectRevert(abi.encodeWithSelector(WeightCapExceeded.selector, address(other), 2, 1));
        law.requireTrade(t, 0, 0, Mode.Run);
    }

    function test_theCapOfAWeightIsCountedDown() public {
        usd.mint(address(vault), 800_000e6);
        wide.burn(address(vault), 400e8);
        other.burn(address(vault), 1);
        // Six tenths of 3,000,000 less the least unit.
        SwapTerms memory t = terms(other, usd, 0);
        vm.expectRevert(
            abi.encodeWithSelector(WeightCapExceeded.selector, address(usd), 1_800_000e18, 1_800_000e18 - 1)
        );
        law.requireTrade(t, 0, 0, Mode.Run);
        other.mint(address(vault), 1);
        book.poke();
        law.requireTrade(t, 0, 0, Mode.Run);
    }

    function test_aReserveThatOwesMoreThanItHasStillSellsIntoItsBase() public {
        adoptTerms(RedemptionParams(address(usd), 0, 0, 7 days, true));
        issue(HOLDER, 400_000);
        request(HOLDER, 400_000);
        usd.burn(address(vault), 1_400_000e6);
        wide.burn(address(vault), 500e8);
        other.burn(address(vault), 900_000e18);
        book.poke();
        vm.prank(GUARDIAN);
        vault.setMode(Mode.ExitOnly);
        keeperSwap(other, usd, 100_000e18, 100_000e6);
        assertEq(usd.balanceOf(address(vault)), 100_000e6, "all it has");
        vm.expectRevert(abi.encodeWithSelector(InsufficientIdle.selector, address(usd), 0, 1));
        terms(usd, other, 1);
    }

    function test_whatIsOwedMayBeBoughtBack() public {
        adoptTerms(RedemptionParams(address(other), 0, 0, 7 days, true));
        issue(HOLDER, 400_000);
        request(HOLDER, 400_000);
        other.burn(address(vault), 1_000_000e18);
        keeperSwap(usd, other, 100_000e6, 100_000e18);
    }

    function test_parIsKeptBackRoundedUp() public view {
        assertEq(law.parAmount(address(usd), 1), 1, "a part of a raw unit");
        assertEq(law.parAmount(address(usd), 1e12), 1, "one");
        assertEq(law.parAmount(address(usd), 1e12 + 1), 2, "a part more");
    }

    function test_aBlindClaimIsSettledAtTheMostItMayBeWorth() public {
        otherFeeds[0].setDead(true);
        setPrices(otherFeeds, 1e8, 1.3e8);
        (bool isPriced, uint256 priceWad) = law.payoutPrice(address(other), false);
        assertTrue(!isPriced, "no price");
        assertEq(priceWad, 1.3e18, "the last answer above par");
    }

    /// No asset may be listed in a class beyond the last; who asks the law with one is answered from those there are.
    function test_thereIsNoClassBeyondTheLast() public {
        (TradeState memory sold, TradeState memory bought) = (oracle.trade(address(other)), oracle.trade(address(usd)));
        bought.maturity = 4;
        SwapTerms memory t = terms(other, usd, 1e12);
        t.memo = abi.encode(sold, bought);
        law.requireTrade(t, 1, 0, Mode.Run);
    }

    // ── what intake left behind ────────────────────────────────────────────────────────────────────────

    function test_claimsAreBackedRoundedUp() public {
        LawParams memory l = standardLaw();
        holdOther(l, 1);
        law.requireIntake(address(other), 1);
        l.limits.minBackingWad = 1e18 + 1;
        adopt(l);
        vm.expectRevert(abi.encodeWithSelector(BackingTooLow.selector, 1, 2));
        law.requireIntake(address(other), 1);
        l.limits.minBackingWad = 1e18;
        adopt(l);
        // Claims are paid in a token the least bit above a dollar.
        setPrices(usdFeeds, 1e8, 1e8 + 1);
        vm.expectRevert(abi.encodeWithSelector(BackingTooLow.selector, 1, 2));
        law.requireIntake(address(other), 1);
    }

    // ── what a trade costs to judge ────────────────────────────────────────────────────────────────────

    function test_aTradeReadsWhatItTouchesAlone() public {
        aim(1_000, 6_000, 3_000);
        book.poke();
        // A third asset gone mad would not even let the whole be counted.
        vm.mockCall(
            address(wide), abi.encodeCall(wide.balanceOf, (address(vault))), abi.encode(uint256(type(uint256).max))
        );
        keeperSwap(usd, other, 1_000e6, 1_000e18);
        vm.startPrank(KEEPER);
        vault.deposit(0, 1_000e6);
        vm.expectRevert();
        book.totals();
    }

    function test_coverageIsNeededRoundedUp() public {
        LawParams memory l = standardLaw();
        l.assets[0].haircutBps = 10_000;
        holdOther(l, 19);
        issueLeast();
        l.limits.minCoverageWad = 19e18 + 1;
        adopt(l);
        // 20 of which a twentieth is taken off, for 19 and a part of a unit.
        SwapTerms memory t = terms(other, usd, 20);
        vm.expectRevert(abi.encodeWithSelector(CoverageTooLow.selector, 19, 20));
        law.requireTrade(t, 0, 0, Mode.ExitOnly);
        l.limits.minCoverageWad = 19e18;
        adopt(l);
        law.requireTrade(t, 0, 0, Mode.ExitOnly);
    }

    function test_cashIsNeededRoundedUp() public {
        LawParams memory l = standardLaw();
        (l.assets[0].maturity, l.assets[1].maturity, l.assets[2].maturity) = (1, 1, 1);
        adopt(l);
        issueLeast();
        (l.limits.minLiquidBps[0], l.assets[1].maturity) = (1, 0);
        l.assets[1].targetBps = 0;
        adopt(l);
        SwapTerms memory t = terms(other, usd, 1e12);
        other.burn(address(vault), 1_000_000e18 + 1);
        vm.expectRevert(abi.encodeWithSelector(IlliquidReserve.selector, 0, 0, 1));
        law.requireTrade(t, 1, 0, Mode.ExitOnly);
    }

    /// From cash at once into what is cash within a day, at no more risk: neither slower classes nor coverage are asked.
    function test_onlyTheClassesAKeeperDrawsFromAreAsked() public {
        LawParams memory l = standardLaw();
        (l.assets[1].maturity, l.assets[2].maturity) = (1, 3);
        (l.assets[0].targetBps, l.assets[1].targetBps) = (1_000, 6_000);
        adopt(l);
        issue(HOLDER, 400_000);
        l.limits.minLiquidBps = [uint16(1), 65_535, 65_535];
        l.limits.minCoverageWad = type(uint128).max;
        adopt(l);
        (Totals memory sum,) = book.totals();
        assertEq(sum.liquidWad[2], 2_280_000e18, "less than is asked of the slower ones");
        keeperSwap(usd, other, 1_000e6, 1_000e18);
    }
}
