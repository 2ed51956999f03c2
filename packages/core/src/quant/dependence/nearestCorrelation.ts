import { BallastError } from '../../units/error.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { at, checkSymmetric, tabulate, type Matrix } from '../algebra/matrix.ts';
import { fromEigen, symmetricEigen } from '../algebra/symmetricEigen.ts';

/** The correlation matrix found, its Frobenius distance from what was asked, and the projections it took. */
export interface NearestCorrelation {
  readonly correlation: Matrix;
  readonly distance: number;
  readonly rounds: number;
}

export class NearestCorrelationUnfinished extends BallastError {
  constructor(rounds: number, change: number) {
    super({
      code: 'QUANT_NEAREST_CORRELATION_UNFINISHED',
      message: `after ${rounds} rounds of projections the matrix still changes by ${change}`,
      remedy: 'loosen the tolerance, or look for the entry that contradicts the others',
      retryable: false,
    });
  }
}

/**
 * The correlation matrix nearest to a symmetric `matrix` in the Frobenius norm: alternating projections onto the
 * matrices with eigenvalues ≥ `floor` and those with unit diagonal, with Dykstra's correction. Source: Higham,
 * "Computing the nearest correlation matrix", IMA J. Numer. Anal. 22 (2002). With `floor` above zero (at most 0.5)
 * the result can be factored by Cholesky. Throws NearestCorrelationUnfinished after 5,000 rounds. Pure.
 */
export function nearestCorrelation(
  matrix: Matrix,
  { floor = 0, tolerance = 1e-12 }: { readonly floor?: number; readonly tolerance?: number } = {},
): NearestCorrelation {
  const n = checkSymmetric(matrix);
  if (!(floor >= 0 && floor <= 0.5)) throw new OutsideDomain('eigenvalue floor', floor);
  if (!(tolerance > 0)) throw new OutsideDomain('tolerance', tolerance);
  let point: Matrix = matrix;
  let correction: Matrix = tabulate(n, n, () => 0);
  let change = Number.POSITIVE_INFINITY;
  for (let round = 1; round <= 5_000; round += 1) {
    const shifted = tabulate(n, n, (i, j) => at(point, i, j) - at(correction, i, j));
    const { values, vectors } = symmetricEigen(shifted);
    const positive = fromEigen({ values: values.map((value) => Math.max(value, floor)), vectors });
    correction = tabulate(n, n, (i, j) => at(positive, i, j) - at(shifted, i, j));
    const next = tabulate(n, n, (i, j) => (i === j ? 1 : at(positive, i, j)));
    change = Math.max(distance(next, point), distance(next, positive)) / n;
    point = next;
    if (change <= tolerance) {
      const correlation = tabulate(n, n, (i, j) => Math.max(-1, Math.min(1, at(next, i, j))));
      return { correlation, distance: distance(correlation, matrix), rounds: round };
    }
  }
  throw new NearestCorrelationUnfinished(5_000, change);
}

function distance(a: Matrix, b: Matrix): number {
  let sum = 0;
  a.forEach((row, i) => {
    row.forEach((value, j) => {
      sum += (value - at(b, i, j)) * (value - at(b, i, j));
    });
  });
  return Math.sqrt(sum);
}
