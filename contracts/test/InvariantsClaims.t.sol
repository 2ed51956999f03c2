// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Campaign} from "./util/Campaign.sol";
import {Ledger} from "./util/Ledger.sol";
import {World} from "./util/World.sol";

/// @notice Claims and transfers: what is owed falls only by what was paid, in order and never above par; what is on its
/// way counts once; and after the end everybody has a share of everything.
contract InvariantsClaimsTest is Campaign {
    Ledger private ledger;

    function setUp() public {
        ledger = new Ledger();
        ledger.setUp();
        target(address(ledger));
        weigh(Ledger.bring.selector, 4);
        weigh(Ledger.request.selector, 8);
        weigh(Ledger.pay.selector, 8);
        weigh(Ledger.collect.selector, 6);
        weigh(Ledger.block_.selector, 5);
        weigh(Ledger.enter.selector, 6);
        weigh(Ledger.leave_.selector, 4);
        weigh(Ledger.callHome.selector, 4);
        weigh(Ledger.lend.selector, 1);
        weigh(Ledger.cross.selector, 4);
        weigh(Ledger.replay.selector, 2);
        weigh(Ledger.donate.selector, 1);
        weigh(Ledger.windDown.selector, 2);
        weigh(Ledger.takeShare.selector, 8);
        weigh(Ledger.revive.selector, 1);
        weigh(World.wait_.selector, 8);
        weigh(World.lie.selector, 2);
        weigh(World.shift.selector, 1);
        weigh(World.vote.selector, 2);
        weigh(World.attest.selector, 2);
    }

    function invariant_claims() public view {
        assertEq(bytes(ledger.broken()).length, 0, ledger.broken());
        ledger.checkClaims();
        ledger.checkTransit();
    }

    /// A suite whose actors never succeed proves nothing.
    function test_everyHandlerCanSucceed() public {
        ledger.bring(0, 1, 1_000e18);
        ledger.request(0, 10_000e18);
        ledger.block_(0, true);
        ledger.pay(0);
        ledger.block_(0, false);
        ledger.collect(0, false);
        ledger.enter(0, 100_000e6);
        ledger.enter(2, 50_000e6);
        ledger.cross(0, false);
        ledger.replay(0, false);
        ledger.leave_(2, 10_000e6);
        ledger.leave_(0, 10_000e6);
        ledger.request(1, 10_000e18);
        ledger.donate(1e6);
        ledger.vote(2);
        ledger.windDown(0);
        ledger.takeShare(1, 3);
        ledger.revive();
        invariant_claims();
    }
}
