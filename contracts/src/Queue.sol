// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IJudge, IWhole} from "./interfaces/Outside.sol";
import {Limits} from "./Limits.sol";
import {Part} from "./Part.sol";

/// @title What a vault owes, in the order it is paid.
///
/// A claim holds the terms of its request for good. Claims are paid in order, in part when cash or the daily cap end
/// first; one whose holder the token refuses is set aside, and the queue goes on. Holds no money: it asks the vault to
/// pay. What is owed falls only by what was paid.
abstract contract Queue is Part {
    using Limits for Limits.Bucket;
    using Math for uint256;

    uint256 private constant WAD = 1e18;

    Limits.Bucket internal _redeem;
    Claim[] internal _claims;
    uint256[] private _setAside;
    mapping(uint256 id => uint256 positionPlusOne) private _asidePosition;
    uint256 public nextClaim;
    uint256 public totalOwedWad;
    /// Liability tokens owed by payout asset.
    mapping(address payoutAsset => uint256) public owedWad;

    enum Payment {
        None,
        Refused,
        Part,
        Whole
    }

    // ── writing ────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Records a claim under the terms of now.
    function addClaim(address holder, uint256 owed, RedemptionParams calldata terms)
        external
        onlyVault
        returns (uint256 id)
    {
        id = _claims.length;
        uint64 dueAt = uint64(block.timestamp + terms.delaySeconds);
        _claims.push(
            Claim(holder, uint64(block.timestamp), dueAt, ClaimState.Queued, terms.payoutPar, terms.payoutAsset, owed)
        );
        totalOwedWad += owed;
        owedWad[terms.payoutAsset] += owed;
    }

    /// @notice Pays due claims in order until the cash, the daily cap, the price or the count ends.
    /// @return handled Claims paid (the last perhaps in part) or set aside.
    function payDue(uint256 maxCount) external onlyVault returns (uint256 handled) {
        while (handled < maxCount && nextClaim < _claims.length) {
            uint256 id = nextClaim;
            Claim storage c = _claims[id];
            if (c.state == ClaimState.Queued) {
                if (block.timestamp < c.dueAt) break;
                (bool isPriced, uint256 price) = _judge().payoutPrice(c.payoutAsset, c.payoutPar);
                if (!isPriced) break;
                Payment outcome = _pay(id, c, price);
                if (outcome == Payment.None) break;
                if (outcome == Payment.Refused) _putAside(id, c);
                ++handled;
                if (outcome == Payment.Part) break;
            }
            ++nextClaim;
        }
        if (handled == 0) revert NothingRedeemable();
    }

    /// @notice Pays one due claim out of order: one set aside, whoever asks; or a dollar claim whose payout asset has
    /// no price, at par, where its holder asks.
    function payAlone(uint256 id, address caller) external onlyVault {
        Claim storage c = _unpaid(id);
        if (block.timestamp < c.dueAt) revert NotDue(id, c.dueAt);
        (bool isPriced, uint256 price) = _judge().payoutPrice(c.payoutAsset, c.payoutPar);
        if (!isPriced && caller != c.holder) revert NotHolder(caller);
        if (isPriced && c.state == ClaimState.Queued) revert InQueue(id);
        Payment outcome = _pay(id, c, price);
        if (outcome == Payment.None || outcome == Payment.Refused) revert NothingRedeemable();
    }

    /// @notice Settles a whole claim by its share of each token named, all liabilities taken alike; what is not named
    /// is left to the others. In the order of their addresses, so that none is taken twice.
    function payShare(uint256 id, address caller, address[] calldata tokens) external onlyVault {
        Claim storage c = _unpaid(id);
        if (caller != c.holder) revert NotHolder(caller);
        if (tokens.length == 0) revert BadParameter("tokens");
        uint256 owed = c.owedWad;
        uint256 all = totalOwedWad + IWhole(vault).liability().totalSupply();
        _settle(id, c, owed);
        for (uint256 i; i < tokens.length; ++i) {
            if (!_isKept(tokens[i]) || (i != 0 && tokens[i] <= tokens[i - 1])) revert BadParameter("tokens");
            uint256 share = IERC20(tokens[i]).balanceOf(vault).mulDiv(owed, all);
            if (!_send(id, c, tokens[i], share, i == 0 ? owed : 0)) revert TransferMismatch(tokens[i], share, 0);
        }
    }

    /// @dev Whether a token is an asset of the law or the receipt of one of its venues.
    function _isKept(address token) internal view virtual returns (bool);

    /// @dev Told when claims of `wad` dollars at par were settled.
    function _settled(uint256 wad) internal virtual;

    /// @dev Drains the daily cap at its old rate, before it changes.
    function _drain() internal {
        _redeem.charge(_judge().redemption().capPerDayWad, 0);
    }

    // ── reading ────────────────────────────────────────────────────────────────────────────────────────

    function claimCount() external view returns (uint256) {
        return _claims.length;
    }

    function claim(uint256 id) external view returns (Claim memory) {
        return _claims[id];
    }

    /// @notice Where the queue stands: paid or set aside so far, ever requested, set aside now, owed, paid of the cap.
    function queue() external view returns (QueueView memory q) {
        (q.nextClaim, q.claimCount, q.setAsideCount) = (nextClaim, _claims.length, _setAside.length);
        (q.totalOwedWad, q.redeemUsedWad) = (totalOwedWad, _redeem.used(_judge().redemption().capPerDayWad));
    }

    /// @notice Claims not yet paid, at most `maxCount`: those set aside first, then the queue in order.
    function openClaims(uint256 maxCount) external view returns (ClaimView[] memory open) {
        uint256 aside = _setAside.length.min(maxCount);
        uint256 queued = (_claims.length - nextClaim).min(maxCount - aside);
        open = new ClaimView[](aside + queued);
        for (uint256 i; i < open.length; ++i) {
            uint256 id = i < aside ? _setAside[i] : nextClaim + i - aside;
            Claim memory c = _claims[id];
            (, uint256 price) = _judge().payoutPrice(c.payoutAsset, c.payoutPar);
            open[i] = ClaimView(id, c, c.owedWad.mulDiv(_judge().parAmount(c.payoutAsset, WAD), price));
        }
    }

    /// @notice Payout asset of the first claim in the queue when it has been due for longer than `grace`.
    function overdueAsset(uint256 grace) external view returns (address) {
        if (nextClaim >= _claims.length) return address(0);
        Claim storage first = _claims[nextClaim];
        return block.timestamp > uint256(first.dueAt) + grace ? first.payoutAsset : address(0);
    }

    // ── inside ─────────────────────────────────────────────────────────────────────────────────────────

    function _judge() private view returns (IJudge) {
        return IWhole(vault).law();
    }

    function _unpaid(uint256 id) private view returns (Claim storage c) {
        if (id >= _claims.length || _claims[id].state == ClaimState.Paid) revert NothingRedeemable();
        return _claims[id];
    }

    /// Pays as much of a claim as cash and the daily cap allow.
    function _pay(uint256 id, Claim storage c, uint256 price) private returns (Payment) {
        uint256 cap = _judge().redemption().capPerDayWad;
        uint256 settled = cap == 0 ? c.owedWad : c.owedWad.min(_redeem.left(cap, cap));
        if (settled == 0) return Payment.None;
        uint256 unit = _judge().parAmount(c.payoutAsset, WAD);
        uint256 payout = settled.mulDiv(unit, price);
        uint256 cash = IERC20(c.payoutAsset).balanceOf(vault);
        if (payout > cash) {
            if (cash == 0) return Payment.None;
            payout = cash;
            settled = settled.min(cash.mulDiv(price, unit, Math.Rounding.Ceil));
        }
        if (!_send(id, c, c.payoutAsset, payout, settled)) {
            // When we cannot even pay ourselves the token is stopped for all: the queue waits, nobody loses a place.
            return IWhole(vault).canPay(c.payoutAsset, payout) ? Payment.Refused : Payment.None;
        }
        if (cap != 0) _redeem.spend(cap, cap, settled);
        return _settle(id, c, settled) ? Payment.Whole : Payment.Part;
    }

    function _send(uint256 id, Claim storage c, address token, uint256 amount, uint256 settled) private returns (bool) {
        return IWhole(vault).payOut(id, c.holder, token, amount, settled);
    }

    function _settle(uint256 id, Claim storage c, uint256 settled) private returns (bool isWhole) {
        isWhole = settled == c.owedWad;
        c.owedWad -= settled;
        totalOwedWad -= settled;
        owedWad[c.payoutAsset] -= settled;
        _settled(settled);
        if (!isWhole) return false;
        if (c.state == ClaimState.SetAside) {
            uint256 moved = _setAside[_setAside.length - 1];
            _setAside[_asidePosition[id] - 1] = moved;
            _asidePosition[moved] = _asidePosition[id];
            _setAside.pop();
        }
        c.state = ClaimState.Paid;
    }

    function _putAside(uint256 id, Claim storage c) private {
        c.state = ClaimState.SetAside;
        _setAside.push(id);
        _asidePosition[id] = _setAside.length;
        emit RedemptionSetAside(id, c.holder);
    }
}
