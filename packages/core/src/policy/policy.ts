import type { Bps, Wad } from '../units/amounts.ts';
import type { Address, ChainId } from '../records/snapshot.ts';

/** The law of one reserve, parsed. Keys name the unit; the YAML keys are the same words without the unit. */
export interface Policy {
  readonly schema: 'ballast/policy/1';
  /** Reserve id; every other id is scoped by it. */
  readonly reserve: string;
  readonly name: string;
  /** Effective date of the document, ISO text. */
  readonly effective: string;
  readonly numeraire: string;
  readonly chains: readonly PolicyChain[];
  readonly accounts: readonly PolicyAccount[];
  readonly assets: readonly PolicyAsset[];
  readonly venues: readonly PolicyVenue[];
  readonly liabilities: readonly PolicyLiability[];
  readonly limits: PolicyLimits;
  readonly regime: PolicyRegime;
  readonly levels: PolicyLevels;
  /** Loss waterfall: who bears a loss, first to last. */
  readonly waterfall: readonly ('surplus' | 'junior' | 'holders')[];
  readonly junior: readonly JuniorCapital[];
  readonly roles: PolicyRoles;
  readonly execution: PolicyExecution;
}

export interface PolicyChain {
  readonly id: ChainId;
  readonly name: string;
  /** Multicall3-compatible aggregator. */
  readonly aggregator: Address;
  /** L2 sequencer uptime feed; null on L1. */
  readonly sequencerFeed: Address | null;
}

export interface PolicyAccount {
  readonly id: string;
  readonly kind: 'vault' | 'safe' | 'eoa' | 'custodian';
  /** Null for custodians (attested records only). */
  readonly chain: ChainId | null;
  readonly address: Address | null;
  readonly custodian: string;
}

export type AssetClass =
  | 'fiat'
  | 'stablecoin'
  | 'tbill'
  | 'crypto'
  | 'lst'
  | 'credit'
  | 'synthetic'
  | 'governance'
  | 'ownLiability'
  | 'lpShare';

export interface PolicyAsset {
  readonly id: string;
  readonly name: string;
  readonly class: AssetClass;
  readonly issuer: string;
  /** Value depends on this protocol's own health. Governance and ownLiability are endogenous whatever is written. */
  readonly isEndogenous: boolean;
  /** May count towards risk-adjusted backing and be bought. */
  readonly isEligible: boolean;
  /** Trades settle through this asset; weight of disabled assets moves here. Exactly one. */
  readonly isBase: boolean;
  readonly deployments: readonly {
    readonly chain: ChainId;
    readonly address: Address;
    readonly decimals: number;
    readonly bridge: string | null;
  }[];
  readonly targetWeightBps: Bps;
  readonly minWeightBps: Bps;
  readonly maxWeightBps: Bps;
  readonly haircutFloorBps: Bps;
  readonly liquidityTier: 'now' | 'hour' | 'day' | 'week' | 'longer';
  /** Par price in the numeraire for pegged assets, else null. */
  readonly pegWad: Wad | null;
  /** Both of the vault's feeds below this price open its exit regime; null: only a disabled asset has one. */
  readonly depegPriceWad: Wad | null;
  /** Least a token may bring when it leaves while a vault feed is dead; null: then it stays. */
  readonly exitFloorWad: Wad | null;
  /** Who keeps what stands behind the asset, where that is another than the account's custodian; else null. */
  readonly custodian: string | null;
  /** Pools the asset may be sold through; empty means every pool of this policy that trades it. */
  readonly exitVenues: readonly string[];
  /** Assets an lpShare may turn into: valued as if it had run wholly to the worst of them. Empty for others. */
  readonly constituents: readonly string[];
  /** Underlying of yield-bearing shares and LP-like wrappers, else null. */
  readonly underlying: string | null;
  /** Assets that stand behind it without it redeeming for them; absent where none is named. */
  readonly backedBy?: readonly string[];
  /** Yearly growth cap on the share ratio, null when not yield-bearing. */
  readonly growthCapPerYearBps: Bps | null;
  /** consensus needs ≥ 2 origins; nav and par are stated single-origin classes with their issuer haircut. */
  readonly pricing: {
    readonly method: 'consensus' | 'nav' | 'par';
    readonly issuerHaircutBps: Bps;
    readonly sources: readonly PolicySource[];
    /** Band of the consensus: stable 0.5 %–2 %, volatile 2 %–10 % unless stated. */
    readonly bandFloorBps: Bps;
    readonly bandCapBps: Bps;
    /** Daily volatility for the velocity gate, a ratio. */
    readonly dailyVolatilityWad: Wad;
  };
  readonly states: AssetThresholds;
}

