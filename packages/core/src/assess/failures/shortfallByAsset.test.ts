import { describe, expect, it } from 'vitest';
import { normalTail } from '../../quant/distributions/tailRisk.ts';
import { OutsideDomain } from '../../quant/numbers/elementary.ts';
import { wadToFloat } from '../../units/float.ts';
import type { FailureBook } from './failureBook.ts';
import { walks } from './scenarios.fixture.ts';
import { shortfallByAsset } from './shortfallByAsset.ts';

const book: FailureBook = {
  label: '',
  weights: Float64Array.of(200, 50, 0),
  fixed: -100,
  asked: () => 0,
  lossWeights: [],
  lossFixed: [],
  later: null,
};
const flat = (assetId: string, deviation: number) => ({ assetId, drift: 0, deviation });
const matrix = walks([flat('weth', 0.02), flat('wbtc', 0.02), flat('dai', 0.02)], { days: 4, paths: 60_000, seed: 9 });

describe('shortfallByAsset', () => {
  it('splits a normal book by variance, sums, and gives the marginal as component ÷ held', () => {
    const { shortfallWad, components } = shortfallByAsset(book, matrix, { confidence: 0.99, horizonDays: 4 });
    const deviation = 0.04 * Math.sqrt(200 * 200 + 50 * 50);
    const exact = normalTail({ mean: 0, deviation }, 0.99, 1).expectedShortfall;
    expect(wadToFloat(shortfallWad) / exact).toBeCloseTo(1, 1.3);
    expect(components.map((item) => item.assetId)).toEqual(['weth', 'wbtc', 'dai']);
    const [weth, , dai] = components;
    expect(wadToFloat(weth?.componentWad ?? (0n as never)) / wadToFloat(shortfallWad)).toBeCloseTo(16 / 17, 1.3);
    expect((weth?.marginalWad ?? 0n) * 200n - (weth?.componentWad ?? 0n) < 10n ** 12n).toBe(true);
    expect([dai?.componentWad, dai?.marginalWad]).toEqual([0n, null]);
    const sum = components.reduce((total, item) => total + item.componentWad, 0n);
    expect(Math.abs(Number(sum - shortfallWad))).toBeLessThan(4e9);
  });

  it('refuses a horizon it has not', () => {
    expect(() => shortfallByAsset(book, matrix, { confidence: 0.99, horizonDays: 5 })).toThrow(OutsideDomain);
  });
});
