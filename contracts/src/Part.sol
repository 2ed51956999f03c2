// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IReserveVault} from "./interfaces/IReserveVault.sol";

/// @notice A part of one vault, written to by it alone. Whoever binds a part first has it: a vault binds its own in
/// its constructor, which fails when another was quicker.
abstract contract Part is IReserveVault {
    address public vault;

    modifier onlyVault() {
        if (msg.sender != vault) revert NotVault(msg.sender);
        _;
    }

    function bind(address vault_) external {
        if (vault != address(0)) revert NotVault(msg.sender);
        vault = vault_;
    }
}
