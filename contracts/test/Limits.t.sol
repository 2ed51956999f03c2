// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Limits} from "../src/Limits.sol";
import {Test} from "./util/Test.sol";

/// @notice The leaky bucket by itself.
contract LimitsTest is Test {
    using Limits for Limits.Bucket;

    uint256 private constant START = 1_800_000_000;
    Limits.Bucket private bucket;

    function setUp() public {
        vm.warp(START);
    }

    function test_emptyBucketHoldsItsBurst() public {
        (bool fits, uint256 left) = bucket.spend(100, 50, 101);
        assertTrue(!fits, "one too many");
        assertEq(left, 100, "left");
        (fits,) = bucket.spend(100, 50, 100);
        assertTrue(fits, "all of it");
        assertEq(bucket.left(100, 50), 0, "nothing left");
    }

    function test_refillsAtASteadyRate() public {
        bucket.spend(100, 50, 100);
        vm.warp(START + 12 hours);
        assertEq(bucket.left(100, 50), 25, "half a day");
        vm.warp(START + 2 days);
        assertEq(bucket.left(100, 50), 100, "never more than the burst");
    }

    function test_drainIsRoundedAgainstTheSpender() public {
        bucket.spend(100, 86_399, 100);
        vm.warp(START + 1);
        assertEq(bucket.used(86_399), 100, "less than one unit drained is none");
        vm.warp(START + 2);
        assertEq(bucket.used(86_399), 99, "one");
    }

    function test_midnightGivesNothing() public {
        uint256 midnight = (START / 1 days + 1) * 1 days;
        vm.warp(midnight - 1);
        (bool fits,) = bucket.spend(100e18, 100e18, 100e18);
        assertTrue(fits, "before");
        vm.warp(midnight + 1);
        (fits,) = bucket.spend(100e18, 100e18, 100e18);
        assertTrue(!fits, "after");
    }

    function test_overdrawnRefusesEvenNothing() public {
        bucket.charge(50, 150);
        (bool fits,) = bucket.spend(100, 50, 0);
        assertTrue(!fits, "overdrawn");
        vm.warp(START + 1 days);
        (fits,) = bucket.spend(100, 50, 0);
        assertTrue(fits, "drained to the burst");
    }

    function test_saturates() public {
        bucket.charge(0, type(uint256).max);
        assertEq(bucket.used(0), type(uint128).max, "full");
        bucket.charge(0, 1);
        assertEq(bucket.used(0), type(uint128).max, "stays full, never wraps");
    }

    function test_zeroBurstAdmitsNothing() public {
        (bool fits,) = bucket.spend(0, 1e30, 1);
        assertTrue(!fits, "nothing");
    }

    /// Whatever is tried whenever, no window of a day admits more than burst and refill.
    function testFuzz_everyWindow(uint256 seed, uint128 burst, uint128 refill) public {
        uint256[] memory times = new uint256[](24);
        uint256[] memory amounts = new uint256[](24);
        uint256 time = START;
        for (uint256 i; i < 24; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            time += dice % 6 hours;
            vm.warp(time);
            uint256 wanted = (dice >> 64) % 3 == 0 ? bucket.left(burst, refill) : (dice >> 128) % (uint256(burst) + 1);
            (bool fits,) = bucket.spend(burst, refill, wanted);
            (times[i], amounts[i]) = (time, fits ? wanted : 0);
            uint256 inWindow;
            for (uint256 j; j <= i; ++j) {
                if (times[j] + 1 days >= time) inWindow += amounts[j];
            }
            assertLe(inWindow, uint256(burst) + refill, "window");
        }
    }

    /// Spending in pieces admits no more than spending at once.
    function testFuzz_piecesAdmitNoMore(uint256 amount, uint256 pieces) public {
        amount = bound(amount, 1, 1e24);
        pieces = bound(pieces, 1, 20);
        uint256 admitted;
        for (uint256 i; i < pieces; ++i) {
            vm.warp(START + i * 1 hours);
            uint256 piece = bucket.left(1e24, 5e23);
            if (piece > amount / pieces) piece = amount / pieces;
            (bool fits,) = bucket.spend(1e24, 5e23, piece);
            if (fits) admitted += piece;
        }
        assertLe(admitted, 1e24 + 5e23 * pieces / 24, "burst and refill");
    }
}
