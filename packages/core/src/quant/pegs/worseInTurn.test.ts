import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { worseInTurn } from './worseInTurn.ts';

const above = fc.double({ min: 0.01, max: 5, noNaN: true });
const doubt = fc.record({ middle: above, by: fc.double({ min: 1.01, max: 8, noNaN: true }), isFalling: fc.boolean() });

describe('worseInTurn', () => {
  it('by pencil: the first at its end, the second by what the root of the squares adds', () => {
    // ln 8, then ln 4 ÷ 2: 3 and 1 times ln 2, whose squares sum to 10.
    const doubts = {
      often: { middle: 0.01, worse: 0.08 },
      size: { middle: 2, worse: 8 },
      idle: { middle: 1, worse: 9 },
    };
    const worse = worseInTurn(doubts, [['often'], ['size'], ['idle']], ({ often, size }) => often * Math.sqrt(size));
    expect(worse.often).toBeCloseTo(0.08, 12);
    expect(worse.size).toBeCloseTo(2 * 4 ** (Math.sqrt(10) - 3), 12);
    expect(worse.idle).toBe(1);
  });
  it('numbers of one question share its part by their squares', () => {
    const doubts = { a: { middle: 1, worse: 8 }, b: { middle: 1, worse: 2 } };
    const worse = worseInTurn(doubts, [['a', 'b']], ({ a, b }) => a * b);
    expect(worse.a).toBeCloseTo(8 ** (3 / Math.sqrt(10)), 12);
    expect(worse.b).toBeCloseTo(2 ** (1 / Math.sqrt(10)), 12);
  });
  it('up to each question of a product stands the root of the squares, each number between mean and end', () => {
    fc.assert(
      fc.property(fc.array(doubt, { minLength: 2, maxLength: 5 }), (all) => {
        const entries = all.map(
          ({ middle, by, isFalling }, i) =>
            [`d${i}`, { middle, worse: isFalling ? middle / by : middle * by }] as const,
        );
        const doubts: Readonly<Record<string, { middle: number; worse: number }>> = Object.fromEntries(entries);
        const names = entries.map(([name]) => name);
        const burdenOf =
          (some: number) =>
          (at: Readonly<Record<string, number>>): number =>
            all.reduce(
              (product, { isFalling }, i) =>
                i >= some ? product : product * (isFalling ? 1 / (at[`d${i}`] ?? 1) : (at[`d${i}`] ?? 1)),
              1,
            );
        const worse = worseInTurn(
          doubts,
          names.map((name) => [name]),
          burdenOf(all.length),
        );
        const means = Object.fromEntries(entries.map(([name, { middle }]) => [name, middle]));
        let squares = 0;
        all.forEach(({ by }, i) => {
          squares += Math.log(by) ** 2;
          const burden = burdenOf(i + 1);
          expect(Math.log(burden(worse) / burden(means))).toBeCloseTo(Math.sqrt(squares), 9);
        });
        for (const [name, { middle, worse: end }] of entries) {
          const value = worse[name] ?? Number.NaN;
          expect(value >= Math.min(middle, end) * (1 - 1e-9) && value <= Math.max(middle, end) * (1 + 1e-9)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
  it('refuses what is not above zero', () => {
    for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => worseInTurn({ a: { middle: bad, worse: 1 } }, [['a']], ({ a }) => a)).toThrow(OutsideDomain);
  });
});
