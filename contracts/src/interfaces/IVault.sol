// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Book} from "../Book.sol";
import {Law} from "../Law.sol";
import {OracleRouter} from "../OracleRouter.sol";
import {IReserveVault} from "./IReserveVault.sol";

/// @notice What auction, attestor and shim ask of a reserve vault.
interface IVault {
    function owner() external view returns (address);
    function guardian() external view returns (address);
    function keeper() external view returns (address);
    function mode() external view returns (IReserveVault.Mode);
    function law() external view returns (Law);
    function book() external view returns (Book);
    function oracle() external view returns (OracleRouter);
    function swap(address tokenIn, address tokenOut, uint24 fee, uint256 amountIn, uint256 minOut, bool isExit)
        external
        returns (uint256 amountOut);
    function deposit(uint256 index, uint256 amount) external;
    function withdraw(uint256 index, uint256 amount) external returns (uint256 got);
    function setMintPaused(bool paused) external;
    function tightenAsset(address token, IReserveVault.AssetTightening calldata tightening) external;
    function prove() external;
}
