import { OutsideDomain } from '../numbers/elementary.ts';
import { at, BadShape, checkSymmetric, type Matrix } from '../algebra/matrix.ts';
import type { Moments } from '../numbers/moments.ts';

/**
 * Mean and deviation of one step of a portfolio: Σ wμ and √(w′Σw). `weights` (fractions, or money: the result is in
 * their unit), `means` and `covariance` of one-step simple returns. With `normalTail` it is the variance–covariance VaR
 * and ES of several assets. Refuses shapes that do not fit (BadShape), values not finite, and a covariance under which
 * the variance is negative (OutsideDomain). Pure.
 */
export function portfolioMoments(weights: readonly number[], means: readonly number[], covariance: Matrix): Moments {
  const size = checkSymmetric(covariance);
  if (weights.length !== size || means.length !== size)
    throw new BadShape(`${weights.length} weights and ${means.length} means for ${size} series`);
  const bad = [...weights, ...means].find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new OutsideDomain('weight or mean', bad);
  let [mean, variance, gross] = [0, 0, 0];
  weights.forEach((left, i) => {
    mean += left * (means[i] ?? 0);
    weights.forEach((right, j) => {
      const part = left * right * at(covariance, i, j);
      variance += part;
      gross += Math.abs(part);
    });
  });
  // Rounding alone may leave a hedge a hair below zero.
  if (variance < -1e-12 * gross) throw new OutsideDomain('variance of a portfolio', variance);
  return { mean, deviation: Math.sqrt(Math.max(0, variance)) };
}
