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
 * Statistics 48 (2020), section 4.7, and its singular case: with more series than observations the eigenvalues that
 * vanish are moved to one value above zero. `returns`: time down, series across; at least 13 observations, where series
 * are as few as observations less two 12. Refuses as many series as observations less one, for which the paper has no
 * answer. Throws TooFewObservations, and ConstantSeries when an eigenvalue vanishes that should not (a series repeats
 * others). Pure.
 */
export function nonlinearShrinkage(returns: Matrix): Matrix {
  const p = checkObservations(returns, 2);
  const n = returns.length - 1;
  const needed = p > n ? 13 : Math.max(12, p === n ? p + 2 : 0);
  if (returns.length < needed) throw new TooFewObservations(returns.length, needed);
  const { values, vectors } = symmetricEigen(sampleCovariance(returns));
  const largest = values.at(-1) ?? 0;
  // Rising: as many as there are series too many are zero but for rounding.
  const vanished = Math.max(0, p - n);
  const seen = values.slice(vanished);
  seen.forEach((value, index) => {
    if (!(value > largest * p * 1e-15)) throw new ConstantSeries(vanished + index);
  });
  const width = exponential(-logarithm(n) / 3);
  const ratio = p / n;
  const moved = seen.map((value) => {
    const { density, hilbert } = spectrumAt(value, seen, width);
    if (vanished > 0) return 1 / (PI * PI * value * (density * density + hilbert * hilbert));
    const along = PI * ratio * value * density;
    const across = 1 - ratio - PI * ratio * value * hilbert;
    return value / (along * along + across * across);
  });
  const lifted = vanished === 0 ? 0 : liftedFromZero(seen, width, ratio);
  return fromEigen({ values: [...Array.from({ length: vanished }, () => lifted), ...moved], vectors });
}

/** What eigenvalues of zero are moved to, by the Hilbert transform of the spectrum there. */
function liftedFromZero(seen: readonly number[], width: number, ratio: number): number {
  const edge = SQRT5 * width;
  const bump = (3 / (4 * edge)) * (1 - 1 / (5 * width * width)) * logarithm((1 + edge) / (1 - edge));
  const inverse = seen.reduce((sum, value) => sum + 1 / value, 0) / seen.length;
  const hilbert = ((3 / (10 * width * width) + bump) / PI) * inverse;
  return 1 / (PI * (ratio - 1) * hilbert);
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
