import { choleskyFactor, solveLower } from '../algebra/cholesky.ts';
import { exponential, logarithm, logarithmOnePlus, OutsideDomain } from '../numbers/elementary.ts';
import { logGamma } from '../numbers/gamma.ts';
import { at, checkObservations, tabulate, TooFewObservations, type Matrix } from '../algebra/matrix.ts';
import { nearestCorrelation } from './nearestCorrelation.ts';
import { kendall, midRanks } from './rankCorrelation.ts';
import { checkSpread } from '../numbers/sample.ts';
import { studentTLogDensity, studentTQuantile } from '../distributions/studentT.ts';
import { symmetricEigen } from '../algebra/symmetricEigen.ts';
import { correlationFromKendall } from './tCopula.ts';

/** A t copula fitted to ranks. */
export interface TCopulaFit {
  readonly correlation: Matrix;
  readonly degrees: number;
  /** From the curvature of the likelihood at its top; null where the answer sits on a bound of the search. */
  readonly degreesError: number | null;
  readonly logLikelihood: number;
  /** Distance the correlation was moved to become positive definite; zero for most data. */
  readonly repaired: number;
}

const FEWEST = 50;
const [LEAST_DEGREES, MOST_DEGREES] = [2, 100];
/** Smallest eigenvalue a repaired correlation is given, so that it can be factored. */
const FLOOR = 1e-6;

/**
 * Correlation of a t copula from Kendall's tau of every pair (moved to the nearest correlation matrix if need be), and
 * its degrees of freedom, in [2, 100], by maximum likelihood of the ranks over n + 1. `returns`: time down, series
 * across, at least 50 rows; margins do not matter, dependence in time blurs the error. Throws TooFewObservations,
 * OutsideDomain (one series, values not finite), SampleRefused (a series that does not move, or mostly not),
 * NotPositiveDefinite (series that repeat each other).
 * Pure. Source: McNeil, Frey and Embrechts, Quantitative Risk Management (2015), section 7.6.
 */
export function fitTCopula(returns: Matrix): TCopulaFit {
  const width = checkObservations(returns, 2);
  if (width < 2) throw new OutsideDomain('copula of series', width);
  const n = returns.length;
  if (n < FEWEST) throw new TooFewObservations(n, FEWEST);
  const columns = Array.from({ length: width }, (_, j) => returns.map((row) => row[j] ?? 0));
  for (const column of columns) checkSpread(column, 'copula');
  const raw = tabulate(width, width, () => 1);
  for (let i = 0; i < width; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const value = correlationFromKendall(kendall(columns[i] ?? [], columns[j] ?? []));
      (raw[i] ?? [])[j] = value;
      (raw[j] ?? [])[i] = value;
    }
  }
  const { correlation, repaired } = repair(raw);
  const likelihood = rankLikelihood(columns.map(midRanks), correlation);
  const degrees = highest(likelihood);
  return {
    correlation,
    degrees,
    degreesError: errorAt(likelihood, degrees),
    logLikelihood: likelihood(degrees),
    repaired,
  };
}

/** The matrix itself where it can be factored; else the nearest that can. A pair that repeats itself is not repaired. */
function repair(raw: Matrix): { readonly correlation: Matrix; readonly repaired: number } {
  if ((symmetricEigen(raw).values[0] ?? 0) >= FLOOR) return { correlation: raw, repaired: 0 };
  const isTwin = raw.some((row, i) => row.some((value, j) => i !== j && Math.abs(value) > 1 - 1e-9));
  if (isTwin) choleskyFactor(raw);
  const nearest = nearestCorrelation(raw, { floor: FLOOR, tolerance: 1e-10 });
  return { correlation: nearest.correlation, repaired: nearest.distance };
}

/** Log-likelihood of the copula by its degrees of freedom; quantiles are taken once for each distinct rank. */
function rankLikelihood(ranks: Matrix, correlation: Matrix): (nu: number) => number {
  const factor = choleskyFactor(correlation);
  const size = ranks.length;
  const n = ranks[0]?.length ?? 0;
  let diagonal = 0;
  factor.forEach((_, i) => {
    diagonal += logarithm(at(factor, i, i));
  });
  return (nu) => {
    const quantile = new Map<number, number>();
    const margin = new Map<number, number>();
    for (const rank of new Set(ranks.flat())) {
      const t = studentTQuantile(rank / (n + 1), nu);
      quantile.set(rank, t);
      margin.set(rank, studentTLogDensity(t, nu));
    }
    const constant = logGamma((nu + size) / 2) - logGamma(nu / 2) - (size / 2) * logarithm(nu * 3.141592653589793);
    let sum = n * (constant - diagonal);
    for (let row = 0; row < n; row += 1) {
      const t = ranks.map((column) => quantile.get(column[row] ?? 0) ?? 0);
      let square = 0;
      for (const z of solveLower(factor, t)) square += z * z;
      sum -= ((nu + size) / 2) * logarithmOnePlus(square / nu);
      for (const column of ranks) sum -= margin.get(column[row] ?? 0) ?? 0;
    }
    return sum;
  };
}

const SHRINK = 0.6180339887498949;

/** Place of the top of a function with one hill, by golden sections of ln ν to 1e-5. */
function highest(value: (nu: number) => number): number {
  let [low, high] = [logarithm(LEAST_DEGREES), logarithm(MOST_DEGREES)];
  let [left, right] = [high - SHRINK * (high - low), low + SHRINK * (high - low)];
  let [valueLeft, valueRight] = [value(exponential(left)), value(exponential(right))];
  while (high - low > 1e-5) {
    if (valueLeft >= valueRight) {
      [high, right, valueRight] = [right, left, valueLeft];
      left = high - SHRINK * (high - low);
      valueLeft = value(exponential(left));
    } else {
      [low, left, valueLeft] = [left, right, valueRight];
      right = low + SHRINK * (high - low);
      valueRight = value(exponential(right));
    }
  }
  return exponential((low + high) / 2);
}

function errorAt(value: (nu: number) => number, nu: number): number | null {
  const step = nu * 0.01;
  if (nu < LEAST_DEGREES * 1.001 || nu > MOST_DEGREES * 0.999) return null;
  const curvature = (value(nu + step) - 2 * value(nu) + value(nu - step)) / (step * step);
  return curvature < 0 ? 1 / Math.sqrt(-curvature) : null;
}
