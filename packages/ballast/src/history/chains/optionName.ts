import { DAY_SECONDS, type Seconds } from '@ballast/core';
import { parseTime } from '../parseTime.ts';

/** What the name of an option says. */
export interface OptionName {
  readonly underlying: string;
  readonly quote: string;
  readonly expirySeconds: Seconds;
  readonly strike: string;
  readonly type: 'C' | 'P';
}

const NAME = /^([A-Z0-9]+)(?:_([A-Z0-9]+))?-(\d{1,2})([A-Z]{3})(\d{2})-(\d+)(?:D(\d+))?-([CP])$/;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
/** Options expire at eight in the morning, UTC. */
const EXPIRY_SECONDS = DAY_SECONDS / 3;

/** The moment at which options of a day expire. Pure. */
export const expiryOf = (daySeconds: Seconds): Seconds => daySeconds + EXPIRY_SECONDS;

/**
 * Reads a name by Deribit's rules: BTC-27JUN25-60000-P is priced in bitcoin (inverse), XRP_USDC-30MAY25-0d625-C in USDC
 * at a strike of 0.625. Null for futures, combinations and days that are none. Pure.
 */
export function readOptionName(text: string): OptionName | null {
  const match = NAME.exec(text.trim().toUpperCase());
  if (match === null) return null;
  const [, underlying = '', quote = underlying, day = '', month = '', year = '', whole = '', fraction, type] = match;
  const monthNumber = String(MONTHS.indexOf(month) + 1).padStart(2, '0');
  const daySeconds = parseTime(`20${year}-${monthNumber}-${day.padStart(2, '0')}`);
  if (daySeconds === null) return null;
  return {
    underlying,
    quote,
    expirySeconds: expiryOf(daySeconds),
    strike: fraction === undefined ? whole : `${whole}.${fraction}`,
    type: type === 'C' ? 'C' : 'P',
  };
}
