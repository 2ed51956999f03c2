import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import { DAY_SECONDS } from '../units/time.ts';
import type { History } from '../records/history.ts';
import { START } from './assess.fixture.ts';
import { HistoryMalformed, newestStep, portfolioReturns, readSeries, type Series } from './portfolioReturns.ts';

type Point = readonly [timeSeconds: number, price: string];
const history = (series: Readonly<Record<string, readonly Point[]>>, stepSeconds = DAY_SECONDS): History => ({
  schema: 'ballast/history/1',
  reserve: 'harbor',
  toSeconds: START,
  stepSeconds,
  series: Object.entries(series).map(([assetId, points]) => ({
    assetId,
    source: 'test',
    points: points.map(([timeSeconds, price]) => ({ timeSeconds, priceWad: parseWad(price) })),
  })),
});
const day = (n: number, seconds = 0): number => n * DAY_SECONDS + seconds;
const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof HistoryMalformed) return error.code;
    throw error;
  }
  return 'accepted';
};

describe('readSeries: bad input', () => {
  it('refuses prices that are not above zero', () => {
    expect(code(() => readSeries(history({ a: [[day(1), '0']] }), day(9)))).toBe('ASSESS_HISTORY_MALFORMED');
    const negative: History = {
      ...history({}),
      series: [{ assetId: 'a', source: 'x', points: [{ timeSeconds: 1, priceWad: wad(-1n) }] }],
    };
    expect(code(() => readSeries(negative, day(9)))).toBe('ASSESS_HISTORY_MALFORMED');
  });
  it('refuses times that repeat or fall', () => {
    for (const second of [day(1), day(0, 5)])
      expect(
        code(() =>
          readSeries(
            history({
              a: [
                [day(1), '1'],
                [second, '1'],
              ],
            }),
            day(9),
          ),
        ),
      ).toBe('ASSESS_HISTORY_MALFORMED');
  });
  it('refuses two series of one asset, and a grid without a step', () => {
    const twice = history({ a: [[day(1), '1']] });
    expect(code(() => readSeries({ ...twice, series: [...twice.series, ...twice.series] }, day(9)))).toBe(
      'ASSESS_HISTORY_MALFORMED',
    );
    for (const step of [0, -1, 0.5, Number.NaN])
      expect(code(() => readSeries(history({}, step), day(9)))).toBe('ASSESS_HISTORY_MALFORMED');
  });
});

describe('readSeries', () => {
  it('keeps the last point of each step and leaves gaps as gaps', () => {
    const series = readSeries(
      history({
        a: [
          [day(1, 5), '1'],
          [day(1, 80_000), '2'],
          [day(4), '3'],
        ],
      }),
      day(9),
    ).get('a');
    expect([...(series ?? [])]).toEqual([
      [1, 2],
      [4, 3],
    ]);
  });
  it('cannot look ahead: whatever lies after the present changes nothing', () => {
    const future = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { maxLength: 5 });
    const past: Point[] = [
      [day(1), '1'],
      [day(2), '1.5'],
    ];
    fc.assert(
      fc.property(future, (prices) => {
        const points: Point[] = [...past, ...prices.map((price, index): Point => [day(2, index + 1), String(price)])];
        expect(readSeries(history({ a: points }), day(2))).toEqual(readSeries(history({ a: past }), day(2)));
      }),
    );
  });
});

const series = (prices: Readonly<Record<number, number>>): Series =>
  new Map(Object.entries(prices).map(([k, v]) => [Number(k), v]));

describe('portfolioReturns', () => {
  it('has none without a moving position, or without two prices a window apart', () => {
    expect(portfolioReturns([], 1)).toEqual([]);
    expect(portfolioReturns([{ weight: 1, series: null }], 1)).toEqual([]);
    expect(portfolioReturns([{ weight: 1, series: series({ 1: 2 }) }], 1)).toEqual([]);
    expect(portfolioReturns([{ weight: 1, series: series({ 1: 2, 3: 2 }) }], 1)).toEqual([]);
  });
  it('weighs simple returns, at fixed weights', () => {
    const two = [
      { weight: 0.5, series: series({ 1: 100, 2: 110 }) },
      { weight: 0.25, series: series({ 1: 4, 2: 3 }) },
      { weight: 0.25, series: null },
    ];
    expect(portfolioReturns(two, 1)).toHaveLength(1);
    expect(portfolioReturns(two, 1)[0]).toBeCloseTo(0.5 * 0.1 - 0.25 * 0.25, 15);
  });
  it('never fills a gap: a window counts only where every position has both ends', () => {
    const gappy = [
      { weight: 0.5, series: series({ 1: 1, 2: 2, 3: 3, 4: 4, 5: 5 }) },
      { weight: 0.5, series: series({ 1: 1, 2: 1, 4: 1, 5: 1 }) },
    ];
    expect(portfolioReturns(gappy, 1)).toEqual([0.5, 0.125]);
    expect(portfolioReturns(gappy, 3)).toEqual([1.5, 0.75]);
  });
  it('does not depend on the order of the points', () => {
    const forward = { weight: 1, series: series({ 1: 1, 2: 2, 3: 3 }) };
    const backward = { weight: 1, series: new Map([...forward.series].toReversed()) };
    expect(portfolioReturns([backward], 1)).toEqual(portfolioReturns([forward], 1));
  });
});

describe('newestStep', () => {
  it('finds the newest of half a million steps, and none of an empty series', () => {
    const long = new Map(Array.from({ length: 500_000 }, (_, step) => [step, 1]));
    expect(newestStep(long)).toBe(499_999);
    expect(newestStep(new Map())).toBe(-Infinity);
  });
});
