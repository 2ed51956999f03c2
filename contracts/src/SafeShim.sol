// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IReserveVault} from "./interfaces/IReserveVault.sol";
import {IVault} from "./interfaces/IVault.sol";
import {IModuleHost} from "./interfaces/Outside.sol";

/// @title Module of a Safe that holds a reserve and nothing else: lets one operator act on its vault through it.
///
/// The Safe is the vault's keeper. The operator may have it call the vault's typed actions, and bring listed tokens from
/// the Safe to the vault; nothing else. Calls only, never delegated, without value, to fixed targets. The vault's limits
/// bind the operator; they do not bind the Safe's owners, who may move what lies in the Safe at will.
contract SafeShim {
    IModuleHost public immutable safe;
    IVault public immutable vault;
    address public immutable operator;

    error NotOperator(address caller);
    error NotAllowed(bytes4 selector);
    error CallFailed(bytes reason);

    constructor(address safe_, address vault_, address operator_) {
        (safe, vault, operator) = (IModuleHost(safe_), IVault(vault_), operator_);
    }

    /// @notice Makes the Safe call one of the vault's keeper actions, as encoded for the vault.
    function act(bytes calldata action) external {
        bytes4 selector = bytes4(action);
        bool isTyped = selector == IVault.swap.selector || selector == IVault.deposit.selector
            || selector == IVault.withdraw.selector || selector == IVault.setMintPaused.selector;
        if (!isTyped) revert NotAllowed(selector);
        _call(address(vault), action);
    }

    /// @notice Brings tokens listed in the law from the Safe to the vault.
    function fund(address token, uint256 amount) external {
        if (!vault.oracle().isListed(token)) revert IReserveVault.UnknownAsset(token);
        uint256 before = IERC20(token).balanceOf(address(vault));
        _call(token, abi.encodeCall(IERC20.transfer, (address(vault), amount)));
        uint256 got = IERC20(token).balanceOf(address(vault)) - before;
        if (got != amount) revert IReserveVault.TransferMismatch(token, amount, got);
    }

    function _call(address target, bytes memory data) private {
        if (msg.sender != operator) revert NotOperator(msg.sender);
        (bool ok, bytes memory answer) = safe.execTransactionFromModuleReturnData(target, 0, data, 0);
        if (!ok) revert CallFailed(answer);
    }
}
