import { OutsideDomain } from '../numbers/elementary.ts';

/**
 * Price of a Treasury bill, of one unit of face value, at its bank discount rate: 1 − rate × days ÷ 360 (31 CFR 356,
 * appendix B). `days` to maturity, whole and not negative; `discountRate` a ratio a year. A curve that shifts up by s
 * takes s × days ÷ 360 of face. Refuses a rate at which nothing would be paid. Pure.
 */
export function billPrice(discountRate: number, days: number): number {
  if (!(Number.isSafeInteger(days) && days >= 0)) throw new OutsideDomain('days of a bill', days);
  if (!Number.isFinite(discountRate)) throw new OutsideDomain('discount rate', discountRate);
  const price = 1 - (discountRate * days) / 360;
  if (!(price > 0)) throw new OutsideDomain('discount rate', discountRate);
  return price;
}
