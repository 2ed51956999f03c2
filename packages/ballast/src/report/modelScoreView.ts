import type { ForecastComparison, Seconds, TailModel, TailScore } from '@ballast/core';

/** One model on one series at one confidence; FZ0 in per cent units. */
export interface ScoredModel {
  readonly model: TailModel;
  readonly score: TailScore;
  /** Against the baseline; null for the baseline itself, and where the two cannot be told apart. */
  readonly againstBaseline: ForecastComparison | null;
  /** Level down to which it stays in the model confidence set; null where the set could not be formed. */
  readonly setLevel: number | null;
}

/** A day the loss went beyond what a model had said, in per cent. */
export interface WorstDay {
  readonly endSeconds: Seconds;
  readonly lossPercent: number;
  readonly valueAtRiskPercent: number;
  readonly shortfallPercent: number;
}

export interface SeriesScore {
  readonly symbol: string;
  readonly quote: string;
  readonly source: string;
  /** Ends of the first and the last day forecast. */
  readonly fromSeconds: Seconds;
  readonly toSeconds: Seconds;
  readonly days: number;
  readonly missingDays: number;
  /** Models by confidence; one with fewer than a hundred judged days is left out. */
  readonly byConfidence: readonly (readonly ScoredModel[])[];
  /** By model, the losses furthest beyond its ES at the highest confidence, worst first. */
  readonly worst: Readonly<Partial<Record<TailModel, readonly WorstDay[]>>>;
}

/** One model over all series at one confidence. */
export interface PooledModel {
  readonly model: TailModel;
  readonly series: number;
  readonly days: number;
  readonly exceptions: number;
  /** Mean over series of each series' mean FZ0. */
  readonly meanFz0: number;
  /** Series on which the test does not reject at 5 %. */
  readonly coverageKept: number;
  readonly conditionalKept: number;
  readonly shortfallKept: number;
  readonly interceptKept: number;
  /** Series on which it is in the 90 % model confidence set, and the level of the set over all series at once. */
  readonly inSet: number;
  readonly setLevel: number | null;
  readonly againstBaseline: ForecastComparison | null;
}

export interface ModelScore {
  readonly windowDays: number;
  readonly baseline: TailModel;
  readonly confidences: readonly number[];
  readonly series: readonly SeriesScore[];
  readonly pooled: readonly (readonly PooledModel[])[];
  /** What was not scored, and why. */
  readonly left: readonly string[];
}

/** A test keeps a model unless it rejects at 5 %; one that cannot judge does not reject. Pure. */
export const isKept = (pValue: number | null | undefined): boolean => pValue == null || pValue >= 0.05;

/** Whether a level is within the 90 % set. Pure. */
export const isInSet = (level: number | null): boolean => level !== null && level >= 0.1;

/** A share as per cent with two decimals. Pure. */
export const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(2)}%`;

/** A p-value to three decimals; a dash where the test said nothing. Pure. */
export const chance = (pValue: number | null | undefined): string => (pValue == null ? '–' : pValue.toFixed(3));

/** A confidence as people write it. Pure. */
export const confidenceName = (confidence: number): string => `${Number((100 * confidence).toFixed(2))} %`;

/** The day that ended at a moment. Pure. */
export const dayName = (endSeconds: Seconds): string =>
  new Date((endSeconds - 86_400) * 1000).toISOString().slice(0, 10);
