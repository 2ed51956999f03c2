// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReserveVault} from "../src/ReserveVault.sol";
import {FakeFeed} from "./util/Fakes.sol";
import {Reserve} from "./util/Reserve.sol";

contract FakeTimelock {
    uint256 public getMinDelay = 2 days;

    function setDelay(uint256 delay) external {
        getMinDelay = delay;
    }

    function forward(address to, bytes memory data) external {
        (bool ok, bytes memory reason) = to.call(data);
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(reason, 32), mload(reason))
        }
    }
}

/// @notice Refuses to say its delay, with what could be read as a long one.
contract FalseTimelock {
    function getMinDelay() external pure {
        assembly ("memory-safe") {
            mstore(0, 864000)
            revert(0, 32)
        }
    }

    function accept(ReserveVault vault) external {
        vault.acceptOwner();
    }
}

/// @notice Who may loosen, what is counted, and when an exit opens: each guard with the case that fails without it.
contract GatesTest is Reserve {
    // ── who loosens ────────────────────────────────────────────────────────────────────────────────────

    function handOver() private returns (FakeTimelock timelock) {
        timelock = new FakeTimelock();
        vm.prank(OWNER);
        vault.setOwner(address(timelock));
        timelock.forward(address(vault), abi.encodeCall(vault.acceptOwner, ()));
    }

    function test_bootstrapEndsWithTheFirstTimelock() public {
        assertTrue(vault.state().isBootstrap, "seen");
        FakeTimelock timelock = handOver();
        assertTrue(!vault.state().isBootstrap, "over");
        timelock.forward(address(vault), abi.encodeCall(vault.enableAsset, (address(other))));
    }

    function test_aDelayNotSaidIsNone() public {
        FalseTimelock timelock = new FalseTimelock();
        vm.prank(OWNER);
        vault.setOwner(address(timelock));
        timelock.accept(vault);
        assertTrue(vault.state().isBootstrap, "no timelock");
    }

    function test_aShorterDelayLoosensNothing() public {
        FakeTimelock timelock = handOver();
        timelock.setDelay(2 days - 1);
        bytes[6] memory calls = [
            abi.encodeCall(vault.adoptPolicy, (DOCUMENT, standardLaw())),
            abi.encodeCall(vault.enableAsset, (address(other))),
            abi.encodeCall(vault.setGuardian, (STRANGER)),
            abi.encodeCall(vault.setKeeper, (STRANGER)),
            abi.encodeCall(vault.setSteward, (STRANGER)),
            abi.encodeCall(vault.setMintPaused, (false))
        ];
        for (uint256 i; i < calls.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(NotTimelock.selector, address(timelock)));
            timelock.forward(address(vault), calls[i]);
        }
        timelock.forward(address(vault), abi.encodeCall(vault.setMode, (Mode.Frozen)));
        vm.expectRevert(abi.encodeWithSelector(NotTimelock.selector, address(timelock)));
        timelock.forward(address(vault), abi.encodeCall(vault.setMode, (Mode.Run)));
    }

    function test_aTimelockHandsOverToTimelocksOnly() public {
        FakeTimelock timelock = handOver();
        timelock.forward(address(vault), abi.encodeCall(vault.setOwner, (STRANGER)));
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(NotTimelock.selector, STRANGER));
        vault.acceptOwner();
    }

    // ── haircuts ───────────────────────────────────────────────────────────────────────────────────────

    function test_aPushedHaircutRisesOnlyAndDecays() public {
        vm.prank(OWNER);
        vault.setSteward(STRANGER);
        vm.prank(STRANGER);
        vault.pushHaircut(address(other), 3_000);
        assertEq(oracle.haircutBps(address(other)), 3_000, "raised");
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(Loosening.selector, "haircut"));
        vault.pushHaircut(address(other), 2_999);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(Loosening.selector, "haircut"));
        vault.pushHaircut(address(other), 5_501);
        pass(1 days);
        assertEq(oracle.haircutBps(address(other)), 2_000, "decayed by a day");
        pass(2 days);
        assertEq(oracle.haircutBps(address(other)), 500, "back at the floor");
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(NotGuardian.selector, KEEPER));
        vault.pushHaircut(address(other), 3_000);
    }

    function test_entryStopsUnderAPushedHaircut() public {
        LawParams memory l = standardLaw();
        l.regime.entryHaircutBps = 2_000;
        (l.assets[0].targetBps, l.assets[1].targetBps) = (1_000, 6_000);
        adopt(l);
        keeperSwap(usd, other, 1_000e6, 1_000e18);
        vm.prank(GUARDIAN);
        vault.pushHaircut(address(other), 2_001);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(EntryForbidden.selector, address(other)));
        vault.swap(address(usd), address(other), 500, 1_000e6, 0, false);
    }

    // ── exits ──────────────────────────────────────────────────────────────────────────────────────────

    function test_anybodyOpensAnExitAfterTheDelay() public {
        setPrices(otherFeeds, 0.9e8, 0.9e8);
        vm.expectRevert(abi.encodeWithSelector(NotArmed.selector, address(other)));
        vault.openExit(address(other));
        oracle.poke();
        pass(1 hours - 1);
        vm.expectRevert(abi.encodeWithSelector(NotArmed.selector, address(other)));
        vault.openExit(address(other));
        pass(1);
        vault.openExit(address(other));
        assertTrue(oracle.look(address(other)).exitOpen, "open");
        pass(1 days);
        assertTrue(!oracle.look(address(other)).exitOpen, "closed by time");
    }

    function test_aRecoveryInBetweenBeginsTheDelayAnew() public {
        setPrices(otherFeeds, 0.9e8, 0.9e8);
        oracle.poke();
        pass(30 minutes);
        setPrices(otherFeeds, 1e8, 1e8);
        oracle.poke();
        setPrices(otherFeeds, 0.9e8, 0.9e8);
        pass(30 minutes);
        vm.expectRevert(abi.encodeWithSelector(NotArmed.selector, address(other)));
        vault.openExit(address(other));
    }

    function test_guardianOpensOnlyWhatIsArmed() public {
        vm.prank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(NotArmed.selector, address(other)));
        vault.openExit(address(other));
    }

    function test_aDeadFeedLeavesToTheFloorByAuctionAlone() public {
        LawParams memory l = standardLaw();
        l.assets[1].exitFloorWad = 0.8e18;
        adopt(l);
        otherFeeds[0].setAt(1e8, START - 2 hours);
        assertEq(oracle.look(address(other)).blindWad, 1e18, "charged at par");
        openExit(other);
        SwapTerms memory t = law.tradeTerms(address(other), address(usd), 1_000e18, true, true, Mode.Run);
        assertEq(t.floorOut, 800e6, "floor voted before");
        assertEq(t.valueWad, 1_000e18, "charged at the most it may be worth");
        vm.expectPartialRevert(StaleFeed.selector);
        law.tradeTerms(address(other), address(usd), 1_000e18, true, false, Mode.Run);
    }

    // ── prices ─────────────────────────────────────────────────────────────────────────────────────────

    function test_noPriceWhileTheSequencerIsDownOrJustBack() public {
        FakeFeed sequencer = new FakeFeed(0, 0);
        sequencer.setAt(0, START - 1 days);
        LawParams memory l = standardLaw();
        l.regime.sequencerFeed = address(sequencer);
        adopt(l);
        oracle.quote(address(other));
        sequencer.setAt(1, START);
        vm.expectRevert(SequencerDown.selector);
        oracle.quote(address(other));
        sequencer.setAt(0, START - 1 hours + 1);
        vm.expectRevert(SequencerDown.selector);
        oracle.quote(address(other));
    }

    function test_aSharePriceCountsNoFasterThanItsCap() public {
        LawParams memory l = standardLaw();
        l.assets[1].maxGrowthPerDayBps = 100;
        adopt(l);
        oracle.poke();
        setPrices(otherFeeds, 5e8, 5e8);
        (uint256 low, uint256 high) = oracle.quote(address(other));
        assertEq(low, 1e18, "not at once");
        assertEq(high, 5e18, "sold no cheaper");
        pass(12 hours);
        oracle.poke();
        pass(12 hours);
        (low,) = oracle.quote(address(other));
        assertEq(low, 1.01e18, "a day's growth, however often it is looked at");
    }

    function test_aDonationMovesTheTotalNoFasterThanItsCap() public {
        LawParams memory l = standardLaw();
        l.regime.maxGrowthPerDayBps = 1_000;
        adopt(l);
        book.poke();
        other.mint(address(vault), 1e30);
        pass(1 days);
        book.poke();
        (uint128 value,) = book.anchor();
        assertEq(value, 3_300_000e18, "a tenth a day");
    }
}
