// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IReserveVault} from "./interfaces/IReserveVault.sol";
import {PriceReader} from "./PriceReader.sol";
import {Venues} from "./Venues.sol";

interface ILawVault {
    function owedWad(address payoutAsset) external view returns (uint256);
}

/// @title Law of one reserve vault: the numbers it is bound by, and what it judges with them.
///
/// Written to by its vault alone, which decides who may ask for what. Holds no money and moves none.
///
/// Prices. Each asset has one or two feeds. A price is the interval between them; what is sold is valued at
/// the higher end, what is bought at the lower. A feed that is stale, not positive or outside the hard bounds
/// gives no price, and nothing falls through to the other feed. Values used for caps count what has no price
/// as nothing; values used to let people in need every price. Endogenous assets count as nothing everywhere.
///
/// Exit. Selling into the base asset under the wider exit slip is open for an asset when guardian or owner
/// disabled it, or when both its feeds are live and stand below the pre-voted depeg price. Nobody else opens it.
contract Law is IReserveVault {
    using Math for uint256;

    uint256 private constant BPS = 10_000;
    uint256 private constant WAD = 1e18;
    uint256 private constant MAX_ASSETS = 16;
    uint256 private constant MAX_VENUES = 16;
    uint256 private constant MAX_DECIMALS = 27;
    uint256 private constant MAX_PRICE_WAD = 1e36;
    uint256 private constant MAX_SLIP_BPS = 500;
    uint256 private constant MAX_EXIT_SLIP_BPS = 2_500;
    uint256 private constant MAX_FEE_BPS = 1_000;
    uint256 private constant MAX_DELAY = 30 days;

    address public immutable vault;
    bytes32 public policyDocumentHash;

    AssetParams[] private _assets;
    /// Position in the list plus one; zero for unknown tokens.
    mapping(address token => uint256) private _position;
    VenueParams[] private _venues;
    LimitParams private _limits;
    RedemptionParams private _redemption;

    modifier onlyVault() {
        if (msg.sender != vault) revert NotVault(msg.sender);
        _;
    }

    constructor() {
        vault = msg.sender;
    }

    // ── writing ────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Replaces the whole law in one call, so that coupled parameters never change apart.
    /// Refuses to leave anything behind: a venue with tokens in it, an asset held or owed. A newly listed asset
    /// or feed must give a price inside its bounds. An asset switched off stays off until it is enabled by name,
    /// so that a vote begun before an emergency does not undo it.
    /// Bounds no vote can pass: slip ≤ 5 %, exit slip ≤ 25 %, targets summing to at most 100 %, an endogenous
    /// asset at a haircut of 100 % and closed to entry, redemption fee ≤ 10 % and delay ≤ 30 days.
    function adoptPolicy(bytes32 documentHash, LawParams calldata law) external onlyVault {
        _requireNothingLeftBehind(law);
        uint256 count = law.assets.length;
        if (count == 0 || count > MAX_ASSETS || law.venues.length > MAX_VENUES) revert BadParameter("count");
        bool[] memory mustPrice = new bool[](count);
        bool[] memory stayDisabled = new bool[](count);
        for (uint256 i; i < count; ++i) {
            (mustPrice[i], stayDisabled[i]) = _compare(law.assets[i]);
        }
        bool[] memory isKept = new bool[](law.venues.length);
        for (uint256 i; i < isKept.length; ++i) {
            isKept[i] = _isListed(law.venues[i]);
        }
        _replaceAssets(law.assets, mustPrice, stayDisabled);
        _replaceVenues(law.venues, isKept);
        RedemptionParams calldata terms = law.redemption;
        if (terms.feeBps > MAX_FEE_BPS || terms.delaySeconds > MAX_DELAY || _known(terms.payoutAsset).endogenous) {
            revert BadParameter("redemption");
        }
        _limits = law.limits;
        _redemption = terms;
        policyDocumentHash = documentHash;
    }

    /// What is kept was checked when it was listed: asking a token or feed that has failed since would let it
    /// block every vote.
    function _compare(AssetParams calldata next) private view returns (bool mustPrice, bool stayDisabled) {
        uint256 at = _position[next.token];
        if (at == 0) {
            if (IERC20Metadata(next.token).decimals() != next.decimals) revert BadParameter("decimals");
            return (true, false);
        }
        AssetParams storage old = _assets[at - 1];
        if (old.decimals != next.decimals) revert BadParameter("decimals");
        return (old.feedA != next.feedA || old.feedB != next.feedB, old.disabled);
    }

    function _replaceAssets(AssetParams[] calldata next, bool[] memory mustPrice, bool[] memory stayDisabled) private {
        for (uint256 i; i < _assets.length; ++i) {
            delete _position[_assets[i].token];
        }
        delete _assets;
        uint256 targets;
        for (uint256 i; i < next.length; ++i) {
            _checkAsset(next[i]);
            targets += next[i].targetBps;
            _assets.push(next[i]);
            _position[next[i].token] = i + 1;
            if (stayDisabled[i]) _assets[i].disabled = true;
            if (mustPrice[i]) quote(next[i].token);
        }
        if (targets > BPS) revert BadParameter("targets");
        if (next[0].endogenous || !next[0].entryAllowed) revert BadParameter("base");
    }

    function _checkAsset(AssetParams calldata p) private view {
        if (_position[p.token] != 0) revert BadParameter("duplicate");
        if (p.decimals > MAX_DECIMALS) revert BadParameter("decimals");
        if (p.feedA == address(0) || p.feedA == p.feedB || p.heartbeatA == 0) revert BadParameter("feed");
        if (p.feedB != address(0) && p.heartbeatB == 0) revert BadParameter("feed");
        if (p.minPriceWad == 0 || p.minPriceWad >= p.maxPriceWad || p.maxPriceWad > MAX_PRICE_WAD) {
            revert BadParameter("bounds");
        }
        // A depeg price at or above par would leave the exit open for good.
        if (p.depegWad != 0 && p.depegWad >= p.parWad) revert BadParameter("depeg");
        if (p.slipBps > MAX_SLIP_BPS || p.exitSlipBps > MAX_EXIT_SLIP_BPS) revert BadParameter("slip");
        if (p.haircutBps > BPS || p.maxBps > BPS || p.targetBps > p.maxBps || p.maxDeviationBps > BPS) {
            revert BadParameter("weights");
        }
        if (p.endogenous && (p.haircutBps != BPS || p.entryAllowed)) revert BadParameter("endogenous");
    }

    function _replaceVenues(VenueParams[] calldata next, bool[] memory isKept) private {
        delete _venues;
        for (uint256 i; i < next.length; ++i) {
            VenueParams calldata v = next[i];
            // A receipt listed as an asset or twice would be counted twice.
            if (_position[v.asset] == 0 || _position[v.receipt] != 0 || v.maxBps > BPS) revert BadParameter("venue");
            for (uint256 j; j < i; ++j) {
                if (next[j].receipt == v.receipt) revert BadParameter("venue");
            }
            if (!isKept[i] && !Venues.isWellFormed(v)) revert BadParameter("venue");
            _venues.push(v);
        }
    }

    function _requireNothingLeftBehind(LawParams calldata law) private view {
        for (uint256 i; i < _venues.length; ++i) {
            if (_keepsVenue(law.venues, _venues[i])) continue;
            uint256 receipts = IERC20(_venues[i].receipt).balanceOf(vault);
            if (receipts != 0) revert VenueStillHolds(i, receipts);
        }
        for (uint256 i; i < _assets.length; ++i) {
            address token = _assets[i].token;
            if (_keepsAsset(law.assets, token)) continue;
            uint256 owed = ILawVault(vault).owedWad(token);
            if (owed != 0) revert ClaimsPending(token, owed);
            // Up to a thousandth of a token may be left, or anybody could block a vote by sending dust.
            uint256 held = IERC20(token).balanceOf(vault);
            if (held > 10 ** _assets[i].decimals / 1_000) revert AssetStillHeld(token, held);
        }
    }

    function _keepsVenue(VenueParams[] calldata next, VenueParams storage old) private view returns (bool) {
        for (uint256 i; i < next.length; ++i) {
            if (_isSame(next[i], old)) return true;
        }
        return false;
    }

    function _isListed(VenueParams calldata v) private view returns (bool) {
        for (uint256 i; i < _venues.length; ++i) {
            if (_isSame(v, _venues[i])) return true;
        }
        return false;
    }

    function _isSame(VenueParams calldata v, VenueParams storage old) private view returns (bool) {
        return v.receipt == old.receipt && v.target == old.target && v.asset == old.asset && v.kind == old.kind;
    }

    function _keepsAsset(AssetParams[] calldata next, address token) private pure returns (bool) {
        for (uint256 i; i < next.length; ++i) {
            if (next[i].token == token) return true;
        }
        return false;
    }

    /// @notice Narrows one asset; loosening anything reverts. A target above the new maximum comes down with it.
    function tightenAsset(
        address token,
        uint16 slipBps,
        uint16 exitSlipBps,
        uint16 haircutBps,
        uint16 maxBps,
        bool entryAllowed,
        bool disabled
    ) external onlyVault {
        AssetParams storage p = _known(token);
        if (slipBps > p.slipBps || exitSlipBps > p.exitSlipBps) revert Loosening("slip");
        if (haircutBps < p.haircutBps || haircutBps > BPS) revert Loosening("haircut");
        if (maxBps > p.maxBps) revert Loosening("max");
        if (entryAllowed && !p.entryAllowed) revert Loosening("entry");
        if (!disabled && p.disabled) revert Loosening("disabled");
        (p.slipBps, p.exitSlipBps, p.haircutBps, p.maxBps) = (slipBps, exitSlipBps, haircutBps, maxBps);
        (p.entryAllowed, p.disabled) = (entryAllowed, disabled);
        if (p.targetBps > maxBps) p.targetBps = maxBps;
    }

    /// @notice Narrows one venue; loosening anything reverts.
    function tightenVenue(uint256 index, uint16 maxBps, bool entryAllowed) external onlyVault {
        if (index >= _venues.length) revert UnknownVenue(index);
        VenueParams storage v = _venues[index];
        if (maxBps > v.maxBps) revert Loosening("max");
        if (entryAllowed && !v.entryAllowed) revert Loosening("entry");
        (v.maxBps, v.entryAllowed) = (maxBps, entryAllowed);
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
        _limits = l;
    }

    /// @notice Switches a disabled asset on again.
    function enableAsset(address token) external onlyVault {
        _known(token).disabled = false;
    }

    // ── prices ─────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Lowest and highest of the asset's feeds in dollars per whole token.
    function quote(address token) public view returns (uint256 lowWad, uint256 highWad) {
        AssetParams storage p = _known(token);
        (lowWad, highWad) = PriceReader.read(p.feedA, p.heartbeatA, p.minPriceWad, p.maxPriceWad);
        if (p.feedB != address(0)) {
            (uint256 down, uint256 up) = PriceReader.read(p.feedB, p.heartbeatB, p.minPriceWad, p.maxPriceWad);
            if (down < lowWad) lowWad = down;
            if (up > highWad) highWad = up;
        }
    }

    /// @notice quote() that answers instead of reverting; `refusal` is the selector it would revert with.
    function tryQuote(address token) public view returns (bytes4 refusal, uint256 lowWad, uint256 highWad) {
        try this.quote(token) returns (uint256 low, uint256 high) {
            return (bytes4(0), low, high);
        } catch (bytes memory reason) {
            // A feed without code or with a garbled answer says nothing: as silent as a stale one.
            refusal = reason.length < 4 ? StaleFeed.selector : bytes4(reason);
        }
    }

    /// @notice Both feeds live and below the pre-voted price.
    function isDepegged(address token) public view returns (bool) {
        AssetParams storage p = _known(token);
        if (p.depegWad == 0 || p.feedB == address(0)) return false;
        (bytes4 refusal,, uint256 high) = tryQuote(token);
        return refusal == bytes4(0) && high < p.depegWad;
    }

    function isExitOpen(address token) public view returns (bool) {
        return _known(token).disabled || isDepegged(token);
    }

    // ── judging ────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Target in force: zero for a disabled asset, whose weight moves to the base asset. The base asset
    /// keeps its own whatever its state, because nothing inside the law is safer.
    function effectiveTargetBps(address token) public view returns (uint256 target) {
        AssetParams storage p = _known(token);
        if (_position[token] != 1) return p.disabled ? 0 : p.targetBps;
        target = p.targetBps;
        for (uint256 i = 1; i < _assets.length; ++i) {
            if (_assets[i].disabled) target += _assets[i].targetBps;
        }
    }

    /// @notice Whether a swap may be tried, the least it must return (rounded up) and its value at the sold
    /// asset's higher feed (rounded up). An exit is floored from the sold asset's lower feed, so that two honest
    /// feeds far apart in a crash do not trap it; its loss is still charged high.
    function swapTerms(address tokenIn, address tokenOut, uint256 amountIn, bool isExit, Mode mode)
        external
        view
        returns (SwapTerms memory terms)
    {
        AssetParams storage p = _known(tokenIn);
        terms.unitOut = 10 ** _known(tokenOut).decimals;
        if (isExit && !isExitOpen(tokenIn)) revert ExitNotOpen(tokenIn);
        if ((isExit || mode == Mode.ExitOnly) && _position[tokenOut] != 1) revert ExitOnlyIntoBase(tokenOut);
        if (!isExit) _requireEntry(tokenOut);
        _requireIdle(tokenIn, amountIn);
        (uint256 lowIn, uint256 highIn) = quote(tokenIn);
        uint256 highOut;
        (terms.lowOutWad, highOut) = quote(tokenOut);
        if (!isExit) _requireAgreement(tokenIn, lowIn, highIn);
        _requireAgreement(tokenOut, terms.lowOutWad, highOut);
        uint256 unitIn = 10 ** p.decimals;
        terms.valueWad = amountIn.mulDiv(highIn, unitIn, Math.Rounding.Ceil);
        uint256 kept = BPS - (isExit ? p.exitSlipBps : p.slipBps);
        terms.floorOut = (amountIn * (isExit ? lowIn : highIn))
        .mulDiv(kept * terms.unitOut, unitIn * terms.lowOutWad * BPS, Math.Rounding.Ceil);
    }

    /// @notice The venue, when `amount` of idle tokens may enter it.
    function depositTerms(uint256 index, uint256 amount) external view returns (VenueParams memory v) {
        v = venue(index);
        if (!v.entryAllowed || _known(v.asset).disabled || isDepegged(v.asset)) revert EntryForbidden(v.asset);
        _requireIdle(v.asset, amount);
        quote(v.asset);
    }

    /// @notice Liabilities to issue for `amount` of an asset: its lower feed, at most par, over the worth of one
    /// claim. A claim payable in a payout asset above par is worth that asset, except to who brings that asset.
    function mintTerms(address token, uint256 amount) external view returns (uint256 issued) {
        AssetParams storage p = _known(token);
        _requireEntry(token);
        (uint256 low, uint256 high) = quote(token);
        _requireAgreement(token, low, high);
        if (p.parWad != 0 && low > p.parWad) low = p.parWad;
        if (token == _redemption.payoutAsset && low > WAD) low = WAD;
        uint256 worth = token == _redemption.payoutAsset ? WAD : _claimWorthWad();
        issued = (amount * low).mulDiv(WAD, worth * 10 ** p.decimals);
    }

    /// @notice Refuses intake when the reserve would back `liabilityWad` too thinly, or be worth too much.
    function requireIntake(uint256 liabilityWad) external view {
        (uint256 low, uint256 high) = totalValue();
        if (high > _limits.maxVaultValueWad) revert VaultValueCapExceeded(high, _limits.maxVaultValueWad);
        uint256 claims = liabilityWad.mulDiv(_claimWorthWad(), WAD, Math.Rounding.Ceil);
        uint256 needed = claims.mulDiv(_limits.minBackingWad, WAD, Math.Rounding.Ceil);
        if (low < needed) revert BackingTooLow(low, needed);
    }

    /// @notice Refuses when the asset is above its cap.
    function requireWeight(address token) external view {
        AssetParams storage p = _known(token);
        (, uint256 high) = quote(token);
        uint256 value = held(token).mulDiv(high, 10 ** p.decimals, Math.Rounding.Ceil);
        uint256 cap = valueFloor().mulDiv(p.maxBps, BPS);
        if (value > cap) revert WeightCapExceeded(token, value, cap);
    }

    /// @notice Refuses when the venue is above its cap.
    function requireVenueCap(uint256 index) external view {
        VenueParams memory v = venue(index);
        uint256 value = highValue(v.asset, deployed(index));
        uint256 cap = valueFloor().mulDiv(v.maxBps, BPS);
        if (value > cap) revert VenueCapExceeded(index, value, cap);
    }

    /// @notice How a claim is paid now: how many dollars of claim one payout token settles, or not priced.
    /// A dollar claim is settled at the higher feed: never more than is owed while one feed is honest.
    function payoutPrice(address payoutAsset, bool payoutPar) public view returns (bool isPriced, uint256 priceWad) {
        if (payoutPar) return (true, WAD);
        (bytes4 refusal, uint256 low, uint256 high) = tryQuote(payoutAsset);
        if (refusal != bytes4(0) || !_agree(payoutAsset, low, high)) return (false, WAD);
        return (true, high);
    }

    /// @notice Tokens of an asset kept back for claims of `wad` liability tokens at par, rounded up.
    function parAmount(address token, uint256 wad) public view returns (uint256) {
        return wad.mulDiv(10 ** _known(token).decimals, WAD, Math.Rounding.Ceil);
    }

    // ── worth ──────────────────────────────────────────────────────────────────────────────────────────

    function highValue(address token, uint256 amount) public view returns (uint256) {
        (, uint256 high) = quote(token);
        return amount.mulDiv(high, 10 ** _known(token).decimals, Math.Rounding.Ceil);
    }

    /// @notice Value of everything held, at the lower and at the higher feeds; reverts when anything held has no price.
    function totalValue() public view returns (uint256 lowWad, uint256 highWad) {
        for (uint256 i; i < _assets.length; ++i) {
            AssetParams storage p = _assets[i];
            uint256 amount = p.endogenous ? 0 : held(p.token);
            if (amount == 0) continue;
            (uint256 low, uint256 high) = quote(p.token);
            lowWad += amount.mulDiv(low, 10 ** p.decimals);
            highWad += amount.mulDiv(high, 10 ** p.decimals, Math.Rounding.Ceil);
        }
    }

    /// @notice Value of everything held at the lower feeds; what cannot be priced or read counts as nothing.
    function valueFloor() public view returns (uint256 total) {
        for (uint256 i; i < _assets.length; ++i) {
            AssetParams storage p = _assets[i];
            if (p.endogenous) continue;
            (bytes4 refusal, uint256 low,) = tryQuote(p.token);
            if (refusal == bytes4(0)) total += _heldFloor(p.token).mulDiv(low, 10 ** p.decimals);
        }
    }

    /// @notice Tokens of an asset in the vault, idle and deployed.
    function held(address token) public view returns (uint256 amount) {
        amount = IERC20(token).balanceOf(vault);
        for (uint256 i; i < _venues.length; ++i) {
            if (_venues[i].asset == token) amount += deployed(i);
        }
    }

    function _heldFloor(address token) private view returns (uint256 amount) {
        try IERC20(token).balanceOf(vault) returns (uint256 idle) {
            amount = idle;
        } catch {}
        for (uint256 i; i < _venues.length; ++i) {
            if (_venues[i].asset != token) continue;
            try this.deployed(i) returns (uint256 inside) {
                amount += inside;
            } catch {}
        }
    }

    /// @notice Tokens of its asset the vault has in a venue.
    function deployed(uint256 index) public view returns (uint256) {
        return Venues.deployed(venue(index), vault);
    }

    // ── reading ────────────────────────────────────────────────────────────────────────────────────────

    function baseAsset() external view returns (address) {
        return _assets.length == 0 ? address(0) : _assets[0].token;
    }

    function assetParams(address token) external view returns (AssetParams memory) {
        return _known(token);
    }

    function venue(uint256 index) public view returns (VenueParams memory) {
        if (index >= _venues.length) revert UnknownVenue(index);
        return _venues[index];
    }

    function limits() external view returns (LimitParams memory) {
        return _limits;
    }

    function redemption() external view returns (RedemptionParams memory) {
        return _redemption;
    }

    /// @notice Changes iff a value enforced here changes.
    function policyParametersHash() public view returns (bytes32) {
        return keccak256(abi.encode(_assets, _venues, _limits, _redemption));
    }

    /// @notice Everything in one read; no feed can make it revert.
    function state() external view returns (LawView memory view_) {
        view_.documentHash = policyDocumentHash;
        view_.parametersHash = policyParametersHash();
        view_.assets = new AssetState[](_assets.length);
        for (uint256 i; i < _assets.length; ++i) {
            view_.assets[i] = _assetState(_assets[i]);
        }
        view_.venues = _venues;
        view_.limits = _limits;
        view_.redemption = _redemption;
    }

    function _assetState(AssetParams memory p) private view returns (AssetState memory s) {
        s.params = p;
        (s.refusal, s.lowWad, s.highWad) = tryQuote(p.token);
        s.depegged = isDepegged(p.token);
        s.exitOpen = isExitOpen(p.token);
        s.effectiveTargetBps = effectiveTargetBps(p.token);
        s.owedRaw = parAmount(p.token, ILawVault(vault).owedWad(p.token));
    }

    // ── inside ─────────────────────────────────────────────────────────────────────────────────────────

    function _known(address token) private view returns (AssetParams storage) {
        uint256 at = _position[token];
        if (at == 0) revert UnknownAsset(token);
        return _assets[at - 1];
    }

    /// Idle tokens less what is kept back for holders.
    function _requireIdle(address token, uint256 amount) private view {
        uint256 idle = IERC20(token).balanceOf(vault);
        uint256 owed = parAmount(token, ILawVault(vault).owedWad(token));
        uint256 available = idle > owed ? idle - owed : 0;
        if (amount > available) revert InsufficientIdle(token, available, amount);
    }

    function _requireEntry(address token) private view {
        AssetParams storage p = _known(token);
        if (!p.entryAllowed || p.disabled || isDepegged(token)) revert EntryForbidden(token);
    }

    function _requireAgreement(address token, uint256 low, uint256 high) private view {
        if (!_agree(token, low, high)) revert FeedsDisagree(token, low, high);
    }

    function _agree(address token, uint256 low, uint256 high) private view returns (bool) {
        return (high - low) * BPS <= low * _known(token).maxDeviationBps;
    }

    /// Dollars one liability token is worth at most: its payout asset's higher feed under par claims.
    function _claimWorthWad() private view returns (uint256 worth) {
        worth = WAD;
        if (_redemption.payoutPar) {
            (, uint256 high) = quote(_redemption.payoutAsset);
            if (high > worth) worth = high;
        }
    }
}
