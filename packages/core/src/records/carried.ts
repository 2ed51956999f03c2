import type { Bps, Ray, Wad } from '../units/amounts.ts';
import type { Seconds } from '../units/time.ts';
import type { AssetStateName, ReserveLevel } from './assessment.ts';

/** What one asset's past leaves to the next cycle. */
export interface CarriedAsset {
  readonly assetId: string;
  /** Slow average of the consensus price; null until first seen. */
  readonly slowPriceWad: Wad | null;
  readonly slowAtSeconds: Seconds | null;
  /** Daily volatility the velocity gate uses, a ratio. */
  readonly dailyVolatilityWad: Wad | null;
  /** Anchor of the growth cap for yield-bearing shares. */
  readonly anchorRatioWad: Wad | null;
  readonly anchorAtSeconds: Seconds | null;
  readonly state: AssetStateName;
  readonly stateSinceSeconds: Seconds;
  /** Since when at least two origins stand below the threshold; null when they do not. */
  readonly belowIffySinceSeconds: Seconds | null;
  readonly belowDisabledSinceSeconds: Seconds | null;
  readonly aboveRecoverySinceSeconds: Seconds | null;
}

/** Share prices of a savings venue as seen before, assets per share: what it pays is measured from the older one. */
export interface CarriedSavings {
  readonly venueId: string;
  readonly from: { readonly sharePriceRay: Ray; readonly atSeconds: Seconds };
  readonly next: { readonly sharePriceRay: Ray; readonly atSeconds: Seconds };
}

/** A haircut in force above what the law alone asks, and the time up to which its decay is counted. */
export interface CarriedHaircut {
  readonly assetId: string;
  readonly haircutBps: Bps;
  readonly atSeconds: Seconds;
}

/** Identity of a contract that entry is allowed under; null where there is none or it was never read. */
export interface CarriedContract {
  readonly subject: string;
  readonly codeHash: string | null;
  readonly implementation: string | null;
  readonly admin: string | null;
  readonly configuration: string | null;
}

/** Everything remembered between cycles; content-addressed like any artefact. */
export interface CarriedState {
  readonly schema: 'ballast/carried/1';
  readonly reserve: string;
  readonly cycle: number;
  /** Time of the snapshot last valued; null before the first. Threshold timers stand still while no verdict is possible. */
  readonly valuedAtSeconds: Seconds | null;
  readonly assets: readonly CarriedAsset[];
  readonly savings: readonly CarriedSavings[];
  /** Of the assets held when last judged; absent where the policy follows no market with them. */
  readonly haircuts?: readonly CarriedHaircut[];
  readonly level: ReserveLevel;
  readonly levelSinceSeconds: Seconds;
  /** Since when the evidence asks for a calmer level; hysteresis. */
  readonly calmerSinceSeconds: Seconds | null;
  /** Loss and turnover already spent, leaky buckets of the document (the chain keeps its own). */
  readonly lossUsedWad: Wad;
  readonly turnoverUsedWad: Wad;
  readonly budgetsAtSeconds: Seconds;
  /** Identity by subject as last accepted: at first sight, or by a person after a change. */
  readonly contracts: readonly CarriedContract[];
  /** A durable stop in force when the cycle began; nothing new is planned under it. */
  readonly stop: { readonly kind: 'hold' | 'freeze'; readonly reason: string; readonly atSeconds: Seconds } | null;
  /** Intents journalled and not yet reconciled; no plan doubles them. */
  readonly inFlight: readonly { readonly planHash: string; readonly index: number }[];
}
