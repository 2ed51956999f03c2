import { OutsideDomain } from '../numbers/elementary.ts';
import type { Moments } from '../numbers/moments.ts';
import { normalDensity, normalQuantile } from './normal.ts';
import { checkSample } from '../numbers/sample.ts';

/** Value at risk and expected shortfall as fractions of value, positive for a loss. */
export interface TailRisk {
  readonly valueAtRisk: number;
  readonly expectedShortfall: number;
}

/** 1 − c is not exact in binary: a product this close to a whole number is that number. */
const RANK_SLACK = 1e-9;

/**
 * Tail of the empirical distribution of simple returns. VaR is the loss at rank ⌈n(1−c)⌉ from the worst, without
 * interpolation; ES the mean of the worst n(1−c) losses, the last one counted in part (Acerbi and Tasche, 2002,
 * proposition 4.1). `returns`: finite fractions, 1/(1−c) or more of them: a tail of less than one return is no evidence
 * (SampleRefused); `confidence` in (0,1). Pure.
 */
export function historicalTail(returns: readonly number[], confidence: number): TailRisk {
  checkConfidence(confidence);
  checkSample(returns, Math.ceil(1 / (1 - confidence) - RANK_SLACK), 'empirical tail');
  // Ascending, as typed arrays sort natively: the worst stand at the end.
  const losses = new Float64Array(returns.length);
  for (let i = 0; i < losses.length; i += 1) losses[i] = -returns[i]!;
  losses.sort();
  const worst = losses.length - 1;
  const size = losses.length * (1 - confidence);
  const rank = Math.max(1, Math.ceil(size - RANK_SLACK));
  const valueAtRisk = losses[worst - rank + 1]!;
  let beyond = 0;
  for (let i = 0; i < rank - 1; i += 1) beyond += losses[worst - i]! - valueAtRisk;
  return { valueAtRisk, expectedShortfall: valueAtRisk + beyond / Math.max(size, RANK_SLACK) };
}

/**
 * Tail of a normal distribution of one-step returns, over `steps` independent steps: mean × steps, deviation × √steps.
 * Source: McNeil, Frey and Embrechts, Quantitative Risk Management, examples 2.14 and 2.18. Pure.
 */
export function normalTail({ mean, deviation }: Moments, confidence: number, steps: number): TailRisk {
  checkConfidence(confidence);
  if (!(deviation >= 0 && steps > 0)) throw new OutsideDomain('normal tail', deviation >= 0 ? steps : deviation);
  const z = normalQuantile(confidence);
  const scale = deviation * Math.sqrt(steps);
  return {
    valueAtRisk: z * scale - mean * steps,
    expectedShortfall: (normalDensity(z) / (1 - confidence)) * scale - mean * steps,
  };
}

function checkConfidence(confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) throw new OutsideDomain('confidence', confidence);
}
