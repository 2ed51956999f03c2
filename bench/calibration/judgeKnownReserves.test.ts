import { beforeAll, describe, expect, it } from 'vitest';
import { calibrationPage } from './calibrationPage.ts';
import { BREAK_LAWS, drawReserve } from './drawReserve.ts';
import { judgeKnownReserves, type KnownRun } from './judgeKnownReserves.ts';
import { coverRanges, scoreReading } from './scoreForecasts.ts';
import { throwDice } from './throwDice.ts';

// A small look at what the bench looks at in full; seeds are fixed, so every run and machine sees the same.
const SIZES = { reserves: { rated: 12, counted: 6 }, truthPaths: 2_048, enginePaths: 1_024 };

describe('failure probabilities on reserves whose law is known', () => {
  let run: KnownRun = { cases: [], refused: [] };
  beforeAll(async () => {
    run = await judgeKnownReserves(SIZES);
  }, 600_000);
  const first = () =>
    run.cases.filter(({ forecast }) => forecast.failure === 'balance sheet' && forecast.passage === 'first passage');

  it('have an answer for every reserve', () => {
    expect(run.refused).toEqual([]);
    // Three failures, three horizons, two passages.
    expect(run.cases).toHaveLength((SIZES.reserves.rated + SIZES.reserves.counted) * 3 * 3 * 2);
  });

  it('hold the truth within their stated errors, nine times in ten', () => {
    expect(coverRanges(run.cases).withErrors).toBeGreaterThanOrEqual(0.9);
  });

  it.each([7, 30])('are right on average over %i days: the truths lie between the ends', (days) => {
    const { meanLow, meanTruth, meanHigh } = coverRanges(first().filter(({ forecast }) => forecast.days === days));
    expect(meanLow).toBeLessThan(meanTruth);
    expect(meanHigh).toBeGreaterThan(meanTruth);
  });

  // How often coins break is counted from real ones; in a world where they break at another rate nothing is promised.
  it('score better than the share of past stretches that failed, and than a normal surplus, where all floats', () => {
    const free = first().filter(({ coins, isDefaultCovered }) => coins === 0 && isDefaultCovered === null);
    expect(free.length).toBeGreaterThan(0);
    const middle = scoreReading(free, 'middle');
    for (const reading of ['history', 'normal'] as const) {
      const other = scoreReading(free, reading);
      expect(middle.brier).toBeLessThan(other.brier);
      expect(middle.logarithmic).toBeLessThan(other.logarithmic);
    }
  });

  it('make a page without a hole where price data is missing', () => {
    const page = calibrationPage({
      sizes: SIZES,
      known: run,
      lawSizes: { reserves: 0, truthPaths: 1, enginePaths: 64 },
      laws: { cases: [], refused: [] },
      stride: 10,
      ordinary: [],
      eves: [],
      silent: [],
      absent: [],
    });
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    expect(page).toContain('| rated, first passage, 30 d | 12 |');
  });
});

describe('drawReserve', () => {
  it('draws the same reserve from the same dice, of 3 to 8 assets, backed, with closes above zero', () => {
    for (const [breaks, seed] of BREAK_LAWS.flatMap((law) =>
      Array.from({ length: 20 }, (_, i) => [law, i + 1] as const),
    )) {
      const reserve = drawReserve(throwDice(seed), breaks);
      expect(JSON.stringify(drawReserve(throwDice(seed), breaks))).toBe(JSON.stringify(reserve));
      const { holdings, owed, closes, world } = reserve;
      expect(holdings.length >= 3 && holdings.length <= 8).toBe(true);
      expect(holdings.length).toBe(world.floating.length + world.pegged.length);
      expect(holdings.reduce((sum, money) => sum + money, 0)).toBeCloseTo(100, 9);
      expect(owed < 100 && owed >= 20).toBe(true);
      const { books, minBps, runPerDayBps } = reserve.books;
      // Each book holds no more than there is and covers what it asks for today.
      for (const { early, late, asked } of Object.values(books)) {
        for (const cash of [early, late])
          cash.forEach((money, at) => expect(money <= (holdings[at] ?? 0) + 1e-9).toBe(true));
        expect(early.reduce((sum, money) => sum + money, 0)).toBeGreaterThan(asked(6));
        expect(late.reduce((sum, money) => sum + money, 0)).toBeGreaterThan(asked(30));
      }
      expect(Number.isInteger(minBps) && minBps > 0 && runPerDayBps >= 100 && runPerDayBps <= 200).toBe(true);
      if (breaks === 'counted') expect(world.pegged.length > 0 && !reserve.evening.dying.includes(1)).toBe(true);
      expect(closes.every((line) => line.length === 1_000 && line.every((close) => close > 0))).toBe(true);
    }
  });
});
