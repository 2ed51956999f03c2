import { describe, expect, it } from 'vitest';
import { choleskyFactor } from '../algebra/cholesky.ts';
import { likelihoodCovariance } from './covariance.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { at } from '../algebra/matrix.ts';
import { goldenRows, hasGolden } from '../golden.fixture.ts';
import { ledoitWolf, oracleShrinkage } from './shrinkage.ts';

describe('shrinkage: scikit-learn 1.2.1 on the first rows of AA, CAT and KO (dji30ret of rmgarch 1.4-2)', () => {
  it.skipIf(!hasGolden('dji3.csv')).each([
    [20, 0.354237042028, 0.337933495795],
    [60, 0.295881837754, 0.284680166966],
    [1500, 0.157858765647, 0.007502468508],
  ])('%i rows', (count, wolf, oracle) => {
    const rows = goldenRows('dji3.csv').slice(0, count);
    expect(ledoitWolf(rows).intensity).toBeCloseTo(wolf, 11);
    expect(oracleShrinkage(rows).intensity).toBeCloseTo(oracle, 11);
  });
});

describe.each([
  ['ledoitWolf', ledoitWolf],
  ['oracleShrinkage', oracleShrinkage],
])('%s', (_name, estimate) => {
  const twins = [
    [1, 1, 0.3],
    [2, 2, -1],
    [-1, -1, 0.2],
    [0.5, 0.5, 2],
    [-2, -2, 0.1],
  ];
  it('keeps the trace, and makes a singular sample positive definite', () => {
    const { covariance, intensity } = estimate(twins);
    const sample = likelihoodCovariance(twins);
    const trace = [0, 1, 2].reduce((sum, i) => sum + at(covariance, i, i), 0);
    expect(trace).toBeCloseTo(
      [0, 1, 2].reduce((sum, i) => sum + at(sample, i, i), 0),
      12,
    );
    expect(intensity).toBeGreaterThan(0);
    expect(intensity).toBeLessThanOrEqual(1);
    expect(choleskyFactor(covariance)).toHaveLength(3);
  });
  it('shrinks all the way when the sample is a multiple of the identity', () => {
    const rows = [
      [1, 1],
      [1, -1],
      [-1, 1],
      [-1, -1],
    ];
    expect(estimate(rows).intensity).toBe(1);
  });
  it('refuses one row and NaN', () => {
    expect(() => estimate([[1, 2]])).toThrow(OutsideDomain);
    expect(() => estimate([[1], [Number.NaN]])).toThrow(OutsideDomain);
  });
});
