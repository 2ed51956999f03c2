import { coverageTests, type CoverageTests, type TestResult } from './coverageTests.ts';
import { dieboldMariano, type ForecastComparison } from './dieboldMariano.ts';
import { dynamicQuantileTest } from './dynamicQuantile.ts';
import { SampleRefused } from '../numbers/sample.ts';
import {
  acerbiSzekely1,
  acerbiSzekely2,
  exceedanceResiduals,
  hitsOf,
  shortfallIntercept,
  type ShortfallTest,
} from './shortfallTests.ts';
import type { TailRisk } from '../distributions/tailRisk.ts';
import { fz0Loss, tickLoss } from './tailScores.ts';

/** What came and what a model had said of it, day by day, oldest first; null where the model said nothing. */
export interface TailTrack {
  readonly returns: readonly number[];
  readonly forecasts: readonly (TailRisk | null)[];
  /** 1 − confidence. */
  readonly p: number;
}

export interface TailScore {
  /** Days judged, and days the model had nothing to say or an ES that is no loss. */
  readonly days: number;
  readonly unanswered: number;
  readonly exceptions: number;
  readonly coverage: CoverageTests;
  readonly dynamicQuantile: TestResult | null;
  readonly acerbiSzekely1: ShortfallTest;
  readonly acerbiSzekely2: ShortfallTest;
  readonly exceedanceResiduals: ShortfallTest;
  readonly shortfallIntercept: ShortfallTest;
  readonly meanFz0: number;
  readonly meanTick: number;
}

/** Fewer judged days than this make no score. */
export const FEWEST_TO_SCORE = 100;

/** Whether a forecast can be judged: an answer whose ES is a loss. Pure. */
export const isJudged = (forecast: TailRisk | null | undefined): forecast is TailRisk =>
  forecast !== null && forecast !== undefined && forecast.expectedShortfall > 0;

/**
 * Every test and score of one model on one series. The returns and forecasts in one unit; FZ0 rises by ln k when that
 * unit is made k times smaller. Refuses (SampleRefused) fewer than a hundred judged days. Pure.
 */
export function scoreTails({ returns, forecasts, p }: TailTrack): TailScore {
  const judged = returns.flatMap((value, t) => {
    const forecast = forecasts[t];
    return isJudged(forecast) ? [{ value, forecast }] : [];
  });
  if (judged.length < FEWEST_TO_SCORE)
    throw new SampleRefused('TOO_SHORT', `score of ${judged.length} days needs ${FEWEST_TO_SCORE}`);
  const record = { returns: judged.map(({ value }) => value), forecasts: judged.map(({ forecast }) => forecast), p };
  const hits = hitsOf(record);
  const mean = (of: (value: number, forecast: TailRisk) => number): number =>
    judged.reduce((sum, { value, forecast }) => sum + of(value, forecast), 0) / judged.length;
  return {
    days: judged.length,
    unanswered: returns.length - judged.length,
    exceptions: hits.filter(Boolean).length,
    coverage: coverageTests(hits, p),
    dynamicQuantile: dynamicQuantileTest(
      hits,
      record.forecasts.map(({ valueAtRisk }) => valueAtRisk),
      p,
    ),
    acerbiSzekely1: acerbiSzekely1(record),
    acerbiSzekely2: acerbiSzekely2(record),
    exceedanceResiduals: exceedanceResiduals(record),
    shortfallIntercept: shortfallIntercept(record),
    meanFz0: mean((value, forecast) => fz0Loss(value, forecast, p)),
    meanTick: mean((value, { valueAtRisk }) => tickLoss(value, valueAtRisk, p)),
  };
}

/**
 * Diebold–Mariano on FZ0 of one model against another over the days both answered; null where these are fewer than a
 * hundred or never differ. Tracks of the same days. Pure.
 */
export function compareTails(first: TailTrack, second: TailTrack): ForecastComparison | null {
  const losses = fz0Pairs(first, second);
  if (losses.length < FEWEST_TO_SCORE || losses.every(([a, b]) => a === b)) return null;
  return dieboldMariano(
    losses.map(([a]) => a),
    losses.map(([, b]) => b),
  );
}

/** FZ0 losses of two models on the days both answered. Pure. */
export function fz0Pairs(first: TailTrack, second: TailTrack): (readonly [number, number])[] {
  return first.returns.flatMap((value, t) => {
    const [a, b] = [first.forecasts[t], second.forecasts[t]];
    return isJudged(a) && isJudged(b) ? [[fz0Loss(value, a, first.p), fz0Loss(value, b, first.p)] as const] : [];
  });
}
