import type { TestResult } from './coverageTests.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { chiSquareTail } from '../numbers/gamma.ts';
import { invertPositive } from '../algebra/invertPositive.ts';
import { SampleRefused } from '../numbers/sample.ts';

/**
 * Engle and Manganelli's dynamic quantile test (Journal of Business & Economic Statistics, 2004), out of sample: hits
 * less their chance regressed on a constant, the VaR of the day and `lags` earlier hits; β′X′Xβ/(p(1 − p)) is
 * chi-square with as many degrees as regressors. `null` where the regressors are not of full rank (no hit at all, or a
 * VaR that never moves): the test says nothing then. `valueAtRisk` in any one unit. Pure.
 */
export function dynamicQuantileTest(
  hits: readonly boolean[],
  valueAtRisk: readonly number[],
  p: number,
  lags = 4,
): TestResult | null {
  if (!(p > 0 && p < 1)) throw new OutsideDomain('chance of an exception', p);
  if (valueAtRisk.length !== hits.length) throw new OutsideDomain('VaR forecasts for so many hits', hits.length);
  const size = lags + 2;
  if (hits.length < lags + 2 * size)
    throw new SampleRefused('TOO_SHORT', `dynamic quantile test of ${hits.length} days`);
  const bad = valueAtRisk.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new SampleRefused('NOT_FINITE', `a VaR is ${bad}`);
  const centre = valueAtRisk.reduce((sum, value) => sum + value, 0) / hits.length;
  const spread = valueAtRisk.reduce((most, value) => Math.max(most, Math.abs(value - centre)), 0);
  if (spread <= 1e-9 * Math.abs(centre)) return null;
  const hit = (t: number): number => (hits[t] === true ? 1 - p : -p);
  const squares = new Float64Array(size * size);
  const products = new Float64Array(size);
  const row = new Float64Array(size);
  for (let t = lags; t < hits.length; t += 1) {
    row[0] = 1;
    // Centred and scaled: the constant spans the difference, and the squares stay well conditioned.
    row[1] = (valueAtRisk[t]! - centre) / spread;
    for (let k = 1; k <= lags; k += 1) row[1 + k] = hit(t - k);
    for (let i = 0; i < size; i += 1) {
      products[i]! += row[i]! * hit(t);
      for (let j = 0; j < size; j += 1) squares[i * size + j]! += row[i]! * row[j]!;
    }
  }
  const inverse = invertPositive(squares, size);
  if (inverse === null) return null;
  let statistic = 0;
  for (let i = 0; i < size; i += 1)
    for (let j = 0; j < size; j += 1) statistic += products[i]! * inverse[i * size + j]! * products[j]!;
  statistic /= p * (1 - p);
  return { statistic, pValue: chiSquareTail(statistic, size) };
}
