import { describe, expect, it } from 'vitest';
import {
  correlationOf,
  covarianceOf,
  exponentialCovariance,
  likelihoodCovariance,
  sampleCovariance,
} from './covariance.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { at, BadShape, ConstantSeries } from '../algebra/matrix.ts';
import { goldenRows, hasGolden } from '../golden.fixture.ts';

describe('sampleCovariance', () => {
  it.skipIf(!hasGolden('dji3.csv'))('agrees with numpy 2.4.6 (cov) on AA, CAT and KO', () => {
    const covariance = sampleCovariance(goldenRows('dji3.csv'));
    const numpy = [
      [3.68906606, 1.83974951, 1.4588792],
      [1.83974951, 3.69335041, 1.52800209],
      [1.4588792, 1.52800209, 3.60967012],
    ];
    covariance.forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(at(numpy, i, j), 8)));
  });
  it('differs from the likelihood estimate by T − 1 against T', () => {
    const rows = [[1], [2], [6]];
    expect(at(sampleCovariance(rows), 0, 0)).toBeCloseTo(7, 14);
    expect(at(likelihoodCovariance(rows), 0, 0)).toBeCloseTo(14 / 3, 14);
  });
  it('refuses one observation, ragged rows, no series, and NaN', () => {
    expect(() => sampleCovariance([[1]])).toThrow(OutsideDomain);
    expect(() => sampleCovariance([[1], [1, 2]])).toThrow(BadShape);
    expect(() => sampleCovariance([[], []])).toThrow(BadShape);
    expect(() => sampleCovariance([[1], [Number.NaN]])).toThrow(OutsideDomain);
  });
});

describe('exponentialCovariance', () => {
  it('weighs the newest row by 1 − λ over the sum of weights', () => {
    const value = at(exponentialCovariance([[2], [0], [1]], 0.5), 0, 0);
    expect(value).toBeCloseTo((4 * 0.25 + 1) / 1.75, 14);
  });
  it('R 4.2.2, cov.wt(center = FALSE, method = "ML") with weights 0.94^age on its stackloss', () => {
    const air = [80, 80, 75, 62, 62, 62, 62, 62, 58, 58, 58, 58, 58, 58, 50, 50, 50, 50, 50, 56, 70];
    const loss = [42, 37, 37, 28, 18, 18, 19, 20, 15, 14, 14, 13, 11, 12, 8, 7, 8, 8, 9, 15, 15];
    const covariance = exponentialCovariance(
      air.map((value, t) => [value, loss[t]!]),
      0.94,
    );
    expect(at(covariance, 0, 0)).toBeCloseTo(3483.483230674, 9);
    expect(at(covariance, 0, 1)).toBeCloseTo(929.00014038336, 10);
    expect(at(covariance, 1, 1)).toBeCloseTo(289.06515125284, 10);
  });
  it('tends to the second moment as λ tends to one', () => {
    const rows = [
      [1, 2],
      [-1, 0.5],
      [0.5, -1],
    ];
    const covariance = exponentialCovariance(rows, 1 - 1e-12);
    expect(at(covariance, 0, 1)).toBeCloseTo((2 - 0.5 - 0.5) / 3, 9);
  });
  it('refuses a decay outside (0, 1)', () => {
    for (const decay of [0, 1, -0.5, Number.NaN])
      expect(() => exponentialCovariance([[1]], decay)).toThrow(OutsideDomain);
  });
});

describe('correlationOf and covarianceOf', () => {
  it('undo each other', () => {
    const covariance = [
      [4, 3],
      [3, 9],
    ];
    const correlation = correlationOf(covariance);
    expect(at(correlation, 0, 1)).toBe(0.5);
    expect(covarianceOf(correlation, [2, 3])).toEqual(covariance);
  });
  it('refuse a series that does not move', () => {
    const still = [
      [1, 0],
      [0, 0],
    ];
    expect(() => correlationOf(still)).toThrow(ConstantSeries);
  });
  it('refuse a negative deviation and the wrong number of them', () => {
    expect(() => covarianceOf([[1]], [-1])).toThrow(OutsideDomain);
    expect(() => covarianceOf([[1]], [1, 1])).toThrow(OutsideDomain);
  });
});
