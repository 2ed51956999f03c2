import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, BadShape, tabulate } from './matrix.ts';
import { fromEigen, symmetricEigen } from './symmetricEigen.ts';

describe('symmetricEigen', () => {
  it('finds 2 − 2·cos(kπ/5) for the second difference matrix of order four (closed form)', () => {
    const matrix = tabulate(4, 4, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0));
    const exact = [0.3819660112501051, 1.381966011250105, 2.618033988749895, 3.618033988749895];
    symmetricEigen(matrix).values.forEach((value, k) => expect(value).toBeCloseTo(exact[k] ?? 0, 14));
  });
  it('takes any symmetric matrix apart and puts it together again, with orthonormal vectors', () => {
    const entry = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.array(entry, { minLength: 5, maxLength: 5 }), { minLength: 5, maxLength: 5 }), (b) => {
        const matrix = tabulate(5, 5, (i, j) => at(b, i, j) + at(b, j, i));
        const eigen = symmetricEigen(matrix);
        expect(eigen.values).toEqual(eigen.values.toSorted((x, y) => x - y));
        fromEigen(eigen).forEach((row, i) =>
          row.forEach((value, j) => expect(value).toBeCloseTo(at(matrix, i, j), 11)),
        );
        const unit = tabulate(5, 5, (i, j) =>
          [0, 1, 2, 3, 4].reduce((sum, k) => sum + at(eigen.vectors, k, i) * at(eigen.vectors, k, j), 0),
        );
        unit.forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(i === j ? 1 : 0, 12)));
      }),
      { numRuns: 60 },
    );
  });
  it('takes a zero matrix', () => {
    expect(symmetricEigen([[0]]).values).toEqual([0]);
  });
  it('refuses a matrix that is not symmetric', () => {
    const lopsided = [
      [0, 1],
      [2, 0],
    ];
    expect(() => symmetricEigen(lopsided)).toThrow(BadShape);
  });
});
