import type { TestResult } from './coverageTests.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { normalCumulative } from '../distributions/normal.ts';
import { checkSample, SampleRefused } from '../numbers/sample.ts';

export interface ForecastComparison extends TestResult {
  /** Mean loss of the first less that of the second; below zero where the first is better. */
  readonly meanDifference: number;
  /** Chance of a statistic as low where neither is better: small speaks for the first. `pValue` is two-sided. */
  readonly pFirstBetter: number;
  readonly lags: number;
}

/**
 * Diebold and Mariano's test (1995) of equal mean loss, with the Newey–West long-run variance (1987). `lags`: whole,
 * ⌊n^⅓⌋ when left out. Losses of the same days, at least thirty. Refuses losses that never differ. Pure.
 */
export function dieboldMariano(
  first: readonly number[],
  second: readonly number[],
  lags = cubeRoot(first.length),
): ForecastComparison {
  if (second.length !== first.length) throw new OutsideDomain('losses of the other forecast', second.length);
  checkSample(first, 30, 'Diebold–Mariano');
  checkSample(second, 30, 'Diebold–Mariano');
  if (!(Number.isSafeInteger(lags) && lags >= 0 && lags < first.length)) throw new OutsideDomain('lags', lags);
  const n = first.length;
  const gaps = first.map((loss, t) => loss - second[t]!);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / n;
  const longRun = longRunVariance(
    gaps.map((gap) => gap - mean),
    lags,
  );
  if (!(longRun > 0)) throw new SampleRefused('CONSTANT', 'the two forecasts score the same every day');
  const statistic = mean / Math.sqrt(longRun / n);
  return {
    meanDifference: mean,
    statistic,
    pValue: 2 * normalCumulative(-Math.abs(statistic)),
    pFirstBetter: normalCumulative(statistic),
    lags,
  };
}

/** Newey–West variance of a centred series, Bartlett weights over `lags`. Pure. */
export function longRunVariance(centred: readonly number[], lags: number): number {
  const n = centred.length;
  let total = 0;
  for (let k = 0; k <= lags; k += 1) {
    let sum = 0;
    for (let t = k; t < n; t += 1) sum += centred[t]! * centred[t - k]!;
    total += (k === 0 ? 1 : 2 * (1 - k / (lags + 1))) * (sum / n);
  }
  return total;
}

function cubeRoot(n: number): number {
  let root = 0;
  while ((root + 1) * (root + 1) * (root + 1) <= n) root += 1;
  return root;
}
