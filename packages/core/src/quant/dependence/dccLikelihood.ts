import { choleskyFactor } from '../algebra/cholesky.ts';
import { logarithm } from '../numbers/elementary.ts';
import { at, tabulate, type Matrix } from '../algebra/matrix.ts';

export interface DccParameters {
  readonly a: number;
  readonly b: number;
}

/** Q at the first observation: one step on from Q̄, after residuals of zero, as rmgarch has it. Pure. */
export const dccStart = (target: Matrix, { a }: DccParameters): number[][] =>
  target.map((row) => row.map((value) => (1 - a) * value));

/** Q one step on, after the standardised residuals `row`. Pure. */
export function dccStep(q: Matrix, row: readonly number[], target: Matrix, { a, b }: DccParameters): number[][] {
  const rest = 1 - a - b;
  return q.map((line, i) =>
    line.map((value, j) => rest * at(target, i, j) + a * (row[i] ?? 0) * (row[j] ?? 0) + b * value),
  );
}

/**
 * What correlation adds to the normal log-likelihood, −½ Σ (ln|R_t| + z′R_t⁻¹z − z′z), and its slopes by a and b,
 * exact: in terms of Q, ln|R| = ln|Q| − Σ ln q_ii and z′R⁻¹z = y′Q⁻¹y with y_i = z_i·√q_ii. `rows`: standardised
 * residuals; `target`: Q̄. Throws NotPositiveDefinite. Pure.
 */
export function dccLikelihood(
  rows: Matrix,
  target: Matrix,
  parameters: DccParameters,
): { readonly logLikelihood: number; readonly byA: number; readonly byB: number } {
  const n = target.length;
  const { a, b } = parameters;
  let q = dccStart(target, parameters);
  let [slopeA, slopeB] = [target.map((row) => row.map((value) => -value)), tabulate(n, n, () => 0)];
  let [sum, byA, byB] = [0, 0, 0];
  for (const z of rows) {
    const inverse = invert(choleskyFactor(q));
    const y = z.map((value, i) => value * Math.sqrt(at(q, i, i)));
    const x = inverse.matrix.map((row) => row.reduce((total, value, j) => total + value * (y[j] ?? 0), 0));
    let [term, scale] = [inverse.logDeterminant, 1];
    for (let i = 0; i < n; i += 1) {
      // One logarithm for all variances of a step.
      scale *= at(q, i, i);
      term += (x[i] ?? 0) * (y[i] ?? 0) - (z[i] ?? 0) * (z[i] ?? 0);
    }
    sum += term - logarithm(scale);
    byA += slopeOf(inverse.matrix, q, x, y, slopeA);
    byB += slopeOf(inverse.matrix, q, x, y, slopeB);
    slopeA = slopeA.map((row, i) => row.map((value, j) => (z[i] ?? 0) * (z[j] ?? 0) - at(target, i, j) + b * value));
    const before = q;
    slopeB = slopeB.map((row, i) => row.map((value, j) => at(before, i, j) - at(target, i, j) + b * value));
    q = dccStep(q, z, target, { a, b });
  }
  return { logLikelihood: -sum / 2, byA: -byA / 2, byB: -byB / 2 };
}

/** Slope of ln|R| + z′R⁻¹z along a direction of Q; x = Q⁻¹y. */
function slopeOf(inverse: Matrix, q: Matrix, x: readonly number[], y: readonly number[], along: Matrix): number {
  let sum = 0;
  along.forEach((row, i) => {
    const left = x[i] ?? 0;
    row.forEach((value, j) => {
      sum += value * (at(inverse, i, j) - left * (x[j] ?? 0));
    });
    // Through the diagonal: −d ln q_ii, and y_i grows by half of it.
    sum += (at(along, i, i) / at(q, i, i)) * (left * (y[i] ?? 0) - 1);
  });
  return sum;
}

/** Inverse and ln determinant of L·Lᵀ. */
function invert(factor: Matrix): { readonly matrix: number[][]; readonly logDeterminant: number } {
  const n = factor.length;
  const lower = tabulate(n, n, () => 0);
  let diagonal = 1;
  for (let i = 0; i < n; i += 1) {
    const line = lower[i] ?? [];
    const pivot = at(factor, i, i);
    diagonal *= pivot;
    for (let j = 0; j <= i; j += 1) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k += 1) sum -= at(factor, i, k) * at(lower, k, j);
      line[j] = sum / pivot;
    }
  }
  const matrix = tabulate(n, n, (i, j) => {
    let sum = 0;
    for (let k = Math.max(i, j); k < n; k += 1) sum += at(lower, k, i) * at(lower, k, j);
    return sum;
  });
  return { matrix, logDeterminant: 2 * logarithm(diagonal) };
}