export interface PolicySource {
  readonly id: string;
  readonly venue: 'chainlink' | 'pyth' | 'uniswap-v3' | 'erc4626' | 'nav' | 'attested';
  readonly chain: ChainId | null;
  /** Feed, pool, Pyth contract or vault. */
  readonly address: Address | null;
  /** Pyth price id; null elsewhere. */
  readonly feedId: string | null;
  readonly origin: string;
  readonly weightBps: Bps;
  readonly heartbeatSeconds: number;
  readonly deviationBps: Bps;
  /** Largest stated confidence ÷ price accepted. */
  readonly maxConfidenceBps: Bps;
  /** Hard bounds: unit sanity only. */
  readonly minPriceWad: Wad;
  readonly maxPriceWad: Wad;
  /** The numeraire or an asset id the quote is in. */
  readonly quote: string;
  readonly basis: 'market' | 'fundamental';
}

export interface AssetThresholds {
  /** Below peg (pegged) or below the slow average (others) by this much: iffy / disabled. */
  readonly iffyDeviationBps: Bps;
  readonly iffyForSeconds: number;
  readonly disabledDeviationBps: Bps;
  readonly disabledForSeconds: number;
  /** Back to sound only inside this deviation for this long. */
  readonly recoverDeviationBps: Bps;
  readonly recoverForSeconds: number;
}

export interface PolicyVenue {
  readonly id: string;
  readonly kind: 'uniswap-v3' | 'aave-v3' | 'erc4626';
  readonly chain: ChainId;
  /** Pool (Uniswap, Aave) or vault (ERC-4626). */
  readonly address: Address;
  /** Operator counted for venue exposure. */
  readonly operator: string;
  /** Assets traded or lent here; for uniswap-v3 the two of the pool. */
  readonly assets: readonly string[];
  /** Share of reserve assets that may sit here. */
  readonly maxShareBps: Bps;
  readonly lossGivenDefaultBps: Bps;
  /** What the venue keeps of what leaves it, by its stated terms. */
  readonly exitPenaltyBps: Bps;
  readonly isEntryAllowed: boolean;
  /** Uniswap fee tier in hundredths of a basis point; null elsewhere. */
  readonly feePips: number | null;
  /** Receipt token (aToken, share); null for pools. */
  readonly receipt: Address | null;
}

export interface RedemptionTerms {
  readonly feeBps: Bps;
  /** Most that may be redeemed a day, in the numeraire; null for no cap. */
  readonly capPerDayWad: Wad | null;
  readonly queueSeconds: number;
  /** UTC second of day after which a request counts for the next day; null for none. */
  readonly cutOffSecondOfDay: number | null;
}

interface LiabilityBase {
  readonly id: string;
  readonly name: string;
  readonly chain: ChainId;
  readonly token: Address;
  readonly decimals: number;
  readonly redemption: RedemptionTerms;
  /** Share of supply assumed to run by day for run coverage. */
  readonly runPerDayBps: Bps;
}
export type PolicyLiability =
  /** One unit is owed one unit of the payout asset, or its worth of the numeraire (payable at market in the payout asset). */
  | (LiabilityBase & { readonly kind: 'par'; readonly payoutAsset: string; readonly owed: 'payoutAsset' | 'numeraire' })
  /** One unit is owed the price of an index (an asset of this policy) in the payout asset. */
  | (LiabilityBase & {
      readonly kind: 'indexed';
      readonly payoutAsset: string;
      readonly index: string;
      readonly unitsPerTokenWad: Wad;
    })
  /** A book of collateralised debt positions plus a buffer of reserve assets. */
  | (LiabilityBase & {
      readonly kind: 'cdp';
      readonly payoutAsset: string;
      readonly collateralAssets: readonly string[];
      readonly manager: Address | null;
    });

/** How likely each of the three failures may be, at some day up to the horizon, and what that is judged by. */
export interface FailureLimits {
  readonly horizonDays: number;
  /** Most the high end of the range may come to; null for a figure without a limit. */
  readonly maxBalanceSheetBps: Bps | null;
  readonly maxLiquidityBps: Bps | null;
  readonly maxRegulatoryBps: Bps | null;
  /** Pack whose rule on backing the regulatory failure breaks; null for none. */
  readonly pack: string | null;
  /** How fast holders run every day of it, as a multiple of each liability's run. */
  readonly runMultipleWad: Wad;
  /** Paths each simulated model draws. */
  readonly paths: number;
  readonly defaults: readonly {
    readonly kind: 'issuer' | 'venue' | 'custodian' | 'bridge' | 'chain';
    readonly id: string;
    readonly lowPerYearBps: Bps;
    readonly highPerYearBps: Bps;
    readonly lossBps: Bps;
    readonly source: string;
    /** Day the probabilities are of, UTC; absent where nobody said. */
    readonly asOf?: string;
  }[];
}

