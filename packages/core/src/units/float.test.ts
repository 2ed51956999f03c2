import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wad, WAD } from './amounts.ts';
import { floatToWadDown, floatToWadUp, NotFinite, wadToFloat } from './float.ts';

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof NotFinite) return error.code;
    throw error;
  }
  return '';
};
const modest = fc.double({ min: -1e12, max: 1e12, noNaN: true });

describe('the float door', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses %s both ways out', (value) => {
    expect(codeOf(() => floatToWadDown(value))).toBe('UNITS_NOT_FINITE');
    expect(codeOf(() => floatToWadUp(value))).toBe('UNITS_NOT_FINITE');
  });
  it('Down ≤ Up, at most a billionth apart, for every sign', () => {
    fc.assert(
      fc.property(modest, (value) => {
        const [down, up] = [floatToWadDown(value), floatToWadUp(value)];
        expect(down <= up && up - down <= 1_000_000_000n).toBe(true);
        expect(Math.abs(wadToFloat(down) - value)).toBeLessThanOrEqual(1e-9 + Math.abs(value) * 1e-12);
      }),
    );
  });
  it('whole numbers pass exactly, both ways', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (whole) => {
        expect([floatToWadDown(whole), floatToWadUp(whole)]).toEqual([BigInt(whole) * WAD, BigInt(whole) * WAD]);
        expect(wadToFloat(wad(BigInt(whole) * WAD))).toBe(whole);
      }),
    );
  });
  it('in, a WAD is right to about a part in 10^15', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 36n), (value) => {
        const float = wadToFloat(wad(value));
        // Compared as integers at a scale both can carry.
        const scaled = BigInt(Math.round(float * 2 ** 10)) * WAD;
        const exact = value * 1024n;
        const gap = scaled > exact ? scaled - exact : exact - scaled;
        expect(gap <= exact / 10n ** 14n + WAD).toBe(true);
      }),
    );
  });
  it('order survives', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.bigInt(0n, 10n ** 30n), (value, more) => {
        expect(wadToFloat(wad(value))).toBeLessThanOrEqual(wadToFloat(wad(value + more)));
      }),
    );
  });
  it('minus zero and dust', () => {
    expect([floatToWadDown(-0), floatToWadUp(-0)]).toEqual([0n, 0n]);
    expect([floatToWadDown(1e-12), floatToWadUp(1e-12)]).toEqual([0n, 1_000_000_000n]);
    expect([floatToWadDown(-1e-12), floatToWadUp(-1e-12)]).toEqual([-1_000_000_000n, 0n]);
  });
});
