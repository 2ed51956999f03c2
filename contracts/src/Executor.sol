// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

interface ISwapRouter {
    struct ExactInputSingleParams {
        address tokenIn;
        address tokenOut;
        uint24 fee;
        address recipient;
        uint256 deadline;
        uint256 amountIn;
        uint256 amountOutMinimum;
        uint160 sqrtPriceLimitX96;
    }

    function exactInputSingle(ExactInputSingleParams calldata params) external payable returns (uint256);
}

/// @notice Where swap proceeds land. It holds nothing between calls, so what it gained during a swap was
/// paid by the swap: money that already belonged to the vault cannot pay for what the vault sells.
contract Executor {
    using SafeERC20 for IERC20;

    address public immutable vault;
    ISwapRouter public immutable router;

    error NotVault(address caller);

    constructor(address vault_, address router_) {
        vault = vault_;
        router = ISwapRouter(router_);
    }

    /// @notice Sells exactly what the vault sent here before, and returns all proceeds to the vault.
    /// @return amountOut What arrived here through the swap, measured here.
    function swap(address tokenIn, address tokenOut, uint24 fee, uint256 amountIn, uint256 minOut)
        external
        returns (uint256 amountOut)
    {
        if (msg.sender != vault) revert NotVault(msg.sender);
        uint256 before = IERC20(tokenOut).balanceOf(address(this));
        IERC20(tokenIn).forceApprove(address(router), amountIn);
        router.exactInputSingle(
            ISwapRouter.ExactInputSingleParams(
                tokenIn, tokenOut, fee, address(this), block.timestamp, amountIn, minOut, 0
            )
        );
        IERC20(tokenIn).forceApprove(address(router), 0);
        amountOut = IERC20(tokenOut).balanceOf(address(this)) - before;
        IERC20(tokenOut).safeTransfer(vault, IERC20(tokenOut).balanceOf(address(this)));
        uint256 rest = IERC20(tokenIn).balanceOf(address(this));
        if (rest != 0) IERC20(tokenIn).safeTransfer(vault, rest);
    }
}
