import { describe, expect, it } from 'vitest';
import { NotPositiveDefinite } from '../algebra/cholesky.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { at, BadShape } from '../algebra/matrix.ts';
import { uniformCorrelation } from '../dependence/stressedCorrelation.ts';
import { lossFactor } from './lossFactor.ts';
import { SMALL_BOOK, SMALL_MODEL } from './simulation.fixture.ts';

const { correlation } = SMALL_MODEL;

describe('lossFactor', () => {
  it.each([[SMALL_BOOK], [[1, 0, 0, 0]], [[0, 0, 0, 1]], [[-1, 2, -3, 4]]])(
    'is a square root of the correlation whose first column is −R·g/√(gᵀRg), g = %j',
    (g) => {
      const { rows, lengths } = lossFactor(correlation, g);
      const loaded = correlation.map((row) => row.reduce((sum, value, j) => sum + value * (g[j] ?? 0), 0));
      const size = Math.sqrt(loaded.reduce((sum, value, i) => sum + value * (g[i] ?? 0), 0));
      correlation.forEach((row, i) => {
        expect(at(rows, i, 0)).toBeCloseTo(-(loaded[i] ?? 0) / size, 14);
        row.forEach((value, j) => {
          const product = (rows[i] ?? []).reduce((sum, left, k) => sum + left * at(rows, j, k), 0);
          expect(product).toBeCloseTo(value, 14);
        });
        (rows[i] ?? []).slice(lengths[i]).forEach((value) => expect(Math.abs(value)).toBe(0));
      });
    },
  );
  it('for one asset is ±1, so that a rise of the normal is a loss', () => {
    expect(at(lossFactor([[1]], [3]).rows, 0, 0)).toBe(-1);
    expect(at(lossFactor([[1]], [-3]).rows, 0, 0)).toBe(1);
  });
  it('refuses an empty book, a book of another size, and a singular correlation', () => {
    expect(() => lossFactor(correlation, [0, 0, 0, 0])).toThrow(OutsideDomain);
    expect(() => lossFactor(correlation, [1])).toThrow(BadShape);
    expect(() => lossFactor(uniformCorrelation(2, 1), [1, 1])).toThrow(NotPositiveDefinite);
  });
});
