import { choleskyFactor, solveLower } from '../algebra/cholesky.ts';
import { exponential, logarithm, logarithmOnePlus, OutsideDomain } from '../numbers/elementary.ts';
import { logGamma } from '../numbers/gamma.ts';
import { at, BadShape, checkCorrelation, type Matrix } from '../algebra/matrix.ts';
import { studentTCumulative, studentTLogDensity, studentTQuantile } from '../distributions/studentT.ts';

const LOG_PI = 1.1447298858494002;

/** ln of the t-copula density at probabilities; see `tCopulaDensity`. Never underflows. Pure. */
export function tCopulaLogDensity(u: readonly number[], correlation: Matrix, nu: number): number {
  const size = checkCorrelation(correlation);
  if (u.length !== size) throw new BadShape(`${u.length} probabilities for ${size} series`);
  const factor = choleskyFactor(correlation);
  const t = u.map((p) => studentTQuantile(p, nu));
  let [square, logDiagonal, margins] = [0, 0, 0];
  for (const z of solveLower(factor, t)) square += z * z;
  factor.forEach((_, i) => (logDiagonal += logarithm(at(factor, i, i))));
  for (const value of t) margins += studentTLogDensity(value, nu);
  const joint =
    logGamma((nu + size) / 2) -
    logGamma(nu / 2) -
    (size / 2) * (logarithm(nu) + LOG_PI) -
    logDiagonal -
    ((nu + size) / 2) * logarithmOnePlus(square / nu);
  return joint - margins;
}

/**
 * Density of the t copula with `nu` > 0 degrees of freedom at the probabilities `u`, each in (0, 1), one per series
 * of `correlation` (the matrix of the elliptical t, not Pearson's of the margins). Throws NotPositiveDefinite for a
 * singular correlation, whose copula has no density. Pure.
 * Source: Demarta and McNeil, "The t copula and related copulas", Int. Stat. Review 73 (2005), eq. 6.
 */
export const tCopulaDensity = (u: readonly number[], correlation: Matrix, nu: number): number =>
  exponential(Math.max(-700, Math.min(700, tCopulaLogDensity(u, correlation, nu))));

/**
 * Limit of P(Y beyond its q-quantile | X beyond its own) as q goes to the end, the same in both tails:
 * 2·t_{ν+1}(−√((ν + 1)(1 − ρ)/(1 + ρ))). `rho` in (−1, 1), `nu` > 0. Pure. Source: ibid., eq. 8.
 */
export function tCopulaTailDependence(rho: number, nu: number): number {
  if (!(rho > -1 && rho < 1)) throw new OutsideDomain('tail dependence at a correlation', rho);
  if (!(nu > 0)) throw new OutsideDomain('t with degrees of freedom', nu);
  return 2 * studentTCumulative(-Math.sqrt(((nu + 1) * (1 - rho)) / (1 + rho)), nu + 1);
}

/** Correlation of an elliptical copula that has Kendall's `tau`: sin(π·τ/2), by its series to 1e-15. Pure. */
export function correlationFromKendall(tau: number): number {
  if (!(tau >= -1 && tau <= 1)) throw new OutsideDomain("Kendall's tau", tau);
  const x = tau * 1.5707963267948966;
  let sum = 0;
  // |x| ≤ π/2: the term of order 25 is below 1e-19.
  for (let k = 25; k >= 3; k -= 2) sum = ((1 - sum) * x * x) / (k * (k - 1));
  return x * (1 - sum);
}
