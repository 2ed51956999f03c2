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
  it('Matrix 1.5-3 of R, the example of nearPD, with corr = TRUE, do2eigen = FALSE, conv.tol = 1e-15: rows five and six', () => {
    const { correlation, distance } = nearestCorrelation([
      [1, 0.477, 0.644, 0.478, 0.651, 0.826],
      [0.477, 1, 0.516, 0.233, 0.682, 0.75],
      [0.644, 0.516, 1, 0.599, 0.581, 0.742],
      [0.478, 0.233, 0.599, 1, 0.741, 0.8],
      [0.651, 0.682, 0.581, 0.741, 1, 0.798],
      [0.826, 0.75, 0.742, 0.8, 0.798, 1],
    ]);
    const five = [0.644715082908, 0.673249725971, 0.581867304327, 0.730895495688, 1, 0.812432125567];
    const six = [0.808210083276, 0.725231710458, 0.744454968224, 0.771398462762, 0.812432125567, 1];
    five.forEach((value, j) => expect(at(correlation, 4, j)).toBeCloseTo(value, 10));
    six.forEach((value, j) => expect(at(correlation, 5, j)).toBeCloseTo(value, 10));
    expect(distance).toBeCloseTo(0.074293221067, 10);
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
