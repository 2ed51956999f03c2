import { describe, expect, it } from 'vitest';
import { covarianceOf, sampleCovariance } from '../dependence/covariance.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { BadShape } from '../algebra/matrix.ts';
import { portfolioMoments } from './portfolioMoments.ts';
import { hasReference, referenceRows } from '../referenceTable.fixture.ts';
import { normalTail } from '../distributions/tailRisk.ts';

describe('variance–covariance VaR', () => {
  it('of two assets over ten days: Hull, Options, Futures and Other Derivatives, value at risk, two-asset case', () => {
    const covariance = covarianceOf(
      [
        [1, 0.3],
        [0.3, 1],
      ],
      [0.02, 0.01],
    );
    // The book rounds z to 2.326.
    const [rounded, exact] = [2.326, 2.3263478740408408];
    const tenDays = (money: readonly number[]): number =>
      (normalTail(portfolioMoments(money, [0, 0], covariance), 0.99, 10).valueAtRisk * rounded) / exact;
    expect(Math.round(tenDays([10e6, 0]))).toBe(1_471_092);
    expect(Math.round(tenDays([0, 5e6]))).toBe(367_773);
    expect(Math.round(tenDays([10e6, 5e6]))).toBe(1_619_872);
  });

  it('and CVaR of the minimum-risk portfolio of Rockafellar and Uryasev, "Optimization of conditional value-at-risk", 2000', () => {
    const weights = [0.452011, 0.115573, 0.432416];
    const means = [0.010111, 0.0043532, 0.0137058];
    const covariance = [
      [0.00324625, 0.00022983, 0.00420395],
      [0.00022983, 0.00049937, 0.00019247],
      [0.00420395, 0.00019247, 0.00764097],
    ];
    const moments = portfolioMoments(weights, means, covariance);
    expect(moments.mean).toBeCloseTo(0.011, 6);
    for (const [confidence, valueAtRisk, shortfall] of [
      [0.9, 0.067847, 0.096975],
      [0.95, 0.0902, 0.115908],
      [0.99, 0.132128, 0.152977],
    ] as const) {
      const tail = normalTail(moments, confidence, 1);
      expect(Math.abs(tail.valueAtRisk - valueAtRisk)).toBeLessThan(2e-6);
      expect(Math.abs(tail.expectedShortfall - shortfall)).toBeLessThan(2e-6);
    }
    // No other portfolio with that mean has less of either: along the one direction left free, both rise.
    const along = [1, -(0.0137058 - 0.010111) / (0.0137058 - 0.0043532), 0].map((step, i) =>
      i === 2 ? -1 + (0.0137058 - 0.010111) / (0.0137058 - 0.0043532) : step,
    );
    for (const size of [-0.01, 0.01]) {
      const other = weights.map((weight, i) => weight + size * (along[i] ?? 0));
      expect(portfolioMoments(other, means, covariance).deviation).toBeGreaterThan(moments.deviation);
    }
  });

  it.skipIf(!hasReference('edhec_monthly_returns.csv.gz'))(
    'PerformanceAnalytics test suite, EDHEC, three funds at .3 .4 .3: Gaussian component VaR of .012916 in all (needs BALLAST_DATA_DIR)',
    () => {
      const rows = referenceRows('edhec_monthly_returns.csv.gz')
        .slice(0, 100)
        .map((row) => row.slice(1, 4).map(Number));
      const means = [0, 1, 2].map((fund) => rows.reduce((sum, row) => sum + row[fund]!, 0) / rows.length);
      const tail = normalTail(portfolioMoments([0.3, 0.4, 0.3], means, sampleCovariance(rows)), 0.95, 1);
      expect(Math.abs(tail.valueAtRisk - 0.012916)).toBeLessThan(5e-7);
    },
  );

  it('refuses shapes, values and covariances that are none', () => {
    expect(() => portfolioMoments([1], [0, 0], [[1]])).toThrow(BadShape);
    expect(() => portfolioMoments([Number.NaN], [0], [[1]])).toThrow(OutsideDomain);
    expect(() =>
      portfolioMoments(
        [1, -1],
        [0, 0],
        [
          [1, 2],
          [2, 1],
        ],
      ),
    ).toThrow(OutsideDomain);
  });
});
