import { OutsideDomain } from '../numbers/elementary.ts';
import { checkSample } from '../numbers/sample.ts';

export interface EwmaVariance {
  /** Variance known before each return, oldest first. */
  readonly variances: Float64Array;
  /** Variance of the return after the last. */
  readonly nextVariance: number;
}

/**
 * Exponentially weighted variance around zero, h = λ h₋₁ + (1 − λ) r²₋₁, begun at the mean square of the first
 * `warmUp` returns (all of them when fewer). RiskMetrics (1996) takes λ = 0.94 for daily returns. Two finite returns or
 * more (SampleRefused otherwise); λ in (0, 1). Pure.
 */
export function ewmaVariance(returns: ArrayLike<number>, decay: number, warmUp = 50): EwmaVariance {
  if (!(decay > 0 && decay < 1)) throw new OutsideDomain('decay', decay);
  if (!(Number.isSafeInteger(warmUp) && warmUp >= 1)) throw new OutsideDomain('warm-up', warmUp);
  checkSample(returns, 2, 'EWMA');
  const count = Math.min(warmUp, returns.length);
  let h = 0;
  for (let t = 0; t < count; t += 1) h += (returns[t]! * returns[t]!) / count;
  const variances = new Float64Array(returns.length);
  for (let t = 0; t < returns.length; t += 1) {
    variances[t] = h;
    h = decay * h + (1 - decay) * returns[t]! * returns[t]!;
  }
  return { variances, nextVariance: h };
}
