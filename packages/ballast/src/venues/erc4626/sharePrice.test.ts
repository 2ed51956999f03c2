import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceProbe, sharePriceRayDown, sharePriceWadDown } from './sharePrice.ts';

describe('share price', () => {
  it('asks for a million whole shares', () => {
    expect(priceProbe(18)).toBe(10n ** 24n);
    expect(priceProbe(0)).toBe(10n ** 6n);
  });

  it('keeps twelve digits of an asset that has six', () => {
    expect(sharePriceRayDown(1_020_004_657_534n, 6)).toBe(1_020_004_657_534n * 10n ** 15n);
    expect(sharePriceWadDown(1_020_004_657_534n, 6)).toBe(1_020_004_657_534n * 10n ** 6n);
  });

  it('never exceeds what the vault converts', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 100n }), fc.integer({ min: 0, max: 27 }), (converted, decimals) => {
        const back = (sharePriceRayDown(converted, decimals) * 10n ** 6n * 10n ** BigInt(decimals)) / 10n ** 27n;
        return back <= converted;
      }),
    );
  });
});
