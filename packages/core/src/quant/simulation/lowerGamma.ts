import { exponential, logarithm, OutsideDomain } from '../numbers/elementary.ts';
import { logGamma, upperGamma } from '../numbers/gamma.ts';

/**
 * Lower regularised incomplete gamma P(a, x) with its relative precision kept where it is small, by the series of
 * Abramowitz and Stegun 6.5.29 below x = a + 1. `a` > 0, `x` ≥ 0. Pure.
 */
export function lowerGamma(a: number, x: number): number {
  if (!(a > 0 && x >= 0) || !Number.isFinite(a + x)) throw new OutsideDomain('incomplete gamma', a > 0 ? x : a);
  if (x === 0) return 0;
  if (x >= a + 1) return 1 - upperGamma(a, x);
  const exponent = a * logarithm(x) - x - logGamma(a + 1);
  if (exponent < -700) return 0;
  let [term, sum] = [1, 1];
  for (let n = 1; term > sum * 1e-17; n += 1) {
    term *= x / (a + n);
    sum += term;
  }
  return exponential(exponent) * sum;
}

/** Density of the gamma distribution with shape `a` and scale one at `x` > 0; zero below e^−700. Pure. */
export function gammaDensity(a: number, x: number): number {
  const exponent = (a - 1) * logarithm(x) - x - logGamma(a);
  return exponent < -700 ? 0 : exponential(exponent);
}
