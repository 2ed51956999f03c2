import { BallastError } from '../../units/error.ts';
import { at, checkSymmetric, tabulate, type Matrix } from './matrix.ts';

/** Eigenvalues, ascending, and the eigenvectors as columns in the same order. */
export interface Eigen {
  readonly values: readonly number[];
  readonly vectors: Matrix;
}

export class EigenUnfinished extends BallastError {
  constructor(sweeps: number, left: number) {
    super({
      code: 'QUANT_EIGEN_UNFINISHED',
      message: `${sweeps} Jacobi sweeps left ${left} off the diagonal`,
      remedy: 'report the matrix: the method converges for every symmetric one',
      retryable: false,
    });
  }
}

const SWEEPS = 60;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations, to working precision; the sign of
 * each vector makes its largest component positive. From + − × ÷ √ alone, so the same bytes everywhere. Pure.
 * Source: Golub and Van Loan, Matrix Computations (2013), section 8.5.
 */
export function symmetricEigen(matrix: Matrix): Eigen {
  const n = checkSymmetric(matrix);
  const unit = magnitude(matrix);
  const a = tabulate(n, n, (i, j) => (at(matrix, i, j) / unit + at(matrix, j, i) / unit) / 2);
  const v = tabulate(n, n, (i, j) => (i === j ? 1 : 0));
  let scale = 0;
  for (const row of a) for (const value of row) scale += value * value;
  for (let sweep = 0; ; sweep += 1) {
    let off = 0;
    for (let i = 0; i < n; i += 1) for (let j = 0; j < i; j += 1) off += at(a, i, j) * at(a, i, j);
    if (off <= scale * 1e-34) break;
    if (sweep === SWEEPS) throw new EigenUnfinished(SWEEPS, Math.sqrt(off));
    for (let p = 0; p < n - 1; p += 1) for (let q = p + 1; q < n; q += 1) rotate(a, v, p, q);
  }
  const { values, vectors } = ordered(a, v);
  return { values: values.map((value) => value * unit), vectors };
}

/** The power of two at the largest entry, so that squares neither vanish nor overflow; dividing by it is exact. */
function magnitude(matrix: Matrix): number {
  let largest = 0;
  for (const row of matrix) for (const value of row) largest = Math.max(largest, Math.abs(value));
  let unit = 1;
  if (largest === 0) return unit;
  for (; largest / unit >= 2; unit *= 2);
  for (; largest / unit < 1 && unit > 1e-300; unit /= 2);
  return unit;
}

/** One rotation in the plane (p, q) that makes a[p][q] zero, applied to `a` on both sides and to `v` on the right. */
function rotate(a: number[][], v: number[][], p: number, q: number): void {
  const [rowP, rowQ] = [a[p] ?? [], a[q] ?? []];
  const apq = rowP[q] ?? 0;
  if (apq === 0) return;
  const tau = ((rowQ[q] ?? 0) - (rowP[p] ?? 0)) / (2 * apq);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  for (const rows of [a, v]) {
    for (const row of rows) {
      const [x, y] = [row[p] ?? 0, row[q] ?? 0];
      row[p] = c * x - s * y;
      row[q] = s * x + c * y;
    }
  }
  for (let k = 0; k < rowP.length; k += 1) {
    const [x, y] = [rowP[k] ?? 0, rowQ[k] ?? 0];
    rowP[k] = c * x - s * y;
    rowQ[k] = s * x + c * y;
  }
  // Zero by construction: rounding would leave a trace and keep the sweeps going.
  rowP[q] = 0;
  rowQ[p] = 0;
}

function ordered(a: Matrix, v: Matrix): Eigen {
  const order = a.map((_, index) => index).toSorted((i, j) => at(a, i, i) - at(a, j, j));
  const signs = order.map((column) => {
    let largest = 0;
    for (const row of v) if (Math.abs(row[column] ?? 0) > Math.abs(largest) + 1e-12) largest = row[column] ?? 0;
    return largest < 0 ? -1 : 1;
  });
  return {
    values: order.map((column) => at(a, column, column)),
    vectors: v.map((row) => order.map((column, index) => (row[column] ?? 0) * (signs[index] ?? 1))),
  };
}

/** V·diag(values)·Vᵀ: the symmetric matrix with these eigenvalues and the given eigenvectors (columns). Pure. */
export function fromEigen({ values, vectors }: Eigen): number[][] {
  const result = tabulate(vectors.length, vectors.length, () => 0);
  vectors.forEach((left, i) => {
    for (let j = 0; j <= i; j += 1) {
      let sum = 0;
      const right = vectors[j] ?? [];
      for (let k = 0; k < values.length; k += 1) sum += (left[k] ?? 0) * (values[k] ?? 0) * (right[k] ?? 0);
      (result[i] ?? [])[j] = sum;
      (result[j] ?? [])[i] = sum;
    }
  });
  return result;
}
