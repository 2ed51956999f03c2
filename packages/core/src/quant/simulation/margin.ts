import { OutsideDomain } from '../elementary.ts';
import { normalCumulative, normalDensity } from '../normal.ts';
import { studentTCumulative, studentTDensity } from '../studentT.ts';

/** Distribution of one asset's log return over the horizon. `scale` is that of the raw t, not its deviation. */
export type Margin =
  | { readonly kind: 'studentT'; readonly nu: number; readonly location: number; readonly scale: number }
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

/** Refuses a margin whose numbers make no distribution. */
export function checkMargin(margin: Margin): void {
  const scale = margin.kind === 'normal' ? margin.deviation : margin.scale;
  if (!Number.isFinite(margin.location)) throw new OutsideDomain('location of a margin', margin.location);
  if (!(scale >= 0 && scale < Number.POSITIVE_INFINITY)) throw new OutsideDomain('scale of a margin', scale);
  if (margin.kind === 'studentT' && !(margin.nu >= 1 && margin.nu < Number.POSITIVE_INFINITY)) {
    throw new OutsideDomain('margin with degrees of freedom', margin.nu);
  }
}
