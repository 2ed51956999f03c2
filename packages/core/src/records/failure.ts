import type { Bps, Wad } from '../units/amounts.ts';
import type { Hash } from './hash.ts';

/** Three ways to fail, never added up. */
export type FailureKind = 'balance sheet' | 'liquidity' | 'regulatory';

/** A price on one path of scenarios, and what its move took of the money left (below zero) or gave. */
export interface PathMove {
  /** An asset, or what the scenarios make of one: `book:liability:asset`, `paid:asset:drawn as`, `sold:…`. */
  readonly column: string;
  /** Price ÷ today's price − 1, rounded down. */
  readonly moveWad: Wad;
  readonly moneyWad: Wad;
}

/** What the answer for one failure, horizon and way of counting rests on. */
export interface FailureFigure {
  readonly failure: FailureKind;
  /** At some day up to the horizon, or at its end. */
  readonly passage: 'first passage' | 'terminal';
  readonly horizonDays: number;
  /** Between models, readings, default probabilities and dependence; ratios. Null where it cannot be estimated. */
  readonly lowWad: Wad | null;
  readonly highWad: Wad | null;
  /**
   * Sampling errors of the two ends, of the model that set each, rounded up: standard errors, widened for overlap; and
   * where no path or every path fails by prices, 3 ÷ independent paths, which is what a sample can tell then (95 %).
   */
  readonly lowErrorWad: Wad | null;
  readonly highErrorWad: Wad | null;
  /** Models that set the two ends; of several that say the same, the one with the smallest error. */
  readonly lowModel: string;
  readonly highModel: string;
  /** Share of the paths of the high model on which prices alone do it; the rest is defaults. */
  readonly byPricesWad: Wad | null;
  /** What does it, by the high model: prices (or the reserve as it stands, or prices and the run), and each default alone; likeliest first, none that cannot. */
  readonly causes: readonly { readonly cause: string; readonly probabilityWad: Wad }[];
  /**
   * The paths of the high model that leave least, by name, with the day (1 the first) and the money left, rounded down;
   * and what moved most against the reserve until then, dearest first, five at most.
   */
  readonly worstPaths: readonly {
    readonly path: string;
    readonly day: number;
    readonly moneyWad: Wad;
    readonly moves: readonly PathMove[];
  }[];
  /** Default probability of an exposure that no surplus covers; both ends are at least their own. */
  readonly floorWad: Wad | null;
  readonly note: string;
}

/** One model's scenarios by name: everything that decides their bytes. */
export interface ScenarioSource {
  readonly model: string;
  readonly basis: string;
  readonly assetIds: readonly string[];
  readonly days: number;
  readonly paths: number;
  readonly independentPaths: number;
  /** Name and seed of a drawn set; null for stretches of the history itself. */
  readonly set: Hash | null;
}

/** What a cycle judged its failures by; the hash of it stands among the parents of the assessment. */
export interface ScenarioSets {
  readonly schema: 'ballast/scenario-sets/1';
  readonly parents: { readonly history: Hash; readonly policy: Hash };
  readonly sources: readonly ScenarioSource[];
}

/** What the surplus loses by the end of the horizon in a bad world, who bears it, and what is carried for it. */
export interface SurplusRisk {
  /** Of the models, the one with the largest shortfall. */
  readonly model: string;
  readonly confidenceBps: Bps;
  readonly horizonDays: number;
  readonly paths: number;
  /** Money, positive for a loss, rounded up; standard errors of the sample beside it. */
  readonly valueAtRiskWad: Wad;
  readonly valueAtRiskErrorWad: Wad;
  readonly shortfallWad: Wad;
  readonly shortfallErrorWad: Wad;
  /** What each asset brings to the shortfall; they sum to it but for a billionth each. Marginal: by one more unit of money in it. */
  readonly components: readonly {
    readonly assetId: string;
    readonly componentWad: Wad;
    readonly marginalWad: Wad | null;
  }[];
  /** The shortfall over the policy's waterfall, first to last; capacity null for holders, who bear what is left. */
  readonly bearers: readonly {
    readonly rank: 'surplus' | 'junior' | 'holders';
    readonly capacityWad: Wad | null;
    readonly lossWad: Wad;
  }[];
  /** What is owed ÷ shortfall, rounded down; null where nothing is lost. */
  readonly liabilitiesPerRiskWad: Wad | null;
  /** What lending and savings venues would pay in a year at the rates of now, and that ÷ shortfall; rounded down. */
  readonly incomePerYearWad: Wad;
  readonly incomePerRiskWad: Wad | null;
}

/** How likely the reserve fails within the policy's horizon. */
export interface FailureRecord {
  readonly horizonDays: number;
  /** Null where none could be drawn, and `why` says why. */
  readonly scenarios: ScenarioSets | null;
  readonly why: string;
  /** Every kind at some day and at the end; none without scenarios. */
  readonly figures: readonly FailureFigure[];
  readonly risk: SurplusRisk | null;
}
