import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wad } from '../units/amounts.ts';
import { usd } from '../policy/policy.fixture.ts';
import { budgetBy, HORIZONS } from './ladderStock.ts';

describe('budgetBy', () => {
  it('is what is left now, and what a day and a week refill', () => {
    expect(HORIZONS.map(({ seconds }) => budgetBy(usd('10'), usd('24'), seconds))).toEqual(
      ['10', '11', '34', '178'].map(usd),
    );
  });
  it('never grows faster than its refill, nor shrinks with time', () => {
    const money = fc.bigInt(0n, 10n ** 27n).map(wad);
    fc.assert(
      fc.property(money, money, fc.nat(604_800), fc.nat(604_800), (left, refill, a, b) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)];
        expect(budgetBy(left, refill, early) <= budgetBy(left, refill, late)).toBe(true);
        expect((budgetBy(left, refill, late) - left) * 86_400n <= refill * BigInt(late)).toBe(true);
      }),
    );
  });
});
