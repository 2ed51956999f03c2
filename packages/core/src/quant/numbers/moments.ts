import { OutsideDomain } from './elementary.ts';

/** Sample mean and standard deviation (n − 1). */
export interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Mean and standard deviation of two values or more, by the corrected two-pass algorithm (Chan, Golub and
 * LeVeque, 1983): both passes carry the rounding of the first. Pure; refuses fewer values and any not finite.
 */
export function sampleMoments(values: readonly number[]): Moments {
  if (values.length < 2) throw new OutsideDomain('standard deviation of a sample', values.length);
  const bad = values.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new OutsideDomain('mean', bad);
  const n = values.length;
  const rough = values.reduce((sum, value) => sum + value, 0) / n;
  let [sum, squares] = [0, 0];
  for (const value of values) {
    const gap = value - rough;
    sum += gap;
    squares += gap * gap;
  }
  return { mean: rough + sum / n, deviation: Math.sqrt(Math.max(0, squares - (sum * sum) / n) / (n - 1)) };
}
