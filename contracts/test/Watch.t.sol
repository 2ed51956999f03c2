// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FakeFeed} from "./util/Fakes.sol";
import {Reserve} from "./util/Reserve.sol";

/// @notice What the oracle remembers of what it saw: haircuts, exits, shadows and growth, each to the unit.
contract WatchTest is Reserve {
    function tighten(AssetTightening memory t) private {
        vm.prank(GUARDIAN);
        vault.tightenAsset(address(other), t);
    }

    function refuseExit() private {
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(NotArmed.selector, address(other)));
        vault.openExit(address(other));
    }

    // ── narrowing ──────────────────────────────────────────────────────────────────────────────────────

    function test_aHaircutMayRiseToAllOfIt() public {
        tighten(AssetTightening(50, 1_000, 10_000, 6_000, true, false));
        assertEq(oracle.haircutBps(address(other)), 10_000, "all");
    }

    function test_whatIsOffMayBeNarrowedFurther() public {
        tighten(AssetTightening(50, 1_000, 500, 6_000, true, true));
        tighten(AssetTightening(40, 1_000, 500, 6_000, true, true));
        assertEq(oracle.assetParams(address(other)).slipBps, 40, "narrowed");
    }

    function test_aTargetComesBackFromTheBaseWithItsAsset() public {
        tighten(AssetTightening(50, 1_000, 500, 6_000, true, true));
        assertEq(oracle.look(address(usd)).effectiveTargetBps, 7_000, "moved");
        vm.prank(OWNER);
        vault.enableAsset(address(other));
        assertEq(oracle.look(address(usd)).effectiveTargetBps, 4_000, "back");
        assertEq(oracle.look(address(other)).effectiveTargetBps, 3_000, "its own");
    }

    function test_aHaircutIsPushedUpAndAtMostSoFar() public {
        vm.startPrank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(Loosening.selector, "haircut"));
        vault.pushHaircut(address(other), 500);
        vault.pushHaircut(address(other), 501);
        vault.pushHaircut(address(other), 5_500);
        assertEq(oracle.haircutBps(address(other)), 5_500, "the most");
        pass(1 days);
        assertEq(oracle.haircutBps(address(other)), 4_500, "a day later");
    }

    function test_aHaircutIsNeverPushedAboveAllOfIt() public {
        LawParams memory l = standardLaw();
        (l.regime.maxPushBps, l.assets[1].haircutBps) = (10_000, 5_000);
        adopt(l);
        vm.startPrank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(Loosening.selector, "haircut"));
        vault.pushHaircut(address(other), 10_001);
        vault.pushHaircut(address(other), 10_000);
    }

    function test_entryStopsAboveItsHaircutNotAtIt() public {
        LawParams memory l = standardLaw();
        l.regime.entryHaircutBps = 2_000;
        adopt(l);
        vm.startPrank(GUARDIAN);
        vault.pushHaircut(address(other), 2_000);
        assertTrue(!oracle.look(address(other)).isShut, "at it");
        vault.pushHaircut(address(other), 2_001);
        assertTrue(oracle.look(address(other)).isShut, "above it");
        vm.stopPrank();
        adopt(standardLaw());
        assertTrue(!oracle.look(address(other)).isShut, "none asked for");
    }

    // ── exits ──────────────────────────────────────────────────────────────────────────────────────────

    function test_aDepegIsBelowItsPriceByBothFeeds() public {
        setPrices(otherFeeds, 0.95e8, 0.95e8);
        assertTrue(!oracle.look(address(other)).depegged, "at it");
        setPrices(otherFeeds, 0.95e8 - 1, 0.95e8);
        assertTrue(!oracle.look(address(other)).depegged, "one feed");
        setPrices(otherFeeds, 0.95e8 - 1, 0.95e8 - 1);
        AssetState memory s = oracle.look(address(other));
        assertTrue(s.depegged && s.isArmed && s.isShut, "both feeds");
        otherFeeds[0].setDead(true);
        assertTrue(!oracle.look(address(other)).depegged, "no price");
    }

    function test_oneFeedAloneDepegsNothing() public {
        LawParams memory l = standardLaw();
        l.assets[1].feedB = address(0);
        adopt(l);
        otherFeeds[0].set(0.5e8);
        assertTrue(!oracle.look(address(other)).depegged, "one source");
    }

    function test_anExitNotSeenForLongBeginsItsDelayAnew() public {
        setPrices(otherFeeds, 0.9e8, 0.9e8);
        oracle.poke();
        pass(1 hours + 1);
        refuseExit();
    }

    function test_openingNotesSinceWhen() public {
        setPrices(otherFeeds, 0.9e8, 0.9e8);
        openExit(other);
        AssetState memory s = oracle.look(address(other));
        assertEq(s.armedSince, block.timestamp, "since");
        assertEq(s.exitOpenUntil, block.timestamp + 1 days, "until");
    }

    function test_aBlindAssetIsChargedAtTheMostItMayBeWorth() public {
        LawParams memory l = standardLaw();
        (l.assets[1].exitFloorWad, l.assets[2].exitFloorWad) = (0.8e18, 1_000e18);
        adopt(l);
        setPrices(otherFeeds, 1.2e8, 1.3e8);
        otherFeeds[0].setDead(true);
        assertEq(oracle.look(address(other)).blindWad, 1.3e18, "the second lives");
        otherFeeds[0].setDead(false);
        otherFeeds[1].setDead(true);
        assertEq(oracle.look(address(other)).blindWad, 1.2e18, "the first lives");
        otherFeeds[0].setDead(true);
        assertEq(oracle.look(address(other)).blindWad, 1e18, "par");
        wideFeeds[0].setDead(true);
        wideFeeds[1].setDead(true);
        assertEq(oracle.look(address(wide)).blindWad, 0, "nothing says");
        assertTrue(!oracle.look(address(wide)).isArmed, "nor is it armed");
        wideFeeds[1].setDead(false);
        wideFeeds[1].set(1e8);
        assertEq(oracle.look(address(wide)).blindWad, 0, "one of two says nothing of the other");
        wideFeeds[1].setDead(true);
        wideFeeds[0].setDead(false);
        assertEq(oracle.look(address(wide)).blindWad, 0, "nor the first of the second");
    }

    function test_aSequencerDownOpensNothing() public {
        FakeFeed sequencer = new FakeFeed(0, 0);
        sequencer.setAt(0, START - 1 days);
        LawParams memory l = standardLaw();
        (l.regime.sequencerFeed, l.assets[1].exitFloorWad) = (address(sequencer), 0.8e18);
        adopt(l);
        sequencer.setAt(1, START);
        AssetState memory s = oracle.look(address(other));
        assertTrue(s.refusal == SequencerDown.selector, "no price");
        assertTrue(s.blindWad == 0 && !s.isArmed, "no exit");
    }

    // ── shadows ────────────────────────────────────────────────────────────────────────────────────────

    function shows(FakeFeed feed, bool agrees) private {
        vm.expectEmit(address(oracle));
        emit ShadowSeen(address(other), address(feed), agrees, agrees ? block.timestamp : 0);
        oracle.shadow(address(other), address(feed));
    }

    function test_aShadowAgreesWithEveryFeedThatLives() public {
        setPrices(otherFeeds, 1e8, 1.008e8);
        shows(new FakeFeed(8, 1.012e8), false);
        shows(new FakeFeed(8, 0.995e8), false);
        shows(new FakeFeed(8, 1.004e8), true);
        otherFeeds[0].setDead(true);
        shows(new FakeFeed(8, 1.012e8), true);
        otherFeeds[0].setDead(false);
        otherFeeds[1].setDead(true);
        shows(new FakeFeed(8, 0.995e8), true);
        otherFeeds[0].setDead(true);
        FakeFeed silent = new FakeFeed(8, 1e8);
        silent.setDead(true);
        shows(silent, false);
    }

    function test_aShadowMayDisagreeToTheLastUnit() public {
        shows(new FakeFeed(8, 1.01e8), true);
        shows(new FakeFeed(8, 1.01e8 + 1), false);
    }

    function test_aShadowIsAsFreshAsTheSlowerFeed() public {
        LawParams memory l = standardLaw();
        l.assets[1].heartbeatB = 2 hours;
        adopt(l);
        FakeFeed next = new FakeFeed(8, 1e8);
        next.setAt(1e8, block.timestamp - 2 hours);
        shows(next, true);
        FakeFeed late = new FakeFeed(8, 1e8);
        late.setAt(1e8, block.timestamp - 2 hours - 1);
        shows(late, false);
    }

    // ── growth ─────────────────────────────────────────────────────────────────────────────────────────

    function test_anAnchorFallsAtOnceAndRisesOnceADay() public view {
        Anchor memory old = Anchor(100, uint64(block.timestamp - 1 days + 1));
        assertEq(oracle.dayAnchor(old, 101).valueWad, 100, "up: not yet");
        assertEq(oracle.dayAnchor(old, 100).at, old.at, "the same is no new sight");
        assertEq(oracle.dayAnchor(old, 99).valueWad, 99, "down");
        old.at -= 1;
        assertEq(oracle.dayAnchor(old, 101).valueWad, 101, "up after a day");
        assertEq(oracle.dayAnchor(Anchor(0, uint64(block.timestamp)), 5).valueWad, 5, "first sight");
    }

    function test_growthCountsFromASightAndWithACap() public view {
        uint64 at = uint64(block.timestamp - 12 hours);
        assertEq(oracle.grown(Anchor(1e18, at), 100), 1.005e18, "half a day");
        assertEq(oracle.grown(Anchor(199, at), 100), 199, "rounded down");
        assertEq(oracle.grown(Anchor(0, at), 100), type(uint256).max, "not seen");
        assertEq(oracle.grown(Anchor(1e18, at), 0), type(uint256).max, "no cap");
    }

    function test_aSilentFeedDoesNotForgetWhatGrowthCountsFrom() public {
        LawParams memory l = standardLaw();
        l.assets[1].maxGrowthPerDayBps = 100;
        adopt(l);
        oracle.poke();
        otherFeeds[0].setDead(true);
        oracle.poke();
        otherFeeds[0].setDead(false);
        setPrices(otherFeeds, 5e8, 5e8);
        (uint256 low,) = oracle.quote(address(other));
        assertEq(low, 1e18, "not at once");
    }

    function test_growthIsCountedFromNoPriceBeforeItsCap() public {
        oracle.poke();
        setPrices(otherFeeds, 5e8, 5e8);
        LawParams memory l = standardLaw();
        l.assets[1].maxGrowthPerDayBps = 100;
        adopt(l);
        (uint256 low,) = oracle.quote(address(other));
        assertEq(low, 5e18, "from now on");
    }
}
