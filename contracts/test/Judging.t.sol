// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

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
}
