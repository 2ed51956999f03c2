// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Plot} from "./util/Plot.sol";
import {Reserve} from "./util/Reserve.sol";
import {Watchman} from "./util/Watchman.sol";

/// @notice Cheatcodes this file alone needs.
interface Cheats {
    function envOr(string calldata name, uint256 otherwise) external view returns (uint256);
}

/// @notice A thief who knows the interface and the promise, and nothing of the code: over many seeds the worst day of
/// each, as a share of X + D + E (the honest feed is exact, so ε is zero). Above one the promise is broken.
///
/// ADVERSARY_SEEDS, ADVERSARY_FIRST: how many seeds from which on. Two worlds are on unless set to 0: ADVERSARY_COARSE,
/// tokens without decimals in venues with fees; ADVERSARY_OUTAGES, honest feeds that fall silent or leave their bounds.
contract AdversaryTest is Plot, Watchman {
    uint256 private constant DAY_AND_A_HALF = 36 hours;

    event log_named_uint(string key, uint256 value);
    event log_named_decimal_uint(string key, uint256 value, uint256 decimals);

    function testNoThiefTakesMoreThanPromised() external {
        uint256 seeds = Cheats(address(vm)).envOr("ADVERSARY_SEEDS", uint256(40));
        uint256 first = Cheats(address(vm)).envOr("ADVERSARY_FIRST", uint256(0));
        isCoarse = Cheats(address(vm)).envOr("ADVERSARY_COARSE", uint256(1)) != 0;
        hasOutages = Cheats(address(vm)).envOr("ADVERSARY_OUTAGES", uint256(1)) != 0;
        uint256[] memory scores = new uint256[](seeds);
        uint256[13] memory sums;
        uint256 worst;
        uint256 under;
        for (uint256 n; n < seeds; ++n) {
            Score memory s = this.campaign(first + n, false);
            scores[n] = s.scoreWad;
            if (s.scoreWad > scores[worst]) worst = n;
            if (s.underWad > 1e12 && s.underWad > under) {
                under = s.underWad;
                emit log_named_uint("seed of an undercharged call", first + n);
                emit log_named_string("which", s.underWhat);
                emit log_named_decimal_uint("dollars", s.underWad, 18);
            }
            if (s.scoreWad > 1e18) {
                emit log_named_uint("seed above one", first + n);
                emit log_named_decimal_uint("its score", s.scoreWad, 18);
            }
            sums[0] += s.done;
            sums[1] += s.exits;
            sums[2] += s.fills;
            sums[3] += s.venueMoves;
            sums[4] += s.meddled;
            sums[6] += s.flips;
            if (s.flipWad > sums[7]) sums[7] = s.flipWad;
            sums[8] += s.again;
            sums[12] += s.judged;
            if (s.swapWad > sums[10]) sums[10] = s.swapWad;
            if (s.exitWad > sums[11]) sums[11] = s.exitWad;
            if (s.silentWad > sums[9]) sums[9] = s.silentWad;
            if (s.exits + s.fills != 0 && s.exitWad != 0) ++sums[5];
        }
        emit log_named_decimal_uint("worst score", scores[worst], 18);
        emit log_named_uint("seed of the worst", first + worst);
        emit log_named_decimal_uint("median score", median(scores), 18);
        emit log_named_uint("calls that went through", sums[0]);
        emit log_named_uint("exits", sums[1]);
        emit log_named_uint("fills", sums[2]);
        emit log_named_uint("venue moves", sums[3]);
        emit log_named_uint("calls in the middle of a call", sums[4]);
        emit log_named_uint("seeds that lost by exit", sums[5]);
        emit log_named_uint("votes of a law", sums[8]);
        emit log_named_uint("swaps judged by their targets", sums[12]);
        emit log_named_uint("in and out as a holder", sums[6]);
        emit log_named_decimal_uint("most gained so", sums[7], 18);
        emit log_named_decimal_uint("most gained at par while a feed is silent", sums[9], 18);
        emit log_named_decimal_uint("worst of all but exits over X + E", sums[10], 18);
        emit log_named_decimal_uint("worst of exits over D", sums[11], 18);
        this.campaign(first + worst, true);
        assertLe(under, 1e15, "a call cost more than was charged and one raw unit");
        assertLe(sums[7], 1e15, "a holder took more out than in");
        assertLe(scores[worst], 1e18, "a thief took more than promised in a day");
    }

    /// @dev One seed, in a frame of its own so that its memory is given back.
    function campaign(uint256 seed, bool isLoud_) external returns (Score memory) {
        isLoud = isLoud_;
        begin(seed);
        style = seed % 8;
        uint256 end = block.timestamp + DAY_AND_A_HALF;
        uint256 victim = 1 + draw(2);
        while (block.timestamp < end) {
            elapse(10 minutes + draw(50 minutes));
            if (draw(4) == 0) prepareTricks();
            _act(victim);
            dropTricks();
        }
        // The last hour: fill the venues, spend what drained, and leave.
        for (uint256 i; i < SIDES; ++i) {
            mirror(i);
        }
        for (uint256 v; v < 3; ++v) {
            enter(v);
        }
        stealBySwaps();
        for (uint256 v; v < 3; ++v) {
            lie(venueSide[v], draw(LIES));
            leave(v);
        }
        return settle();
    }

    function testAGuardianNeverLoosens() external {
        uint256 seeds = Cheats(address(vm)).envOr("ADVERSARY_SEEDS", uint256(40));
        uint256 pressed;
        for (uint256 n; n < seeds; ++n) {
            pressed += this.night(n);
        }
        emit log_named_uint("buttons that did something", pressed);
        assertTrue(pressed > seeds, "the guardian did nothing");
    }

    /// @dev One guardian, thirty buttons.
    function night(uint256 seed) external returns (uint256 pressed) {
        begin(seed);
        for (uint256 n; n < 30; ++n) {
            if (draw(4) == 0) arm(1 + draw(2));
            LawView memory before = law.state();
            Mode mode = vault.mode();
            bool wasPaused = vault.mintPaused();
            if (!press()) continue;
            ++pressed;
            requireStricter(before, law.state());
            assertTrue(vault.mode() >= mode, "the mode was loosened");
            assertTrue(!wasPaused || vault.mintPaused(), "a pause was lifted");
        }
    }

    function _act(uint256 victim) private {
        if (draw(3) == 0) lie(draw(SIDES), draw(LIES));
        if (style == 0) return _anything(victim);
        if (style == 1 || style == 7) stealBySwaps();
        if (style == 2) return cycle(draw(3), draw(LIES));
        if (style == 3 || style == 7) {
            arm(victim);
            stealByExit(victim);
        }
        if (style == 4) {
            offer(victim, draw(2) * (3 - victim), false);
            fill(victim);
        }
        if (style == 5) {
            arm(victim);
            offer(victim, 0, true);
            fill(victim);
        }
        if (style == 6) {
            call(address(book), abi.encodeCall(book.poke, ()));
            enter(draw(3));
            stealBySwaps();
        }
        if (draw(4) == 0) _anything(victim);
    }

    function _anything(uint256 victim) private {
        uint256 what = draw(12);
        uint256 i = draw(SIDES);
        if (what == 0) stealBySwaps();
        else if (what == 1) cycle(draw(3), draw(LIES));
        else if (what == 2) enter(draw(3));
        else if (what == 3) leave(draw(3));
        else if (what == 4) arm(victim);
        else if (what == 5) stealByExit(victim);
        else if (what == 6) offer(i, draw(SIDES), draw(2) == 0);
        else if (what == 7) fill(i);
        else if (what == 8) _push(i);
        else if (what == 9) _again();
        else flip(i, draw(LIES));
    }

    function _push(uint256 i) private {
        call(address(vault), abi.encodeCall(vault.pushHaircut, (address(sides[i].token), draw(6_000))));
    }

    /// @dev The owner votes the same law once more, or other budgets: nothing spent is forgotten.
    function _again() private {
        LimitParams memory old = adopted.limits;
        uint256 what = draw(4);
        if (what == 1) adopted.limits.lossRefillPerDayWad = uint128(draw(20_000e18));
        if (what == 2) adopted.limits.lossBurstWad = uint128(1_000e18 + draw(20_000e18));
        if (what == 3) adopted.limits.depegRefillPerDayWad = uint128(draw(40_000e18));
        vm.prank(OWNER);
        (bool ok,) = address(vault).call(abi.encodeCall(vault.adoptPolicy, (keccak256("document"), adopted)));
        if (!ok) {
            adopted.limits = old;
            return;
        }
        count(adopted.limits);
        ++score.again;
        stealBySwaps();
    }

    function median(uint256[] memory values) private pure returns (uint256) {
        for (uint256 i = 1; i < values.length; ++i) {
            uint256 value = values[i];
            uint256 k = i;
            for (; k > 0 && values[k - 1] > value; --k) {
                values[k] = values[k - 1];
            }
            values[k] = value;
        }
        return values[values.length / 2];
    }
}

/// @notice What the thief found of venue calls: one raw unit of each is taken for rounding, whatever it is worth.
contract CrumbsTest is Reserve {
    function testOneRawUnitACallIsNotCharged() external {
        savings.setFees(1, 1);
        uint256 before = usd.balanceOf(address(vault));
        vm.startPrank(KEEPER);
        for (uint256 n; n < 50; ++n) {
            vault.deposit(0, 15_000);
            vault.withdraw(0, 14_000);
        }
        vm.stopPrank();
        uint256 inside = savings.convertToAssets(savings.balanceOf(address(vault)));
        uint256 lost = before - usd.balanceOf(address(vault)) - inside;
        assertTrue(lost >= 100, "the venue kept nothing");
        assertLe(lost, 110, "a call lost more than one raw unit");
        assertEq(vault.state().lossUsedWad, 0, "a crumb was charged: take the exception out of Heist too");
    }
}
