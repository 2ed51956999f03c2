import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { goldenRows, hasGolden } from '../golden.fixture.ts';
import { BadShape, TooFewObservations } from '../algebra/matrix.ts';
import { randomStream } from '../simulation/randomStream.ts';
import { empiricalTailDependence } from './tailDependence.ts';

const random = randomStream([5, 6]);
const X = Array.from({ length: 2_000 }, (_, t) => random.normal(t));
const Y = Array.from({ length: 2_000 }, (_, t) => random.normal(10_000 + t));

describe('empiricalTailDependence', () => {
  it.skipIf(!hasGolden('dji3.csv'))(
    'R 4.2.2, rank(): of 75 worst days of AA 22 are of CAT too, and 22 of the best',
    () => {
      const rows = goldenRows('dji3.csv');
      for (const tail of ['lower', 'upper'] as const) {
        const [x, y] = [rows.map((row) => row[0]!), rows.map((row) => row[1]!)];
        const { coefficient, observations } = empiricalTailDependence(x, y, { share: 0.05, tail });
        expect([observations, coefficient]).toEqual([75, 22 / 75]);
      }
    },
  );
  it('is one for a series against itself, and zero against its mirror image', () => {
    const mirrored = X.map((value) => -value);
    for (const tail of ['lower', 'upper'] as const) {
      expect(empiricalTailDependence(X, X, { share: 0.05, tail }).coefficient).toBe(1);
      expect(empiricalTailDependence(X, mirrored, { share: 0.05, tail }).coefficient).toBe(0);
    }
  });
  it('is the share itself for independent series, within three standard errors', () => {
    const { coefficient, standardError, observations } = empiricalTailDependence(X, Y, { share: 0.1, tail: 'lower' });
    expect(observations).toBe(200);
    expect(Math.abs(coefficient - 0.1)).toBeLessThan(3 * standardError);
  });
  it('is the same when both series are swapped, and its upper tail is the lower tail of the mirror', () => {
    const mixed = X.map((value, t) => value + (Y[t] ?? 0));
    const lower = empiricalTailDependence(X, mixed, { share: 0.05, tail: 'lower' });
    expect(empiricalTailDependence(mixed, X, { share: 0.05, tail: 'lower' })).toEqual(lower);
    const [a, b] = [X.map((value) => -value), mixed.map((value) => -value)];
    expect(empiricalTailDependence(a, b, { share: 0.05, tail: 'upper' })).toEqual(lower);
  });
  it('refuses a tail below ten observations, a share outside (0, 0.5], unequal lengths and NaN', () => {
    const few = { share: 0.05, tail: 'lower' } as const;
    expect(() => empiricalTailDependence(X.slice(0, 199), Y.slice(0, 199), few)).toThrow(TooFewObservations);
    expect(() => empiricalTailDependence(X, Y, { share: 0, tail: 'lower' })).toThrow(OutsideDomain);
    expect(() => empiricalTailDependence(X, Y, { share: 0.6, tail: 'lower' })).toThrow(OutsideDomain);
    expect(() => empiricalTailDependence(X, [1], few)).toThrow(BadShape);
    expect(() => empiricalTailDependence([...X, Number.NaN], [...Y, 0], few)).toThrow(OutsideDomain);
  });
});
