import { InvalidArgumentError } from 'commander';

/** Parses a whole number argument; commander reports the fault. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('expected a whole number');
  return Number(text);
}

/** What --csv says of itself wherever a result is a table. */
export const CSV = 'the main table as CSV, exact, units in its heads';
