import { OutsideDomain } from '../numbers/elementary.ts';
import { normalQuantile } from './normal.ts';

/**
 * Quantile of a standardised distribution with this skewness and excess kurtosis, by the expansion of Cornish and
 * Fisher (1937) to the fourth moment: VaR of returns is minus (mean + deviation × it) at the tail's probability.
 * `probability` in (0, 1). Refuses (OutsideDomain) moments for which the expansion is not increasing everywhere, and so
 * is no quantile function: it would rank a rarer loss as a smaller one (Maillard, "A user's guide to the Cornish
 * Fisher expansion", 2012). Pure.
 */
export function cornishFisherQuantile(probability: number, skewness: number, excessKurtosis: number): number {
  if (!(probability > 0 && probability < 1)) throw new OutsideDomain('probability', probability);
  if (!Number.isFinite(skewness)) throw new OutsideDomain('skewness', skewness);
  if (!Number.isFinite(excessKurtosis)) throw new OutsideDomain('excess kurtosis', excessKurtosis);
  const square = skewness * skewness;
  // The slope in z, as c2·z² + c1·z + c0, must have no zero.
  const [c2, c1, c0] = [excessKurtosis / 8 - square / 6, skewness / 3, 1 - excessKurtosis / 8 + (5 * square) / 36];
  const isIncreasing = c0 > 0 && (c2 > 0 ? c1 * c1 < 4 * c2 * c0 : c2 === 0 && c1 === 0);
  if (!isIncreasing) throw new OutsideDomain('Cornish–Fisher expansion at an excess kurtosis', excessKurtosis);
  const z = normalQuantile(probability);
  const cube = z * z * z;
  return z + ((z * z - 1) * skewness) / 6 + ((cube - 3 * z) * excessKurtosis) / 24 - ((2 * cube - 5 * z) * square) / 36;
}
