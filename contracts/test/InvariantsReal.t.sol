// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Campaign} from "./util/Campaign.sol";
import {Market} from "./util/Market.sol";
import {World} from "./util/World.sol";

/// @notice The money invariants on the published bytecode of Uniswap v3, Aave v3 and Safe 1.5.0.
contract InvariantsRealTest is Campaign {
    Market private market;

    function setUp() public {
        market = new Market();
        market.setUp();
        target(address(market));
        weigh(Market.trade.selector, 10);
        weigh(Market.tradeExit.selector, 3);
        weigh(Market.enter.selector, 4);
        weigh(Market.leave_.selector, 3);
        weigh(Market.push.selector, 2);
        weigh(Market.arbitrage.selector, 4);
        weigh(Market.drain.selector, 2);
        weigh(Market.giveBack.selector, 2);
        weigh(Market.openExit.selector, 1);
        weigh(Market.freeze.selector, 1);
        weigh(Market.abuse.selector, 1);
        weigh(World.wait_.selector, 6);
        weigh(World.lie.selector, 2);
        weigh(World.shift.selector, 1);
        weigh(World.vote.selector, 1);
        weigh(World.attest.selector, 1);
    }

    function invariant_money() public view {
        assertEq(bytes(market.broken()).length, 0, market.broken());
        assertLe(market.worstLossWad(), 7_000e18 + 1_000, "loss in a day");
        assertLe(market.worstExitLossWad(), 1_750e18 + 1_000, "loss of exits in a day");
        assertLe(market.worstTurnoverWad(), 3_000_000e18 + 1_000, "turnover in a day");
    }

    /// A suite whose thief never succeeds proves nothing.
    function test_everyHandlerCanSucceed() public {
        market.vote(1);
        market.trade(0, false, 12_345e6, 1 + (30 << 16));
        assertLe(35, market.worstTradeBps(), "the thief gains");
        market.enter(0, 50_000e6);
        market.enter(1, 100_000e6);
        market.drain(4);
        market.giveBack(60_000e6);
        market.leave_(1, 0, true);
        market.leave_(0, 0, true);
        market.push(1, true, 30 << 8);
        market.arbitrage(1);
        market.openExit(0);
        market.tradeExit(0, 10_000e18, 3);
        market.abuse(1);
        market.freeze(4);
        invariant_money();
    }
}
