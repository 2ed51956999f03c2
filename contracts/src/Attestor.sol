// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Part} from "./Part.sol";
import {PriceReader} from "./PriceReader.sol";

/// @title What one vault proves of itself, and what its assets' issuers prove of theirs.
///
/// The keeper's side commits the hash of each statement; beside it stands what the chain itself says of the reserve at
/// that block, which no key can choose. A law may ask for a statement no older than a period: while there is none the
/// vault is exit-only by itself, and runs again with the next.
///
/// A proof of reserve is a feed of what an issuer holds, in raw units of the token times a power of ten. Where one is
/// set and stale, or holds less than was issued, the token counts as nothing here, and anybody may close its entry; what
/// is held may leave as before. Only the owner sets proofs, and who attests.
contract Attestor is Part {
    struct ReserveProof {
        address feed;
        uint64 maxAgeSeconds;
    }

    address public attester;
    bytes32 public statementHash;
    mapping(address token => ReserveProof) public proofs;

    modifier onlyOwner() {
        if (msg.sender != IVault(vault).owner()) revert NotOwner(msg.sender);
        _;
    }

    function setAttester(address account) external onlyOwner {
        attester = account;
        emit RoleChanged("attester", account);
    }

    /// @notice The proof of a token's issuer; none for the zero address.
    function setProof(address token, address feed, uint64 maxAgeSeconds) external onlyOwner {
        proofs[token] = ReserveProof(feed, maxAgeSeconds);
        emit ReserveProofSet(token, feed, maxAgeSeconds);
    }

    /// @notice Commits a statement.
    function attest(bytes32 hash) external {
        if (msg.sender != attester) revert NotAttester(msg.sender);
        statementHash = hash;
        IVault(vault).prove();
        emit Attested(hash, report());
    }

    /// @notice Closes entry of a token whose issuer proves too little, or nothing. Anybody.
    function shut(address token) external {
        if (isProven(token)) revert IsProven(token);
        AssetParams memory p = IVault(vault).oracle().assetParams(token);
        IVault(vault)
            .tightenAsset(token, AssetTightening(p.slipBps, p.exitSlipBps, p.haircutBps, p.maxBps, false, p.disabled));
    }

    /// @notice Whether an issuer holds what it issued, by a fresh proof; always where none is asked for.
    function isProven(address token) public view returns (bool) {
        ReserveProof memory proof = proofs[token];
        if (proof.feed == address(0)) return true;
        uint256 decimals = IVault(vault).oracle().assetParams(token).decimals;
        // As a number of whole tokens in 18 decimals, like a price.
        try this.readProof(proof) returns (uint256 held) {
            // Neither an absurd supply nor a token that does not answer may stop the report.
            try IERC20(token).totalSupply() returns (uint256 supply) {
                return supply <= held * 10 ** decimals / 1e18;
            } catch {}
        } catch {}
        return false;
    }

    function readProof(ReserveProof calldata proof) external view returns (uint256 heldWad) {
        (heldWad,) = PriceReader.read(proof.feed, proof.maxAgeSeconds, 1, type(uint128).max);
    }

    /// @notice The reserve as the chain sees it now; what has no price, or is not proven, counts as nothing.
    function report() public view returns (Report memory r) {
        IVault v = IVault(vault);
        AssetParams[] memory all = v.oracle().list();
        for (uint256 i; i < all.length; ++i) {
            if (all[i].endogenous || !isProven(all[i].token)) continue;
            (Totals memory part,) = v.book().worth(all[i].token);
            r.lowWad += part.lowWad;
            r.adjustedWad += part.adjustedWad;
            for (uint256 k; k < 3; ++k) {
                r.liquidWad[k] += part.liquidWad[k];
            }
        }
        LimitParams memory l = v.law().limits();
        r.claimsWad = v.law().claimsWad();
        r.dayLossWad =
            uint256(l.lossBurstWad) + l.lossRefillPerDayWad + uint256(l.depegBurstWad) + l.depegRefillPerDayWad;
        (r.documentHash, r.parametersHash) = (v.law().policyDocumentHash(), v.law().policyParametersHash());
        r.at = uint64(block.timestamp);
    }
}
