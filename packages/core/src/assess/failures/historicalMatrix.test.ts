import { describe, expect, it } from 'vitest';
import { historyOf, START, YEAR } from '../assess.fixture.ts';
import { HistoryMalformed } from '../portfolioReturns.ts';
import { historicalMatrix, type MatrixOrNot } from './historicalMatrix.ts';
import { checkScenarios, type ScenarioMatrix } from './scenarioMatrix.ts';

const ask = { assetIds: ['usdc', 'weth', 'gov'], days: 7, nowSeconds: START, pars: new Map() };
function matrixOf(found: MatrixOrNot): ScenarioMatrix {
  if ('why' in found) throw new RangeError(found.why);
  return found;
}

describe('historicalMatrix', () => {
  it('lays every stretch of the history as a path, of the assets that have one', () => {
    const matrix = matrixOf(historicalMatrix(YEAR, ask));
    checkScenarios(matrix);
    // 366 closes have 359 stretches of seven days after their first; 51 of them do not overlap.
    expect([matrix.pathNames?.[0], matrix.pathNames?.at(-1)]).toEqual(['2022-03-11', '2023-03-04']);
    expect([matrix.assetIds, matrix.paths, matrix.independentPaths]).toEqual([['usdc', 'weth'], 359, 51]);
    const weth = YEAR.series.find((item) => item.assetId === 'weth')?.points.map((point) => Number(point.priceWad));
    expect(matrix.ratios[(3 * 7 + 4) * 2 + 1]).toBeCloseTo((weth?.[8] ?? 0) / (weth?.[3] ?? 1), 12);
  });

  it('moves a coin only as far as one that stands where it stands today can', () => {
    // At 1.02 every tenth day, from and back to par.
    const swings = Array.from({ length: 400 }, (_, day) => (day % 10 === 5 ? 0.02 : day % 10 === 6 ? 1 / 1.02 - 1 : 0));
    const coin = historyOf({ usdc: swings, weth: [0.01] }, 400);
    const moves = (pars: ReadonlyMap<string, number>, day: number): number[] => {
      const { ratios, paths, assetIds } = matrixOf(
        historicalMatrix(coin, { ...ask, assetIds: ['usdc', 'weth'], pars }),
      );
      return Array.from({ length: paths }, (_, path) => ratios[(path * 7 + day - 1) * assetIds.length] ?? Number.NaN);
    };
    // Whoever holds it at par loses nothing by the way back, and gains on the way up what was gained.
    expect(Math.min(...moves(new Map(), 1))).toBeLessThan(0.985);
    expect(Math.min(...moves(new Map([['usdc', 1]]), 1))).toBeCloseTo(1, 6);
    expect(Math.max(...moves(new Map([['usdc', 1]]), 1))).toBeCloseTo(1.02, 6);
  });

  it('fills no gap, and sees nothing after the present', () => {
    const gappy = {
      ...YEAR,
      series: YEAR.series.map((item) =>
        item.assetId === 'weth' ? { ...item, points: item.points.filter((_, at) => at !== 100) } : item,
      ),
    };
    // A day missing takes every stretch that begins at it or would pass it.
    expect(matrixOf(historicalMatrix(gappy, ask)).paths).toBe(359 - 8);
    expect(matrixOf(historicalMatrix(YEAR, { ...ask, nowSeconds: START - 86_400 })).paths).toBe(358);
  });

  it('gives none where too little is known, and refuses a malformed history', () => {
    const short = historyOf({ weth: [0.01] }, 60);
    expect(historicalMatrix(short, ask)).toEqual({
      why: '53 stretches of 7 days that every asset has, 100 are needed',
    });
    expect(historicalMatrix(YEAR, { ...ask, assetIds: ['gov'] })).toEqual({ why: 'no asset held has a price history' });
    expect(historicalMatrix({ ...YEAR, stepSeconds: 70_000 }, ask)).toHaveProperty('why');
    expect(() => historicalMatrix({ ...YEAR, stepSeconds: 0 }, ask)).toThrow(HistoryMalformed);
  });
});
