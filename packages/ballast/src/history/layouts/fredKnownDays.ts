import { DAY_SECONDS, isoTime } from '@ballast/core';
import { parseTime } from '../parseTime.ts';

/** A value without a successor so soon is taken as known after this many days: its series rested or ended. */
const LONGEST_DAYS = 5;

/**
 * The day at whose end each value of a FRED series was known, from the days FRED dates them by. FRED dates a value by
 * the beginning of what it describes, and publishes it later: a daily rate (SOFR, DFF, H.15) on the next business day,
 * which is the next day the series has a value, at most five days on; a monthly or quarterly mean, dated the first,
 * with the next period's first business day. Days of a daily series must rise; the last one's next is the next
 * weekday. Pure.
 */
export function fredKnownDays(days: readonly string[]): string[] {
  const months = periodMonths(days);
  return days.map((day, index) => {
    if (months !== null) return weekdayFrom(nextPeriod(day, months));
    const next = days[index + 1];
    const after = weekdayFrom(plusDays(day, 1));
    if (next === undefined) return after;
    const latest = plusDays(day, LONGEST_DAYS);
    return next < latest ? next : latest;
  });
}

/** Months in a period where every value is dated the first of one; null for days and weeks. */
function periodMonths(days: readonly string[]): number | null {
  if (!days.every((day) => day.endsWith('-01'))) return null;
  const months = new Set(days.map((day) => Number(day.slice(5, 7))));
  const isEvery = (length: number): boolean => [...months].every((month) => (month - 1) % length === 0);
  // One or two values may be months or quarters: the longer one is the later, and so the safe reading.
  return [12, 6, 3].find(isEvery) ?? 1;
}

function nextPeriod(day: string, months: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return isoTime(Date.UTC(year, month - 1 + months, 1) / 1000).slice(0, 10);
}

const plusDays = (day: string, count: number): string =>
  isoTime((parseTime(day) ?? 0) + count * DAY_SECONDS).slice(0, 10);

/** The day itself, or the Monday after a weekend. */
function weekdayFrom(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday === 6 ? plusDays(day, 2) : weekday === 0 ? plusDays(day, 1) : day;
}
