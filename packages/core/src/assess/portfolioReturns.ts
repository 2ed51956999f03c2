import { BallastError } from '../units/error.ts';
import { wadToFloat } from '../units/float.ts';
import type { Seconds } from '../units/time.ts';
import type { History } from '../records/history.ts';

export class HistoryMalformed extends BallastError {
  constructor(assetId: string, why: string) {
    super({
      code: 'ASSESS_HISTORY_MALFORMED',
      message: `the price history of ${assetId} ${why}`,
      remedy: 'one series an asset, times rising, prices above zero; import the series again',
      retryable: false,
    });
  }
}

/** Price by step of the history's grid; a missing step is absent. */
export type Series = ReadonlyMap<number, number>;

/** Series by asset on the history's own grid, up to `nowSeconds`; the last point of a step counts. Pure. */
export function readSeries(history: History, nowSeconds: Seconds): ReadonlyMap<string, Series> {
  if (!(Number.isSafeInteger(history.stepSeconds) && history.stepSeconds > 0))
    throw new HistoryMalformed(history.reserve, `has a step of ${history.stepSeconds} seconds`);
  const found = new Map<string, Series>();
  for (const { assetId, points } of history.series) {
    if (found.has(assetId)) throw new HistoryMalformed(assetId, 'is given twice');
    const series = new Map<number, number>();
    let last = -1;
    for (const { timeSeconds, priceWad } of points) {
      if (timeSeconds <= last) throw new HistoryMalformed(assetId, 'does not rise in time');
      if (priceWad <= 0n) throw new HistoryMalformed(assetId, 'holds a price that is not above zero');
      last = timeSeconds;
      // What lies after the present was not known yet.
      if (timeSeconds <= nowSeconds) series.set(Math.floor(timeSeconds / history.stepSeconds), wadToFloat(priceWad));
    }
    found.set(assetId, series);
  }
  return found;
}

/** The newest step of a series; −∞ of an empty one. Of any length: steps as arguments would end at some hundred thousand. */
export function newestStep(series: Series): number {
  let newest = -Infinity;
  for (const step of series.keys()) newest = Math.max(newest, step);
  return newest;
}

/** A weight of the portfolio and the prices it moves with; null for cash at par, which does not move. */
export interface Position {
  readonly weight: number;
  readonly series: Series | null;
  /** Whether it has a peg to fall from, or is a share of something that has. */
  readonly isPegged?: boolean;
}

/**
 * Simple returns of a portfolio of fixed weights over `steps` grid steps, overlapping, oldest first.
 * A gap is never filled: a window counts only where every position has a price at both of its ends. Pure.
 */
export function portfolioReturns(positions: readonly Position[], steps: number): number[] {
  const moving = positions.filter(
    (position): position is Position & { readonly series: Series } => position.series !== null,
  );
  const shortest = moving.reduce<Series | null>(
    (best, { series }) => (best === null || series.size < best.size ? series : best),
    null,
  );
  if (shortest === null) return [];
  const starts = [...shortest.keys()].toSorted((a, b) => a - b);
  return starts.flatMap((start) => {
    let total = 0;
    for (const { weight, series } of moving) {
      const [from, to] = [series.get(start), series.get(start + steps)];
      if (from === undefined || to === undefined) return [];
      total += weight * (to / from - 1);
    }
    return [total];
  });
}
