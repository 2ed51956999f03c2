import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { BREAK_RULE, countPeg, type PegClose } from './countPeg.ts';

const closes = (belows: readonly number[], from = 100): PegClose[] =>
  belows.map((below, i) => ({ day: from + i, below }));
const quiet = (days: number): number[] => Array.from({ length: days }, () => 0.001);

describe('countPeg', () => {
  it('counts a break by where it began, how deep it went and when it was over', () => {
    const { daysAtRisk, spells } = countPeg(closes([...quiet(5), 0.003, 0.02, 0.05, 0.004, 0.012, ...quiet(7), 0.006]));
    expect(spells).toEqual([{ day: 106, before: 0.003, first: 0.02, worst: 0.05, days: 4 }]);
    // Five quiet evenings, the one at 30 bps, and the first after the rest; none while it was broken.
    expect(daysAtRisk).toEqual([6, 1, 0]);
  });
  it('leaves a break open that the series ends in', () => {
    expect(countPeg(closes([...quiet(3), 0.2, ...quiet(6)])).spells).toEqual([
      { day: 103, before: 0.001, first: 0.2, worst: 0.2, days: null },
    ]);
  });
  it('does not count the day after a gap, nor a series that begins broken', () => {
    const gap = [...closes(quiet(3)), ...closes([0.3, 0.001], 110)];
    expect(countPeg(gap)).toEqual({ daysAtRisk: [2, 0, 0], spells: [] });
  });
  it('above par is no break', () => {
    expect(countPeg(closes([0, -0.2, 0])).daysAtRisk).toEqual([2, 0, 0]);
  });
  it('every day at risk is of the series, and every break among them', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -0.02, max: 0.03, noNaN: true }), { maxLength: 200 }), (belows) => {
        const { daysAtRisk, spells } = countPeg(closes(belows));
        const days = daysAtRisk.reduce((sum, count) => sum + count, 0);
        expect(days).toBeLessThanOrEqual(Math.max(0, belows.length - 1));
        expect(spells.length).toBeLessThanOrEqual(days);
        for (const { before, first, worst } of spells) {
          expect(before).toBeLessThan(BREAK_RULE.broken);
          expect(first).toBeGreaterThanOrEqual(BREAK_RULE.broken);
          expect(worst).toBeGreaterThanOrEqual(first);
        }
      }),
    );
  });
  it('refuses closes that are none or out of order, and rules that do not rise', () => {
    expect(() => countPeg(closes([0, Number.NaN]))).toThrow(OutsideDomain);
    expect(() => countPeg([...closes([0]), ...closes([0])])).toThrow(OutsideDomain);
    expect(() => countPeg([{ day: 0.5, below: 0 }])).toThrow(OutsideDomain);
    for (const rule of [{ whole: 0 }, { whole: 0.02 }, { restDays: 0 }, { edges: [0.005] }, { edges: [0.01, 0.01] }])
      expect(() => countPeg([], { ...BREAK_RULE, ...rule })).toThrow(OutsideDomain);
  });
});
