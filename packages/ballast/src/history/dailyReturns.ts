import { DAY_SECONDS, logarithm, type Seconds } from '@ballast/core';
import type { PricePoint, PriceSeries } from './priceSeries.ts';
import { stepEnd } from './toHistory.ts';

/** Daily log returns of one series, as fractions, oldest first. */
export interface DailyReturns {
  readonly symbol: string;
  readonly quote: string;
  /** File it came from. */
  readonly source: string;
  /** End of each return's day, UTC. */
  readonly ends: readonly Seconds[];
  readonly returns: readonly number[];
  /**
   * Days without a close between the first and the last; the returns over them are left out, not stretched. The
   * weekends of a market that is shut on all of them are no such days.
   */
  readonly missingDays: number;
  /**
   * Where a close was later found to be a bad tick: for the index of each return that was to be forecast before anyone
   * could know, all returns before it as they stood that evening.
   */
  readonly asKnown: ReadonlyMap<number, readonly number[]>;
}

/** Weekends without a close that say a market is shut on them, and not that its data has holes. */
const WEEKENDS_TO_TELL = 10;

/**
 * The last close of each UTC day, and the log returns between days that follow one another; in a market shut on every
 * Saturday and Sunday, Monday follows Friday. What is forecast is the return as it stands today; what a forecast may
 * read is the series as it stood the evening before. Pure.
 */
export function dailyReturns(series: PriceSeries, source: string): DailyReturns {
  const isShut = isShutOnWeekends(series.points);
  const { ends, returns } = returnsOf(series.points, isShut);
  const asKnown = new Map<number, readonly number[]>();
  ends.forEach((end, index) => {
    const now = end - DAY_SECONDS;
    const open = series.badTicks.filter(({ timeSeconds, knownSeconds }) => timeSeconds <= now && knownSeconds > now);
    if (open.length === 0) return;
    const known = series.points.filter(({ timeSeconds }) => timeSeconds <= now);
    const stood = [...known, ...open].toSorted((a, b) => a.timeSeconds - b.timeSeconds);
    asKnown.set(index, returnsOf(stood, isShut).returns);
  });
  const [first = 0, last = 0] = [ends[0], ends.at(-1)];
  const days = daysBetween(first, last).filter((end) => !isShut || !isWeekend(end));
  const missingDays = ends.length === 0 ? 0 : days.length - ends.length;
  return { symbol: series.symbol, quote: series.quote, source, ends, returns, missingDays, asKnown };
}

function returnsOf(
  points: readonly PricePoint[],
  isShut: boolean,
): { readonly ends: Seconds[]; readonly returns: number[] } {
  const closes = new Map<Seconds, number>();
  for (const { timeSeconds, price } of points) closes.set(stepEnd(timeSeconds, DAY_SECONDS), Number(price));
  const days = [...closes];
  const ends: Seconds[] = [];
  const returns: number[] = [];
  for (let i = 1; i < days.length; i += 1) {
    const [[before, from], [end, to]] = [days[i - 1]!, days[i]!];
    const isWeekendBetween = isShut && end - before === 3 * DAY_SECONDS && isWeekend(before + DAY_SECONDS);
    if (end - before !== DAY_SECONDS && !isWeekendBetween) continue;
    ends.push(end);
    returns.push(logarithm(to / from));
  }
  return { ends, returns };
}

/** Whether no close stands on any weekend between the first and the last, of ten or more. */
function isShutOnWeekends(points: readonly PricePoint[]): boolean {
  const ends = points.map(({ timeSeconds }) => stepEnd(timeSeconds, DAY_SECONDS));
  const [first = 0, last = 0] = [ends[0], ends.at(-1)];
  return last - first >= 7 * WEEKENDS_TO_TELL * DAY_SECONDS && !ends.some(isWeekend);
}

/** Whether the day that ended at `end` was a Saturday or a Sunday; 1970 began on a Thursday. */
function isWeekend(end: Seconds): boolean {
  const weekday = (Math.round(end / DAY_SECONDS) - 1) % 7;
  return weekday === 2 || weekday === 3;
}

function daysBetween(first: Seconds, last: Seconds): Seconds[] {
  const count = Math.round((last - first) / DAY_SECONDS) + 1;
  return Array.from({ length: count }, (_, day) => first + day * DAY_SECONDS);
}
