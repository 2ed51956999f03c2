import { InvalidArgumentError, type Command } from 'commander';
import type { NameHints } from '../history/detectLayout.ts';
import { readPeriod, type StatedPeriods } from '../history/layouts/fundingPeriods.ts';
import { wholeNumber } from './arguments.ts';

/** What a file may leave open, as flags. */
export interface HintFlags {
  readonly symbol?: string;
  readonly quote?: string;
  readonly utc?: boolean;
  readonly decimals?: number;
  readonly period?: StatedPeriods;
}

/** Adds the flags that say what a file leaves open. */
export const withHints = (command: Command): Command =>
  command
    .option('--symbol <asset>', 'whose price it is, where neither a column nor the name says', assetName)
    .option(
      '--quote <quote>',
      'what it is priced in, where nothing says; PERCENT for rates, COIN for options in the coin itself',
      assetName,
    )
    .option('--utc', 'times without a zone are UTC; they are refused otherwise')
    .option('--decimals <n>', 'decimals of oracle answers that are whole numbers', wholeNumber)
    .option('--period <length>', 'how long a funding rate is paid for: 8h; of one venue: dydx=1h', periodArgument);

export const hintsOf = ({ symbol, quote, utc, decimals, period }: HintFlags): NameHints => ({
  ...(symbol === undefined ? {} : { symbol }),
  ...(quote === undefined ? {} : { quote }),
  ...(utc === true ? { zoneless: 'utc' as const } : {}),
  ...(decimals === undefined ? {} : { decimals }),
  ...(period === undefined ? {} : { periods: period }),
});

/** Parses the period of a funding rate; seconds. */
export function lengthArgument(text: string): number {
  const seconds = readPeriod(text);
  if (seconds === null) throw new InvalidArgumentError('expected a length that divides a year, such as 8h');
  return seconds;
}

/** Parses the period of funding rates, of all or of one venue, one call each. */
export function periodArgument(text: string, before: StatedPeriods | undefined): StatedPeriods {
  const [venue, length = ''] = text.includes('=') ? text.split('=') : ['', text];
  const seconds = lengthArgument(length);
  const { of, ...rest } = before ?? { of: new Map<string, number>() };
  if (venue === undefined || venue === '') return { ...rest, of, all: seconds };
  return { ...rest, of: new Map([...of, [venue.toLowerCase(), seconds]]) };
}

/** Parses the name of an asset or quote; upper case. */
export function assetName(text: string): string {
  if (!/^[\w.:#-]{1,40}$/.test(text)) throw new InvalidArgumentError('expected a short name, such as USDC');
  return text.toUpperCase();
}
