import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { BadShape, ConstantSeries } from '../algebra/matrix.ts';
import { kendall, midRanks, spearman } from './rankCorrelation.ts';
import { goldenRows, hasGolden } from '../golden.fixture.ts';

const TIED_X = [1, 2, 2, 3, 3, 3, 4, 5, 9, 0];
const TIED_Y = [3, 1, 2, 2, 5, 5, 5, 7, 7, 1];
const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
  minLength: 2,
  maxLength: 40,
});

describe('rank correlation: scipy 1.17.1 (spearmanr, kendalltau)', () => {
  it('ten values with ties', () => {
    expect(spearman(TIED_X, TIED_Y)).toBeCloseTo(0.855362829225267, 14);
    expect(kendall(TIED_X, TIED_Y)).toBeCloseTo(0.7502344849205329, 14);
  });
  it.skipIf(!hasGolden('dji3.csv'))('1,500 returns of AA, CAT and KO', () => {
    const rows = goldenRows('dji3.csv');
    const [a, b, c] = [0, 1, 2].map((column) => rows.map((row) => row[column] ?? 0)) as [number[], number[], number[]];
    expect(spearman(a, b)).toBeCloseTo(0.3781618204405792, 13);
    expect(spearman(b, c)).toBeCloseTo(0.3158773603738331, 13);
    expect(kendall(a, b)).toBeCloseTo(0.2645595019368141, 13);
    expect(kendall(b, c)).toBeCloseTo(0.21896935378784843, 13);
  });
});

describe('rank correlation: R 4.2.2, cor(method = "kendall") and "spearman"', () => {
  it('eight pairs, ties in both', () => {
    const [x, y] = [
      [1, 2, 2, 3, 5, 5, 5, 8],
      [2, 1, 3, 3, 4, 6, 6, 5],
    ];
    expect(kendall(x!, y!)).toBeCloseTo(0.680544653672, 12);
    expect(spearman(x!, y!)).toBeCloseTo(0.82623040622, 11);
  });
});

describe('rank correlation', () => {
  it("counts the pairs that Kendall's definition counts", () => {
    fc.assert(
      fc.property(pairs, (values) => {
        const [x, y] = [values.map(([a]) => a), values.map(([, b]) => b)];
        if (new Set(x).size === 1 || new Set(y).size === 1) return;
        let [score, freeX, freeY] = [0, 0, 0];
        for (let i = 0; i < x.length; i += 1) {
          for (let j = 0; j < i; j += 1) {
            const [dx, dy] = [Math.sign((x[i] ?? 0) - (x[j] ?? 0)), Math.sign((y[i] ?? 0) - (y[j] ?? 0))];
            score += dx * dy;
            freeX += dx * dx;
            freeY += dy * dy;
          }
        }
        expect(kendall(x, y)).toBeCloseTo(score / Math.sqrt(freeX * freeY), 12);
      }),
    );
  });
  it('does not change when a series is stretched without changing its order', () => {
    const stretched = TIED_X.map((value) => value * value * value + 7);
    expect(spearman(stretched, TIED_Y)).toBe(spearman(TIED_X, TIED_Y));
    expect(kendall(stretched, TIED_Y)).toBe(kendall(TIED_X, TIED_Y));
  });
  it('gives ties the middle rank', () => {
    expect(midRanks([5, 1, 5, 9])).toEqual([2.5, 1, 2.5, 4]);
  });
  it('refuses a constant, unequal lengths, one value and NaN', () => {
    for (const measure of [spearman, kendall]) {
      expect(() => measure([1, 1, 1], [1, 2, 3])).toThrow(ConstantSeries);
      expect(() => measure([1, 2, 3], [1, 1, 1])).toThrow(ConstantSeries);
      expect(() => measure([1, 2], [1])).toThrow(BadShape);
      expect(() => measure([1], [1])).toThrow(OutsideDomain);
      expect(() => measure([1, Number.NaN], [1, 2])).toThrow(OutsideDomain);
    }
  });
});
