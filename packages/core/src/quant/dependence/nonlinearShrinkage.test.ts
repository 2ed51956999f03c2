import { describe, expect, it } from 'vitest';
import { sampleCovariance } from './covariance.ts';
import { at, ConstantSeries, TooFewObservations } from '../algebra/matrix.ts';
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
      const loss = (estimate: readonly (readonly number[])[]): number => {
        let sum = 0;
        estimate.forEach((row, i) =>
          row.forEach((value, j) => {
            const gap = value - (i === j ? 1 + (9 * i) / 29 : 0);
            sum += gap * gap;
          }),
        );
        return sum;
      };
      expect(loss(nonlinearShrinkage(rows))).toBeLessThan(0.6 * loss(sampleCovariance(rows)));
    }
  });
  it('refuses fewer than 12 observations and as many series as observations', () => {
    expect(() => nonlinearShrinkage(spreadSample(11, 2, 1))).toThrow(TooFewObservations);
    expect(() => nonlinearShrinkage(spreadSample(20, 19, 1))).toThrow(TooFewObservations);
  });
  it('refuses two series that are the same', () => {
    const rows = spreadSample(30, 2, 1).map(([a = 0, b = 0]) => [a, b, a]);
    expect(() => nonlinearShrinkage(rows)).toThrow(ConstantSeries);
  });
});