export interface PolicyLimits {
  readonly minBackingRatioWad: Wad;
  readonly minRiskAdjustedBackingRatioWad: Wad;
  /** Cash by horizon ÷ liabilities. */
  readonly liquidity: readonly { readonly horizon: 'now' | 'hour' | 'day' | 'week'; readonly minCoverageBps: Bps }[];
  readonly exposures: readonly {
    readonly kind: 'issuer' | 'venue' | 'custodian' | 'bridge' | 'chain';
    readonly id: string;
    readonly maxShareBps: Bps;
  }[];
  readonly maxPegDeviationBps: Bps;
  readonly tails: readonly {
    readonly measure: 'VaR' | 'ES';
    readonly method: 'historical' | 'parametric normal' | 'combined' | 'combined with pegs';
    readonly confidenceBps: Bps;
    readonly horizonDays: number;
    readonly maxLossBps: Bps;
  }[];
  /** How haircuts follow the market above their floors; absent where the floors are all there is. */
  readonly haircuts?: {
    readonly confidenceBps: Bps;
    readonly horizonDays: number;
    readonly decayPerDayBps: Bps;
  };
  /** How likely a failure may be; absent where no scenarios are drawn in a cycle. */
  readonly failure?: FailureLimits;
  /** Document budgets, leaky buckets: burst and refill a day. */
  readonly lossPerDayWad: Wad;
  readonly turnoverPerDayWad: Wad;
  readonly maxSlippageBps: Bps;
  readonly exitSlippageBps: Bps;
  /** What exits may lose, apart from the loss budget: burst and refill a day. */
  readonly depegExitPerDayWad: Wad;
  /** Bands narrower than this value are not traded. */
  readonly minTradeWad: Wad;
  readonly maxVaultValueWad: Wad;
  readonly mintCapPerDayWad: Wad;
}

/** How the vault opens exits, takes pushed haircuts, counts totals, replaces feeds and runs auctions. */
export interface PolicyRegime {
  /** Seconds an exit must have been armed before anybody may open it; how long it then stays open. */
  readonly exitDelaySeconds: number;
  readonly exitWindowSeconds: number;
  /** How far above its floor the steward may push a haircut, and how fast that decays. */
  readonly maxPushBps: Bps;
  readonly haircutDecayPerDayBps: Bps;
  /** Haircut above which entry stops; null for never. */
  readonly entryHaircutBps: Bps | null;
  /** How fast the counted total may grow, and how long it is used. */
  readonly maxGrowthPerDayBps: Bps;
  readonly anchorMaxAgeSeconds: number;
  /** How long a replacement feed must have agreed with the live ones. */
  readonly shadowSeconds: number;
  /** Silence of the keeper after which anybody may leave venues; null for never. */
  readonly idleSeconds: number | null;
  /** How long an auction lasts (null: none is held), and how far above the price it begins. */
  readonly auctionSeconds: number | null;
  readonly auctionPremiumBps: Bps;
  /** How old the last statement on chain may be before only exits are left; null for any. */
  readonly maxProofAgeSeconds: number | null;
  readonly sequencerGraceSeconds: number;
}

/** Reserve level thresholds: the worst that applies. Ratios are backing at mark. */
export interface PolicyLevels {
  readonly watchBackingWad: Wad;
  readonly defensiveBackingWad: Wad;
  readonly emergencyBackingWad: Wad;
  /** A calmer level only after the evidence asked for it this long. */
  readonly calmForSeconds: number;
}

/** Slashable stake: bears losses after the surplus; never backing. */
export interface JuniorCapital {
  readonly id: string;
  readonly assetId: string;
  readonly accountId: string;
  /** Share of the stake that the rules allow to be taken. */
  readonly slashableBps: Bps;
}

export interface PolicyRoles {
  readonly owner: Address | null;
  /** Proposes policies; has no power over funds. */
  readonly curator: Address | null;
  readonly guardian: Address | null;
  readonly keeper: Address | null;
  /** Ed25519 public keys, hex. */
  readonly attesters: readonly string[];
  /** Ed25519 public keys whose pair must sign attested records. */
  readonly approvers: readonly string[];
}

export interface PolicyExecution {
  /** Vault that acts; null when the reserve is only observed. */
  readonly vault: { readonly chain: ChainId; readonly address: Address; readonly router: Address } | null;
  readonly planLifetimeSeconds: number;
  /** Largest change of any price between plan and apply. */
  readonly maxDriftBps: Bps;
}
