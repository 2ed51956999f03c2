// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Types, events and errors of the vault and its law; shared with the engine by name.
interface IReserveVault {
    enum Mode {
        Run,
        ExitOnly,
        Frozen
    }

    /// parWad, depegWad, exitFloorWad, maxGrowthPerDayBps: zero where there is none. exitFloorWad: least dollars per
    /// token an exit may bring while a feed is dead. maxGrowthPerDayBps: what its price may grow and still count.
    /// risks: bit i stands for the law's risk cap i. maturity: soonest liquidity class it counts in.
    struct AssetParams {
        address token;
        uint8 decimals;
        address feedA;
        address feedB;
        uint32 heartbeatA;
        uint32 heartbeatB;
        uint128 minPriceWad;
        uint128 maxPriceWad;
        uint128 parWad;
        uint128 depegWad;
        uint128 exitFloorWad;
        uint16 maxDeviationBps;
        uint16 slipBps;
        uint16 exitSlipBps;
        uint16 haircutBps;
        uint16 targetBps;
        uint16 maxBps;
        uint16 maxGrowthPerDayBps;
        uint16 risks;
        uint8 maturity;
        bool endogenous;
        bool entryAllowed;
        bool disabled;
    }

    /// kind 1: ERC-4626 vault (receipt is the vault itself), 2: Aave v3 pool (receipt is the aToken).
    struct VenueParams {
        uint8 kind;
        address target;
        address asset;
        address receipt;
        uint16 maxBps;
        uint16 maxGrowthPerDayBps;
        uint16 risks;
        uint8 maturity;
        bool entryAllowed;
    }

    /// One counterparty (issuer, venue, custodian, bridge, chain) and the most that may come to depend on it.
    struct RiskCap {
        bytes32 id;
        uint128 capWad;
        uint16 capBps;
    }

    /// depeg…: what exits may lose, apart from the loss budget. minLiquidBps: least share of liabilities in what is
    /// cash at once, within a day, within a week. minCoverageWad: what value after haircuts must be of liabilities for
    /// a keeper to make the reserve riskier. maxProofAgeSeconds: how old the last statement may be before only exits
    /// are left, zero for any.
    struct LimitParams {
        uint128 lossBurstWad;
        uint128 lossRefillPerDayWad;
        uint128 turnoverBurstWad;
        uint128 turnoverRefillPerDayWad;
        uint128 minBackingWad;
        uint128 maxVaultValueWad;
        uint128 mintCapPerDayWad;
        uint128 depegBurstWad;
        uint128 depegRefillPerDayWad;
        uint128 minCoverageWad;
        uint16[3] minLiquidBps;
        uint32 maxProofAgeSeconds;
    }

    /// exitDelaySeconds: how long an asset was seen failing before anybody may open its exit; exitWindowSeconds: how
    /// long it then stays open. maxPushBps: how far above its floor a steward may push a haircut; pushed haircuts
    /// decay by haircutDecayPerDayBps. entryHaircutBps: above it entry is closed, zero for never. maxGrowthPerDayBps,
    /// anchorMaxAgeSeconds: how fast the counted total may grow, and how long it is used. shadowSeconds: how long a
    /// replacement feed must have agreed. idleSeconds: silence of the keeper after which anybody may leave venues, zero
    /// for never. auctionSeconds, auctionPremiumBps: how long an auction lasts, zero for none, and how far above the
    /// price it begins. sequencerFeed: zero on a chain without one.
    struct RegimeParams {
        uint32 exitDelaySeconds;
        uint32 exitWindowSeconds;
        uint16 maxPushBps;
        uint16 haircutDecayPerDayBps;
        uint16 entryHaircutBps;
        uint16 maxGrowthPerDayBps;
        uint32 anchorMaxAgeSeconds;
        uint32 shadowSeconds;
        uint32 idleSeconds;
        uint32 auctionSeconds;
        uint16 auctionPremiumBps;
        address sequencerFeed;
        uint32 sequencerGraceSeconds;
    }

    /// payoutPar: one liability token is owed one payout token; otherwise one dollar's worth of it.
    /// capPerDayWad: zero for no cap.
    struct RedemptionParams {
        address payoutAsset;
        uint16 feeBps;
        uint128 capPerDayWad;
        uint32 delaySeconds;
        bool payoutPar;
    }

    /// The base asset comes first.
    struct LawParams {
        AssetParams[] assets;
        VenueParams[] venues;
        RiskCap[] risks;
        LimitParams limits;
        RegimeParams regime;
        RedemptionParams redemption;
    }

    /// What a trade is held to. lowOutWad, unitOut: price and raw units per token at which proceeds are valued; all
    /// prices are read before the exchange. memo: what the law saw of both assets, for it alone.
    struct SwapTerms {
        uint256 floorOut;
        uint256 valueWad;
        uint256 lowOutWad;
        uint256 unitOut;
        bytes memo;
    }

