import type { Seconds } from '@ballast/core';
import type { PriceSeries } from '../../history/priceSeries.ts';

/** Prices in dollars from the moments they were known, rising in time. */
export interface PriceSteps {
  readonly times: readonly Seconds[];
  readonly prices: readonly number[];
}

/** A series as dollars; `rateAt` is what its quote was worth. Pure. */
export const toSteps = (series: PriceSeries, rateAt: (timeSeconds: Seconds) => number): PriceSteps => ({
  times: series.points.map((point) => point.timeSeconds),
  prices: series.points.map((point) => Number(point.price) * rateAt(point.timeSeconds)),
});

/** The last price known at a moment; null before the first. Pure. */
export function lastAtOrBefore(steps: PriceSteps, timeSeconds: Seconds): number | null {
  let [low, high] = [0, steps.times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps.times[middle] ?? 0) <= timeSeconds) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? null : (steps.prices[low - 1] ?? null);
}
