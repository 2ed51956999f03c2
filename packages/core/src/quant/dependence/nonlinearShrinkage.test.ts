import { describe, expect, it } from 'vitest';
import { sampleCovariance } from './covariance.ts';
import { at, ConstantSeries, TooFewObservations, type Matrix } from '../algebra/matrix.ts';
import { symmetricEigen } from '../algebra/symmetricEigen.ts';
import { nonlinearShrinkage } from './nonlinearShrinkage.ts';
import { randomStream } from '../simulation/randomStream.ts';
import { goldenRows, hasGolden } from '../golden.fixture.ts';

/** Independent normals whose variances rise from 1 to 10 across the series. */
function spreadSample(observations: number, series: number, seed: number): number[][] {
  const random = randomStream([seed, 0]);
  return Array.from({ length: observations }, (_r, t) =>
    Array.from({ length: series }, (_c, i) => random.normal(t * series + i) * Math.sqrt(1 + (9 * i) / (series - 1))),
  );
}

/** Squared distance to the truth that `spreadSample` draws from. */
function lossOf(estimate: Matrix): number {
  let sum = 0;
  estimate.forEach((row, i) =>
    row.forEach((value, j) => {
      const gap = value - (i === j ? 1 + (9 * i) / (estimate.length - 1) : 0);
      sum += gap * gap;
    }),
  );
  return sum;
}

describe('nonlinearShrinkage', () => {
  it.skipIf(!hasGolden('dji3.csv'))('agrees with the formulas of the paper written in numpy 2.4.6, 20 rows', () => {
    const covariance = nonlinearShrinkage(goldenRows('dji3.csv').slice(0, 20));
    const numpy = [
      [4.84166589, 1.54544609, 2.56292221],
      [1.54544609, 2.84266944, 1.42040843],
      [2.56292221, 1.42040843, 4.27393771],
    ];
    covariance.forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(at(numpy, i, j), 7)));
  });
  it('lies nearer to the truth than the sample, 30 series and 60 observations', () => {
    for (const seed of [1, 2, 3]) {
      const rows = spreadSample(60, 30, seed);
      expect(lossOf(nonlinearShrinkage(rows))).toBeLessThan(0.6 * lossOf(sampleCovariance(rows)));
    }
  });
  it('agrees with the formulas of the paper written in numpy 2.4.6, 18 series and 14 observations', () => {
    const rows = Array.from({ length: 14 }, (_r, t) =>
      Array.from({ length: 18 }, (_c, i) => ((7 * t * t + 3 * i * i * t + 11 * i + 5 * t * i) % 23) - 11),
    );
    const covariance = nonlinearShrinkage(rows);
    expect(at(covariance, 0, 0)).toBeCloseTo(41.11129399826237, 9);
    expect(at(covariance, 0, 1)).toBeCloseTo(2.8604247948822166, 9);
    expect(at(covariance, 5, 17)).toBeCloseTo(7.882148837630493, 9);
    expect(at(covariance, 17, 17)).toBeCloseTo(41.861669700086644, 9);
    const values = symmetricEigen(covariance).values;
    // Five of 18 directions the sample says nothing of.
    expect(values.filter((value) => Math.abs(value - 16.639724853070664) < 1e-9)).toHaveLength(5);
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(706.3136371531357, 8);
  });
  it('more series than observations: every direction has a variance, and the truth is nearer than the sample', () => {
    for (const seed of [1, 2, 3]) {
      const rows = spreadSample(40, 60, seed);
      const estimate = nonlinearShrinkage(rows);
      expect(symmetricEigen(estimate).values[0]).toBeGreaterThan(0.5);
      expect(lossOf(estimate)).toBeLessThan(0.6 * lossOf(sampleCovariance(rows)));
    }
  });
  it('refuses fewer than 12 observations, 13 for more series, and as many series as observations less one', () => {
    expect(() => nonlinearShrinkage(spreadSample(11, 2, 1))).toThrow(TooFewObservations);
    expect(() => nonlinearShrinkage(spreadSample(12, 30, 1))).toThrow(TooFewObservations);
    expect(() => nonlinearShrinkage(spreadSample(20, 19, 1))).toThrow(TooFewObservations);
  });
  it('refuses two series that are the same', () => {
    const rows = spreadSample(30, 2, 1).map(([a = 0, b = 0]) => [a, b, a]);
    expect(() => nonlinearShrinkage(rows)).toThrow(ConstantSeries);
    const constant = spreadSample(20, 40, 1).map(() => Array.from({ length: 40 }, () => 1));
    expect(() => nonlinearShrinkage(constant)).toThrow(ConstantSeries);
  });
});
