import { OutsideDomain } from '../numbers/elementary.ts';
import type { Moments } from '../numbers/moments.ts';

/**
 * Half the spread a position is left at when spreads are as wide as they get: ½(mean + `widths` × deviation), the
 * exogenous cost of liquidity that is added to VaR (Bangia, Diebold, Schuermann and Stroughair, 1999). `spread` and
 * the result in one unit, of price or of mid; `widths` ≥ 0 (the paper found 2 to 4.5 for 99 %). It holds for sizes the
 * quoted spread is good for; what a larger one costs depends on depth. Pure.
 */
export function spreadCost({ mean, deviation }: Moments, widths: number): number {
  for (const value of [mean, deviation, widths])
    if (!(value >= 0 && Number.isFinite(value))) throw new OutsideDomain('spread', value);
  return (mean + widths * deviation) / 2;
}
