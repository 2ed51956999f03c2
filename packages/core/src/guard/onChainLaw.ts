import type { Bps, Wad } from '../units/amounts.ts';
import type { Address, VaultRisk } from '../records/snapshot.ts';

/** One asset as the contract holds it. */
export interface LawAsset {
  readonly assetId: string;
  readonly token: Address;
  readonly decimals: number;
  readonly feedA: Address;
  readonly feedB: Address | null;
  readonly heartbeatASeconds: number;
  readonly heartbeatBSeconds: number;
  readonly minPriceWad: Wad;
  readonly maxPriceWad: Wad;
  readonly pegWad: Wad | null;
  readonly depegPriceWad: Wad | null;
  /** Least a token may bring while a feed is dead; null: then it stays. */
  readonly exitFloorWad: Wad | null;
  readonly maxDeviationBps: Bps;
  readonly slipBps: Bps;
  readonly exitSlipBps: Bps;
  readonly haircutBps: Bps;
  readonly targetBps: Bps;
  readonly maxBps: Bps;
  /** What its price may grow a day and still count; zero for no cap. */
  readonly maxGrowthPerDayBps: Bps;
  /** Bit i: depends on risk i. */
  readonly risks: number;
  /** 0: cash at once, 1: within a day, 2: within a week, 3: later. */
  readonly maturity: number;
  readonly isEndogenous: boolean;
  readonly isEntryAllowed: boolean;
  readonly isDisabled: boolean;
}

export interface LawVenue {
  readonly venueId: string;
  readonly kind: 'erc4626' | 'aave-v3';
  readonly target: Address;
  readonly token: Address;
  readonly receipt: Address;
  readonly maxBps: Bps;
  readonly maxGrowthPerDayBps: Bps;
  readonly risks: number;
  readonly maturity: number;
  readonly isEntryAllowed: boolean;
}

/** How exits are armed and opened, haircuts pushed, totals counted and feeds replaced. */
export interface LawRegime {
  readonly exitDelaySeconds: number;
  readonly exitWindowSeconds: number;
  readonly maxPushBps: Bps;
  readonly haircutDecayPerDayBps: Bps;
  /** Haircut above which entry stops; zero for never. */
  readonly entryHaircutBps: Bps;
  readonly maxGrowthPerDayBps: Bps;
  readonly anchorMaxAgeSeconds: number;
  readonly shadowSeconds: number;
  /** Silence of the keeper after which anybody may leave venues; null for never. */
  readonly idleSeconds: number | null;
  /** How long an auction lasts, null for none, and how far above the price it begins. */
  readonly auctionSeconds: number | null;
  readonly auctionPremiumBps: Bps;
  /** Null on a chain without a sequencer. */
  readonly sequencerFeed: Address | null;
  readonly sequencerGraceSeconds: number;
}

/** What the vault's contracts hold for a policy document: its fields enforced by the chain, as plain data. */
export interface OnChainLaw {
  /** The base asset first. */
  readonly assets: readonly LawAsset[];
  readonly venues: readonly LawVenue[];
  readonly risks: readonly VaultRisk[];
  readonly regime: LawRegime;
  readonly limits: {
    readonly lossBurstWad: Wad;
    readonly lossRefillPerDayWad: Wad;
    readonly turnoverBurstWad: Wad;
    readonly turnoverRefillPerDayWad: Wad;
    readonly minBackingWad: Wad;
    readonly maxVaultValueWad: Wad;
    readonly mintCapPerDayWad: Wad;
    readonly depegBurstWad: Wad;
    readonly depegRefillPerDayWad: Wad;
    readonly minCoverageWad: Wad;
    /** Of claims, in cash at once, within a day, within a week. */
    readonly minLiquidBps: readonly [Bps, Bps, Bps];
    /** How old the last statement may be before only exits are left; null for any. */
    readonly maxProofAgeSeconds: number | null;
  };
  readonly redemption: {
    readonly payoutToken: Address;
    readonly owed: 'payoutAsset' | 'numeraire';
    readonly feeBps: Bps;
    /** Null for no cap. */
    readonly capPerDayWad: Wad | null;
    readonly delaySeconds: number;
  };
}
