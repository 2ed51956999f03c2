// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IReserveVault} from "./interfaces/IReserveVault.sol";
import {ISwapRouter} from "./interfaces/Outside.sol";

/// @notice Where swap proceeds land. It holds nothing between calls, so what it gained during a swap was
/// paid by the swap: money that already belonged to the vault cannot pay for what the vault sells.
/// Tokens somebody sends here change no verdict; those of a bought token go to the vault with its next proceeds.
contract Executor {
    using SafeERC20 for IERC20;

    address public immutable vault;
    ISwapRouter public immutable router;

    constructor(address vault_, address router_) {
        vault = vault_;
        router = ISwapRouter(router_);
    }

    /// @notice Sells exactly what the vault sent here before, all or nothing, and returns the proceeds to the vault.
    /// @return amountOut What arrived here through the swap, measured here.
    function swap(address tokenIn, address tokenOut, uint24 fee, uint256 amountIn, uint256 minOut)
        external
        returns (uint256 amountOut)
    {
        if (msg.sender != vault) revert IReserveVault.NotVault(msg.sender);
        uint256 beforeIn = IERC20(tokenIn).balanceOf(address(this));
        uint256 beforeOut = IERC20(tokenOut).balanceOf(address(this));
        IERC20(tokenIn).forceApprove(address(router), amountIn);
        router.exactInputSingle(
            ISwapRouter.ExactInputSingleParams(
                tokenIn, tokenOut, fee, address(this), block.timestamp, amountIn, minOut, 0
            )
        );
        IERC20(tokenIn).forceApprove(address(router), 0);
        uint256 sold = beforeIn - IERC20(tokenIn).balanceOf(address(this));
        if (sold != amountIn) revert IReserveVault.TransferMismatch(tokenIn, amountIn, sold);
        uint256 balance = IERC20(tokenOut).balanceOf(address(this));
        amountOut = balance - beforeOut;
        IERC20(tokenOut).safeTransfer(vault, balance);
    }
}
