// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ISwapRouter} from "../../src/interfaces/Outside.sol";
import {FakeToken} from "./Fakes.sol";

/// @notice A feed somebody owns: answers, lies, falls silent, or answers what no feed should.
contract RogueFeed {
    enum Mood {
        Answers,
        Reverts,
        SaysNothing,
        SaysTooMuch
    }

    uint8 public decimals = 8;
    int256 public answer;
    uint256 public updatedAt;
    Mood public mood;

    error Silent();

    function set(int256 answer_, uint256 updatedAt_, uint8 decimals_, Mood mood_) external {
        (answer, updatedAt, decimals, mood) = (answer_, updatedAt_, decimals_, mood_);
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        if (mood == Mood.Reverts) revert Silent();
        if (mood == Mood.SaysNothing) {
            assembly ("memory-safe") {
                return(0, 0)
            }
        }
        if (mood == Mood.SaysTooMuch) {
            assembly ("memory-safe") {
                return(0, 50000)
            }
        }
        return (1, answer, updatedAt, updatedAt, 1);
    }
}

/// @notice Where whoever was called in the middle of a call of the vault calls back.
interface IAccomplice {
    function meddle() external;
}

/// @notice ERC-4626 that takes a fee of what enters and of what leaves, burns both, and calls its accomplice. Either it
/// announces the exit fee in its previews, or it takes it on top of what it announced.
contract RogueSavings is ERC4626 {
    uint256 private constant BPS = 10_000;
    uint256 public immutable entryFeeBps;
    uint256 public immutable exitFeeBps;
    bool public immutable isAnnounced;
    IAccomplice private immutable _accomplice;

    constructor(IERC20 asset_, uint256 entry, uint256 exit_, bool announced, IAccomplice accomplice)
        ERC20("share", "share")
        ERC4626(asset_)
    {
        (entryFeeBps, exitFeeBps, isAnnounced, _accomplice) = (entry, exit_, announced, accomplice);
    }

    function previewWithdraw(uint256 assets) public view override returns (uint256) {
        return super.previewWithdraw(isAnnounced ? assets + assets * exitFeeBps / BPS : assets);
    }

    function previewRedeem(uint256 shares) public view override returns (uint256) {
        uint256 assets = super.previewRedeem(shares);
        return isAnnounced ? assets - assets * exitFeeBps / (BPS + exitFeeBps) : assets;
    }

    function _deposit(address caller, address receiver, uint256 assets, uint256 shares) internal override {
        super._deposit(caller, receiver, assets, shares);
        _burn(receiver, shares * entryFeeBps / BPS);
        FakeToken(asset()).burn(address(this), assets * entryFeeBps / BPS);
        _accomplice.meddle();
    }

    function _withdraw(address caller, address receiver, address owner_, uint256 assets, uint256 shares)
        internal
        override
    {
        _accomplice.meddle();
        uint256 worth = convertToAssets(shares);
        super._withdraw(caller, receiver, owner_, assets, shares);
        if (isAnnounced) {
            if (worth > assets) FakeToken(asset()).burn(address(this), worth - assets);
            return;
        }
        _burn(owner_, shares * exitFeeBps / BPS);
        FakeToken(asset()).burn(address(this), assets * exitFeeBps / BPS);
    }
}

/// @notice The thief: holds the keeper's and the steward's keys, is the router, fills auctions and holds claims.
contract Rogue is IAccomplice {
    struct Call {
        address target;
        bytes data;
    }

    Call[] private _tricks;
    uint256 public pay;
    uint256 public takeShortBy;
    /// How many calls went through in the middle of a call of the vault, and the last of them.
    uint256 public meddled;
    bytes4 public lastTrick;

    function act(address target, bytes calldata data) external returns (bool ok, bytes memory answer) {
        return target.call(data);
    }

    function setDeal(uint256 pay_, uint256 takeShortBy_) external {
        (pay, takeShortBy) = (pay_, takeShortBy_);
    }

    function setTricks(Call[] calldata tricks) external {
        delete _tricks;
        for (uint256 i; i < tricks.length; ++i) {
            _tricks.push(tricks[i]);
        }
    }

    function meddle() public {
        for (uint256 i; i < _tricks.length; ++i) {
            (bool ok,) = _tricks[i].target.call(_tricks[i].data);
            if (!ok) continue;
            ++meddled;
            lastTrick = bytes4(_tricks[i].data);
        }
    }

    function exactInputSingle(ISwapRouter.ExactInputSingleParams calldata p) external payable returns (uint256) {
        uint256 taken = p.amountIn > takeShortBy ? p.amountIn - takeShortBy : 0;
        IERC20(p.tokenIn).transferFrom(msg.sender, address(this), taken);
        meddle();
        FakeToken(p.tokenOut).mint(p.recipient, pay);
        return pay;
    }
}
