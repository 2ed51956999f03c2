import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choleskyFactor } from '../algebra/cholesky.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { at, checkCorrelation, tabulate } from '../algebra/matrix.ts';
import { nearestCorrelation } from './nearestCorrelation.ts';
import { symmetricEigen } from '../algebra/symmetricEigen.ts';

describe('nearestCorrelation: published answers', () => {
  it('tridiag(−1, 2, −1) of order four (Higham 2002, section 4; QuantLib test-suite/matrices.cpp)', () => {
    const matrix = tabulate(4, 4, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0));
    const { correlation } = nearestCorrelation(matrix);
    const row = [1, -0.8084124981, 0.1915875019, 0.106775049];
    row.forEach((value, j) => expect(at(correlation, 0, j)).toBeCloseTo(value, 9));
    expect(at(correlation, 1, 2)).toBeCloseTo(-0.6562326948, 9);
  });
  it('(1,1,0; 1,1,1; 0,1,1) (Higham 2002, section 1)', () => {
    const { correlation } = nearestCorrelation([
      [1, 1, 0],
      [1, 1, 1],
      [0, 1, 1],
    ]);
    expect(at(correlation, 0, 1)).toBeCloseTo(0.7606898534, 9);
    expect(at(correlation, 0, 2)).toBeCloseTo(0.1572981061, 9);
  });
});

describe('nearestCorrelation', () => {
  const entry = fc.double({ min: -1, max: 1, noNaN: true });
  it('gives a correlation matrix for any symmetric one, and leaves it where it is the second time', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 6, maxLength: 6 }), (values) => {
        const place = (i: number, j: number): number => values[(i * (i - 1)) / 2 + j] ?? 0;
        const matrix = tabulate(4, 4, (i, j) => (i === j ? 1 : i > j ? place(i, j) : place(j, i)));
        const { correlation } = nearestCorrelation(matrix, { tolerance: 1e-9 });
        checkCorrelation(correlation);
        expect(symmetricEigen(correlation).values[0]).toBeGreaterThan(-1e-7);
        expect(nearestCorrelation(correlation, { tolerance: 1e-9 }).distance).toBeLessThan(1e-6);
      }),
      { numRuns: 40 },
    );
  });
  it('can be factored when a floor is asked for', () => {
    const matrix = [
      [1, 0.9, -0.9],
      [0.9, 1, 0.9],
      [-0.9, 0.9, 1],
    ];
    const { correlation } = nearestCorrelation(matrix, { floor: 1e-4 });
    expect(choleskyFactor(correlation)).toHaveLength(3);
  });
  it('leaves a correlation matrix as it is, in one round', () => {
    const { distance, rounds } = nearestCorrelation([
      [1, 0.5],
      [0.5, 1],
    ]);
    expect(distance).toBeLessThan(1e-15);
    expect(rounds).toBe(1);
  });
  it('refuses NaN and a floor that no correlation matrix reaches', () => {
    expect(() => nearestCorrelation([[Number.NaN]])).toThrow(OutsideDomain);
    expect(() => nearestCorrelation([[1]], { floor: 2 })).toThrow(OutsideDomain);
  });
});
