// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Windows} from "./Windows.sol";
import {World} from "./World.sol";

/// @notice What is asked of every trade and deposit that went through, computed here and not by the law: by the honest
/// feed, by what was held before and after, and by totals the law may have used.
abstract contract Trades is World {
    using Windows for Windows.Window;

    /// What one dollar-wei of rounding a step may cost, and one raw unit of USD a deposit.
    uint256 internal constant DUST = 10;

    struct Before {
        uint256 worth;
        uint256 lossUsed;
        uint256 depegUsed;
        uint256 anchor;
        bool isFresh;
        uint256 adjusted;
        uint256 floor;
        uint256[3] liquid;
        Mode mode;
    }

    Windows.Window internal losses;
    Windows.Window internal exitLosses;
    Windows.Window internal turnover;

    function worstLossWad() external view returns (uint256) {
        return losses.worst;
    }

    function worstExitLossWad() external view returns (uint256) {
        return exitLosses.worst;
    }

    function worstTurnoverWad() external view returns (uint256) {
        return turnover.worst;
    }

    function look() internal view returns (Before memory b) {
        (uint128 anchored, uint64 at_) = book.anchor();
        VaultView memory s = vault.state();
        (b.lossUsed, b.depegUsed, b.mode) = (s.lossUsedWad, s.depegUsedWad, s.mode);
        (b.anchor, b.isFresh) = (anchored, block.timestamp - at_ <= 1 hours);
        (Totals memory sum,) = book.totals();
        (b.adjusted, b.floor, b.worth, b.liquid) = (sum.adjustedWad, sum.lowWad, worth(), sum.liquidWad);
    }

    // ── prices ─────────────────────────────────────────────────────────────────────────────────────────

    /// @dev A feed the law may use, read as an outsider would.
    function isGood(uint256 which, uint256 feed) private view returns (bool) {
        (int256 answer, uint256 at_) = (feedsOf(which)[feed].answer(), feedsOf(which)[feed].updatedAt());
        if (answer <= 0 || at_ > block.timestamp || block.timestamp - at_ > 1 hours) return false;
        uint256 price = answerWad(feedsOf(which)[feed]);
        return which == 2 ? price >= 100e18 && price <= 100_000e18 : price >= 0.1e18 && price <= 10e18;
    }

    function highOf(uint256 which) internal view returns (uint256) {
        (uint256 a, uint256 b) = (answerWad(feedsOf(which)[0]), answerWad(feedsOf(which)[1]));
        return a > b ? a : b;
    }

    function agrees(uint256 which) private view returns (bool) {
        (uint256 a, uint256 b) = (answerWad(feedsOf(which)[0]), answerWad(feedsOf(which)[1]));
        return (a > b ? a - b : b - a) * 10_000 <= (a > b ? b : a) * 100;
    }

    function isBroken(uint256 which) internal view returns (bool) {
        return !isGood(which, 0) || !isGood(which, 1);
    }

    function isUp() internal view returns (bool) {
        return sequencer.answer() == 0 && sequencer.updatedAt() + 1 hours <= block.timestamp;
    }

    /// No trade on a feed that is stale, out of bounds or far from the other; none while the sequencer is down.
    function checkPrices(uint256 from, uint256 to, bool isExit, bool isAuction) private {
        if (!isUp()) breach("traded without the sequencer");
        if (isBroken(to) || !agrees(to)) breach("bought without a price");
        if (isBroken(from) && !(isExit && isAuction)) breach("sold without a price");
        if (!isExit && !agrees(from)) breach("sold while feeds disagree");
    }

    /// @dev How much of an asset stands above its target, roughly: for who wants to trade and not to judge.
    function surplus(uint256 which) internal view returns (uint256) {
        AssetParams memory p = oracle.assetParams(address(tokens[which]));
        (uint256 total, uint256 owed) = (book.valueFloor(), vault.totalOwedWad());
        uint256 aim_ = (total > owed ? total - owed : 0) * p.targetBps / 10_000 * 10 ** p.decimals / highOf(which);
        uint256 held = heldRaw(which);
        return held > aim_ ? held - aim_ : 0;
    }

    // ── trades ─────────────────────────────────────────────────────────────────────────────────────────

    /// @dev Dollars of what was sold. One without a price counts at par at most, as the law says.
    function soldValue(uint256 from, uint256 amount, bool isBlind) private view returns (uint256 value) {
        value = valueOf(from, amount);
        uint256 par = amount * 1e18 / 10 ** tokens[from].decimals();
        if (isBlind && value > par) value = par;
    }

    function checkTrade(Before memory b, uint256 from, uint256 to, uint256 amount, bool isExit, bool isAuction)
        internal
    {
        checkPrices(from, to, isExit, isAuction);
        if (b.mode == Mode.Frozen) breach("traded while frozen");
        if ((isExit || b.mode == Mode.ExitOnly) && to != 0) breach("left into another than the base");
        uint256 loss = recordTrade(b, from, amount, isExit);
        VaultView memory s = vault.state();
        uint256 charged = s.lossUsedWad + s.depegUsedWad - b.lossUsed - b.depegUsed;
        if (loss > charged + DUST) breach("lost more than was charged");
        if (!isExit) {
            AssetParams memory p = oracle.assetParams(address(tokens[from]));
            if (loss > amount * highOf(from) / 10 ** p.decimals * p.slipBps / 10_000 + DUST) {
                breach("lost more than its slip");
            }
            checkWhole(b, from, to, charged);
        }
        checkApprovals();
    }

    function recordTrade(Before memory b, uint256 from, uint256 amount, bool isExit) private returns (uint256 loss) {
        uint256 sold = soldValue(from, amount, isBroken(from));
        uint256 now_ = worth() + valueOf(from, amount) - sold;
        loss = b.worth > now_ ? b.worth - now_ : 0;
        (isExit ? exitLosses : losses).add(loss);
        turnover.add(sold);
    }

    function checkWhole(Before memory b, uint256 from, uint256 to, uint256 charged) private {
        (uint256 least, uint256 most) = totalsAllowed(b);
        checkProgress(from, least, true);
        checkProgress(to, most, false);
        if (b.mode == Mode.Run) checkCaps(to, most);
        (Totals memory sum,) = book.totals();
        uint256 claims = law.claimsWad();
        LimitParams memory l = law.limits();
        bool isThin = sum.adjustedWad < claims * l.minCoverageWad / 1e18;
        if (isThin && sum.adjustedWad + charged + DUST < b.adjusted) breach("riskier while thin");
        for (uint256 k = from; k < to; ++k) {
            if (sum.liquidWad[k] < claims * l.minLiquidBps[k] / 10_000) breach("slower while illiquid");
        }
    }

    /// @dev The anchor while it is young, or what anybody may make of it by a poke before or after the trade.
    function totalsAllowed(Before memory b) internal view returns (uint256 least, uint256 most) {
        uint256 now_ = book.valueFloor();
        least = now_ < b.floor ? now_ : b.floor;
        most = now_ > b.floor ? now_ : b.floor;
        if (b.isFresh && b.anchor < least) least = b.anchor;
        if (b.isFresh && b.anchor > most) most = b.anchor;
        // An anchor grows by its cap at most, so one that is old and low may stay below what is there.
        (uint128 anchored,) = book.anchor();
        if (anchored < least && anchored >= b.anchor) least = anchored;
        // While something has no price the anchor stays as it was.
        (, address unpriced) = book.totals();
        if (unpriced != address(0) && anchored == b.anchor && anchored > most) most = anchored;
    }

    /// What is sold stays at its target or above, what is bought at its own or below; the base is what is left.
    function checkProgress(uint256 which, uint256 total, bool isSold) private {
        if (which == 0) return;
        AssetParams memory p = oracle.assetParams(address(tokens[which]));
        uint256 owed = vault.totalOwedWad();
        uint256 aim_ = p.disabled ? 0 : (total > owed ? total - owed : 0) * p.targetBps / 10_000;
        uint256 value = valueOf(which, heldRaw(which));
        if (isSold && value + DUST < aim_) breach("sold past its target");
        if (!isSold && value > aim_ + DUST) breach("bought past its target");
    }

    function checkCaps(uint256 which, uint256 total) internal {
        AssetParams memory p = oracle.assetParams(address(tokens[which]));
        uint256 counted = book.held(address(tokens[which])) * highOf(which) / 10 ** p.decimals;
        if (counted > total * p.maxBps / 10_000 + DUST) breach("above the asset's cap");
        checkRisks(p.risks, total);
    }

    function checkRisks(uint256 bits, uint256 total) internal {
        RiskCap[] memory caps = book.risks();
        for (uint256 i; i < caps.length; ++i) {
            if ((bits >> i) & 1 == 0) continue;
            uint256 value = book.exposure(i);
            if (value > total * caps[i].capBps / 10_000 + DUST || value > caps[i].capWad) breach("above a risk's cap");
        }
    }

    /// Nobody may take anything more once a call is over.
    function checkApprovals() internal {
        address[5] memory spenders =
            [address(savings), address(pool), address(transit), address(executor), address(auction)];
        for (uint256 i; i < 3; ++i) {
            for (uint256 j; j < 5; ++j) {
                if (tokens[i].allowance(address(vault), spenders[j]) != 0) breach("an approval is left");
            }
            if (tokens[i].allowance(address(executor), address(router)) != 0) breach("the router may still take");
        }
    }
}
