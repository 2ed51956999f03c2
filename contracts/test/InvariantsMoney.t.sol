// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Campaign} from "./util/Campaign.sol";
import {Probes} from "./util/Probes.sol";
import {Thief} from "./util/Thief.sol";
import {World} from "./util/World.sol";

/// @notice Money: a keeper, router, filler, venue and feeds in one hand, and the clock. After any sequence of calls the
/// reserve lost at most what its law says, each trade brought it nearer to its targets, and the way out is open.
contract InvariantsMoneyTest is Campaign {
    Thief private thief;

    function setUp() public {
        thief = new Thief();
        thief.setUp();
        target(address(thief));
        weigh(Thief.trade.selector, 12);
        weigh(Thief.tradeExit.selector, 4);
        weigh(Thief.open.selector, 3);
        weigh(Thief.openExitAuction.selector, 3);
        weigh(Thief.fill.selector, 4);
        weigh(Thief.fillExit.selector, 5);
        weigh(Thief.enter.selector, 4);
        weigh(Thief.leave_.selector, 2);
        weigh(Thief.crowd.selector, 1);
        weigh(World.wait_.selector, 8);
        weigh(World.publish.selector, 3);
        weigh(World.lie.selector, 2);
        weigh(World.shift.selector, 1);
        weigh(World.halt.selector, 1);
        weigh(World.settle.selector, 1);
        weigh(World.attest.selector, 1);
        weigh(World.vote.selector, 1);
        weigh(Probes.poke.selector, 5);
        weigh(Thief.redeem.selector, 1);
        weigh(Thief.pay.selector, 1);
        weigh(Thief.bring.selector, 1);
        weigh(Thief.disable.selector, 1);
        weigh(Thief.openExit.selector, 2);
        weigh(Thief.openExitLate.selector, 6);
        weigh(Thief.pushHaircut.selector, 1);
        weigh(Thief.restrict.selector, 1);
        weigh(Probes.probeExits.selector, 1);
        weigh(Probes.probeFrozen.selector, 1);
        weigh(Probes.probeDonation.selector, 1);
        weigh(Probes.probePath.selector, 1);
    }

    /// In every window of a day at most burst and refill, of the loss budget, of the exits' own, and of turnover; and
    /// nothing else that must never be (util/Trades.sol, util/Probes.sol).
    function invariant_money() public view {
        assertEq(bytes(thief.broken()).length, 0, thief.broken());
        // One wei-dollar of rounding a call.
        assertLe(thief.worstLossWad(), 7_000e18 + 1_000, "loss in a day");
        assertLe(thief.worstExitLossWad(), 1_750e18 + 1_000, "loss of exits in a day");
        assertLe(thief.worstTurnoverWad(), 3_000_000e18 + 1_000, "turnover in a day");
    }

    /// A suite whose thief never succeeds proves nothing: once through every handler, in an order that works.
    function test_everyHandlerCanSucceed() public {
        thief.vote(1);
        thief.trade(0, 1, 12_345e6, 4);
        thief.enter(0, 50_000e6, 10);
        thief.enter(1, 50_000e6, 2);
        thief.enter(2, 50_000e6, 2);
        thief.settle(0, false);
        thief.leave_(2, 10_000e6, 1);
        thief.leave_(0, 10_000e6, 4 + 256 * 100);
        thief.bring(0, 0, 1_000e6);
    }
}
