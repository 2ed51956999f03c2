// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Book} from "./Book.sol";
import {IWhole} from "./interfaces/Outside.sol";
import {OracleRouter} from "./OracleRouter.sol";
import {Part} from "./Part.sol";

/// @title Law of one reserve vault: the limits it is bound by, and what it judges with them.
///
/// Written to by its vault alone, which decides who may ask for what. Holds no money and moves none. The assets, their
/// prices and exits stand in its OracleRouter, the venues and what everything is worth in its Book.
///
/// Price. What is sold is valued at the higher feed, what is bought at the lower.
///
/// Progress. A trade outside the exit regime sells an asset above its target, not below it, and buys one below its
/// target, not above it. The base asset is what is left: it has a maximum, and its target follows from the others, so
/// that a rebalance over the base, one pool at a time, gets nearer with each trade. What is owed to holders is counted
/// out on both sides, so that claims may be raised by selling every asset in proportion.
///
/// Risk. A trade into a larger haircut lowers the value after haircuts by more than it is charged for, and is refused
/// while that value covers too little; one into a slower liquidity class is refused while a faster one holds too
/// little. Caps of counterparties bind on entry alone. Nothing here is asked of an exit or of a withdrawal.
contract Law is Part {
    using Math for uint256;

    uint256 private constant BPS = 10_000;
    uint256 private constant WAD = 1e18;
    uint256 private constant MATURITIES = 3;
    uint256 private constant MAX_FEE_BPS = 1_000;
    uint256 private constant MAX_DELAY = 30 days;

    Book public immutable book;
    OracleRouter public immutable oracle;
    bytes32 public policyDocumentHash;
    LimitParams private _limits;
    RedemptionParams private _redemption;

    constructor(address book_) {
        book = Book(book_);
        oracle = book.oracle();
    }

    // ── writing ────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Takes limits and terms of a new law, after oracle and book took theirs: all in one call, so that coupled
    /// parameters never change apart.
    function adoptPolicy(bytes32 documentHash, LawParams calldata law) external onlyVault {
        RedemptionParams calldata terms = law.redemption;
        bool isWrong = terms.feeBps > MAX_FEE_BPS || terms.delaySeconds > MAX_DELAY;
        if (isWrong || oracle.assetParams(terms.payoutAsset).endogenous) revert BadParameter("redemption");
        (policyDocumentHash, _limits, _redemption) = (documentHash, law.limits, terms);
    }

    /// @notice Narrows the budgets; loosening any reverts.
    function tightenLimits(LimitParams calldata l) external onlyVault {
        LimitParams storage c = _limits;
        if (l.lossBurstWad > c.lossBurstWad || l.lossRefillPerDayWad > c.lossRefillPerDayWad) revert Loosening("loss");
        if (l.turnoverBurstWad > c.turnoverBurstWad || l.turnoverRefillPerDayWad > c.turnoverRefillPerDayWad) {
            revert Loosening("turnover");
        }
        if (l.minBackingWad < c.minBackingWad) revert Loosening("backing");
        if (l.maxVaultValueWad > c.maxVaultValueWad) revert Loosening("value");
        if (l.mintCapPerDayWad > c.mintCapPerDayWad) revert Loosening("mint");
        if (l.depegBurstWad > c.depegBurstWad || l.depegRefillPerDayWad > c.depegRefillPerDayWad) {
            revert Loosening("depeg");
        }
        if (l.minCoverageWad < c.minCoverageWad) revert Loosening("coverage");
        for (uint256 i; i < MATURITIES; ++i) {
            if (l.minLiquidBps[i] < c.minLiquidBps[i]) revert Loosening("liquidity");
        }
        // Zero is no limit, hence the loosest of all.
        (uint256 age, uint256 old) = (l.maxProofAgeSeconds, c.maxProofAgeSeconds);
        if (old != 0 && (age == 0 || age > old)) revert Loosening("proof");
        _limits = l;
    }

    // ── judging ────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Whether a trade may be tried, the least it must return (rounded up) and its value at the sold
    /// asset's higher feed (rounded up). An exit is floored from the sold asset's lower feed, so that two honest
    /// feeds far apart in a crash do not trap it; its loss is still charged high. An auction may go on when a feed of
    /// the sold asset is silent or out of bounds: down to the floor voted before, charged from the most it may be worth.
    function tradeTerms(address tokenIn, address tokenOut, uint256 amountIn, bool isExit, bool isAuction, Mode mode)
        external
        view
        returns (SwapTerms memory t)
    {
        (TradeState memory sold, TradeState memory bought) = (oracle.trade(tokenIn), oracle.trade(tokenOut));
        t.memo = abi.encode(sold, bought);
        t.unitOut = bought.unit;
        if (isExit && !sold.exitOpen) revert ExitNotOpen(tokenIn);
        if ((isExit || mode == Mode.ExitOnly) && !bought.isBase) revert ExitOnlyIntoBase(tokenOut);
        if (!isExit) _requireEntry(bought);
        _requireIdle(sold, amountIn);
        bool isBlind = isExit && isAuction && sold.blindWad != 0;
        if (!isBlind) _requirePrice(sold, !isExit);
        _requirePrice(bought, true);
        t.lowOutWad = bought.lowWad;
        t.valueWad = amountIn.mulDiv(isBlind ? sold.blindWad : sold.highWad, sold.unit, Math.Rounding.Ceil);
        uint256 floorWad = isBlind ? sold.exitFloorWad : isExit ? sold.lowWad : sold.highWad;
        uint256 slipBps = isBlind ? 0 : isExit ? sold.exitSlipBps : sold.slipBps;
        t.floorOut = (amountIn * floorWad)
        .mulDiv((BPS - slipBps) * t.unitOut, sold.unit * t.lowOutWad * BPS, Math.Rounding.Ceil);
    }

    /// @notice Refuses a trade outside the exit regime by what it left behind.
    function requireTrade(SwapTerms calldata t, uint256 amountOut, uint256 lossWad, Mode mode) external {
        (TradeState memory sold, TradeState memory bought) = abi.decode(t.memo, (TradeState, TradeState));
        uint256 total = book.total();
        if (mode == Mode.Run) _requireCaps(bought, total);
        total = total.saturatingSub(book.totalOwedWad());
        _requireProgress(sold, total, true);
        _requireProgress(bought, total, false);
        uint256 received = amountOut.mulDiv(t.lowOutWad, t.unitOut).mulDiv(BPS - bought.haircutBps, BPS);
        uint256 given = t.valueWad.mulDiv(BPS - sold.haircutBps, BPS, Math.Rounding.Ceil);
        bool isRiskier = given > received + lossWad;
        if (isRiskier || bought.maturity > sold.maturity) {
            _requireSound(isRiskier, sold.maturity, bought.maturity);
        }
    }

    /// Sold down to its target at the lower feed, bought up to it at the higher; a disabled asset is sold to nothing.
    function _requireProgress(TradeState memory s, uint256 total, bool isSold) private view {
        if (s.isBase) return;
        uint256 target = total.mulDiv(s.targetBps, BPS, isSold ? Math.Rounding.Ceil : Math.Rounding.Floor);
        uint256 amount = book.held(s.token).saturatingSub(s.owedRaw);
        uint256 value = isSold ? amount.mulDiv(s.lowWad, s.unit) : amount.mulDiv(s.highWad, s.unit, Math.Rounding.Ceil);
        if (isSold ? value < target : value > target) revert PastTarget(s.token, value, target);
    }

    /// The asset's own cap, and those of who stands behind it.
    function _requireCaps(TradeState memory s, uint256 total) private view {
        uint256 value = book.held(s.token).mulDiv(s.highWad, s.unit, Math.Rounding.Ceil);
        uint256 cap = total.mulDiv(s.maxBps, BPS);
        if (value > cap) revert WeightCapExceeded(s.token, value, cap);
        if (s.risks != 0) book.requireRisks(s.risks, total);
    }

    /// Value after haircuts where a keeper makes the reserve riskier; liquidity of the classes a keeper draws from.
    function _requireSound(bool isRiskier, uint256 from, uint256 to) private view {
        (Totals memory sum,) = book.totals();
        uint256 claims = claimsWad();
        uint256 needed = claims.mulDiv(_limits.minCoverageWad, WAD, Math.Rounding.Ceil);
        if (isRiskier && sum.adjustedWad < needed) revert CoverageTooLow(sum.adjustedWad, needed);
        for (uint256 i = from; i < to && i < MATURITIES; ++i) {
            needed = claims.mulDiv(_limits.minLiquidBps[i], BPS, Math.Rounding.Ceil);
            if (sum.liquidWad[i] < needed) revert IlliquidReserve(i, sum.liquidWad[i], needed);
        }
    }

    /// @notice The venue, when `amount` of idle tokens may enter it.
    function depositTerms(uint256 index, uint256 amount) external view returns (VenueParams memory v) {
        v = book.venue(index);
        TradeState memory s = oracle.trade(v.asset);
        if (!v.entryAllowed || s.isShut) revert EntryForbidden(v.asset);
        _requireIdle(s, amount);
        _requirePrice(s, false);
    }

    /// @notice Refuses a deposit by what it left behind: the venue's cap, those of who stands behind it, liquidity.
    function requireDeposit(uint256 index) external {
        VenueParams memory v = book.venue(index);
        uint256 total = book.total();
        uint256 value = book.highValue(v.asset, book.counted(index));
        uint256 cap = total.mulDiv(v.maxBps, BPS);
        if (value > cap) revert VenueCapExceeded(index, value, cap);
        book.requireRisks(v.risks, total);
        // What is locked longer than the token itself leaves the classes between; what a venue could not give back at
        // once leaves the first; where shares count for less than they cost, all are looked at.
        (uint256 inside, uint256 atOnce) = book.inVenue(index);
        uint256 from = oracle.assetParams(v.asset).maturity;
        uint256 to = inside < book.deployed(index) ? MATURITIES : v.maturity;
        if (to == 0 && atOnce < inside) to = 1;
        if (from < to) _requireSound(false, from, to);
    }

    /// @notice Liabilities to issue for `amount` of an asset: its lower feed, at most par, over the worth of one
    /// claim. A claim payable in a payout asset above par is worth that asset, except to who brings that asset.
    function mintTerms(address token, uint256 amount) external view returns (uint256 issued) {
        TradeState memory s = oracle.trade(token);
        _requireEntry(s);
        _requirePrice(s, true);
        uint256 low = s.lowWad;
        if (s.parWad != 0 && low > s.parWad) low = s.parWad;
        if (token == _redemption.payoutAsset && low > WAD) low = WAD;
        uint256 worth = token == _redemption.payoutAsset ? WAD : _claimWorthWad();
        issued = (amount * low).mulDiv(WAD, worth * s.unit);
    }

    /// @notice Refuses intake by what it left behind: caps, a reserve worth too much or backing `liabilityWad` too thinly.
    function requireIntake(address token, uint256 liabilityWad) external {
        _requireCaps(oracle.trade(token), book.total());
        (uint256 low, uint256 high) = book.totalValue();
        if (high > _limits.maxVaultValueWad) revert VaultValueCapExceeded(high, _limits.maxVaultValueWad);
        uint256 claims = liabilityWad.mulDiv(_claimWorthWad(), WAD, Math.Rounding.Ceil);
        uint256 needed = claims.mulDiv(_limits.minBackingWad, WAD, Math.Rounding.Ceil);
        if (low < needed) revert BackingTooLow(low, needed);
    }

    /// @notice How a claim is paid now: how many dollars of claim one payout token settles, or not priced.
    /// A dollar claim is settled at the higher feed: never more than is owed while one feed is honest. Without a price it
    /// may be settled at par, or at the last answers where these are above it.
    function payoutPrice(address payoutAsset, bool payoutPar) public view returns (bool isPriced, uint256 priceWad) {
        if (payoutPar) return (true, WAD);
        TradeState memory s = oracle.trade(payoutAsset);
        if (s.refusal == bytes4(0) && _agree(s)) return (true, s.highWad);
        (uint256 most,) = oracle.highest(payoutAsset);
        return (false, most.max(WAD));
    }

    /// @notice Tokens of an asset kept back for claims of `wad` liability tokens at par, rounded up.
    function parAmount(address token, uint256 wad) public view returns (uint256) {
        return wad.mulDiv(10 ** oracle.assetParams(token).decimals, WAD, Math.Rounding.Ceil);
    }

    // ── reading ────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Claims not yet paid, at most `maxCount`: those set aside first, then the queue in order.
    function openClaims(uint256 maxCount) external view returns (ClaimView[] memory) {
        return book.openClaims(maxCount);
    }

    function limits() external view returns (LimitParams memory) {
        return _limits;
    }

    function redemption() external view returns (RedemptionParams memory) {
        return _redemption;
    }

    /// @notice Changes iff a value enforced here changes.
    function policyParametersHash() public view returns (bytes32) {
        return keccak256(abi.encode(oracle.list(), book.venues(), book.risks(), _limits, oracle.regime(), _redemption));
    }

    /// @notice Everything in one read; no feed can make it revert.
    function state() external view returns (LawView memory view_) {
        (view_.documentHash, view_.parametersHash) = (policyDocumentHash, policyParametersHash());
        (view_.book, view_.oracle) = (address(book), address(oracle));
        (view_.anchor.valueWad, view_.anchor.at) = book.anchor();
        (view_.claimsWad, view_.owedWad) = (claimsWad(), book.totalOwedWad());
        (view_.assets, view_.venues, view_.risks) = (oracle.lookAll(), book.venues(), book.risks());
        (view_.limits, view_.regime, view_.redemption) = (_limits, oracle.regime(), _redemption);
    }

    /// @notice Liability tokens issued and owed.
    function claimsWad() public view returns (uint256) {
        return IWhole(vault).liability().totalSupply() + book.totalOwedWad();
    }

    // ── inside ─────────────────────────────────────────────────────────────────────────────────────────

    /// Idle tokens less what is kept back for holders.
    function _requireIdle(TradeState memory s, uint256 amount) private view {
        uint256 available = IERC20(s.token).balanceOf(vault).saturatingSub(s.owedRaw);
        if (amount > available) revert InsufficientIdle(s.token, available, amount);
    }

    function _requireEntry(TradeState memory s) private pure {
        if (!s.entryAllowed || s.isShut) revert EntryForbidden(s.token);
    }

    /// Refuses as quote() does where there is no price, and where the feeds stand too far apart.
    function _requirePrice(TradeState memory s, bool mustAgree) private view {
        if (s.refusal != bytes4(0)) oracle.quote(s.token);
        if (mustAgree && !_agree(s)) revert FeedsDisagree(s.token, s.lowWad, s.highWad);
    }

    function _agree(TradeState memory s) private pure returns (bool) {
        return (s.highWad - s.lowWad) * BPS <= s.lowWad * s.maxDeviationBps;
    }

    /// Dollars one liability token is worth at most: its payout asset's higher feed under par claims.
    function _claimWorthWad() private view returns (uint256 worth) {
        worth = WAD;
        if (_redemption.payoutPar) {
            (, uint256 high) = oracle.quote(_redemption.payoutAsset);
            if (high > worth) worth = high;
        }
    }
}
