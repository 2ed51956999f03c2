import { sampleCovariance } from './covariance.ts';
import { exponential, logarithm } from '../numbers/elementary.ts';
import { checkObservations, ConstantSeries, TooFewObservations, type Matrix } from '../algebra/matrix.ts';
import { fromEigen, symmetricEigen } from '../algebra/symmetricEigen.ts';

const PI = 3.141592653589793;
const SQRT5 = 2.23606797749979;

/**
 * Analytical nonlinear shrinkage: the sample eigenvectors kept, each eigenvalue moved by a kernel estimate of the
 * spectral density and its Hilbert transform (Epanechnikov kernel, bandwidth n^(−1/3) of each eigenvalue).
 * Source: Ledoit and Wolf, "Analytical nonlinear shrinkage of large-dimensional covariance matrices", Annals of
 * Statistics 48 (2020), section 4.7. `returns`: time down, series across; at least 12 observations, and more than
 * series + 1 (the paper's other case, more series than observations, is refused). Throws TooFewObservations, and
 * ConstantSeries when an eigenvalue vanishes (a series repeats others). Pure.
 */
export function nonlinearShrinkage(returns: Matrix): Matrix {
  const p = checkObservations(returns, 2);
  const needed = Math.max(12, p + 2);
  if (returns.length < needed) throw new TooFewObservations(returns.length, needed);
  const { values, vectors } = symmetricEigen(sampleCovariance(returns));
  const largest = values.at(-1) ?? 0;
  values.forEach((value, index) => {
    if (!(value > largest * p * 1e-15)) throw new ConstantSeries(index);
  });
  const n = returns.length - 1;
  const width = exponential(-logarithm(n) / 3);
  const ratio = p / n;
  const moved = values.map((value) => {
    const { density, hilbert } = spectrumAt(value, values, width);
    const along = PI * ratio * value * density;
    const across = 1 - ratio - PI * ratio * value * hilbert;
    return value / (along * along + across * across);
  });
  return fromEigen({ values: moved, vectors });
}

/** Kernel estimate of the limiting spectral density at `value`, and of its Hilbert transform. */
function spectrumAt(value: number, values: readonly number[], width: number): { density: number; hilbert: number } {
  let [density, hilbert] = [0, 0];
  for (const centre of values) {
    const scale = width * centre;
    const x = (value - centre) / scale;
    const bump = 1 - (x * x) / 5;
    density += ((3 / (4 * SQRT5)) * Math.max(0, bump)) / scale;
    const edge = Math.abs((SQRT5 - x) / (SQRT5 + x));
    // At the edge of the kernel the logarithm has no value, and its factor is zero.
    const curved = edge > 0 && Number.isFinite(edge) ? (3 / (4 * SQRT5 * PI)) * bump * logarithm(edge) : 0;
    hilbert += ((-3 / (10 * PI)) * x + curved) / scale;
  }
  return { density: density / values.length, hilbert: hilbert / values.length };
}
