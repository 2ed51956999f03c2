// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "./Test.sol";

/// @notice A fuzz campaign against one actor: which of its handlers are called, and how often beside the others.
///
/// A handler that had nothing to do, or was refused, reverts: so calls less reverts, which forge counts over all runs, is
/// how often it really did something. The runner (scripts/forge.mjs) fails when that is never.
abstract contract Campaign is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    address private actor;
    bytes4[] private picks;

    function target(address actor_) internal {
        actor = actor_;
    }

    /// @dev Calls this handler `weight` times as often as one of weight one.
    function weigh(bytes4 handler, uint256 weight) internal {
        for (uint256 i; i < weight; ++i) {
            picks.push(handler);
        }
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = actor;
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(actor, picks);
    }
}