    enum ClaimState {
        Queued,
        SetAside,
        Paid
    }

    /// owedWad: liability tokens not yet paid, net of the fee. The terms are those of the request, for good.
    struct Claim {
        address holder;
        uint64 requestedAt;
        uint64 dueAt;
        ClaimState state;
        bool payoutPar;
        address payoutAsset;
        uint256 owedWad;
    }

    /// A claim with what it would be paid now; while the payout asset has no price, at par or a last answer above it.
    struct ClaimView {
        uint256 id;
        Claim claim;
        uint256 payoutRaw;
    }

    struct QueueView {
        uint256 nextClaim;
        uint256 claimCount;
        uint256 setAsideCount;
        uint256 totalOwedWad;
        uint256 redeemUsedWad;
    }

    /// One auction. left: raw units of the sold token; the price falls from startedAt to endsAt.
    struct Lot {
        address bought;
        bool isExit;
        uint64 startedAt;
        uint64 endsAt;
        uint256 left;
    }

    /// What the chain itself says of the reserve at one block. dayLossWad: most that keeper actions may cost in any day.
    struct Report {
        uint256 lowWad;
        uint256 adjustedWad;
        uint256[3] liquidWad;
        uint256 claimsWad;
        uint256 dayLossWad;
        bytes32 documentHash;
        bytes32 parametersHash;
        uint64 at;
    }

    /// refusal: selector of the error quote() reverts with, zero when the asset has a price. blindWad: most it may be
    /// worth while that keeps it from being sold at a price but not from leaving; zero where it may not. haircutBps:
    /// the floor or what was pushed, the larger. isArmed: what opens an exit holds now, since armedSince at the latest.
    /// isShut: disabled, depegged or under a haircut above what stops entry.
    struct AssetState {
        AssetParams params;
        uint256 lowWad;
        uint256 highWad;
        bytes4 refusal;
        bool depegged;
        bool isArmed;
        bool exitOpen;
        bool isShut;
        bool isBase;
        uint64 armedSince;
        uint64 exitOpenUntil;
        uint256 blindWad;
        uint256 haircutBps;
        uint256 effectiveTargetBps;
        uint256 owedRaw;
    }

    /// Of an asset's state what trades and intake are judged by. unit: raw units per token.
    struct TradeState {
        address token;
        uint256 unit;
        uint256 lowWad;
        uint256 highWad;
        uint256 blindWad;
        uint256 exitFloorWad;
        uint256 parWad;
        uint256 haircutBps;
        uint256 targetBps;
        uint256 owedRaw;
        bytes4 refusal;
        uint16 maxDeviationBps;
        uint16 slipBps;
        uint16 exitSlipBps;
        uint16 maxBps;
        uint16 risks;
        uint8 maturity;
        bool exitOpen;
        bool entryAllowed;
        bool isShut;
        bool isBase;
    }

    /// What a guardian may narrow of one asset.
    struct AssetTightening {
        uint16 slipBps;
        uint16 exitSlipBps;
        uint16 haircutBps;
        uint16 maxBps;
        bool entryAllowed;
        bool disabled;
    }

    /// What is held at the lower and higher feeds, after haircuts, and of that what is cash at once, within a day,
    /// within a week.
    struct Totals {
        uint256 lowWad;
        uint256 highWad;
        uint256 adjustedWad;
        uint256[3] liquidWad;
    }

    /// A value last seen, and when.
    struct Anchor {
        uint128 valueWad;
        uint64 at;
    }

    struct LawView {
        bytes32 documentHash;
        bytes32 parametersHash;
        address book;
        address oracle;
        Anchor anchor;
        uint256 claimsWad;
        uint256 owedWad;
        AssetState[] assets;
        VenueParams[] venues;
        RiskCap[] risks;
        LimitParams limits;
        RegimeParams regime;
        RedemptionParams redemption;
    }

    /// isBootstrap: the owner has not yet been a timelock, and loosens without delay.
    struct VaultView {
        address law;
        address executor;
        address auction;
        address attestor;
        address router;
        address liability;
        address owner;
        address guardian;
        address keeper;
        address steward;
        Mode mode;
        bool mintPaused;
        bool isBootstrap;
        bool isWoundDown;
        uint64 keeperAt;
        uint64 provenAt;
        uint256 lossUsedWad;
        uint256 depegUsedWad;
        uint256 turnoverUsedWad;
        uint256 mintUsedWad;
        uint256 redeemUsedWad;
        uint256 totalOwedWad;
        uint256 nextClaim;
        uint256 claimCount;
        uint256 setAsideCount;
    }

