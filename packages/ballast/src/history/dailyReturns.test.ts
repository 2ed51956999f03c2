import { describe, expect, it } from 'vitest';
import { DAY_SECONDS } from '@ballast/core';
import { dailyReturns } from './dailyReturns.ts';
import type { BadTick, PricePoint, PriceSeries } from './priceSeries.ts';

const at = (day: number, price: number, hour = 0): PricePoint => ({
  timeSeconds: day * DAY_SECONDS + hour * 3600,
  price: String(price),
});
const series = (points: readonly PricePoint[], badTicks: readonly BadTick[] = []): PriceSeries => ({
  symbol: 'X',
  quote: 'USD',
  field: 'close',
  stepSeconds: DAY_SECONDS,
  points,
  badTicks,
});

describe('dailyReturns', () => {
  it('takes the last close of each UTC day; a close on the stroke belongs to the day that ended', () => {
    const { ends, returns } = dailyReturns(series([at(1, 100), at(1, 7, 5), at(1, 110, 23), at(2, 121, 24)]), 'f');
    expect(ends).toEqual([2, 3].map((day) => day * DAY_SECONDS));
    expect(returns[0]).toBeCloseTo(Math.log(1.1), 14);
    expect(returns[1]).toBeCloseTo(Math.log(1.1), 14);
  });
  it('leaves a return over a missing day out and counts the day', () => {
    const { ends, returns, missingDays } = dailyReturns(series([at(1, 1), at(2, 2), at(4, 8), at(5, 16)]), 'f');
    expect(ends).toEqual([2, 5].map((day) => day * DAY_SECONDS));
    expect(returns.map((value) => value / Math.log(2))).toEqual([1, 1].map((value) => expect.closeTo(value, 12)));
    expect(missingDays).toBe(2);
  });
  it('a bad tick counts until somebody could know better, and never after', () => {
    const bad = { ...at(3, 50, 0), knownSeconds: 4 * DAY_SECONDS };
    const points = [at(1, 100), at(2, 100), at(4, 100), at(5, 100), at(6, 100)];
    const { asKnown, ends } = dailyReturns(series(points, [bad]), 'f');
    // The evening of day 3 saw 50; that of day 4 already knew.
    expect([...asKnown.keys()].map((index) => ends[index]! / DAY_SECONDS)).toEqual([]);
    const late = { ...bad, knownSeconds: 5 * DAY_SECONDS };
    const known = dailyReturns(series(points, [late]), 'f');
    const [[index, stood]] = [...known.asKnown] as [[number, number[]]];
    expect(known.ends[index]! / DAY_SECONDS).toBe(5);
    expect(stood.map((value) => Math.round(100 * value))).toEqual([0, -69, 69]);
  });
  describe('a market shut on weekends', () => {
    // 1970 began on a Thursday: day 1 ends it.
    const isWeekend = (day: number): boolean => (day + 2) % 7 >= 5;
    const weekdays = (days: number): PricePoint[] =>
      Array.from({ length: days }, (_, day) => day + 1)
        .filter((day) => !isWeekend(day))
        .map((day) => at(day, 100 + day));
    const mondays = (ends: readonly number[]): number[] => ends.filter((end) => (end / DAY_SECONDS + 2) % 7 === 0);

    it('goes from Friday to Monday in one step: its falls over a weekend are falls', () => {
      const { ends, returns, missingDays } = dailyReturns(series(weekdays(100)), 'f');
      expect(missingDays).toBe(0);
      expect(returns).toHaveLength(71);
      expect(mondays(ends)).toHaveLength(14);
      expect(returns[1]).toBeCloseTo(Math.log(105 / 102), 14);
    });
    it('leaves out a return over a holiday, beside a weekend or not', () => {
      const wednesday = 35;
      const monday = 40;
      const points = weekdays(100).filter(
        ({ timeSeconds }) => ![wednesday, monday].includes(timeSeconds / DAY_SECONDS),
      );
      const { ends, missingDays } = dailyReturns(series(points), 'f');
      expect(missingDays).toBe(4);
      for (const day of [wednesday, wednesday + 1, monday, monday + 1]) expect(ends).not.toContain(day * DAY_SECONDS);
    });
    it('is not told by a few weekends, nor where one day of one has a close', () => {
      expect(mondays(dailyReturns(series(weekdays(60)), 'f').ends)).toEqual([]);
      const withSunday = [...weekdays(100), at(95, 200)].toSorted((a, b) => a.timeSeconds - b.timeSeconds);
      const open = dailyReturns(series(withSunday), 'f');
      expect(mondays(open.ends).map((end) => end / DAY_SECONDS)).toEqual([96]);
      expect(open.missingDays).toBeGreaterThan(20);
    });
  });
  it('an empty series has no returns', () => {
    expect(dailyReturns(series([]), 'f')).toMatchObject({ ends: [], returns: [], missingDays: 0 });
  });
});
