// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Reserve} from "./util/Reserve.sol";

/// @notice What is charged to each budget, and that a vote changes none of what was charged before.
contract BudgetsTest is Reserve {
    /// @dev Six hours later a law with twice the refills is adopted.
    function vote() private {
        pass(6 hours);
        LawParams memory l = standardLaw();
        l.limits.lossRefillPerDayWad *= 2;
        l.limits.depegRefillPerDayWad *= 2;
        l.limits.mintCapPerDayWad *= 2;
        adopt(l);
    }

    function test_aNewRateOfLossesDoesNotReachIntoThePast() public {
        aim(1_000, 6_000, 3_000);
        keeperSwap(usd, other, 700_000e6, 696_500e18);
        vote();
        assertEq(vault.state().lossUsedWad, 1_000e18, "3,500 drained at 10,000 a day");
    }

    function test_aNewRateOfExitsDoesNotReachIntoThePast() public {
        disable(other);
        keeperExit(other, 35_000e18, 31_500e6);
        vote();
        assertEq(vault.state().depegUsedWad, 1_000e18, "3,500 drained at 10,000 a day");
    }

    function test_aNewRateOfIntakeDoesNotReachIntoThePast() public {
        issue(HOLDER, 400_000);
        vote();
        assertEq(vault.state().mintUsedWad, 275_000e18, "400,000 drained at 500,000 a day");
    }

    function test_whatWasReceivedIsCountedDown() public {
        aim(1_000, 6_000, 3_000);
        setPrices(otherFeeds, 1e8 + 1, 1e8 + 1);
        // For 1e12: worth 999,999,999,999.9999.
        keeperSwap(usd, other, 1, 999_999_990_000);
        assertEq(vault.state().lossUsedWad, 1, "one lost");
    }
}
