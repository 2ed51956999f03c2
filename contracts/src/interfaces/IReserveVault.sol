// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What the vault shows and does; types are shared with the engine by name.
interface IReserveVault {
    enum Mode {
        Run,
        ExitOnly,
        Frozen
    }

    struct AssetParams {
        uint8 decimals;
        address feedA;
        address feedB;
        uint32 heartbeatA;
        uint32 heartbeatB;
        uint128 minPriceWad;
        uint128 maxPriceWad;
        uint16 maxDeviationBps;
        uint16 slipBps;
        uint16 exitSlipBps;
        uint16 haircutBps;
        uint16 targetBps;
        uint16 maxBps;
        bool endogenous;
        bool entryAllowed;
        bool disabled;
    }

    /// kind 1: ERC-4626 vault, 2: Aave v3 pool (receipt is the aToken).
    struct VenueParams {
        uint8 kind;
        address target;
        address asset;
        address receipt;
        uint16 maxBps;
        bool entryAllowed;
    }

    struct LimitParams {
        uint128 lossBurstWad;
        uint128 lossRefillPerDayWad;
        uint128 turnoverBurstWad;
        uint128 turnoverRefillPerDayWad;
        uint128 minBackingWad;
        uint128 maxVaultValueWad;
        uint128 mintCapPerDayWad;
    }

    /// payoutPar: one liability token is owed one payout token; otherwise one dollar's worth of it.
    struct RedemptionParams {
        address payoutAsset;
        uint16 feeBps;
        uint128 capPerDayWad;
        uint32 delaySeconds;
        bool payoutPar;
    }

    struct Redemption {
        address holder;
        uint256 liabilityAmount;
        address payoutAsset;
        uint256 payoutAmount;
        uint64 requestedAt;
        bool paid;
    }

    event PolicyAdopted(bytes32 indexed documentHash, bytes32 indexed parametersHash);
    event AssetTightened(address indexed token);
    event LimitsTightened();
    event ModeChanged(Mode mode);
    event MintPaused(bool paused);
    event RoleChanged(string role, address account);
    event Swapped(
        address indexed tokenIn, address indexed tokenOut, uint256 amountIn, uint256 amountOut, uint256 lossWad
    );
    event Deposited(uint256 indexed venue, uint256 amount);
    event Withdrawn(uint256 indexed venue, uint256 amount);
    event Minted(address indexed holder, address indexed asset, uint256 amount, uint256 liabilityAmount);
    event RedemptionRequested(uint256 indexed id, address indexed holder, uint256 liabilityAmount);
    event RedemptionPaid(uint256 indexed id, address indexed holder, uint256 payoutAmount);

    error NotOwner(address caller);
    error NotGuardian(address caller);
    error NotKeeper(address caller);
    error WrongMode(Mode mode);
    error UnknownAsset(address token);
    error UnknownVenue(uint256 index);
    error ZeroAmount();
    error LengthMismatch();
    error BadParameter(string what);
    error Loosening(string what);
    error StaleFeed(address feed, uint256 updatedAt, uint256 heartbeat);
    error PriceOutOfBounds(address feed, uint256 priceWad);
    error FeedsDisagree(address token, uint256 lowWad, uint256 highWad);
    error EntryForbidden(address token);
    error ExitOnlyIntoBase(address tokenOut);
    error BelowFloor(uint256 amountOut, uint256 floor);
    error LossBudgetExceeded(uint256 lossWad, uint256 leftWad);
    error TurnoverBudgetExceeded(uint256 valueWad, uint256 leftWad);
    error WeightCapExceeded(address token, uint256 valueWad, uint256 capWad);
    error VenueCapExceeded(uint256 index, uint256 valueWad, uint256 capWad);
    error VaultValueCapExceeded(uint256 valueWad, uint256 capWad);
    error MintCapExceeded(uint256 valueWad, uint256 leftWad);
    error MintIsPaused();
    error TransferMismatch(address token, uint256 expected, uint256 got);
    error NothingRedeemable();
}
