import { BallastError } from '../../units/error.ts';
import { at, checkSymmetric, tabulate, type Matrix } from './matrix.ts';

export class NotPositiveDefinite extends BallastError {
  /** The row at which it failed: this series is a combination of those before it, or contradicts them. */
  readonly row: number;

  constructor(row: number, pivot: number) {
    super({
      code: 'QUANT_NOT_POSITIVE_DEFINITE',
      message: `the matrix is not positive definite: pivot ${pivot} at row ${row}`,
      remedy: 'drop the series that repeats others, shrink the estimate, or take the nearest correlation matrix',
      retryable: false,
    });
    this.row = row;
  }
}

/**
 * Lower triangular L with L·Lᵀ = `matrix`, row by row (Cholesky–Banachiewicz). `matrix`: symmetric n×n. Throws
 * NotPositiveDefinite when a pivot is below n·2⁻⁵⁰ of its diagonal entry: such a matrix is singular to working
 * precision, and its factor would be rounding noise. Pure.
 */
export function choleskyFactor(matrix: Matrix): number[][] {
  const size = checkSymmetric(matrix);
  const factor = tabulate(size, size, () => 0);
  for (let i = 0; i < size; i += 1) {
    const row = factor[i] ?? [];
    for (let j = 0; j < i; j += 1) {
      let sum = at(matrix, i, j);
      for (let k = 0; k < j; k += 1) sum -= (row[k] ?? 0) * at(factor, j, k);
      row[j] = sum / at(factor, j, j);
    }
    let pivot = at(matrix, i, i);
    for (let k = 0; k < i; k += 1) pivot -= (row[k] ?? 0) * (row[k] ?? 0);
    if (!(pivot > at(matrix, i, i) * size * 8.881784197001252e-16)) throw new NotPositiveDefinite(i, pivot);
    row[i] = Math.sqrt(pivot);
  }
  return factor;
}

/** Solves L·x = `b` for a lower triangular L of the same size. */
export function solveLower(factor: Matrix, b: readonly number[]): number[] {
  const x: number[] = [];
  factor.forEach((row, i) => {
    let sum = b[i] ?? Number.NaN;
    for (let k = 0; k < i; k += 1) sum -= (row[k] ?? 0) * (x[k] ?? 0);
    x.push(sum / (row[i] ?? Number.NaN));
  });
  return x;
}
