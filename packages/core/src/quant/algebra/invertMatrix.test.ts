import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invertMatrix } from './invertMatrix.ts';

describe('invertMatrix', () => {
  it('inverts by hand: (2 1; 5 3) is (3 −1; −5 2)', () => {
    [3, -1, -5, 2].forEach((value, i) =>
      expect(invertMatrix(Float64Array.of(2, 1, 5, 3), 2)![i]).toBeCloseTo(value, 14),
    );
  });
  it('times the matrix is one, where rows dominate and where a pivot must be sought', () => {
    const entry = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 25, maxLength: 25 }), (values) => {
        // Rows turned by one, so that no pivot lies on the diagonal.
        const matrix = Float64Array.from(values, (value, i) => value + ((i + 1) % 5 === Math.floor(i / 5) ? 6 : 0));
        const inverse = invertMatrix(matrix, 5)!;
        for (let i = 0; i < 5; i += 1)
          for (let j = 0; j < 5; j += 1) {
            const sum = [0, 1, 2, 3, 4].reduce((all, k) => all + matrix[5 * i + k]! * inverse[5 * k + j]!, 0);
            expect(sum).toBeCloseTo(i === j ? 1 : 0, 12);
          }
      }),
    );
  });
  it('is null for a singular matrix and for one that is no number', () => {
    expect(invertMatrix(Float64Array.of(1, 2, 2, 4), 2)).toBeNull();
    expect(invertMatrix(Float64Array.of(Number.NaN, 0, 0, 1), 2)).toBeNull();
  });
});
