import { InvalidArgumentError, type Command } from 'commander';
import type { NameHints } from '../history/detectLayout.ts';
import { wholeNumber } from './arguments.ts';

/** What a file may leave open, as flags. */
export interface HintFlags {
  readonly symbol?: string;
  readonly quote?: string;
  readonly utc?: boolean;
  readonly decimals?: number;
}

/** Adds the flags that say what a file leaves open. */
export const withHints = (command: Command): Command =>
  command
    .option('--symbol <asset>', 'whose price it is, where neither a column nor the name says', assetName)
    .option('--quote <quote>', 'what it is priced in, where nothing says; PERCENT for rates', assetName)
    .option('--utc', 'times without a zone are UTC; they are refused otherwise')
    .option('--decimals <n>', 'decimals of oracle answers that are whole numbers', wholeNumber);

export const hintsOf = ({ symbol, quote, utc, decimals }: HintFlags): NameHints => ({
  ...(symbol === undefined ? {} : { symbol }),
  ...(quote === undefined ? {} : { quote }),
  ...(utc === true ? { zoneless: 'utc' as const } : {}),
  ...(decimals === undefined ? {} : { decimals }),
});

/** Parses the name of an asset or quote; upper case. */
export function assetName(text: string): string {
  if (!/^[\w.:#-]{1,40}$/.test(text)) throw new InvalidArgumentError('expected a short name, such as USDC');
  return text.toUpperCase();
}
