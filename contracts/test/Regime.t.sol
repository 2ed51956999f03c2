// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FakeFeed} from "./util/Fakes.sol";
import {Reserve} from "./util/Reserve.sol";

/// @notice The terms of the exit regime, to the unit.
contract RegimeTest is Reserve {
    function test_anAuctionBeginsAtMostAtTwiceThePrice() public {
        LawParams memory l = standardLaw();
        l.regime.auctionPremiumBps = 10_000;
        adopt(l);
        l.regime.auctionPremiumBps = 10_001;
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(BadParameter.selector, "auction"));
        vault.adoptPolicy(DOCUMENT, l);
    }

    function test_aShadowIsSeenAgainWithinHalfItsPeriodRoundedDown() public {
        LawParams memory l = standardLaw();
        l.regime.shadowSeconds = 2 hours + 1;
        adopt(l);
        FakeFeed next = new FakeFeed(8, 1e8);
        oracle.shadow(address(other), address(next));
        pass(1 hours + 1);
        next.set(1e8);
        vm.expectEmit(address(oracle));
        emit ShadowSeen(address(other), address(next), true, block.timestamp);
        oracle.shadow(address(other), address(next));
    }
}
