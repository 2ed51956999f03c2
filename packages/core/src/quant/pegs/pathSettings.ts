import { DAILY_PEG, type PegSettings } from '../tails/pegFilter.ts';

/** Deviations that coming back may be worth on a path: more than any whole peg strays. */
const UNCAPPED = 1e6;

/**
 * The peg model's settings for paths of days after `returns` (log, oldest first). Of its distance from its level a coin
 * closes the part each day with which it strays as far as it did: one less the correlation of its log prices with those of the
 * day before, within 0 and 1; and that is not capped. The cap of the one-day forecast is for a peg under attack, which on a
 * path is a break of its own; over a month it lets a whole peg stray three times as far as its days are wide. Pure.
 */
export function pathSettings(returns: readonly number[], settings: PegSettings = DAILY_PEG): PegSettings {
  let price = 0;
  const prices = [0, ...returns.map((value) => (price += value))];
  const mean = prices.reduce((sum, value) => sum + value, 0) / prices.length;
  let [together, squares] = [0, 0];
  prices.forEach((value, day) => {
    squares += (value - mean) * (value - mean);
    if (day > 0) together += (value - mean) * ((prices[day - 1] ?? 0) - mean);
  });
  const reversion = squares > 0 ? Math.max(0, Math.min(1, 1 - together / squares)) : 0;
  return { ...settings, reversion, mostReversion: UNCAPPED };
}
