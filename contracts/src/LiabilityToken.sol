// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice The claim on the reserve: 18 decimals, minted and burned by the vault alone.
contract LiabilityToken is ERC20 {
    address public immutable issuer;
    address public vault;

    error NotVault(address caller);
    error NotIssuer(address caller);
    error VaultAlreadySet();

    constructor(string memory name_, string memory symbol_) ERC20(name_, symbol_) {
        issuer = msg.sender;
    }

    /// @notice Binds the token to its vault, once.
    function setVault(address vault_) external {
        if (msg.sender != issuer) revert NotIssuer(msg.sender);
        if (vault != address(0)) revert VaultAlreadySet();
        vault = vault_;
    }

    function mint(address to, uint256 amount) external {
        if (msg.sender != vault) revert NotVault(msg.sender);
        _mint(to, amount);
    }

    function burn(address from, uint256 amount) external {
        if (msg.sender != vault) revert NotVault(msg.sender);
        _burn(from, amount);
    }
}
