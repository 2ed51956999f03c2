// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ISwapRouter} from "../../src/interfaces/Outside.sol";

/// @notice Router that pays from what it has, and moves any token that moves at all.
contract ShelfRouter {
    using SafeERC20 for IERC20;

    uint256 public payOut;

    function setPayOut(uint256 amount) external {
        payOut = amount;
    }

    function exactInputSingle(ISwapRouter.ExactInputSingleParams calldata p) external payable returns (uint256) {
        IERC20(p.tokenIn).safeTransferFrom(msg.sender, address(this), p.amountIn);
        IERC20(p.tokenOut).safeTransfer(p.recipient, payOut);
        return payOut;
    }
}

/// @notice Token anybody may mint, that turns odd when it is told to.
abstract contract OddToken is ERC20 {
    bool public isOdd;

    error Odd();

    constructor() ERC20("ODD", "ODD") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function turn() external {
        isOdd = true;
    }
}

/// @notice Says no and moves nothing, without reverting.
contract FalseToken is OddToken {
    function transfer(address to, uint256 value) public override returns (bool) {
        return !isOdd && super.transfer(to, value);
    }

    function transferFrom(address from, address to, uint256 value) public override returns (bool) {
        return !isOdd && super.transferFrom(from, to, value);
    }
}

/// @notice Wants an approval back at zero before the next.
contract RaceToken is OddToken {
    function approve(address spender, uint256 value) public override returns (bool) {
        if (isOdd && value != 0 && allowance(msg.sender, spender) != 0) revert Odd();
        return super.approve(spender, value);
    }
}

/// @notice Refuses an approval of zero.
contract ZeroApproveToken is OddToken {
    function approve(address spender, uint256 value) public override returns (bool) {
        if (isOdd && value == 0) revert Odd();
        return super.approve(spender, value);
    }
}

/// @notice Refuses transfers from an account to itself, and all to one account.
contract NoSelfToken is OddToken {
    address public refused;

    function refuse(address account) external {
        refused = account;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (isOdd && (from == to || to == refused)) revert Odd();
        super._update(from, to, value);
    }
}

/// @notice Was upgraded to say it has other decimals.
contract MovedDecimalsToken is OddToken {
    function decimals() public view override returns (uint8) {
        return isOdd ? 6 : 18;
    }
}

/// @notice Returns nothing, as the oldest tokens do.
contract MuteToken {
    uint8 public constant decimals = 18;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
        totalSupply += amount;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        move(from, to, amount);
    }

    function move(address from, address to, uint256 amount) private {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

/// @notice Balances are shares of a pool that grows and shrinks; a transfer moves whole shares, so it may come one short.
contract RebasingToken {
    uint8 public constant decimals = 18;
    uint256 public totalSupply;
    uint256 public totalShares;
    mapping(address => uint256) public sharesOf;
    mapping(address => mapping(address => uint256)) public allowance;

    function mint(address to, uint256 amount) external {
        uint256 shares = totalShares == 0 ? amount : amount * totalShares / totalSupply;
        sharesOf[to] += shares;
        totalShares += shares;
        totalSupply += amount;
    }

    function rebase(uint256 numerator, uint256 denominator) external {
        totalSupply = totalSupply * numerator / denominator;
    }

    function balanceOf(address account) public view returns (uint256) {
        return sharesOf[account] * totalSupply / totalShares;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        move(from, to, amount);
        return true;
    }

    function move(address from, address to, uint256 amount) private {
        uint256 shares = amount * totalShares / totalSupply;
        sharesOf[from] -= shares;
        sharesOf[to] += shares;
    }
}
