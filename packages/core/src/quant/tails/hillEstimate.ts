import { logarithm, OutsideDomain } from '../numbers/elementary.ts';
import { checkSample, SampleRefused } from '../numbers/sample.ts';

export interface HillEstimate {
  /** ξ, the inverse of the tail index. */
  readonly shape: number;
  /** ξ/√k. */
  readonly error: number;
  readonly exceedances: number;
  /** The loss after the k largest, above which the tail is taken to be a power. */
  readonly threshold: number;
}

/**
 * Hill's estimate (Annals of Statistics, 1975) from the `k` largest of `losses`, positive for a loss. Right only for
 * tails that fall like a power. Refuses k below 2, fewer than k + 1 losses, and a threshold that is not positive. Pure.
 */
export function hillEstimate(losses: ArrayLike<number>, k: number): HillEstimate {
  if (!(Number.isSafeInteger(k) && k >= 2)) throw new OutsideDomain('exceedances', k);
  checkSample(losses, k + 1, 'Hill estimate');
  const sorted = Float64Array.from(losses).toSorted().toReversed();
  const threshold = sorted[k]!;
  if (!(threshold > 0)) throw new OutsideDomain('threshold of a power tail', threshold);
  let sum = 0;
  for (let i = 0; i < k; i += 1) sum += logarithm(sorted[i]! / threshold);
  if (sum === 0) throw new SampleRefused('CONSTANT', `the ${k + 1} largest losses are equal`);
  return { shape: sum / k, error: sum / k / Math.sqrt(k), exceedances: k, threshold };
}
