// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Heist} from "./Heist.sol";

/// @notice A guardian who presses every button with any number: what the law says afterwards may be stricter only.
abstract contract Watchman is Heist {
    /// @dev One press; whether it went through.
    function press() internal returns (bool ok) {
        bytes memory data;
        uint256 what = draw(9);
        if (what == 0) data = abi.encodeCall(vault.tightenLimits, (_someLimits()));
        else if (what == 1) data = abi.encodeCall(vault.tightenAsset, (address(sides[draw(3)].token), _someAsset()));
        else if (what == 2) data = abi.encodeCall(vault.tightenVenue, (draw(3), uint16(draw(3_500)), draw(2) == 0));
        else if (what == 3) data = abi.encodeCall(vault.setMode, (Mode(draw(3))));
        else if (what == 4) data = abi.encodeCall(vault.setMintPaused, (draw(2) == 0));
        else if (what == 5) data = abi.encodeCall(vault.pushHaircut, (address(sides[draw(3)].token), draw(12_000)));
        else if (what == 6) data = abi.encodeCall(vault.openExit, (address(sides[draw(3)].token)));
        else if (what == 7) data = abi.encodeCall(vault.setKeeper, (draw(2) == 0 ? address(0) : GUARDIAN));
        else data = _ownersOnly();
        vm.prank(GUARDIAN);
        (ok,) = address(vault).call(data);
        if (what == 8 && ok) revert Broken("a guardian did what only the owner may", uint32(bytes4(data)), 0);
        if (what == 7 && ok) assertEq(vault.keeper(), address(0), "a guardian named a keeper");
    }

    function _ownersOnly() private returns (bytes memory) {
        uint256 what = draw(7);
        if (what == 0) return abi.encodeCall(vault.setOwner, (GUARDIAN));
        if (what == 1) return abi.encodeCall(vault.setGuardian, (GUARDIAN));
        if (what == 2) return abi.encodeCall(vault.setSteward, (GUARDIAN));
        if (what == 3) return abi.encodeCall(vault.enableAsset, (address(sides[1].token)));
        if (what == 4) return abi.encodeCall(vault.govCall, (address(sides[0].token), ""));
        if (what == 5) return abi.encodeCall(vault.windDown, ());
        return abi.encodeCall(vault.adoptPolicy, (bytes32(0), adopted));
    }

    /// @dev The limits in force, one of them moved up or down, or to nothing.
    function _someLimits() private returns (LimitParams memory l) {
        l = law.limits();
        uint256 what = draw(13);
        uint128 by = uint128([uint256(0), 50, 99, 100, 101, 200][draw(6)]);
        if (what == 0) l.lossBurstWad = l.lossBurstWad * by / 100;
        else if (what == 1) l.lossRefillPerDayWad = l.lossRefillPerDayWad * by / 100;
        else if (what == 2) l.turnoverBurstWad = l.turnoverBurstWad * by / 100;
        else if (what == 3) l.turnoverRefillPerDayWad = l.turnoverRefillPerDayWad * by / 100;
        else if (what == 4) l.minBackingWad = l.minBackingWad * by / 100;
        else if (what == 5) l.maxVaultValueWad = l.maxVaultValueWad * by / 100;
        else if (what == 6) l.mintCapPerDayWad = l.mintCapPerDayWad * by / 100;
        else if (what == 7) l.depegBurstWad = l.depegBurstWad * by / 100;
        else if (what == 8) l.depegRefillPerDayWad = l.depegRefillPerDayWad * by / 100;
        else if (what == 9) l.minCoverageWad = uint128(draw(2e18));
        else if (what == 10) l.minLiquidBps[draw(3)] = uint16(draw(10_001));
        else l.maxProofAgeSeconds = uint32(draw(3) * 1 days);
    }

    function _someAsset() private returns (AssetTightening memory) {
        return AssetTightening({
            slipBps: uint16(draw(250)),
            exitSlipBps: uint16(draw(1_600)),
            haircutBps: uint16(400 + draw(2_000)),
            maxBps: uint16(draw(10_001)),
            entryAllowed: draw(2) == 0,
            disabled: draw(2) == 0
        });
    }

    function requireStricter(LawView memory a, LawView memory b) internal pure {
        _limitsStricter(a.limits, b.limits);
        for (uint256 i; i < a.assets.length; ++i) {
            _assetStricter(a.assets[i], b.assets[i]);
        }
        for (uint256 v; v < a.venues.length; ++v) {
            assertLe(b.venues[v].maxBps, a.venues[v].maxBps, "a venue may hold more");
            assertTrue(a.venues[v].entryAllowed || !b.venues[v].entryAllowed, "a venue was opened");
            assertEq(b.venues[v].target, a.venues[v].target, "a venue was replaced");
        }
        assertEq(uint256(keccak256(abi.encode(a.regime))), uint256(keccak256(abi.encode(b.regime))), "regime");
        assertEq(uint256(keccak256(abi.encode(a.redemption))), uint256(keccak256(abi.encode(b.redemption))), "terms");
    }

    function _limitsStricter(LimitParams memory a, LimitParams memory b) private pure {
        assertLe(b.lossBurstWad, a.lossBurstWad, "loss burst grew");
        assertLe(b.lossRefillPerDayWad, a.lossRefillPerDayWad, "loss refill grew");
        assertLe(b.turnoverBurstWad, a.turnoverBurstWad, "turnover burst grew");
        assertLe(b.turnoverRefillPerDayWad, a.turnoverRefillPerDayWad, "turnover refill grew");
        assertLe(a.minBackingWad, b.minBackingWad, "backing fell");
        assertLe(b.maxVaultValueWad, a.maxVaultValueWad, "greatest value grew");
        assertLe(b.mintCapPerDayWad, a.mintCapPerDayWad, "intake grew");
        assertLe(b.depegBurstWad, a.depegBurstWad, "exit burst grew");
        assertLe(b.depegRefillPerDayWad, a.depegRefillPerDayWad, "exit refill grew");
        assertLe(a.minCoverageWad, b.minCoverageWad, "coverage fell");
        for (uint256 i; i < 3; ++i) {
            assertLe(a.minLiquidBps[i], b.minLiquidBps[i], "liquidity fell");
        }
        uint256 age = b.maxProofAgeSeconds;
        assertTrue(a.maxProofAgeSeconds == 0 || (age != 0 && age <= a.maxProofAgeSeconds), "proofs may be older");
    }

    function _assetStricter(AssetState memory a, AssetState memory b) private pure {
        assertLe(b.params.slipBps, a.params.slipBps, "slip grew");
        assertLe(b.params.exitSlipBps, a.params.exitSlipBps, "exit slip grew");
        assertLe(a.params.haircutBps, b.params.haircutBps, "haircut fell");
        assertLe(a.haircutBps, b.haircutBps, "haircut in force fell");
        assertLe(b.params.maxBps, a.params.maxBps, "an asset may weigh more");
        assertTrue(a.params.entryAllowed || !b.params.entryAllowed, "an asset was opened");
        assertTrue(!a.params.disabled || b.params.disabled, "an asset was enabled");
        assertTrue(!a.isShut || b.isShut, "an asset is no longer shut");
        assertTrue(!b.exitOpen || a.exitOpen || b.isArmed, "an exit opened that was not armed");
        assertLe(b.params.maxDeviationBps, a.params.maxDeviationBps, "feeds may stand further apart");
        assertTrue(a.params.feedA == b.params.feedA && a.params.feedB == b.params.feedB, "a feed was replaced");
    }
}
