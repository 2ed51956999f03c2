// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IReserveVault} from "../../src/interfaces/IReserveVault.sol";

/// @notice Whether the law behind two looks became looser in between, or changed where only a vote may change it; empty
/// when not. Written apart from the law's own checks: what may be narrowed is compared field by field and then made
/// equal, so that every other field, also one added later, must be the same.
library Loosened {
    function between(IReserveVault.LawView memory a, IReserveVault.LawView memory b)
        internal
        pure
        returns (string memory)
    {
        if (a.documentHash != b.documentHash) return "document";
        if (a.assets.length != b.assets.length || a.venues.length != b.venues.length) return "count";
        for (uint256 i; i < a.assets.length; ++i) {
            if (b.assets[i].haircutBps < a.assets[i].haircutBps) return "haircut in force";
            if (ofAsset(a.assets[i].params, b.assets[i].params)) return "asset";
        }
        for (uint256 i; i < a.venues.length; ++i) {
            if (ofVenue(a.venues[i], b.venues[i])) return "venue";
        }
        if (ofLimits(a.limits, b.limits)) return "limits";
        if (keccak256(abi.encode(a.risks)) != keccak256(abi.encode(b.risks))) return "risks";
        if (keccak256(abi.encode(a.regime)) != keccak256(abi.encode(b.regime))) return "regime";
        if (keccak256(abi.encode(a.redemption)) != keccak256(abi.encode(b.redemption))) return "redemption";
        return "";
    }

    function ofAsset(IReserveVault.AssetParams memory p, IReserveVault.AssetParams memory q)
        private
        pure
        returns (bool)
    {
        if (q.slipBps > p.slipBps || q.exitSlipBps > p.exitSlipBps || q.haircutBps < p.haircutBps) {
            return true;
        }
        if (q.maxBps > p.maxBps || q.targetBps > p.targetBps) return true;
        if ((q.entryAllowed && !p.entryAllowed) || (!q.disabled && p.disabled)) return true;
        (q.slipBps, q.exitSlipBps, q.haircutBps) = (p.slipBps, p.exitSlipBps, p.haircutBps);
        (q.maxBps, q.targetBps, q.entryAllowed, q.disabled) = (p.maxBps, p.targetBps, p.entryAllowed, p.disabled);
        return keccak256(abi.encode(p)) != keccak256(abi.encode(q));
    }

    function ofVenue(IReserveVault.VenueParams memory p, IReserveVault.VenueParams memory q)
        private
        pure
        returns (bool)
    {
        if (q.maxBps > p.maxBps || (q.entryAllowed && !p.entryAllowed)) return true;
        (q.maxBps, q.entryAllowed) = (p.maxBps, p.entryAllowed);
        return keccak256(abi.encode(p)) != keccak256(abi.encode(q));
    }

    function ofLimits(IReserveVault.LimitParams memory p, IReserveVault.LimitParams memory q)
        private
        pure
        returns (bool)
    {
        if (q.lossBurstWad > p.lossBurstWad || q.lossRefillPerDayWad > p.lossRefillPerDayWad) return true;
        if (q.depegBurstWad > p.depegBurstWad || q.depegRefillPerDayWad > p.depegRefillPerDayWad) return true;
        if (q.turnoverBurstWad > p.turnoverBurstWad || q.turnoverRefillPerDayWad > p.turnoverRefillPerDayWad) {
            return true;
        }
        if (q.mintCapPerDayWad > p.mintCapPerDayWad || q.maxVaultValueWad > p.maxVaultValueWad) return true;
        if (q.minBackingWad < p.minBackingWad || q.minCoverageWad < p.minCoverageWad) return true;
        for (uint256 i; i < 3; ++i) {
            if (q.minLiquidBps[i] < p.minLiquidBps[i]) return true;
        }
        // No limit is the loosest.
        uint256 before = p.maxProofAgeSeconds == 0 ? type(uint256).max : p.maxProofAgeSeconds;
        return (q.maxProofAgeSeconds == 0 ? type(uint256).max : q.maxProofAgeSeconds) > before;
    }
}
