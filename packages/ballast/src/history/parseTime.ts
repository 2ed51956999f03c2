import { DAY_SECONDS, type Seconds } from '@ballast/core';

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const MOMENT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?\s?(Z|UTC|[+-]00:?00)?$/;

/** How times without a zone are read: not at all, or as UTC because the publisher or the user says so. */
export type Zoneless = 'refused' | 'utc';

/**
 * Unix seconds of a UTC day or moment, or of a count of seconds, milliseconds, microseconds or nanoseconds since 1970,
 * told apart by their digits (10, 13, 16, 19: years 2001 to 2286). Fractions of a second go up, so that nothing is seen
 * early. Null for anything else, also for 30 February, and for times without zone unless they are said to be UTC.
 */
export function parseTime(text: string, zoneless: Zoneless = 'refused'): Seconds | null {
  if (/^\d+(?:\.0+)?$/.test(text)) return parseUnix(text.replace(/\.0+$/, ''));
  const moment = MOMENT.exec(text);
  if (moment === null) return parseDay(text);
  const [, dayText = '', hourText, minuteText, secondText, fraction = '', zone] = moment;
  if (zone === undefined && zoneless === 'refused') return null;
  const day = parseDay(dayText);
  const [hour, minute, second] = [Number(hourText), Number(minuteText), Number(secondText ?? 0)];
  if (day === null || hour > 23 || minute > 59 || second > 59) return null;
  return day + hour * 3600 + minute * 60 + second + (/[1-9]/.test(fraction) ? 1 : 0);
}

/** The unit of a count of time since 1970, by its digits; null where no unit makes it a plausible moment. */
export function unixUnitOf(digits: string): 's' | 'ms' | 'us' | 'ns' | null {
  const unit = ({ 10: 's', 13: 'ms', 16: 'us', 19: 'ns' } as const)[digits.length as 10 | 13 | 16 | 19];
  return unit === undefined || digits.startsWith('0') ? null : unit;
}

const PER_SECOND = { s: 1n, ms: 1000n, us: 1_000_000n, ns: 1_000_000_000n } as const;

function parseUnix(digits: string): Seconds | null {
  const unit = unixUnitOf(digits);
  if (unit === null) return null;
  const perSecond = PER_SECOND[unit];
  return Number((BigInt(digits) + perSecond - 1n) / perSecond);
}

function parseDay(text: string): Seconds | null {
  const match = DAY.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const milliseconds = Date.UTC(year, month - 1, day);
  const back = new Date(milliseconds);
  const isReal = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && year >= 1970;
  return isReal ? Math.floor(milliseconds / 1000 / DAY_SECONDS) * DAY_SECONDS : null;
}
