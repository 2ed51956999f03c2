import { OutsideDomain } from '../numbers/elementary.ts';
import { BadShape, TooFewObservations } from '../algebra/matrix.ts';
import { midRanks } from './rankCorrelation.ts';
import { checkSpread } from '../numbers/sample.ts';

/** Share of the joint tail, its standard error for independent observations, and how many the tail holds. */
export interface TailDependence {
  readonly coefficient: number;
  readonly standardError: number;
  readonly observations: number;
}

/** A tail of fewer observations says nothing. */
const MINIMUM = 10;

/**
 * Empirical tail dependence: of the `share`·n worst (`tail` lower) or best (upper) observations of `x`, the fraction
 * that is among the `share`·n worst or best of `y` as well; the estimate at a finite share, not its limit at zero.
 * `share` in (0, 0.5]. Throws TooFewObservations when the tail holds fewer than ten, SampleRefused for
 * a series that does not move, or mostly not. Pure.
 * Source: McNeil, Frey and Embrechts, Quantitative Risk Management (2015), section 7.2.4.
 */
export function empiricalTailDependence(
  x: readonly number[],
  y: readonly number[],
  { share, tail }: { readonly share: number; readonly tail: 'lower' | 'upper' },
): TailDependence {
  if (x.length !== y.length) throw new BadShape(`${x.length} values against ${y.length}`);
  if (!(share > 0 && share <= 0.5)) throw new OutsideDomain('share of the tail', share);
  const inTail = Math.floor(share * x.length + 1e-9);
  if (inTail < MINIMUM) throw new TooFewObservations(x.length, Math.ceil(MINIMUM / share));
  const sign = tail === 'lower' ? 1 : -1;
  const [a, b] = [midRanks(x.map((value) => sign * value)), midRanks(y.map((value) => sign * value))];
  for (const values of [x, y]) checkSpread(values, 'tail dependence');
  const both = a.filter((rank, index) => rank <= inTail && (b[index] ?? 0) <= inTail).length;
  const coefficient = both / inTail;
  return { coefficient, standardError: Math.sqrt((coefficient * (1 - coefficient)) / inTail), observations: inTail };
}
