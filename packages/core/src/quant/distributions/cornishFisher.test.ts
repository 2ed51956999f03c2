import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasReference, referenceRows } from '../referenceTable.fixture.ts';
import { cornishFisherQuantile } from './cornishFisher.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { normalQuantile } from './normal.ts';

describe('cornishFisherQuantile', () => {
  it('at 1 %, skewness −0.5 and excess kurtosis 2, is −3.0674967638 (R 4.2.2)', () => {
    expect(cornishFisherQuantile(0.01, -0.5, 2)).toBeCloseTo(-3.0674967638, 9);
  });
  it.skipIf(!hasReference('edhec_monthly_returns.csv.gz'))(
    'PerformanceAnalytics test suite, EDHEC column 1, 100 months, 95 %: modified VaR -0.014674 (needs BALLAST_DATA_DIR)',
    () => {
      const returns = referenceRows('edhec_monthly_returns.csv.gz')
        .slice(0, 100)
        .map((row) => Number(row[1]));
      const mean = returns.reduce((sum, value) => sum + value, 0) / 100;
      const moment = (power: number): number =>
        returns.reduce((sum, value) => sum + (value - mean) ** power, 0) / returns.length;
      const deviation = Math.sqrt(moment(2));
      const quantile = cornishFisherQuantile(0.05, moment(3) / deviation ** 3, moment(4) / deviation ** 4 - 3);
      expect(Math.abs(mean + deviation * quantile + 0.014674)).toBeLessThan(5e-7);
    },
  );
  it('is the normal quantile without moments of its own', () => {
    for (const p of [0.001, 0.01, 0.5, 0.975]) expect(cornishFisherQuantile(p, 0, 0)).toBe(normalQuantile(p));
  });
  it('mirrors with the sign of the skewness, and rises with the probability, wherever it answers', () => {
    const skewness = fc.double({ min: -0.8, max: 0.8, noNaN: true });
    const kurtosis = fc.double({ min: 1.5, max: 5, noNaN: true });
    const chance = fc.double({ min: 0.0005, max: 0.499, noNaN: true });
    fc.assert(
      fc.property(skewness, kurtosis, chance, (s, k, p) => {
        expect(cornishFisherQuantile(p, s, k)).toBeCloseTo(-cornishFisherQuantile(1 - p, -s, k), 9);
        expect(cornishFisherQuantile(p * 0.9, s, k)).toBeLessThan(cornishFisherQuantile(p, s, k));
      }),
    );
  });
  it('refuses moments whose expansion is no quantile function, and what is no probability', () => {
    for (const [s, k] of [
      [-2, 1],
      [0, -1],
      [0, 8.5],
      [Number.NaN, 1],
      [0, Number.POSITIVE_INFINITY],
    ] as const)
      expect(() => cornishFisherQuantile(0.01, s, k)).toThrow(OutsideDomain);
    for (const p of [0, 1, Number.NaN]) expect(() => cornishFisherQuantile(p, 0, 1)).toThrow(OutsideDomain);
  });
});
