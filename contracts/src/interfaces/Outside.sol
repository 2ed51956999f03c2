// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IReserveVault} from "./IReserveVault.sol";

interface IAggregator {
    function decimals() external view returns (uint8);
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}

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

interface IAavePool {
    function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode) external;
    function withdraw(address asset, uint256 amount, address to) external returns (uint256);
}

interface IAToken {
    function UNDERLYING_ASSET_ADDRESS() external view returns (address);
    function POOL() external view returns (address);
}

interface ITimelock {
    function getMinDelay() external view returns (uint256);
}

/// @notice What the oracle asks of its book.
interface IOwed {
    function owedWad(address payoutAsset) external view returns (uint256);
}

/// @notice What the queue asks of the law.
interface IJudge {
    function redemption() external view returns (IReserveVault.RedemptionParams memory);
    function payoutPrice(address payoutAsset, bool payoutPar) external view returns (bool isPriced, uint256 priceWad);
    function parAmount(address token, uint256 wad) external view returns (uint256);
}

/// @notice What the parts of a vault ask it.
interface IWhole {
    function law() external view returns (IJudge);
    function liability() external view returns (IERC20);
    function payOut(uint256 id, address holder, address token, uint256 amount, uint256 owedWad) external returns (bool);
    function isEntered() external view returns (bool);
    function canPay(address token, uint256 amount) external returns (bool);
}

/// @notice A Safe, to its modules.
interface IModuleHost {
    function execTransactionFromModuleReturnData(address to, uint256 value, bytes calldata data, uint8 operation)
        external
        returns (bool success, bytes memory returnData);
}

/// @notice A bridge, to one route: takes the approved tokens, and settles the transfer by its number when it knows more.
interface IBridge {
    function send(uint256 id, address asset, uint256 amount, uint64 destination, bytes32 recipient) external;
}
