// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FakeToken} from "./Fakes.sol";
import {Stage} from "./Stage.sol";
import {Windows} from "./Windows.sol";

/// @notice What a thief's calls cost a reserve at the honest feeds, against the promise.
abstract contract Heist is Stage {
    using Windows for Windows.Window;

    /// scoreWad: worst loss in any day over what is promised. swapWad, exitWad: those of each budget over its own
    /// part. underWad: most by which a single call cost more than was charged. flipWad: most a holder gained by going in
    /// and out in one block; silentWad: the same with dollar claims paid at par because a feed fell silent.
    struct Score {
        uint256 scoreWad;
        uint256 lossWad;
        uint256 promisedWad;
        uint256 swapWad;
        uint256 exitWad;
        uint256 underWad;
        uint256 done;
        uint256 exits;
        uint256 fills;
        uint256 venueMoves;
        uint256 meddled;
        uint256 flips;
        uint256 flipWad;
        uint256 silentWad;
        uint256 again;
        uint256 judged;
        string underWhat;
    }

    Score internal score;
    bool internal sawExit;
    uint256 private _run;
    mapping(uint256 run => Windows.Window[3]) private _losses;

    function begin(uint256 seed) internal {
        delete score;
        sawExit = false;
        ++_run;
        build(seed);
    }

    /// @dev One call of the thief: what it cost, what was charged for it, what it left behind.
    function rob(string memory what, address target, bytes memory data, uint256 a, uint256 b)
        internal
        returns (bool ok)
    {
        uint256 before = worth();
        VaultView memory s = vault.state();
        bytes memory why;
        (ok, why) = thief.act(target, data);
        if (!ok && isLoud) tell(string.concat(what, " refused ", selectorText(why)), a, b);
        if (!ok) return false;
        uint256 left = worth();
        VaultView memory e = vault.state();
        uint256 loss = before > left ? before - left : 0;
        uint256 charged = e.lossUsedWad + e.depegUsedWad - s.lossUsedWad - s.depegUsedWad;
        bool isExit = e.depegUsedWad > s.depegUsedWad;
        if (isLoud) tell(string.concat(what, " ", vm.toString(a), " ", vm.toString(b)), loss, charged);
        ++score.done;
        if (isExit) sawExit = true;
        if (loss > charged && loss - charged > score.underWad) {
            (score.underWad, score.underWhat) = (loss - charged, what);
        }
        _losses[_run][0].add(loss);
        _losses[_run][isExit ? 2 : 1].add(loss);
        _requireClean();
    }

    /// @dev After each call: no approval, nothing on the way.
    function _requireClean() private view {
        address[6] memory takers = [
            address(thief),
            address(vault.executor()),
            address(auction),
            venueTargets[0],
            venueTargets[1],
            venueTargets[2]
        ];
        for (uint256 i; i < SIDES; ++i) {
            FakeToken token = sides[i].token;
            for (uint256 k; k < takers.length; ++k) {
                assertEq(token.allowance(address(vault), takers[k]), 0, "an approval is left");
            }
            assertEq(token.allowance(takers[1], address(thief)), 0, "an approval of the executor is left");
            assertEq(token.balanceOf(takers[1]) + token.balanceOf(takers[2]), 0, "something stayed on the way");
        }
    }

    /// @dev Nothing went to anybody else: all there is lies with the vault, its venues and the thief.
    function requireConserved() internal view {
        for (uint256 i; i < SIDES; ++i) {
            FakeToken t = sides[i].token;
            uint256 sum = t.balanceOf(address(vault)) + t.balanceOf(address(thief)) + t.balanceOf(address(this));
            for (uint256 v; v < 3; ++v) {
                sum += t.balanceOf(venueTargets[v]);
            }
            assertEq(sum, t.totalSupply(), "somebody else holds tokens");
        }
    }

    function settle() internal returns (Score memory) {
        (uint256 x, uint256 d) = (mostBudget[0] + mostBudget[1], mostBudget[2] + mostBudget[3]);
        uint256 penalties;
        for (uint256 v; v < 3; ++v) {
            penalties += mostWad * adopted.venues[v].maxBps / BPS * venueExitBps[v] / BPS;
        }
        score.lossWad = _losses[_run][0].worst;
        score.promisedWad = x + penalties + (sawExit ? d : 0);
        score.scoreWad = score.lossWad * 1e18 / score.promisedWad;
        score.swapWad = _losses[_run][1].worst * 1e18 / (x + penalties);
        score.exitWad = _losses[_run][2].worst * 1e18 / d;
        score.meddled = thief.meddled();
        requireConserved();
        return score;
    }
}
