// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice Mintable ERC-20 with chosen decimals, a pause and a block list, as issuer-run stablecoins have.
contract TestToken is ERC20 {
    uint8 private immutable _decimals;
    address public immutable issuer;
    bool public paused;
    mapping(address => bool) public isBlacklisted;

    error NotIssuer(address caller);
    error Paused();
    error Blocked(address account);

    constructor(string memory name_, string memory symbol_, uint8 decimals_) ERC20(name_, symbol_) {
        _decimals = decimals_;
        issuer = msg.sender;
    }

    function decimals() public view override returns (uint8) {
        return _decimals;
    }

    function mint(address to, uint256 amount) external {
        if (msg.sender != issuer) revert NotIssuer(msg.sender);
        _mint(to, amount);
    }

    function setPaused(bool paused_) external {
        if (msg.sender != issuer) revert NotIssuer(msg.sender);
        paused = paused_;
    }

    function setBlacklisted(address account, bool blocked) external {
        if (msg.sender != issuer) revert NotIssuer(msg.sender);
        isBlacklisted[account] = blocked;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (paused) revert Paused();
        if (isBlacklisted[from]) revert Blocked(from);
        if (isBlacklisted[to]) revert Blocked(to);
        super._update(from, to, value);
    }
}
