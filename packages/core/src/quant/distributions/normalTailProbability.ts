import { OutsideDomain } from '../numbers/elementary.ts';
import { normalDensity } from './normal.ts';

/** Beyond this the continued fraction of the tail converges quickly; below it the series loses no digits. */
const SWITCH = 3;

/**
 * P(Z > x) of a standard normal Z, relative error about 1e-14 also far out. Near zero one half less the series
 * φ(x)·(x + x³/3 + x⁵/(3·5) + …), beyond ±3 the continued fraction of Mills' ratio. Source: Abramowitz and Stegun,
 * 26.2.11 and 26.2.14. Zero beyond 37; refuses NaN. Pure.
 */
export function normalTailProbability(x: number): number {
  if (Number.isNaN(x)) throw new OutsideDomain('normal probability', x);
  if (x < 0) return 1 - normalTailProbability(-x);
  if (x > 37) return 0;
  if (x < SWITCH) {
    let [term, sum] = [x, x];
    for (let n = 3; term > 1e-17 * sum; n += 2) {
      term *= (x * x) / n;
      sum += term;
    }
    return 0.5 - normalDensity(x) * sum;
  }
  let fraction = x;
  for (let n = 120; n >= 1; n -= 1) fraction = x + n / fraction;
  return normalDensity(x) / fraction;
}
