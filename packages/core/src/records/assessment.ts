import type { Bps, Wad } from '../units/amounts.ts';
import type { Seconds } from '../units/time.ts';
import type { FailureRecord } from './failure.ts';
import type { Hash } from './hash.ts';

export type AssetStateName = 'sound' | 'iffy' | 'disabled' | 'unknown';
export type ReserveLevel = 'normal' | 'watch' | 'defensive' | 'emergency';

/**
 * One limit of the policy against the world. Ratios and money are WAD; the unit is named. Ids:
 * backing · backing:riskAdjusted · liquidity:<horizon> · exposure:<kind>:<id> · weight:max:<asset> ·
 * weight:min:<asset> · venue:<venue id> · peg:<asset> · tail:<measure>:<method>:<confidence bps>:<days>d ·
 * failure:<balanceSheet, liquidity or regulatory>:<days>d ·
 * budget:loss · budget:turnover · vault:value · mint:day
 */
export interface LimitResult {
  /** Stable id, for example exposure:issuer:circle or liquidity:day. */
  readonly id: string;
  readonly unit: 'ratio' | 'usd';
  readonly direction: 'min' | 'max';
  /** Rounded against us; where something is unknown, the worst it can be. Null when unknown, or when there is nothing to limit. */
  readonly valueWad: Wad | null;
  readonly thresholdWad: Wad;
  /** Distance to the threshold, never negative when met, negative when breached; null exactly when the value is. */
  readonly headroomWad: Wad | null;
  /**
   * met: holds even where what is unknown is as bad as it can be. breached: fails even where it is as good
   * as it can be. unknown: neither. Unknown counts as breached for what may be entered, never as a reason to sell.
   */
  readonly status: 'met' | 'breached' | 'unknown';
  /**
   * Every breached limit; and of the met ones with a value and a threshold above zero, the single one with
   * least headroom ÷ threshold (compared exactly; equal ones by id).
   */
  readonly isBinding: boolean;
  /** Empty, or in plain words why the value is a bound, unknown, or there is nothing to limit. */
  readonly note: string;
  /** document, or chain when a tightened on-chain parameter is stricter. */
  readonly origin: 'document' | 'chain';
}

export interface AssetState {
  readonly assetId: string;
  readonly state: AssetStateName;
  readonly previous: AssetStateName;
  readonly sinceSeconds: Seconds;
  readonly evidence: string;
}

/** A value-at-risk or expected-shortfall figure with all it needs to be read. Fractions of assets, WAD. */
export interface TailFigure {
  readonly measure: 'VaR' | 'ES';
  readonly method: 'historical' | 'parametric normal' | 'combined' | 'combined with pegs';
  readonly confidenceBps: Bps;
  readonly horizonDays: number;
  readonly sampleSize: number;
  /** Null with a reason when the sample cannot carry it. */
  readonly lossRatioWad: Wad | null;
  readonly lossUsdWad: Wad | null;
  readonly note: string;
}

/** How much of a run the reserve could pay by each horizon. */
export interface RunCoverage {
  readonly horizon: 'now' | 'hour' | 'day' | 'week';
  /** Cash of the ladder less claims already waiting, not below zero. */
  readonly cashWad: Wad;
  /** What the policy's run takes out by then, rounded up; null when the claim is unknown. */
  readonly runWad: Wad | null;
  /** cash ÷ run, down; null when nothing would run or the run is unknown. */
  readonly coverageRatioWad: Wad | null;
}

/** How far a pegged asset, or a share of what it redeems for, trades from par, as far as two origins confirm it. */
export interface PegDeviation {
  readonly assetId: string;
  /** (price − par) ÷ par of the deviation that a second origin reaches too, rounded away from zero; null with fewer than two live origins or no par. */
  readonly deviationWad: Wad | null;
  /** Origins beyond the policy's widest deviation, on the same side. */
  readonly originsConfirming: number;
  /** Two origins or more are beyond it. */
  readonly isConfirmed: boolean;
}

/** The haircut an asset needs now, by everything that asks for one; what is carried counts from the next cycle on. */
export interface HaircutFigure {
  readonly assetId: string;
  readonly haircutBps: Bps;
  /** Which ask set it; decay: an earlier, higher one that is still coming down. */
  readonly reason: 'floor' | 'model' | 'staleness' | 'disagreement' | 'depth' | 'decay';
  readonly floorBps: Bps;
  /** Market, credit and liquidity together, a ratio; null where history cannot say. */
  readonly modelWad: Wad | null;
  /** Asks that could not be heard: the haircut is a lower bound then. */
  readonly unknown: readonly string[];
}

/** A contract we depend on that is not what it was, or stops us. */
export interface ContractAlert {
  readonly subject: string;
  /** CODE_CHANGED, IMPLEMENTATION_CHANGED, ADMIN_CHANGED, CONFIGURATION_CHANGED, UNREADABLE, PAUSED or BLOCKED. */
  readonly code: string;
  readonly detail: string;
}

/** Third artefact: every limit, every state, and the tails. */
export interface Assessment {
  readonly schema: 'ballast/assessment/1';
  readonly reserve: string;
  readonly cycle: number;
  readonly parents: {
    readonly balanceSheet: Hash;
    readonly policy: Hash;
    readonly history: Hash;
    readonly carried: Hash;
    /** Of `failure.scenarios`; null where there are none. */
    readonly scenarioSet: Hash | null;
  };
  readonly asOfSeconds: Seconds;
  readonly limits: readonly LimitResult[];
  readonly assetStates: readonly AssetState[];
  readonly level: ReserveLevel;
  readonly previousLevel: ReserveLevel;
  readonly levelSinceSeconds: Seconds;
  readonly levelEvidence: readonly string[];
  readonly tails: readonly TailFigure[];
  readonly run: readonly RunCoverage[];
  readonly pegs: readonly PegDeviation[];
  /** Of the assets held and those that may be bought; absent where the policy has floors alone. */
  readonly haircuts?: readonly HaircutFigure[];
  /** Absent where the policy has no limits on failure. */
  readonly failure?: FailureRecord;
  /** Contracts whose identity is not the one last accepted, that are paused, or that block us. */
  readonly contractAlerts: readonly ContractAlert[];
  /** Where no portfolio can meet the policy: the reserve only exits. */
  readonly isExitOnly: boolean;
  readonly exitOnlyReason: string;
}
