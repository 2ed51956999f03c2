import { likelihoodCovariance } from './covariance.ts';
import { at, centred, type Matrix } from '../algebra/matrix.ts';

/** A covariance pulled towards mean variance × identity, and how far (0 the sample, 1 the target). */
export interface ShrunkCovariance {
  readonly covariance: Matrix;
  readonly intensity: number;
}

/**
 * Linear shrinkage with the intensity that minimises expected squared error, for any distribution with finite fourth
 * moments. `returns`: time down, series across, two rows or more; the mean is taken off, divisor T.
 * Source: Ledoit and Wolf, "A well-conditioned estimator for large-dimensional covariance matrices", JMVA 88 (2004).
 * Pure; deterministic in the order of rows only to rounding.
 */
export function ledoitWolf(returns: Matrix): ShrunkCovariance {
  const sample = likelihoodCovariance(returns);
  const rows = centred(returns);
  const [n, p] = [rows.length, sample.length];
  const { mean, squares } = spread(sample);
  let fourth = 0;
  for (const row of rows) {
    let size = 0;
    for (const value of row) size += value * value;
    fourth += size * size;
  }
  const distance = (squares - p * mean * mean) / p;
  const noise = Math.min((fourth / n - squares) / (n * p), distance);
  return shrink(sample, mean, distance > 0 ? Math.max(0, noise) / distance : 1);
}

/**
 * Oracle approximating shrinkage: the same target, with the intensity for normal returns. Source: Chen, Wiesel,
 * Eldar and Hero, "Shrinkage algorithms for MMSE covariance estimation", IEEE TSP 58 (2010), eq. 23, in the form of
 * scikit-learn before 1.3 (the term 2/p left out). Pure.
 */
export function oracleShrinkage(returns: Matrix): ShrunkCovariance {
  const sample = likelihoodCovariance(returns);
  const p = sample.length;
  const { mean, squares } = spread(sample);
  const average = squares / (p * p);
  const distance = (returns.length + 1) * (average - (mean * mean) / p);
  return shrink(sample, mean, distance > 0 ? Math.min(1, (average + mean * mean) / distance) : 1);
}

/** Mean variance, and the sum of squares of all entries. */
function spread(sample: Matrix): { readonly mean: number; readonly squares: number } {
  let [trace, squares] = [0, 0];
  sample.forEach((row, i) => {
    trace += at(sample, i, i);
    for (const value of row) squares += value * value;
  });
  return { mean: trace / sample.length, squares };
}

function shrink(sample: Matrix, mean: number, intensity: number): ShrunkCovariance {
  const covariance = sample.map((row, i) =>
    row.map((value, j) => (1 - intensity) * value + (i === j ? intensity * mean : 0)),
  );
  return { covariance, intensity };
}
