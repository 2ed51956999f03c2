// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ISwapRouter} from "../../src/Executor.sol";

/// @notice Token anybody may mint, with decimals of choice, a block list, a pause, a transfer fee and a hook.
contract FakeToken is ERC20 {
    uint8 private immutable _decimals;
    mapping(address => bool) public isBlocked;
    bool public isStopped;
    uint256 public feeBps;
    mapping(address payer => uint256) public surchargeBps;
    address public hook;

    error Refused();

    constructor(string memory symbol_, uint8 decimals_) ERC20(symbol_, symbol_) {
        _decimals = decimals_;
    }

    function decimals() public view override returns (uint8) {
        return _decimals;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function burn(address from, uint256 amount) external {
        _burn(from, amount);
    }

    function setBlocked(address account, bool blocked) external {
        isBlocked[account] = blocked;
    }

    function setStopped(bool stopped) external {
        isStopped = stopped;
    }

    function setFee(uint256 bps) external {
        feeBps = bps;
    }

    /// @dev A fee one sender pays on top.
    function setSurcharge(address payer, uint256 bps) external {
        surchargeBps[payer] = bps;
    }

    function setHook(address hook_) external {
        hook = hook_;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (isStopped || isBlocked[from] || isBlocked[to]) revert Refused();
        super._update(from, to, value);
        if (feeBps != 0 && from != address(0) && to != address(0)) {
            super._update(to, address(0xfee), value * feeBps / 10_000);
        }
        if (surchargeBps[from] != 0 && to != address(0)) {
            super._update(from, address(0xfee), value * surchargeBps[from] / 10_000);
        }
        if (hook != address(0) && from != address(0) && to != address(0)) IHook(hook).onTransfer(from, to, value);
    }
}

interface IHook {
    function onTransfer(address from, address to, uint256 value) external;
}

/// @notice Feed anybody may set.
contract FakeFeed {
    uint8 public decimals;
    int256 public answer;
    uint256 public updatedAt;
    bool public isDead;

    error Dead();

    constructor(uint8 decimals_, int256 answer_) {
        decimals = decimals_;
        set(answer_);
    }

    function set(int256 answer_) public {
        answer = answer_;
        updatedAt = block.timestamp;
    }

    function setAt(int256 answer_, uint256 updatedAt_) external {
        answer = answer_;
        updatedAt = updatedAt_;
    }

    function setDecimals(uint8 decimals_) external {
        decimals = decimals_;
    }

    function setDead(bool dead) external {
        isDead = dead;
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        if (isDead) revert Dead();
        return (1, answer, updatedAt, updatedAt, 1);
    }
}

/// @notice Router that pays what it is told to and takes what it is told to: as hostile as the test needs.
contract FakeRouter {
    uint256 public payOut;
    uint256 public takeShortBy;
    address public hook;
    bytes public hookData;

    function setPayOut(uint256 amount) external {
        payOut = amount;
    }

    function setTakeShortBy(uint256 amount) external {
        takeShortBy = amount;
    }

    function setHook(address target, bytes calldata data) external {
        hook = target;
        hookData = data;
    }

    function exactInputSingle(ISwapRouter.ExactInputSingleParams calldata p) external payable returns (uint256) {
        if (p.amountIn > takeShortBy) {
            IERC20(p.tokenIn).transferFrom(msg.sender, address(this), p.amountIn - takeShortBy);
        }
        if (hook != address(0)) {
            (bool ok, bytes memory reason) = hook.call(hookData);
            if (!ok) {
                assembly ("memory-safe") {
                    revert(add(reason, 32), mload(reason))
                }
            }
        }
        if (payOut != 0) FakeToken(p.tokenOut).mint(p.recipient, payOut);
        return payOut;
    }
}

/// @notice ERC-4626 with an entry and an exit fee, and a switch that makes its price unreadable.
contract FakeSavings is ERC4626 {
    uint256 public entryFeeBps;
    uint256 public exitFeeBps;
    bool public isBroken;

    error Broken();

    constructor(IERC20 asset_) ERC20("share", "share") ERC4626(asset_) {}

    function setFees(uint256 entry, uint256 exit_) external {
        (entryFeeBps, exitFeeBps) = (entry, exit_);
    }

    function setBroken(bool broken) external {
        isBroken = broken;
    }

    function convertToAssets(uint256 shares) public view override returns (uint256) {
        if (isBroken) revert Broken();
        return super.convertToAssets(shares);
    }

    function _deposit(address caller, address receiver, uint256 assets, uint256 shares) internal override {
        super._deposit(caller, receiver, assets, shares);
        if (entryFeeBps != 0) _burn(receiver, shares * entryFeeBps / 10_000);
        if (entryFeeBps != 0) FakeToken(asset()).burn(address(this), assets * entryFeeBps / 10_000);
    }

    function _withdraw(address caller, address receiver, address owner_, uint256 assets, uint256 shares)
        internal
        override
    {
        super._withdraw(caller, receiver, owner_, assets, shares);
        if (exitFeeBps != 0) _burn(owner_, shares * exitFeeBps / 10_000);
        if (exitFeeBps != 0) FakeToken(asset()).burn(address(this), assets * exitFeeBps / 10_000);
    }
}

/// @notice Receipt token of the lending pool below.
contract FakeAToken is ERC20 {
    address public immutable POOL;
    address public immutable UNDERLYING_ASSET_ADDRESS;

    constructor(address pool, address underlying) ERC20("aToken", "aToken") {
        (POOL, UNDERLYING_ASSET_ADDRESS) = (pool, underlying);
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function burn(address from, uint256 amount) external {
        _burn(from, amount);
    }
}

/// @notice Lending pool with Aave's calls; its cash can be lent out.
contract FakePool {
    FakeAToken public receipt;

    function setReceipt(FakeAToken receipt_) external {
        receipt = receipt_;
    }

    function supply(address asset, uint256 amount, address onBehalfOf, uint16) external {
        IERC20(asset).transferFrom(msg.sender, address(this), amount);
        receipt.mint(onBehalfOf, amount);
    }

    function withdraw(address asset, uint256 amount, address to) external returns (uint256) {
        if (amount == type(uint256).max) amount = receipt.balanceOf(msg.sender);
        receipt.burn(msg.sender, amount);
        IERC20(asset).transfer(to, amount);
        return amount;
    }

    function lendOut(address asset, uint256 amount) external {
        IERC20(asset).transfer(address(0xb0), amount);
    }
}
