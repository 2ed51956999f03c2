import type { Bps, Wad } from '../units/amounts.ts';
import type { Seconds } from '../units/time.ts';
import type { Hash } from './hash.ts';

export type AssetStateName = 'sound' | 'iffy' | 'disabled' | 'unknown';
export type ReserveLevel = 'normal' | 'watch' | 'defensive' | 'emergency';

/** One limit of the policy against the world. Ratios and money are WAD; the unit is named. */
export interface LimitResult {
  /** Stable id, for example exposure:issuer:circle or liquidity:day. */
  readonly id: string;
  readonly unit: 'ratio' | 'usd';
  readonly direction: 'min' | 'max';
  readonly valueWad: Wad | null;
  readonly thresholdWad: Wad;
  /** Distance to the threshold, positive when met, rounded against us; null when unknown. */
  readonly headroomWad: Wad | null;
  /** Unknown counts as breached for what may be entered, never as a reason to sell. */
  readonly status: 'met' | 'breached' | 'unknown';
  /** The met limit with least headroom relative to its threshold, or any breached one. */
  readonly isBinding: boolean;
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
  readonly method: 'historical' | 'parametric normal';
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
  readonly cashWad: Wad;
  readonly runWad: Wad;
  /** cash ÷ run, down; null when nothing would run. */
  readonly coverageRatioWad: Wad | null;
}

export interface PegDeviation {
  readonly assetId: string;
  /** (market − peg) ÷ peg, negative below the peg; null when unknown. */
  readonly deviationWad: Wad | null;
  readonly originsConfirming: number;
  readonly isConfirmed: boolean;
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
  /** Contracts whose code, implementation, admin or pause flag changed since last seen, or that block us. */
  readonly contractAlerts: readonly { readonly subject: string; readonly code: string; readonly detail: string }[];
  /** Where no portfolio can meet the policy: the reserve only exits. */
  readonly isExitOnly: boolean;
  readonly exitOnlyReason: string;
}