    event PolicyAdopted(bytes32 indexed documentHash, bytes32 indexed parametersHash);
    event AssetTightened(address indexed token);
    event AssetEnabled(address indexed token);
    event HaircutPushed(address indexed token, uint256 haircutBps);
    event ExitOpened(address indexed token, uint256 until);
    event ShadowSeen(address indexed token, address indexed feed, bool agrees, uint256 since);
    event VenueTightened(uint256 indexed venue);
    event LimitsTightened();
    event ModeChanged(Mode mode);
    event MintPaused(bool paused);
    event RoleChanged(string role, address account);
    event Swapped(
        address indexed tokenIn,
        address indexed tokenOut,
        uint256 amountIn,
        uint256 amountOut,
        uint256 valueWad,
        uint256 lossWad,
        bool isExit
    );
    event Deposited(uint256 indexed venue, uint256 amount, uint256 lossWad);
    event Withdrawn(uint256 indexed venue, uint256 amount, uint256 lossWad);
    event Minted(address indexed holder, address indexed asset, uint256 amount, uint256 liabilityAmount);
    event RedemptionRequested(uint256 indexed id, address indexed holder, uint256 liabilityAmount, uint256 owedWad);
    event RedemptionPaid(
        uint256 indexed id, address indexed holder, address payoutAsset, uint256 payoutAmount, uint256 owedWad
    );
    event WoundDown();
    event OwnerCalled(address indexed target, bytes data);
    event AuctionOpened(address indexed sold, address indexed bought, uint256 amount, bool isExit, uint256 endsAt);
    event AuctionClosed(address indexed sold);
    event AuctionFilled(address indexed sold, address indexed filler, uint256 amount, uint256 paid);
    event Attested(bytes32 indexed statementHash, Report report);
    event ReserveProofSet(address indexed token, address feed, uint256 maxAgeSeconds);
    event RedemptionSetAside(uint256 indexed id, address indexed holder);

    error NotOwner(address caller);
    error NotGuardian(address caller);
    error NotKeeper(address caller);
    error NotVault(address caller);
    error NotAttester(address caller);
    error IsWoundDown(bool now_);
    error AuctionIsOpen(address sold);
    error NoAuction(address sold);
    error AbovePrice(uint256 price, uint256 most);
    error IsProven(address token);
    error NotHolder(address caller);
    error WrongMode(Mode mode);
    error UnknownAsset(address token);
    error UnknownVenue(uint256 index);
    error ZeroAmount();
    error BelowMinimum(uint256 amount, uint256 minimum);
    error SameAsset();
    error BadParameter(string what);
    error Loosening(string what);
    error VenueStillHolds(uint256 index, uint256 receiptAmount);
    error AssetStillHeld(address token, uint256 amount);
    error ClaimsPending(address token, uint256 owedWad);
    error StaleFeed(address feed, uint256 updatedAt, uint256 heartbeat);
    error PriceOutOfBounds(address feed, uint256 priceWad);
    error FeedsDisagree(address token, uint256 lowWad, uint256 highWad);
    error SequencerDown();
    error ShadowTooShort(address feed, uint256 since);
    error NotArmed(address token);
    error PastTarget(address token, uint256 valueWad, uint256 targetWad);
    error RiskCapExceeded(bytes32 id, uint256 valueWad, uint256 capWad);
    error IlliquidReserve(uint256 maturity, uint256 valueWad, uint256 neededWad);
    error CoverageTooLow(uint256 adjustedWad, uint256 neededWad);
    error DepegBudgetExceeded(uint256 lossWad, uint256 leftWad);
    error NotTimelock(address owner);
    error EntryForbidden(address token);
    error ExitNotOpen(address token);
    error ExitOnlyIntoBase(address tokenOut);
    error InsufficientIdle(address token, uint256 available, uint256 amount);
    error InsufficientDeployed(uint256 index, uint256 deployed, uint256 amount);
    error BelowFloor(uint256 amountOut, uint256 floor);
    error LossBudgetExceeded(uint256 lossWad, uint256 leftWad);
    error TurnoverBudgetExceeded(uint256 valueWad, uint256 leftWad);
    error WeightCapExceeded(address token, uint256 valueWad, uint256 capWad);
    error VenueCapExceeded(uint256 index, uint256 valueWad, uint256 capWad);
    error VaultValueCapExceeded(uint256 valueWad, uint256 capWad);
    error BackingTooLow(uint256 valueWad, uint256 neededWad);
    error MintCapExceeded(uint256 valueWad, uint256 leftWad);
    error MintIsPaused();
    error TransferMismatch(address token, uint256 expected, uint256 got);
    error NotDue(uint256 id, uint256 dueAt);
    error InQueue(uint256 id);
    error NothingRedeemable();
}
