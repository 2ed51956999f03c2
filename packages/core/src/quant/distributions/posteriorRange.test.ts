import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { meanRange, nextExceeds, rateRange, shareRange } from './posteriorRange.ts';

describe('posterior ranges', () => {
  // χ² quantiles of NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4: Gamma(k) at p is χ²(2k) at p, halved.
  it.each([
    [1, 3, 0.352, 7.815],
    [2, 5, 1.145, 11.07],
    [9, 19, 10.117, 30.144],
  ])('%i events: χ² with %i degrees of freedom (NIST tables)', (events, _degrees, low, high) => {
    const range = rateRange(events, 1);
    expect(2 * range.low).toBeCloseTo(low, 3);
    expect(2 * range.high).toBeCloseTo(high, 2);
    expect(range.middle).toBe(events + 0.5);
  });
  it('mean of an exponential: 2 Σ ÷ χ²(2n) at 95 and 5 % (NIST tables, 20 degrees: 31.410 and 10.851)', () => {
    const range = meanRange(Array.from({ length: 10 }, () => 2));
    expect(40 / range.low).toBeCloseTo(31.41, 2);
    expect(40 / range.high).toBeCloseTo(10.851, 3);
    expect(range.middle).toBe(2);
  });
  it('a share with nothing seen is the arcsine law: sin²(πp ÷ 2)', () => {
    const range = shareRange(0, 0);
    expect(range.low).toBeCloseTo(Math.sin((Math.PI * 0.05) / 2) ** 2, 10);
    expect(range.high).toBeCloseTo(Math.sin((Math.PI * 0.95) / 2) ** 2, 10);
    expect(range.middle).toBe(0.5);
  });
  it('none seen is not never; more exposure narrows, more events raise', () => {
    expect(rateRange(0, 1_000).high).toBeGreaterThan(0.001);
    fc.assert(
      fc.property(fc.nat({ max: 60 }), fc.double({ min: 1, max: 1e6, noNaN: true }), (events, exposure) => {
        const [one, more, longer] = [
          rateRange(events, exposure),
          rateRange(events + 1, exposure),
          rateRange(events, 2 * exposure),
        ];
        for (const range of [one, more, longer]) {
          expect(range.low).toBeLessThan(range.middle);
          expect(range.middle).toBeLessThan(range.high);
        }
        expect(more.low).toBeGreaterThan(one.low);
        expect(longer.high).toBeCloseTo(one.high / 2, 12);
        const [share, other] = [shareRange(events, 3), shareRange(3, events)];
        expect(share.low).toBeCloseTo(1 - other.high, 9);
      }),
      { numRuns: 40 },
    );
  });
  it('the next value has a heavier tail than the exponential of the mean', () => {
    expect(nextExceeds([1, 1, 1], 0)).toBe(1);
    expect(nextExceeds([1, 1, 1], 3)).toBeCloseTo(1 / 8, 12);
    expect(nextExceeds([1, 1, 1], 10)).toBeGreaterThan(Math.exp(-10));
  });
  it('refuses what is no count, no exposure, no value', () => {
    for (const bad of [-1, 0.5, Number.NaN]) {
      expect(() => rateRange(bad, 1)).toThrow(OutsideDomain);
      expect(() => shareRange(bad, 1)).toThrow(OutsideDomain);
      expect(() => shareRange(1, bad)).toThrow(OutsideDomain);
    }
    for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => rateRange(1, bad)).toThrow(OutsideDomain);
      expect(() => meanRange([1, bad])).toThrow(OutsideDomain);
    }
    expect(() => meanRange([])).toThrow(OutsideDomain);
    expect(() => nextExceeds([], 1)).toThrow(OutsideDomain);
  });
});
