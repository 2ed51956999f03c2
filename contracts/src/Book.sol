// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IWhole} from "./interfaces/Outside.sol";
import {OracleRouter} from "./OracleRouter.sol";
import {Queue} from "./Queue.sol";
import {Venues} from "./Venues.sol";

/// @title What a vault holds, where, and what it is worth; what it owes is in its Queue.
///
/// Values used for caps count what has no price, or cannot be read, as nothing; values used to let people in need every
/// price. Endogenous assets count as nothing everywhere. The share of a venue with a growth cap counts at most what was
/// last poked and the growth since.
///
/// The anchor. Caps and targets are shares of a total. A trade is judged with the total last poked, so that it costs
/// reads of the two assets it touches, not of all. An anchor grows no faster than its cap, however much is sent to the
/// vault; intake adds to it and payments take from it; who needs one that is too old refreshes it. While a feed
/// is silent it stays as it was, for a day: a look then must neither make the whole small nor open a way around the cap.
contract Book is Queue {
    using Math for uint256;

    uint256 private constant BPS = 10_000;
    uint256 private constant WAD = 1e18;
    uint256 private constant MAX_VENUES = 16;
    uint256 private constant MAX_RISKS = 16;
    uint256 private constant MATURITIES = 3;

    struct Exposed {
        address token;
        uint16 risks;
        uint16 venueRisks;
    }

    OracleRouter public immutable oracle;
    Anchor public anchor;
    VenueParams[] private _venues;
    RiskCap[] private _risks;
    /// Which counterparties an asset depends on, and its venues; one slot for each asset.
    Exposed[] private _exposed;
    /// Assets per 1e18 shares of an ERC-4626 venue, from which growth is counted.
    mapping(address receipt => Anchor) private _shares;

    constructor() {
        oracle = new OracleRouter();
    }

    // ── writing ────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Takes venues and counterparties of a new law, after the oracle took its assets. Leaves no venue behind with
    /// tokens in it. What is kept was checked when it was listed.
    function adoptPolicy(bytes32 documentHash, LawParams calldata law) external onlyVault {
        if (law.venues.length > MAX_VENUES || law.risks.length > MAX_RISKS) revert BadParameter("count");
        VenueParams[] memory old = _venues;
        for (uint256 i; i < old.length; ++i) {
            uint256 receipts = _has(law.venues, old[i]) ? 0 : IERC20(old[i].receipt).balanceOf(vault);
            if (receipts != 0) revert VenueStillHolds(i, receipts);
        }
        delete _venues;
        for (uint256 i; i < law.venues.length; ++i) {
            VenueParams calldata v = law.venues[i];
            // A receipt listed as an asset or twice would be counted twice.
            bool isWrong = !oracle.isListed(v.asset) || oracle.isListed(v.receipt) || v.maxBps > BPS;
            if (isWrong || v.risks >> law.risks.length != 0 || v.maturity > MATURITIES) revert BadParameter("venue");
            for (uint256 j; j < i; ++j) {
                if (law.venues[j].receipt == v.receipt) revert BadParameter("venue");
            }
            _venues.push(v);
            if (_has(old, v)) continue;
            if (!Venues.isWellFormed(v)) revert BadParameter("venue");
            delete _shares[v.receipt];
        }
        delete _risks;
        for (uint256 i; i < law.risks.length; ++i) {
            if (law.risks[i].capBps > BPS) revert BadParameter("risk");
            _risks.push(law.risks[i]);
        }
        _expose(law);
        delete anchor;
        _drain();
    }

    function _expose(LawParams calldata law) private {
        delete _exposed;
        for (uint256 i; i < law.assets.length; ++i) {
            Exposed memory e = Exposed(law.assets[i].token, law.assets[i].risks, 0);
            for (uint256 j; j < law.venues.length; ++j) {
                if (law.venues[j].asset == e.token) e.venueRisks |= law.venues[j].risks;
            }
            _exposed.push(e);
        }
    }

    function _has(VenueParams[] memory list, VenueParams memory v) private pure returns (bool) {
        for (uint256 i; i < list.length; ++i) {
            VenueParams memory w = list[i];
            if (w.receipt == v.receipt && w.target == v.target && w.asset == v.asset && w.kind == v.kind) return true;
        }
        return false;
    }

    /// @notice Narrows one venue; loosening anything reverts.
    function tightenVenue(uint256 index, uint16 maxBps, bool entryAllowed) external onlyVault {
        if (index >= _venues.length) revert UnknownVenue(index);
        VenueParams storage v = _venues[index];
        if (maxBps > v.maxBps) revert Loosening("max");
        if (entryAllowed && !v.entryAllowed) revert Loosening("entry");
        (v.maxBps, v.entryAllowed) = (maxBps, entryAllowed);
    }

    /// @notice Sees prices, exits and the total anew. Anybody; but not while the vault is in a call, when a router or
    /// venue could have tokens under way counted as gone, and targets with them.
    function poke() external {
        if (IWhole(vault).isEntered()) revert NotVault(msg.sender);
        oracle.poke();
        for (uint256 i; i < _venues.length; ++i) {
            VenueParams memory v = _venues[i];
            if (v.kind != Venues.ERC4626) continue;
            try IERC4626(v.target).convertToAssets(WAD) returns (uint256 price) {
                Anchor memory old = _shares[v.receipt];
                _shares[v.receipt] = oracle.dayAnchor(old, price.min(oracle.grown(old, v.maxGrowthPerDayBps)));
            } catch {}
        }
        _refresh(oracle.regime());
    }

    function _refresh(RegimeParams memory regime) private {
        (Totals memory sum, address unpriced) = totals();
        if (unpriced != address(0) && anchor.valueWad != 0) {
            // Never down to nothing, from where the next sight would count everything.
            if (sum.lowWad == 0 || block.timestamp - anchor.at < 1 days) return;
        }
        _anchor(sum.lowWad.min(oracle.grown(anchor, regime.maxGrowthPerDayBps)), block.timestamp);
    }

    function _anchor(uint256 valueWad, uint256 at) private {
        anchor = Anchor(uint128(valueWad.min(type(uint128).max)), uint64(at));
    }

    /// @notice The total that caps and targets are shares of. Anybody may have it refreshed when it is due; within a call
    /// of the vault only its law, which asks when all has arrived.
    function total() external returns (uint256) {
        RegimeParams memory regime = oracle.regime();
        if (block.timestamp - anchor.at > regime.anchorMaxAgeSeconds) {
            if (IWhole(vault).isEntered() && msg.sender != address(IWhole(vault).law())) revert NotVault(msg.sender);
            _refresh(regime);
        }
        return anchor.valueWad;
    }

    /// @notice Adds what came in from holders to the total.
    function note(uint256 inWad) external onlyVault {
        if (anchor.at != 0) _anchor(anchor.valueWad + inWad, anchor.at);
    }

    /// Takes what went to holders out of the total.
    function _settled(uint256 wad) internal override {
        if (anchor.at != 0) _anchor(uint256(anchor.valueWad).saturatingSub(wad), anchor.at);
    }

    function _isKept(address token) internal view override returns (bool) {
        if (oracle.isListed(token)) return true;
        for (uint256 i; i < _venues.length; ++i) {
            if (_venues[i].receipt == token) return true;
        }
        return false;
    }

    // ── what is held ───────────────────────────────────────────────────────────────────────────────────

    /// @notice Tokens of an asset in the vault, idle and deployed.
    function held(address token) public view returns (uint256) {
        return IERC20(token).balanceOf(vault) + _inVenues(token, type(uint256).max);
    }

    /// Tokens of an asset in its venues, or in those of a risk.
    function _inVenues(address token, uint256 risk) private view returns (uint256 amount) {
        uint256 count = _venues.length;
        for (uint256 i; i < count; ++i) {
            if (_venues[i].asset != token) continue;
            if (risk == type(uint256).max || (_venues[i].risks >> risk) & 1 == 1) amount += _counted(_venues[i]);
        }
    }

    /// @notice Tokens of its asset the vault has in a venue.
    function deployed(uint256 index) external view returns (uint256) {
        return Venues.deployed(venue(index), vault);
    }

    /// @notice Of these, what counts: not what its shares grew beyond their cap.
    function counted(uint256 index) public view returns (uint256) {
        return _counted(venue(index));
    }

    function _counted(VenueParams memory v) private view returns (uint256 amount) {
        amount = Venues.deployed(v, vault);
        if (v.maxGrowthPerDayBps == 0) return amount;
        uint256 price = oracle.grown(_shares[v.receipt], v.maxGrowthPerDayBps);
        if (price != type(uint256).max) amount = amount.min(IERC20(v.receipt).balanceOf(vault).mulDiv(price, WAD));
    }

    /// @notice What counts in a venue, and how much of it the venue could give back at once.
    function inVenue(uint256 index) external view returns (uint256 inside, uint256 atOnce) {
        inside = counted(index);
        atOnce = inside.min(Venues.withdrawable(venue(index), vault));
    }

    /// Tokens of an asset in the vault, how much of them is cash in each class, and whether all could be read.
    function _count(AssetParams memory p)
        private
        view
        returns (uint256 amount, uint256[MATURITIES] memory liquid, bool isWhole)
    {
        try IERC20(p.token).balanceOf(vault) returns (uint256 idle) {
            (amount, isWhole) = (idle, true);
        } catch {}
        for (uint256 k = p.maturity; k < MATURITIES; ++k) {
            liquid[k] = amount;
        }
        for (uint256 i; i < _venues.length; ++i) {
            if (_venues[i].asset != p.token) continue;
            try this.inVenue(i) returns (uint256 inside, uint256 atOnce) {
                amount += inside;
                for (uint256 k = uint256(p.maturity).max(_venues[i].maturity); k < MATURITIES; ++k) {
                    liquid[k] += k == 0 ? atOnce : inside;
                }
            } catch {
                isWhole = false;
            }
        }
    }

    // ── what it is worth ───────────────────────────────────────────────────────────────────────────────

    /// @notice Everything held; what cannot be priced or read counts as nothing, and the last such asset is named.
    function totals() public view returns (Totals memory sum, address unpriced) {
        AssetState[] memory all = oracle.lookAll();
        for (uint256 i; i < all.length; ++i) {
            if (all[i].params.endogenous) continue;
            (Totals memory part, bool isPriced) = _worth(all[i]);
            if (!isPriced) unpriced = all[i].params.token;
            sum.lowWad += part.lowWad;
            sum.highWad += part.highWad;
            sum.adjustedWad += part.adjustedWad;
            for (uint256 k; k < MATURITIES; ++k) {
                sum.liquidWad[k] += part.liquidWad[k];
            }
        }
    }

    /// @notice What is held of one asset, and whether all of it could be priced and read.
    function worth(address token) external view returns (Totals memory part, bool isPriced) {
        return _worth(oracle.look(token));
    }

    function _worth(AssetState memory s) private view returns (Totals memory part, bool isPriced) {
        (uint256 amount, uint256[MATURITIES] memory liquid, bool isWhole) = _count(s.params);
        // Two feeds far apart are no price either: one of them alone could make the whole look small.
        bool agree = (s.highWad - s.lowWad) * BPS <= s.lowWad * s.params.maxDeviationBps;
        isPriced = isWhole && (amount == 0 || (s.refusal == bytes4(0) && agree));
        uint256 unit = 10 ** s.params.decimals;
        part.lowWad = amount.mulDiv(s.lowWad, unit);
        part.highWad = amount.mulDiv(s.highWad, unit, Math.Rounding.Ceil);
        uint256 kept = s.lowWad * (BPS - s.haircutBps);
        part.adjustedWad = amount.mulDiv(kept, unit * BPS);
        for (uint256 k; k < MATURITIES; ++k) {
            part.liquidWad[k] = liquid[k].mulDiv(kept, unit * BPS);
        }
    }

    /// @notice Value of everything held, at the lower and at the higher feeds; reverts when anything held has no price.
    function totalValue() external view returns (uint256, uint256) {
        (Totals memory sum, address unpriced) = totals();
        if (unpriced != address(0)) highValue(unpriced, held(unpriced));
        return (sum.lowWad, sum.highWad);
    }

    /// @notice Value of everything held at the lower feeds; what cannot be priced or read counts as nothing.
    function valueFloor() external view returns (uint256) {
        (Totals memory sum,) = totals();
        return sum.lowWad;
    }

    function highValue(address token, uint256 amount) public view returns (uint256) {
        (uint256 high, uint256 unit) = oracle.highPrice(token);
        return amount.mulDiv(high, unit, Math.Rounding.Ceil);
    }

    /// @notice Value at the higher feeds of what depends on one counterparty: by its asset, or by the venue it is in.
    function exposure(uint256 risk) external view returns (uint256) {
        return _exposures(1 << risk)[risk];
    }

    /// @notice Refuses when more depends on one of these counterparties than its caps allow.
    function requireRisks(uint256 bits, uint256 totalWad) external view {
        if (bits == 0) return;
        uint256[MAX_RISKS] memory values = _exposures(bits);
        for (uint256 i; bits >> i != 0; ++i) {
            if ((bits >> i) & 1 == 0) continue;
            uint256 cap = totalWad.mulDiv(_risks[i].capBps, BPS).min(_risks[i].capWad);
            if (values[i] > cap) revert RiskCapExceeded(_risks[i].id, values[i], cap);
        }
    }

    /// Exposure to each of these counterparties; each asset is read and priced once, and only where it is held.
    function _exposures(uint256 bits) private view returns (uint256[MAX_RISKS] memory values) {
        for (uint256 a; a < _exposed.length; ++a) {
            Exposed memory e = _exposed[a];
            uint256 whole = bits & e.risks == 0 ? 0 : held(e.token);
            (uint256 high, uint256 unit) = (0, 0);
            for (uint256 i; bits >> i != 0; ++i) {
                if ((bits >> i) & 1 == 0) continue;
                uint256 amount = (e.risks >> i) & 1 == 1 ? whole : 0;
                if (amount == 0 && (e.venueRisks >> i) & 1 == 1) amount = _inVenues(e.token, i);
                if (amount == 0) continue;
                if (unit == 0) (high, unit) = oracle.highPrice(e.token);
                values[i] += amount.mulDiv(high, unit, Math.Rounding.Ceil);
            }
        }
    }

    // ── reading ────────────────────────────────────────────────────────────────────────────────────────

    function venue(uint256 index) public view returns (VenueParams memory) {
        if (index >= _venues.length) revert UnknownVenue(index);
        return _venues[index];
    }

    function venues() external view returns (VenueParams[] memory) {
        return _venues;
    }

    function risks() external view returns (RiskCap[] memory) {
        return _risks;
    }
}
