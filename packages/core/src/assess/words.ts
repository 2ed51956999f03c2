import { formatDecimal } from '../units/decimal.ts';
import { DAY_SECONDS } from '../units/time.ts';
import type { Wad } from '../units/amounts.ts';

/** A ratio as a percentage with two places, cut toward zero. */
export const percent = (ratioWad: Wad): string => `${formatDecimal(ratioWad, 16, 2)}%`;

/** Seconds in the largest whole unit. */
export function duration(seconds: number): string {
  const units = [
    [DAY_SECONDS, 'd'],
    [3600, 'h'],
    [60, 'min'],
  ] as const;
  const unit = units.find(([size]) => seconds >= size && seconds % size === 0);
  return unit === undefined ? `${seconds} s` : `${seconds / unit[0]} ${unit[1]}`;
}

/** "1 origin", "2 origins". */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
