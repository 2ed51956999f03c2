import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../elementary.ts';
import { worstTogether } from './worstTogether.ts';

const above = fc.double({ min: 0.01, max: 5, noNaN: true });
const doubt = fc.record({ middle: above, by: fc.double({ min: 1.01, max: 8, noNaN: true }), isFalling: fc.boolean() });

describe('worstTogether', () => {
  it('a product of powers by pencil: parts as its logarithmic ranges, squares that sum to one', () => {
    // ln 8 × 1 and ln 4 × ½ stand to one another as 3 and 1.
    const doubts = {
      often: { middle: 0.01, worse: 0.08 },
      size: { middle: 2, worse: 8 },
      idle: { middle: 1, worse: 9 },
    };
    const worst = worstTogether(doubts, ({ often, size }) => often * Math.sqrt(size));
    expect(worst.often).toBeCloseTo(0.01 * 8 ** (3 / Math.sqrt(10)), 9);
    expect(worst.size).toBeCloseTo(2 * 4 ** (1 / Math.sqrt(10)), 9);
    expect(worst.idle).toBe(1);
  });
  it('one doubt alone is at its own end, and a number that does not matter at its mean', () => {
    expect(worstTogether({ a: { middle: 1, worse: 3 } }, ({ a }) => a).a).toBeCloseTo(3, 9);
    expect(worstTogether({ a: { middle: 1, worse: 3 } }, () => 7)).toEqual({ a: 1 });
  });
  it('lies between the mean and each end, below all ends at once, and not below any one end alone', () => {
    fc.assert(
      fc.property(fc.array(doubt, { minLength: 2, maxLength: 5 }), (all) => {
        const doubts = Object.fromEntries(
          all.map(({ middle, by, isFalling }, i) => [
            `d${i}`,
            { middle, worse: isFalling ? middle / by : middle * by },
          ]),
        );
        const burden = (at: Readonly<Record<string, number>>): number =>
          all.reduce(
            (product, { isFalling }, i) => product * (isFalling ? 1 / (at[`d${i}`] ?? 1) : (at[`d${i}`] ?? 1)),
            1,
          );
        const worst = worstTogether(doubts, burden);
        const means = Object.fromEntries(Object.entries(doubts).map(([name, { middle }]) => [name, middle]));
        const ends = Object.fromEntries(Object.entries(doubts).map(([name, { worse }]) => [name, worse]));
        expect(burden(worst)).toBeLessThan(burden(ends) * (1 + 1e-9));
        for (const [name, { middle, worse }] of Object.entries(doubts)) {
          const value = worst[name] ?? Number.NaN;
          expect(value >= Math.min(middle, worse) * (1 - 1e-9) && value <= Math.max(middle, worse) * (1 + 1e-9)).toBe(
            true,
          );
          expect(burden(worst)).toBeGreaterThan(burden({ ...means, [name]: worse }) * (1 - 1e-6));
        }
      }),
      { numRuns: 60 },
    );
  });
  it('refuses what is not above zero', () => {
    for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => worstTogether({ a: { middle: bad, worse: 1 } }, ({ a }) => a)).toThrow(OutsideDomain);
  });
});
