import { logarithm, OutsideDomain } from '../numbers/elementary.ts';
import type { TailRisk } from '../distributions/tailRisk.ts';

/**
 * The FZ0 loss of one forecast pair against what came, the one strictly consistent score of VaR and ES together whose
 * differences do not depend on the unit (Fissler and Ziegel, 2016; Patton, Ziegel and Chen, Journal of Econometrics,
 * 2019, equation 6). Lower is better. `p` = 1 − confidence. Refuses an ES that is not a loss: its logarithm does not
 * exist. Pure.
 */
export function fz0Loss(value: number, { valueAtRisk, expectedShortfall }: TailRisk, p: number): number {
  if (!(p > 0 && p < 1)) throw new OutsideDomain('chance of an exception', p);
  if (!(expectedShortfall > 0)) throw new OutsideDomain('score of a shortfall', expectedShortfall);
  if (!Number.isFinite(value + valueAtRisk)) throw new OutsideDomain('score of a return', value);
  const beyond = Math.max(0, -value - valueAtRisk);
  return beyond / (p * expectedShortfall) + valueAtRisk / expectedShortfall + logarithm(expectedShortfall) - 1;
}

/** The tick loss of a VaR forecast: (1{loss beyond} − p)(loss − VaR), always ≥ 0. Koenker and Bassett, 1978. Pure. */
export function tickLoss(value: number, valueAtRisk: number, p: number): number {
  if (!(p > 0 && p < 1)) throw new OutsideDomain('chance of an exception', p);
  const gap = -value - valueAtRisk;
  if (!Number.isFinite(gap)) throw new OutsideDomain('score of a return', value);
  return gap > 0 ? (1 - p) * gap : -p * gap;
}

/** One point of a Murphy diagram: mean elementary score at a threshold. */
export interface MurphyPoint {
  readonly threshold: number;
  readonly score: number;
}

/**
 * Murphy diagram of joint VaR and ES forecasts: the mean of the elementary scores from which every consistent score is
 * mixed, at each threshold, a loss in the unit of the returns. A model whose curve is nowhere above another's is better
 * whatever the score. Source: Ziegel, Krüger, Jordan and Fasciati, Robust forecast evaluation of expected shortfall,
 * 2020, with losses positive. `thresholds` finite; one return or more. Pure.
 */
export function murphyDiagram(
  returns: readonly number[],
  forecasts: readonly TailRisk[],
  p: number,
  thresholds: readonly number[],
): MurphyPoint[] {
  if (!(p > 0 && p < 1)) throw new OutsideDomain('chance of an exception', p);
  if (returns.length === 0 || returns.length !== forecasts.length)
    throw new OutsideDomain('forecasts for so many returns', forecasts.length);
  return thresholds.map((threshold) => {
    if (!Number.isFinite(threshold)) throw new OutsideDomain('threshold', threshold);
    const sum = returns.reduce((total, value, t) => {
      const { valueAtRisk, expectedShortfall } = forecasts[t]!;
      // Below the forecast ES only the outcome counts, at or above it the call as well.
      const called =
        threshold >= expectedShortfall ? Math.max(0, -value - valueAtRisk) / p + valueAtRisk - threshold : 0;
      return total + called + Math.max(0, threshold + value);
    }, 0);
    return { threshold, score: sum / returns.length };
  });
}
