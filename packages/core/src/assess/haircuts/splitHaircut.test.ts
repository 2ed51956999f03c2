import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WAD, wad, type Wad } from '../../units/amounts.ts';
import { bridgeHaircut, HaircutOutOfRange, wholeHaircut, type HaircutParts } from './splitHaircut.ts';

const ratio = fc.bigInt({ min: 0n, max: WAD }).map(wad);
const parts = fc.record({ marketWad: ratio, creditWad: ratio, liquidityWad: ratio });
const of = (marketWad: bigint, creditWad: bigint, liquidityWad: bigint): HaircutParts => ({
  marketWad: wad(marketWad * 10n ** 16n),
  creditWad: wad(creditWad * 10n ** 16n),
  liquidityWad: wad(liquidityWad * 10n ** 16n),
});

describe('wholeHaircut and bridgeHaircut', () => {
  it('takes each part once, of what the parts before it leave', () => {
    // 100 − 40 = 60, − 10 % of 60 = 54, − 5 % of 54 = 51.3.
    expect(wholeHaircut(of(40n, 10n, 5n))).toBe(487n * 10n ** 15n);
    expect(bridgeHaircut(wad(1000n), of(40n, 10n, 5n))).toEqual({
      markWad: 1000n,
      marketWad: 400n,
      creditWad: 60n,
      liquidityWad: 27n,
      exitWad: 513n,
    });
  });

  it('bridges mark to exit value exactly, nothing negative, never above the ratio left', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 27n }), parts, (mark, cut) => {
        const { markWad, marketWad, creditWad, liquidityWad, exitWad } = bridgeHaircut(wad(mark), cut);
        expect(marketWad + creditWad + liquidityWad + exitWad).toBe(markWad);
        expect([marketWad, creditWad, liquidityWad, exitWad].every((item) => item >= 0n)).toBe(true);
        // The ratio left is cut at its last digit, which is worth mark ÷ 1e18.
        const left = (mark * (WAD - wholeHaircut(cut))) / WAD;
        expect(exitWad <= left + 1n + mark / WAD).toBe(true);
      }),
    );
  });

  it('never gets smaller by a larger part', () => {
    fc.assert(
      fc.property(parts, ratio, (cut, more) => {
        const worse = { ...cut, liquidityWad: (more > cut.liquidityWad ? more : cut.liquidityWad) as Wad };
        expect(wholeHaircut(worse) >= wholeHaircut(cut)).toBe(true);
      }),
    );
  });

  it('refuses a part beyond nothing and all', () => {
    for (const bad of [of(-1n, 0n, 0n), of(0n, 101n, 0n)]) {
      expect(() => wholeHaircut(bad)).toThrow(HaircutOutOfRange);
      expect(() => bridgeHaircut(wad(1n), bad)).toThrow(HaircutOutOfRange);
    }
  });
});
