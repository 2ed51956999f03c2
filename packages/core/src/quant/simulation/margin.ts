import { OutsideDomain } from '../numbers/elementary.ts';
import { normalCumulative, normalDensity } from '../distributions/normal.ts';
import { skewedTConstants } from '../distributions/skewedT.ts';
import { studentTCumulative, studentTDensity } from '../distributions/studentT.ts';

/**
 * Distribution of one asset's log return over the horizon. `scale` of a t is that of the raw variable, not its
 * deviation; Hansen's skewed t has variance one, so its `scale` is the deviation.
 */
export type Margin =
  | { readonly kind: 'studentT'; readonly nu: number; readonly location: number; readonly scale: number }
  | {
      readonly kind: 'skewedT';
      readonly nu: number;
      readonly skew: number;
      readonly location: number;
      readonly scale: number;
    }
  | { readonly kind: 'normal'; readonly location: number; readonly deviation: number };

/** A distribution symmetric about zero: the probability above x ≥ 0, and the density. */
export interface SymmetricLaw {
  readonly above: (x: number) => number;
  readonly density: (x: number) => number;
}

/** Student's t with `nu` degrees of freedom, or the normal. */
export function symmetricLaw(nu: number | 'normal'): SymmetricLaw {
  if (nu === 'normal') return { above: (x) => normalCumulative(-x), density: normalDensity };
  return { above: (x) => studentTCumulative(-x, nu), density: (x) => studentTDensity(x, nu) };
}

/** What multiplies the standard variable of a margin. */
export const scaleOf = (margin: Margin): number => (margin.kind === 'normal' ? margin.deviation : margin.scale);

/** Refuses a margin whose numbers make no distribution. */
export function checkMargin(margin: Margin): void {
  const scale = scaleOf(margin);
  if (!Number.isFinite(margin.location)) throw new OutsideDomain('location of a margin', margin.location);
  if (!(scale >= 0 && scale < Number.POSITIVE_INFINITY)) throw new OutsideDomain('scale of a margin', scale);
  if (margin.kind === 'studentT' && !(margin.nu >= 1 && margin.nu < Number.POSITIVE_INFINITY)) {
    throw new OutsideDomain('margin with degrees of freedom', margin.nu);
  }
  // Refuses two degrees of freedom or fewer, and a skew outside (−1, 1).
  if (margin.kind === 'skewedT') skewedTConstants(margin);
}
