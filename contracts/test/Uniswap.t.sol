// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Attestor} from "../src/Attestor.sol";
import {Auction} from "../src/Auction.sol";
import {Book} from "../src/Book.sol";
import {LiabilityToken} from "../src/LiabilityToken.sol";
import {OracleRouter} from "../src/OracleRouter.sol";
import {ReserveVault} from "../src/ReserveVault.sol";
import {FakeToken} from "./util/Fakes.sol";
import {IRealFactory, IRealPool} from "./util/RealUniswap.sol";
import {Reserve} from "./util/Reserve.sol";

/// @notice The swap path on the real Uniswap v3 factory, pool and router, as published on npm.
contract UniswapTest is Reserve {
    uint24 private constant FEE = 500;
    /// OTHER has 18 decimals, USD 6: at par the raw price of one in the other is 1e12, tick ±276324.
    int24 private constant CENTRE = 276_320;
    IRealPool private uniPool;
    address private uniRouter;

    function setUp() public override {
        super.setUp();
        address factory =
            deployed("@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json", "");
        uniRouter = deployed(
            "@uniswap/v3-periphery/artifacts/contracts/SwapRouter.sol/SwapRouter.json",
            abi.encode(factory, address(usd))
        );
        uniPool = IRealPool(IRealFactory(factory).createPool(address(usd), address(other), FEE));
        bool isUsdFirst = uniPool.token0() == address(usd);
        uniPool.initialize(isUsdFirst ? 79228162514264337593543950336000000 : 79228162514264337593543);
        int24 middle = isUsdFirst ? CENTRE : -CENTRE;
        uniPool.mint(address(this), middle - 1_000, middle + 1_000, 1e20, "");

        claimToken = new LiabilityToken("claim", "CLAIM");
        vault = new ReserveVault(
            OWNER,
            GUARDIAN,
            KEEPER,
            address(claimToken),
            uniRouter,
            address(new Book()),
            address(new Auction()),
            address(new Attestor())
        );
        claimToken.setVault(address(vault));
        (law, executor, book, oracle) = (vault.law(), vault.executor(), vault.book(), vault.oracle());
        aim(1_000, 6_000, 3_000);
        usd.mint(address(vault), 1_000_000e6);
        other.mint(address(vault), 1_000_000e18);
        wide.mint(address(vault), 500e8);
    }

    function deployed(string memory artifact, bytes memory args) private returns (address made) {
        string memory json = vm.readFile(string.concat("node_modules/", artifact));
        bytes memory code = abi.encodePacked(vm.parseJsonBytes(json, ".bytecode"), args);
        assembly ("memory-safe") {
            made := create(0, add(code, 32), mload(code))
        }
        assertTrue(made != address(0), "deployed");
    }

    function uniswapV3MintCallback(uint256 owed0, uint256 owed1, bytes calldata) external {
        if (owed0 != 0) FakeToken(uniPool.token0()).mint(msg.sender, owed0);
        if (owed1 != 0) FakeToken(uniPool.token1()).mint(msg.sender, owed1);
    }

    function uniswapV3SwapCallback(int256 owed0, int256 owed1, bytes calldata) external {
        if (owed0 > 0) FakeToken(uniPool.token0()).mint(msg.sender, uint256(owed0));
        if (owed1 > 0) FakeToken(uniPool.token1()).mint(msg.sender, uint256(owed1));
    }

    /// @dev Somebody sells into the pool until the price moved against who sells `token` next.
    function sandwich(FakeToken token, uint256 amount) private {
        bool zeroForOne = uniPool.token0() == address(token);
        uint160 limit = zeroForOne ? 4295128740 : 1461446703485210103287273052203988822378723970341;
        uniPool.swap(address(this), zeroForOne, int256(amount), limit, "");
    }

    function realSwap(FakeToken tokenIn, FakeToken tokenOut, uint256 amount) private returns (uint256) {
        vm.prank(KEEPER);
        return vault.swap(address(tokenIn), address(tokenOut), FEE, amount, 0, false);
    }

    function test_sellsBothWays() public {
        uint256 got = realSwap(usd, other, 10_000e6);
        assertLe(9_950e18, got, "inside the floor");
        assertEq(other.balanceOf(address(vault)), 1_000_000e18 + got, "arrived");
        assertEq(usd.balanceOf(address(vault)), 990_000e6, "sold exactly");
        assertEq(usd.allowance(address(executor), uniRouter), 0, "approval back to zero");
        aim(4_000, 3_000, 3_000);
        got = realSwap(other, usd, 10_000e18);
        assertLe(9_950e6, got, "inside the floor");
        assertEq(other.balanceOf(address(executor)) + usd.balanceOf(address(executor)), 0, "executor empty");
    }

    function test_theRoutersOwnFloorIsTheContracts() public {
        sandwich(usd, 400_000e6);
        vm.prank(KEEPER);
        vm.expectRevert(bytes("Too little received"));
        vault.swap(address(usd), address(other), FEE, 10_000e6, 0, false);
    }

    function test_aPoolTooSmallToFillReverts() public {
        vm.prank(KEEPER);
        vm.expectRevert(bytes("Too little received"));
        vault.swap(address(usd), address(other), FEE, 900_000e6, 0, false);
    }

    function test_aPoolThatIsNotThere() public {
        vm.prank(KEEPER);
        vm.expectRevert();
        vault.swap(address(usd), address(other), 3_000, 10_000e6, 0, false);
    }

    function test_dustOnTheExecutorStillSwaps() public {
        usd.mint(address(executor), 7);
        other.mint(address(executor), 7);
        realSwap(usd, other, 10_000e6);
        assertEq(usd.balanceOf(address(executor)), 7, "left alone");
    }

    /// However the pool was moved before, a swap that goes through lost at most its slip.
    function testFuzz_sandwichedSwapsLoseAtMostTheSlip(uint256 amount, uint256 before) public {
        amount = bound(amount, 1e6, 300_000e6);
        sandwich(usd, bound(before, 1e6, 450_000e6));
        vm.prank(KEEPER);
        try vault.swap(address(usd), address(other), FEE, amount, 0, false) returns (uint256 got) {
            assertLe(amount * 1e12 * 9_950 / 10_000, got, "floor");
            assertLe(vault.state().lossUsedWad, amount * 1e12 * 50 / 10_000 + 1, "charge");
        } catch {}
    }
}
