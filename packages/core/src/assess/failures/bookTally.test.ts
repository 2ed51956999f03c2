import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepWorst, type WorstPath } from './bookTally.ts';

const money = fc.integer({ min: -5, max: 5 });
const paths = fc.array(fc.array(money, { minLength: 2, maxLength: 2 }), { maxLength: 60 });

describe('keepWorst', () => {
  it('keeps the paths that leave least, of equal ones the earlier, and says what another must be below', () => {
    fc.assert(
      fc.property(paths, fc.integer({ min: 1, max: 8 }), (list, most) => {
        const worst: WorstPath[] = [];
        let cut = Infinity;
        list.forEach((margin, path) => (cut = keepWorst(worst, path, Float64Array.from(margin), most)));
        const sorted = list
          .map((margin, path) => ({ path, day: margin.indexOf(Math.min(...margin)), money: Math.min(...margin) }))
          .toSorted((a, b) => a.money - b.money || a.path - b.path)
          .slice(0, most);
        expect(worst).toEqual(sorted);
        expect(cut).toBe(sorted.length < most ? Infinity : sorted.at(-1)?.money);
      }),
    );
  });

  it('keeps three where nobody says how many', () => {
    const worst: WorstPath[] = [];
    for (let path = 0; path < 9; path += 1) keepWorst(worst, path, Float64Array.of(-path));
    expect(worst.map(({ path }) => path)).toEqual([8, 7, 6]);
  });
});
