import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raw } from '../units/amounts.ts';
import { flatPool } from './flatPool.fixture.ts';
import { swapExactIn } from './swapExactIn.ts';
import { swapToPrices } from './swapToPrices.ts';

const Q96 = 1n << 96n;
const pool = flatPool(10n ** 22n);

describe('swapToPrices', () => {
  it('a price at or behind the pool’s own sells nothing', () => {
    expect(swapToPrices(pool, true, [Q96, Q96 + 1n])).toEqual([
      { inRaw: 0n, outRaw: 0n },
      { inRaw: 0n, outRaw: 0n },
    ]);
  });
  it('past the observed range it ends where the range ends', () => {
    const [edge, beyond] = swapToPrices(pool, true, [Q96 / 2n, Q96 / 4n]);
    expect((edge?.inRaw ?? 0n) > 0n).toBe(true);
    expect(beyond).toEqual({ inRaw: 0n, outRaw: 0n });
  });
  it('the slices together are the swap that ends at the last price', () => {
    const fraction = fc.integer({ min: 1, max: 280 });
    fc.assert(
      fc.property(fc.array(fraction, { minLength: 1, maxLength: 6 }), fc.boolean(), (parts, zeroForOne) => {
        const levels = parts
          .toSorted((a, b) => a - b)
          .map((part) => (zeroForOne ? Q96 - (Q96 * BigInt(part)) / 10_000n : Q96 + (Q96 * BigInt(part)) / 10_000n));
        const slices = swapToPrices(pool, zeroForOne, levels);
        const [input, output] = [
          slices.reduce((sum, item) => sum + item.inRaw, 0n),
          slices.reduce((sum, item) => sum + item.outRaw, 0n),
        ];
        const whole = swapExactIn(pool, zeroForOne, raw(input), levels.at(-1));
        expect([whole.amountOutRaw, whole.isComplete, whole.pool.sqrtPriceX96Raw]).toEqual([
          output,
          true,
          levels.at(-1),
        ]);
        expect(slices.every((item) => item.inRaw >= 0n && item.outRaw >= 0n)).toBe(true);
      }),
    );
  });
});
