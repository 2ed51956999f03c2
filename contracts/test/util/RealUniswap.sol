// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {FakeToken} from "./Fakes.sol";
import {Published} from "./Published.sol";

interface IRealFactory {
    function createPool(address tokenA, address tokenB, uint24 fee) external returns (address);
}

interface IRealPool {
    function initialize(uint160 sqrtPriceX96) external;
    function mint(address recipient, int24 tickLower, int24 tickUpper, uint128 amount, bytes calldata data)
        external
        returns (uint256, uint256);
    function swap(address recipient, bool zeroForOne, int256 amount, uint160 limit, bytes calldata data)
        external
        returns (int256, int256);
    function token0() external view returns (address);
    function token1() external view returns (address);
    function slot0() external view returns (uint160, int24, uint16, uint16, uint16, uint8, bool);
}

/// @notice The real Uniswap v3 from its published bytecode, with somebody whose tokens never end.
abstract contract RealUniswap is Published {
    uint24 internal constant FEE = 500;
    int24 private constant WIDEST = 887_270;
    address private factory;

    /// @return router The swap router.
    function deployUniswap(address weth) internal returns (address router) {
        factory = published("@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json", "");
        router = published(
            "@uniswap/v3-periphery/artifacts/contracts/SwapRouter.sol/SwapRouter.json", abi.encode(factory, weth)
        );
    }

    /// @dev A pool over all prices in which these two amounts, in raw units, are worth the same.
    function makePool(address a, uint256 amountA, address b, uint256 amountB) internal returns (IRealPool made) {
        made = IRealPool(IRealFactory(factory).createPool(a, b, FEE));
        made.initialize(sqrtPrice(made, a, amountA, amountB));
        made.mint(address(this), -WIDEST, WIDEST, uint128(Math.sqrt(amountA) * Math.sqrt(amountB)), "");
    }

    /// @dev The pool's price when `amountA` of token a are worth `amountB` of the other.
    function sqrtPrice(IRealPool pool_, address a, uint256 amountA, uint256 amountB) internal view returns (uint160) {
        (uint256 zero, uint256 one) = pool_.token0() == a ? (amountA, amountB) : (amountB, amountA);
        return uint160(Math.sqrt(Math.mulDiv(one, 1 << 192, zero)));
    }

    /// @dev Trades until the pool stands at this price.
    function moveTo(IRealPool pool_, uint160 price) internal {
        (uint160 now_,,,,,,) = pool_.slot0();
        if (now_ != price) pool_.swap(address(this), price < now_, type(int128).max, price, "");
    }

    function uniswapV3MintCallback(uint256 owed0, uint256 owed1, bytes calldata) external {
        if (owed0 != 0) FakeToken(IRealPool(msg.sender).token0()).mint(msg.sender, owed0);
        if (owed1 != 0) FakeToken(IRealPool(msg.sender).token1()).mint(msg.sender, owed1);
    }

    function uniswapV3SwapCallback(int256 owed0, int256 owed1, bytes calldata) external {
        if (owed0 > 0) FakeToken(IRealPool(msg.sender).token0()).mint(msg.sender, uint256(owed0));
        if (owed1 > 0) FakeToken(IRealPool(msg.sender).token1()).mint(msg.sender, uint256(owed1));
    }
}
