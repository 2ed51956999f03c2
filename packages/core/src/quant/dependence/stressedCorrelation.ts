import { BadShape, checkCorrelation, type Matrix } from '../algebra/matrix.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { choleskyFactor } from '../algebra/cholesky.ts';

/**
 * Correlations in a crisis: (1 − `weight`)·`calm` + `weight`·`crisis`. A mix of two correlation matrices is one, so
 * nothing needs repair; with `calm` positive definite and weight below one, so is the result. `weight` in [0, 1].
 * Refuses a `calm` that cannot be factored (throws NotPositiveDefinite). Pure.
 */
export function stressedCorrelation(calm: Matrix, crisis: Matrix, weight: number): Matrix {
  const size = checkCorrelation(calm);
  if (checkCorrelation(crisis) !== size) throw new BadShape(`a crisis of ${crisis.length} series for ${size}`);
  if (!(weight >= 0 && weight <= 1)) throw new OutsideDomain('stress weight', weight);
  choleskyFactor(calm);
  return calm.map((row, i) => row.map((value, j) => (1 - weight) * value + weight * (crisis[i]?.[j] ?? 0)));
}

/** A crisis in which every pair moves with the same correlation, in (−1/(n − 1), 1]. Pure. */
export function uniformCorrelation(size: number, correlation: number): Matrix {
  if (!(Number.isInteger(size) && size > 0)) throw new OutsideDomain('number of series', size);
  if (!(correlation <= 1 && correlation * (size - 1) > -1)) throw new OutsideDomain('correlation', correlation);
  return Array.from({ length: size }, (_r, i) => Array.from({ length: size }, (_c, j) => (i === j ? 1 : correlation)));
}
