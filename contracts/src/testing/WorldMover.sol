// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {ISwapRouter} from "../interfaces/Outside.sol";

interface IMovedPool {
    function token0() external view returns (address);
    function token1() external view returns (address);
    function fee() external view returns (uint24);
    function slot0() external view returns (uint160, int24, uint16, uint16, uint16, uint8, bool);
    function positions(bytes32 key) external view returns (uint128, uint256, uint256, uint128, uint128);
    function mint(address recipient, int24 lower, int24 upper, uint128 amount, bytes calldata data)
        external
        returns (uint256, uint256);
    function burn(int24 lower, int24 upper, uint128 amount) external returns (uint256, uint256);
    function collect(address recipient, int24 lower, int24 upper, uint128 amount0, uint128 amount1)
        external
        returns (uint128, uint128);
}

interface IMovedLending {
    function borrow(address asset, uint256 amount, uint256 rateMode, uint16 referral, address onBehalfOf) external;
    function repay(address asset, uint256 amount, uint256 rateMode, address onBehalfOf) external returns (uint256);
}

interface IMintable {
    function mint(address to, uint256 amount) external;
}

/// @notice The market of an embedded world: feed operators, traders, liquidity providers and a borrower behind
/// one account, so that one transaction moves a whole step. Never part of a reserve, never deployed live.
contract WorldMover {
    struct Call {
        address target;
        uint256 value;
        bytes data;
        bool mayFail;
    }

    uint256 private constant BPS = 10_000;
    uint256 private constant VARIABLE = 2;

    address public immutable admin;
    /// The pool being given liquidity now: nobody else may ask for payment.
    address private _pool;

    event CallFailed(uint256 index, bytes reason);

    error NotAdmin(address caller);
    error StepFailed(uint256 index, bytes reason);
    error NotCreated();
    error NotThePool(address caller);

    modifier onlyAdmin() {
        if (msg.sender != admin && msg.sender != address(this)) revert NotAdmin(msg.sender);
        _;
    }

    constructor() {
        admin = msg.sender;
    }

    receive() external payable {}

    /// @notice Makes the calls in order. A failure reverts the step unless the call may fail; then it is logged.
    function run(Call[] calldata calls) external payable onlyAdmin {
        for (uint256 i; i < calls.length; ++i) {
            (bool ok, bytes memory data) = calls[i].target.call{value: calls[i].value}(calls[i].data);
            if (ok) continue;
            if (!calls[i].mayFail) revert StepFailed(i, data);
            emit CallFailed(i, data);
        }
    }

    /// @notice Creates contracts whose operator or issuer is this account.
    function create(bytes[] calldata codes) external onlyAdmin {
        for (uint256 i; i < codes.length; ++i) {
            bytes memory code = codes[i];
            address made;
            assembly ("memory-safe") {
                made := create(0, add(code, 0x20), mload(code))
            }
            if (made == address(0)) revert NotCreated();
        }
    }

    /// @notice Arbitrage: trades the pool back to the nearest bound when it stands outside [low, high].
    function track(IMovedPool pool, ISwapRouter router, uint160 low, uint160 high) external onlyAdmin {
        (uint160 price,,,,,,) = pool.slot0();
        if (price >= low && price <= high) return;
        bool sells0 = price > high;
        address tokenIn = sells0 ? pool.token0() : pool.token1();
        address tokenOut = sells0 ? pool.token1() : pool.token0();
        router.exactInputSingle(
            ISwapRouter.ExactInputSingleParams(
                tokenIn,
                tokenOut,
                pool.fee(),
                address(this),
                block.timestamp,
                IERC20(tokenIn).balanceOf(address(this)),
                0,
                sells0 ? high : low
            )
        );
    }

    /// @notice Liquidity providing: makes our position in a range exactly `liquidity`; fees are collected.
    function setLiquidity(IMovedPool pool, int24 lower, int24 upper, uint128 liquidity) external onlyAdmin {
        (uint128 current,,,,) = pool.positions(keccak256(abi.encodePacked(address(this), lower, upper)));
        if (liquidity > current) {
            _pool = address(pool);
            pool.mint(address(this), lower, upper, liquidity - current, "");
            _pool = address(0);
        } else if (current > 0) {
            pool.burn(lower, upper, current - liquidity);
            pool.collect(address(this), lower, upper, type(uint128).max, type(uint128).max);
        }
    }

    function uniswapV3MintCallback(uint256 owed0, uint256 owed1, bytes calldata) external {
        if (msg.sender != _pool) revert NotThePool(msg.sender);
        if (owed0 > 0) IERC20(IMovedPool(msg.sender).token0()).transfer(msg.sender, owed0);
        if (owed1 > 0) IERC20(IMovedPool(msg.sender).token1()).transfer(msg.sender, owed1);
    }

    /// @notice Borrowing: brings the market's debt to `targetBps` of cash plus debt.
    function utilise(IMovedLending market, IERC20 asset, address receipt, IERC20 debtToken, uint256 targetBps)
        external
        onlyAdmin
    {
        uint256 debt = debtToken.totalSupply();
        uint256 wanted = ((asset.balanceOf(receipt) + debt) * targetBps) / BPS;
        if (wanted > debt) market.borrow(address(asset), wanted - debt, VARIABLE, 0, address(this));
        else if (wanted < debt) market.repay(address(asset), debt - wanted, VARIABLE, address(this));
    }

    /// @notice Gives shares of what this account holds of a token; the shares are of the balance before the first.
    function spread(IERC20 token, address[] calldata to, uint256[] calldata shareBps) external onlyAdmin {
        uint256 balance = token.balanceOf(address(this));
        for (uint256 i; i < to.length; ++i) {
            token.transfer(to[i], (balance * shareBps[i]) / BPS);
        }
    }

    /// @notice Yield: pays `gainWad` of its assets into a savings vault.
    function accrue(IERC4626 vault, uint256 gainWad) external onlyAdmin {
        IMintable(vault.asset()).mint(address(vault), (vault.totalAssets() * gainWad) / 1e18);
    }
}
