import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../../quant/numbers/elementary.ts';
import { DAY_SECONDS } from '../../units/time.ts';
import { marketHaircut } from './marketHaircut.ts';

/** Daily prices by step. */
const series = (prices: readonly number[]) => new Map(prices.map((price, day) => [day, price]));
const crash = (days: number, at: number, share: number): number[] =>
  Array.from({ length: days }, (_, day) => (day < at ? 1 : 1 - share));

describe('marketHaircut', () => {
  it('shows one fall once, however many windows it is in', () => {
    // 7 windows hold the fall of day 100, 7 others that of day 200; half of 1 − confidence each.
    const prices = crash(300, 100, 0.3).map((price, day) => (day < 200 ? price : price * 0.9));
    const { worst, sampleSize, ratioWad } = marketHaircut(series(prices), DAY_SECONDS, {
      confidence: 0.95,
      horizonDays: 7,
    });
    expect(sampleSize).toBe(293);
    expect(worst.map(({ fallWad }) => Number(fallWad) / 1e18)).toEqual(
      [0.3, 0.1].map((fall) => expect.closeTo(fall, 8)),
    );
    expect(worst.map(({ endSeconds }) => endSeconds / DAY_SECONDS)).toEqual([100, 200]);
    // The worst 5 % of 293 windows are 14.65: seven of 30 %, seven of 10 %, and a rest without a fall.
    expect(Number(ratioWad) / 1e18).toBeCloseTo((7 * 0.3 + 7 * 0.1) / 14.65, 8);
  });

  it('never shows two windows that share a day, nor more than five, worst first', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.5, max: 1.5, noNaN: true }), { minLength: 260, maxLength: 400 }),
        fc.integer({ min: 1, max: 10 }),
        (prices, horizonDays) => {
          const { worst } = marketHaircut(series(prices), DAY_SECONDS, { confidence: 0.97, horizonDays });
          expect(worst.length).toBeLessThanOrEqual(5);
          const ends = worst.map(({ endSeconds }) => endSeconds / DAY_SECONDS).toSorted((a, b) => a - b);
          for (let i = 1; i < ends.length; i += 1)
            expect((ends[i] as number) - (ends[i - 1] as number)).toBeGreaterThanOrEqual(horizonDays);
          for (let i = 1; i < worst.length; i += 1)
            expect(worst[i - 1]?.fallWad ?? 0n).toBeGreaterThanOrEqual(worst[i]?.fallWad ?? 0n);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('has no figure from too few windows, and refuses what is no confidence or horizon', () => {
    const few = marketHaircut(series(crash(100, 50, 0.3)), DAY_SECONDS, { confidence: 0.975, horizonDays: 7 });
    expect(few).toMatchObject({ ratioWad: null, worst: [], note: '93 windows of 200 needed' });
    for (const bad of [
      { confidence: 1, horizonDays: 7 },
      { confidence: 0.975, horizonDays: 0.5 },
    ])
      expect(() => marketHaircut(series([1, 2]), DAY_SECONDS, bad)).toThrow(OutsideDomain);
  });
});
