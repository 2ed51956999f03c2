import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choleskyFactor, NotPositiveDefinite, solveLower } from './cholesky.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { at, BadShape, tabulate } from './matrix.ts';
import { uniformCorrelation } from '../dependence/stressedCorrelation.ts';

describe('choleskyFactor', () => {
  it('gives back the matrix, for any Gram matrix with a ridge', () => {
    const entry = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.array(entry, { minLength: 4, maxLength: 4 }), { minLength: 4, maxLength: 4 }), (b) => {
        const gram = tabulate(4, 4, (i, j) =>
          [0, 1, 2, 3].reduce((sum, k) => sum + at(b, i, k) * at(b, j, k), i === j ? 0.1 : 0),
        );
        const factor = choleskyFactor(gram);
        const back = tabulate(4, 4, (i, j) =>
          [0, 1, 2, 3].reduce((sum, k) => sum + at(factor, i, k) * at(factor, j, k), 0),
        );
        back.forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(at(gram, i, j), 10)));
      }),
    );
  });
  it('refuses perfectly correlated series, naming the row', () => {
    const singular = uniformCorrelation(3, 1);
    try {
      choleskyFactor(singular);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(NotPositiveDefinite);
      expect((error as NotPositiveDefinite).code).toBe('QUANT_NOT_POSITIVE_DEFINITE');
      expect((error as NotPositiveDefinite).row).toBe(1);
    }
  });
  it('refuses a matrix whose correlations contradict each other', () => {
    const matrix = [
      [1, 0.9, -0.9],
      [0.9, 1, 0.9],
      [-0.9, 0.9, 1],
    ];
    expect(() => choleskyFactor(matrix)).toThrow(NotPositiveDefinite);
  });
  it('refuses NaN, an empty matrix, one that is not square and one that is not symmetric', () => {
    expect(() => choleskyFactor([[Number.NaN]])).toThrow(OutsideDomain);
    expect(() => choleskyFactor([])).toThrow(BadShape);
    expect(() => choleskyFactor([[1, 0]])).toThrow(BadShape);
    const lopsided = [
      [1, 0.2],
      [0.3, 1],
    ];
    expect(() => choleskyFactor(lopsided)).toThrow(BadShape);
  });
});

describe('solveLower', () => {
  it('solves L·x = b', () => {
    const factor = [
      [2, 0],
      [1, 4],
    ];
    expect(solveLower(factor, [2, 9])).toEqual([1, 2]);
  });
});
