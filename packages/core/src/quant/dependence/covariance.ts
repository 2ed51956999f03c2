import { OutsideDomain } from '../numbers/elementary.ts';
import {
  at,
  centred,
  checkObservations,
  checkSymmetric,
  ConstantSeries,
  tabulate,
  type Matrix,
} from '../algebra/matrix.ts';

/**
 * Sample covariance of `returns` (time down, series across, any one unit; the result is in that unit squared), with
 * the mean taken off and divisor T − 1. Refuses fewer than two observations and values not finite. Pure.
 */
export const sampleCovariance = (returns: Matrix): number[][] => crossProducts(returns, 2, returns.length - 1);

/** The same with divisor T, as maximum likelihood and the shrinkage estimators take it. Pure. */
export const likelihoodCovariance = (returns: Matrix): number[][] => crossProducts(returns, 2, returns.length);

function crossProducts(returns: Matrix, minimum: number, divisor: number): number[][] {
  const width = checkObservations(returns, minimum);
  const rows = centred(returns);
  const result = tabulate(width, width, () => 0);
  for (let i = 0; i < width; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = 0;
      for (const row of rows) sum += (row[i] ?? 0) * (row[j] ?? 0);
      (result[i] ?? [])[j] = sum / divisor;
      (result[j] ?? [])[i] = sum / divisor;
    }
  }
  return result;
}

/**
 * Exponentially weighted covariance about a mean of zero: weight (1 − λ)·λ^age, normed to sum to one over the sample,
 * the last row of `returns` being the newest. `decay` λ in (0, 1); RiskMetrics (1996) takes 0.94 for daily returns.
 * Pure.
 */
export function exponentialCovariance(returns: Matrix, decay: number): number[][] {
  const width = checkObservations(returns, 1);
  if (!(decay > 0 && decay < 1)) throw new OutsideDomain('decay', decay);
  const result = tabulate(width, width, () => 0);
  let total = 0;
  // Oldest first, everything so far ages by one step: no powers are needed.
  for (const row of returns) {
    total = total * decay + 1;
    row.forEach((left, i) => {
      const line = result[i] ?? [];
      row.forEach((right, j) => {
        line[j] = (line[j] ?? 0) * decay + left * right;
      });
    });
  }
  return result.map((row) => row.map((value) => value / total));
}

/** Correlation of a covariance matrix. Throws ConstantSeries where a variance is not above zero. Pure. */
export function correlationOf(covariance: Matrix): number[][] {
  const size = checkSymmetric(covariance);
  const deviations = covariance.map((_, i) => {
    const variance = at(covariance, i, i);
    if (!(variance > 0)) throw new ConstantSeries(i);
    return Math.sqrt(variance);
  });
  return tabulate(size, size, (i, j) => {
    if (i === j) return 1;
    const value = at(covariance, i, j) / ((deviations[i] ?? 1) * (deviations[j] ?? 1));
    return Math.max(-1, Math.min(1, value));
  });
}

/** Covariance of a correlation matrix and the deviations of its series. Pure. */
export function covarianceOf(correlation: Matrix, deviations: readonly number[]): number[][] {
  const size = checkSymmetric(correlation);
  const bad = deviations.find((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (bad !== undefined) throw new OutsideDomain('deviation', bad);
  if (deviations.length !== size) throw new OutsideDomain('number of deviations', deviations.length);
  return tabulate(size, size, (i, j) => at(correlation, i, j) * (deviations[i] ?? 0) * (deviations[j] ?? 0));
}
