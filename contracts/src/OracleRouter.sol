// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IOwed} from "./interfaces/Outside.sol";
import {Part} from "./Part.sol";
import {PriceReader} from "./PriceReader.sol";

/// @title The assets of one law: their prices, and what each price permits.
///
/// Written to by its vault alone, but for what anybody may see: poke() and shadow(). Holds no money.
///
/// Prices. Each asset has one or two feeds. A price is the interval between them; what is sold is valued at the
/// higher end, what is bought at the lower. A feed that is stale, not positive or outside the hard bounds gives no
/// price, and nothing falls through to the other feed; nor is there a price while the chain's sequencer is down or
/// back for less than its grace. The lower end of a price with a growth cap counts at most what was last poked and
/// the growth since: a donation to a share gives nothing to count, and nothing to trade on, at once.
///
/// Verdicts. Value: a price. Enter: a price, and the asset neither closed, disabled, depegged nor under a haircut
/// above what stops entry. Leave: at the price; or, when an exit is open and a feed is silent or out of bounds, down
/// to the floor that was voted before.
///
/// Exit. Armed while the asset is disabled, its price is below the depeg price, or it has no price but a floor.
/// The guardian opens an armed exit at once, anybody once it was poked armed for the delay; it closes with time.
///
/// Replacing a feed. Anybody shows a candidate: it may be adopted once it agreed with the live feeds for the shadow
/// period without a gap of more than half of that, or an hour.
contract OracleRouter is Part {
    using Math for uint256;

    uint256 private constant BPS = 10_000;
    uint256 private constant WAD = 1e18;
    uint256 private constant MAX_ASSETS = 16;
    uint256 private constant MATURITIES = 3;
    uint256 private constant MAX_DECIMALS = 27;
    uint256 private constant MAX_PRICE_WAD = 1e36;
    uint256 private constant MAX_SLIP_BPS = 500;
    uint256 private constant MAX_EXIT_SLIP_BPS = 2_500;

    /// Something seen to hold since then, last at `last`.
    struct Run {
        uint64 since;
        uint64 last;
    }

    struct Watch {
        Run armed;
        uint64 exitOpenUntil;
        uint64 pushedAt;
        uint16 pushedBps;
        Anchor anchor;
    }

    IOwed public immutable owed;
    RegimeParams private _regime;
    AssetParams[] private _assets;
    /// Position in the list plus one; zero for unknown tokens.
    mapping(address token => uint256) private _position;
    mapping(address token => Watch) private _watch;
    mapping(address token => mapping(address feed => Run)) private _shadow;
    /// Targets of disabled assets other than the base, which count for the base.
    uint256 private _movedBps;

    constructor() {
        owed = IOwed(msg.sender);
    }

    // ── writing ────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Takes the assets of a new law. Leaves none behind that is held or owed. A newly listed asset must give a
    /// price inside its bounds, a new feed of a known asset must have stood its shadow period. An asset switched off stays
    /// off until it is enabled by name, so that a vote begun before an emergency does not undo it. What is kept was
    /// checked when it was listed: asking a token or feed that has failed since would let it block every vote.
    function adoptPolicy(bytes32 documentHash, LawParams calldata law) external onlyVault {
        uint256 count = law.assets.length;
        if (count == 0 || count > MAX_ASSETS) revert BadParameter("count");
        if (law.assets[0].endogenous || !law.assets[0].entryAllowed) revert BadParameter("base");
        if (law.regime.auctionPremiumBps > BPS) revert BadParameter("auction");
        bool[] memory isNew = new bool[](count);
        bool[] memory staysOff = new bool[](count);
        for (uint256 i; i < count; ++i) {
            (isNew[i], staysOff[i]) = _compare(law.assets[i]);
        }
        AssetParams[] memory old = _assets;
        for (uint256 i; i < old.length; ++i) {
            delete _position[old[i].token];
        }
        delete _assets;
        _regime = law.regime;
        uint256 targets;
        for (uint256 i; i < count; ++i) {
            AssetParams calldata p = law.assets[i];
            _check(p, law.risks.length);
            targets += p.targetBps;
            _assets.push(p);
            _position[p.token] = i + 1;
            if (staysOff[i]) _assets[i].disabled = true;
            if (!isNew[i]) continue;
            delete _watch[p.token];
            quote(p.token);
        }
        if (targets > BPS) revert BadParameter("targets");
        _moveTargets();
        for (uint256 i; i < old.length; ++i) {
            address token = old[i].token;
            if (_position[token] != 0) continue;
            uint256 pending = owed.owedWad(token);
            if (pending != 0) revert ClaimsPending(token, pending);
            // Up to a thousandth of a token may be left, or anybody could block a vote by sending dust.
            uint256 left = IERC20(token).balanceOf(vault);
            if (left > 10 ** old[i].decimals / 1_000) revert AssetStillHeld(token, left);
        }
    }

    function _compare(AssetParams calldata next) private view returns (bool isNew, bool staysOff) {
        uint256 at = _position[next.token];
        if (at == 0) {
            if (IERC20Metadata(next.token).decimals() != next.decimals) revert BadParameter("decimals");
            return (true, false);
        }
        AssetParams storage old = _assets[at - 1];
        if (old.decimals != next.decimals) revert BadParameter("decimals");
        _requireShadowed(old, next.feedA);
        _requireShadowed(old, next.feedB);
        return (false, old.disabled);
    }

    function _requireShadowed(AssetParams storage old, address feed) private view {
        if (feed == address(0) || feed == old.feedA || feed == old.feedB) return;
        Run storage run = _shadow[old.token][feed];
        bool isLong = run.since != 0 && run.last - run.since >= _regime.shadowSeconds;
        if (!isLong || block.timestamp - run.last > _regime.shadowSeconds) revert ShadowTooShort(feed, run.since);
    }

    function _check(AssetParams calldata p, uint256 risks) private view {
        if (_position[p.token] != 0) revert BadParameter("duplicate");
        if (p.decimals > MAX_DECIMALS) revert BadParameter("decimals");
        if (p.feedA == address(0) || p.feedA == p.feedB || p.heartbeatA == 0) revert BadParameter("feed");
        if (p.feedB != address(0) && p.heartbeatB == 0) revert BadParameter("feed");
        if (p.minPriceWad == 0 || p.minPriceWad >= p.maxPriceWad || p.maxPriceWad > MAX_PRICE_WAD) {
            revert BadParameter("bounds");
        }
        // A depeg price at or above par would leave the exit armed for good.
        if (p.depegWad != 0 && p.depegWad >= p.parWad) revert BadParameter("depeg");
        if (p.slipBps > MAX_SLIP_BPS || p.exitSlipBps > MAX_EXIT_SLIP_BPS) revert BadParameter("slip");
        if (p.haircutBps > BPS || p.maxBps > BPS || p.targetBps > p.maxBps || p.maxDeviationBps > BPS) {
            revert BadParameter("weights");
        }
        if (p.risks >> risks != 0 || p.maturity > MATURITIES) revert BadParameter("risk");
        if (p.endogenous && (p.haircutBps != BPS || p.entryAllowed)) revert BadParameter("endogenous");
    }

    function _moveTargets() private {
        uint256 moved;
        for (uint256 i = 1; i < _assets.length; ++i) {
            if (_assets[i].disabled) moved += _assets[i].targetBps;
        }
        _movedBps = moved;
    }

    /// @notice Narrows one asset; loosening anything reverts. A target above the new maximum comes down with it.
    function tightenAsset(address token, AssetTightening calldata t) external onlyVault {
        AssetParams storage p = _known(token);
        if (t.slipBps > p.slipBps || t.exitSlipBps > p.exitSlipBps) revert Loosening("slip");
        if (t.haircutBps < p.haircutBps || t.haircutBps > BPS) revert Loosening("haircut");
        if (t.maxBps > p.maxBps) revert Loosening("max");
        if (t.entryAllowed && !p.entryAllowed) revert Loosening("entry");
        if (!t.disabled && p.disabled) revert Loosening("disabled");
        (p.slipBps, p.exitSlipBps, p.haircutBps, p.maxBps) = (t.slipBps, t.exitSlipBps, t.haircutBps, t.maxBps);
        (p.entryAllowed, p.disabled) = (t.entryAllowed, t.disabled);
        if (p.targetBps > t.maxBps) p.targetBps = t.maxBps;
        _moveTargets();
    }

    /// @notice Switches a disabled asset on again.
    function enableAsset(address token) external onlyVault {
        _known(token).disabled = false;
        _moveTargets();
    }

    /// @notice Raises a haircut for a while: never down, at most so far above its floor.
    function pushHaircut(address token, uint256 bps) external onlyVault {
        uint256 most = BPS.min(uint256(_known(token).haircutBps) + _regime.maxPushBps);
        if (bps <= haircutBps(token) || bps > most) revert Loosening("haircut");
        (_watch[token].pushedBps, _watch[token].pushedAt) = (uint16(bps), uint64(block.timestamp));
        emit HaircutPushed(token, bps);
    }

    /// @notice Opens the exit of an armed asset: at once where `isGuardian`, else after the delay.
    function openExit(address token, bool isGuardian) external onlyVault {
        AssetState memory s = look(token);
        Watch storage w = _watch[token];
        _see(w.armed, s.isArmed, _regime.exitDelaySeconds);
        bool hasLasted = w.armed.since != 0 && block.timestamp - w.armed.since >= _regime.exitDelaySeconds;
        if (!s.isArmed || !(isGuardian || hasLasted)) revert NotArmed(token);
        w.exitOpenUntil = uint64(block.timestamp + _regime.exitWindowSeconds);
        emit ExitOpened(token, w.exitOpenUntil);
    }

    // ── seen by anybody ────────────────────────────────────────────────────────────────────────────────

    /// @notice Notes which exits are armed now, and the prices growth is counted from.
    function poke() public {
        for (uint256 i; i < _assets.length; ++i) {
            AssetState memory s = look(_assets[i].token);
            Watch storage w = _watch[s.params.token];
            _see(w.armed, s.isArmed, _regime.exitDelaySeconds);
            if (s.params.maxGrowthPerDayBps == 0 || s.refusal != bytes4(0)) continue;
            w.anchor = dayAnchor(w.anchor, s.lowWad);
        }
    }

    /// @notice Shows a feed that may replace one of an asset's: it counts from when it first agreed with all that live.
    function shadow(address token, address feed) external {
        AssetParams storage p = _known(token);
        uint256 heartbeat = uint256(p.heartbeatA).max(p.heartbeatB);
        (bool agrees, uint256 low, uint256 high) = _try(p, feed, heartbeat);
        (bool livesA, uint256 lowA, uint256 highA) = _try(p, p.feedA, p.heartbeatA);
        (bool livesB, uint256 lowB, uint256 highB) = _try(p, p.feedB, p.heartbeatB);
        if (livesA) (low, high) = (low.min(lowA), high.max(highA));
        if (livesB) (low, high) = (low.min(lowB), high.max(highB));
        agrees = agrees && (high - low) * BPS <= low * p.maxDeviationBps;
        Run storage run = _shadow[token][feed];
        _see(run, agrees, _regime.shadowSeconds);
        emit ShadowSeen(token, feed, agrees, run.since);
    }

    /// @notice The anchor after a sight: down at once, up once a day, so that looking often adds no growth.
    function dayAnchor(Anchor memory old, uint256 valueWad) public view returns (Anchor memory) {
        if (valueWad >= old.valueWad && old.valueWad != 0 && block.timestamp - old.at < 1 days) return old;
        return Anchor(uint128(valueWad.min(type(uint128).max)), uint64(block.timestamp));
    }

    /// A run begins anew when it was not looked at for more than an hour, or half of what it must last.
    function _see(Run storage run, bool holds, uint256 mustLast) private {
        uint64 now_ = uint64(block.timestamp);
        if (!holds) run.since = 0;
        else if (run.since == 0 || now_ - run.last > (mustLast / 2).max(1 hours)) run.since = now_;
        run.last = now_;
    }

    // ── prices ─────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Lowest and highest of the asset's feeds in dollars per whole token.
    function quote(address token) public view returns (uint256 lowWad, uint256 highWad) {
        AssetParams storage p = _known(token);
        if (!PriceReader.isUp(_regime.sequencerFeed, _regime.sequencerGraceSeconds)) revert SequencerDown();
        (lowWad, highWad) = PriceReader.read(p.feedA, p.heartbeatA, p.minPriceWad, p.maxPriceWad);
        if (p.feedB != address(0)) {
            (uint256 down, uint256 up) = PriceReader.read(p.feedB, p.heartbeatB, p.minPriceWad, p.maxPriceWad);
            (lowWad, highWad) = (lowWad.min(down), highWad.max(up));
        }
        lowWad = lowWad.min(grown(_watch[token].anchor, p.maxGrowthPerDayBps));
    }

    /// @notice Most that may count now of what was last seen; anything before the first sight or without a cap.
    function grown(Anchor memory a, uint256 bpsPerDay) public view returns (uint256) {
        if (a.valueWad == 0 || bpsPerDay == 0) return type(uint256).max;
        return a.valueWad + uint256(a.valueWad) * bpsPerDay * (block.timestamp - a.at) / (BPS * 1 days);
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

    /// @notice The higher end of a price, and raw units per token; reverts as quote() does.
    function highPrice(address token) external view returns (uint256 wad, uint256 unit) {
        (, wad) = quote(token);
        unit = 10 ** _known(token).decimals;
    }

    /// @notice Most a token may be worth, priced or not, and its raw units: what a loss is charged at.
    function highest(address token) external view returns (uint256 wad, uint256 unit) {
        AssetParams storage p = _known(token);
        bytes4 refusal;
        (refusal,, wad) = tryQuote(token);
        if (refusal != bytes4(0)) wad = _blindWad(p);
        if (wad == 0) wad = p.maxPriceWad;
        unit = 10 ** p.decimals;
    }

    /// @notice One feed of an asset, as quote() reads it.
    function readFeed(address token, address feed, uint256 heartbeat) external view returns (uint256, uint256) {
        AssetParams storage p = _known(token);
        return PriceReader.read(feed, heartbeat, p.minPriceWad, p.maxPriceWad);
    }

    /// @notice The last answer of a feed, whatever its age and size, rounded up.
    function readAnswer(address feed) external view returns (uint256 wad) {
        (, wad) = PriceReader.read(feed, type(uint256).max, 1, type(uint256).max);
    }

    function _try(AssetParams storage p, address feed, uint256 heartbeat)
        private
        view
        returns (bool, uint256, uint256)
    {
        try this.readFeed(p.token, feed, heartbeat) returns (uint256 low, uint256 high) {
            return (true, low, high);
        } catch {
            return (false, 0, 0);
        }
    }

    // ── judging ────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Everything known of one asset; no feed can make it revert.
    function look(address token) public view returns (AssetState memory s) {
        AssetParams storage p = _known(token);
        Watch storage w = _watch[token];
        TradeState memory t;
        (t, s.depegged, s.isArmed) = _judge(p);
        (s.params, s.lowWad, s.highWad, s.refusal, s.blindWad) = (p, t.lowWad, t.highWad, t.refusal, t.blindWad);
        (s.exitOpen, s.isShut, s.isBase) = (t.exitOpen, t.isShut, t.isBase);
        (s.armedSince, s.exitOpenUntil, s.haircutBps) = (w.armed.since, w.exitOpenUntil, t.haircutBps);
        (s.effectiveTargetBps, s.owedRaw) = (t.targetBps, t.owedRaw);
    }

    /// @notice Of look() what trades and intake are judged by.
    function trade(address token) external view returns (TradeState memory t) {
        (t,,) = _judge(_known(token));
    }

    function _judge(AssetParams storage p) private view returns (TradeState memory t, bool depegged, bool isArmed) {
        address token = p.token;
        bool disabled = p.disabled;
        (t.token, t.unit, t.exitFloorWad, t.parWad) = (token, 10 ** p.decimals, p.exitFloorWad, p.parWad);
        (t.refusal, t.lowWad, t.highWad) = tryQuote(token);
        depegged = t.refusal == bytes4(0) && p.feedB != address(0) && t.highWad < p.depegWad;
        bool isBroken = t.refusal == StaleFeed.selector || t.refusal == PriceOutOfBounds.selector;
        if (isBroken && t.exitFloorWad != 0) t.blindWad = _blindWad(p);
        isArmed = disabled || depegged || t.blindWad != 0;
        t.exitOpen = block.timestamp < _watch[token].exitOpenUntil;
        t.haircutBps = _haircutBps(p.haircutBps, _watch[token]);
        uint256 entryHaircutBps = _regime.entryHaircutBps;
        t.isShut = disabled || depegged || (entryHaircutBps != 0 && t.haircutBps > entryHaircutBps);
        t.isBase = _position[token] == 1;
        t.owedRaw = owed.owedWad(token).mulDiv(t.unit, WAD, Math.Rounding.Ceil);
        // Zero for a disabled asset, whose weight moves to the base asset. The base keeps its own whatever its state,
        // because nothing inside the law is safer.
        if (t.isBase) t.targetBps = p.targetBps + _movedBps;
        else if (!disabled) t.targetBps = p.targetBps;
        (t.maxDeviationBps, t.slipBps, t.exitSlipBps) = (p.maxDeviationBps, p.slipBps, p.exitSlipBps);
        (t.maxBps, t.risks, t.maturity, t.entryAllowed) = (p.maxBps, p.risks, p.maturity, p.entryAllowed);
    }

    /// Most an asset without a price may be worth: par, or the last answer of a feed, however old, up to the bound: an
    /// honest feed gone silent, or above the bound, must not leave the other alone to say. Zero where nothing says.
    function _blindWad(AssetParams storage p) private view returns (uint256) {
        (bool isKnown, uint256 most) = _lastAnswer(p.feedA);
        if (p.feedB != address(0)) {
            (bool isKnownToo, uint256 other) = _lastAnswer(p.feedB);
            (isKnown, most) = (isKnown && isKnownToo, most.max(other));
        }
        if (p.parWad == 0 && !isKnown) return 0;
        return most.min(p.maxPriceWad).max(p.parWad);
    }

    function _lastAnswer(address feed) private view returns (bool, uint256) {
        try this.readAnswer(feed) returns (uint256 answer) {
            return (true, answer);
        } catch {
            return (false, 0);
        }
    }

    /// @notice Every asset as look() sees it, the base first.
    function lookAll() external view returns (AssetState[] memory all) {
        all = new AssetState[](_assets.length);
        for (uint256 i; i < all.length; ++i) {
            all[i] = look(_assets[i].token);
        }
    }

    /// @notice Haircut in force: the floor, or what was pushed and has not decayed.
    function haircutBps(address token) public view returns (uint256) {
        return _haircutBps(_known(token).haircutBps, _watch[token]);
    }

    function _haircutBps(uint256 floorBps, Watch storage w) private view returns (uint256) {
        uint256 pushed = w.pushedBps;
        if (pushed == 0) return floorBps;
        uint256 decayed = uint256(_regime.haircutDecayPerDayBps) * (block.timestamp - w.pushedAt) / 1 days;
        return floorBps.max(pushed.saturatingSub(decayed));
    }

    // ── reading ────────────────────────────────────────────────────────────────────────────────────────

    function isListed(address token) external view returns (bool) {
        return _position[token] != 0;
    }

    function assetParams(address token) external view returns (AssetParams memory) {
        return _known(token);
    }

    function regime() external view returns (RegimeParams memory) {
        return _regime;
    }

    function list() external view returns (AssetParams[] memory) {
        return _assets;
    }

    function _known(address token) private view returns (AssetParams storage) {
        uint256 at = _position[token];
        if (at == 0) revert UnknownAsset(token);
        return _assets[at - 1];
    }
}
