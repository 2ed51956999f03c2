import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { squareRoot } from '../units/amounts.ts';
import { swapStep } from './swapStep.ts';

const encodePriceSqrt = (reserve1: bigint, reserve0: bigint): bigint => squareRoot((reserve1 << 192n) / reserve0);

describe('swapStep: the published tests of Uniswap v3-core, test/SwapMath.spec.ts', () => {
  it('exact amount in that gets capped at price target in one for zero', () => {
    const [price, target] = [encodePriceSqrt(1n, 1n), encodePriceSqrt(101n, 100n)];
    const step = swapStep({
      price,
      target,
      liquidity: 2n * 10n ** 18n,
      left: 10n ** 18n,
      feePips: 600n,
      zeroForOne: false,
    });
    expect(step).toEqual({
      price: target,
      consumed: 9_975_124_224_178_055n + 5_988_667_735_148n,
      out: 9_925_619_580_021_728n,
    });
  });
  it('exact amount in that is fully spent in one for zero', () => {
    const [price, target] = [encodePriceSqrt(1n, 1n), encodePriceSqrt(1000n, 100n)];
    const step = swapStep({
      price,
      target,
      liquidity: 2n * 10n ** 18n,
      left: 10n ** 18n,
      feePips: 600n,
      zeroForOne: false,
    });
    expect(step.consumed).toBe(999_400_000_000_000_000n + 600_000_000_000_000n);
    expect(step.out).toBe(666_399_946_655_997_866n);
    expect(step.price < target).toBe(true);
  });
  it('entire input amount taken as fee', () => {
    const step = swapStep({
      price: 2413n,
      target: 79_887_613_182_836_312n,
      liquidity: 1_985_041_575_832_132_834_610_021_537_970n,
      left: 10n,
      feePips: 1872n,
      zeroForOne: false,
    });
    expect(step).toEqual({ price: 2413n, consumed: 10n, out: 0n });
  });
});

describe('swapStep: edges', () => {
  const Q96 = 1n << 96n;
  it('a target that is the price consumes and returns nothing', () => {
    for (const zeroForOne of [true, false])
      expect(
        swapStep({ price: Q96, target: Q96, liquidity: 10n ** 18n, left: 10n ** 6n, feePips: 3000n, zeroForOne }),
      ).toEqual({
        price: Q96,
        consumed: 0n,
        out: 0n,
      });
  });
  it('one unit is all fee: the price does not move and nothing comes back', () => {
    for (const zeroForOne of [true, false]) {
      const target = zeroForOne ? Q96 / 2n : Q96 * 2n;
      expect(swapStep({ price: Q96, target, liquidity: 10n ** 18n, left: 1n, feePips: 3000n, zeroForOne })).toEqual({
        price: Q96,
        consumed: 1n,
        out: 0n,
      });
    }
  });
  it('amounts beyond the 256 bits of the pool take its other rounding and still end in bounds', () => {
    const price = Q96 << 60n;
    const step = swapStep({
      price,
      target: 4_295_128_740n,
      liquidity: 10n ** 20n,
      left: 1n << 110n,
      feePips: 0n,
      zeroForOne: true,
    });
    expect(step.price >= 4_295_128_740n && step.price < price).toBe(true);
    expect(step.consumed <= 1n << 110n).toBe(true);
  });
  const price = fc.bigInt(Q96 / 1000n, Q96 * 1000n);
  it('never passes its target, never consumes more than was left, and the constant product never falls', () => {
    fc.assert(
      fc.property(
        price,
        price,
        fc.bigInt(1n, 10n ** 30n),
        fc.bigInt(0n, 10n ** 30n),
        fc.bigInt(0n, 100_000n),
        (a, b, liquidity, left, feePips) => {
          const zeroForOne = b < a;
          const step = swapStep({ price: a, target: b, liquidity, left, feePips, zeroForOne });
          expect(zeroForOne ? step.price >= b && step.price <= a : step.price <= b && step.price >= a).toBe(true);
          expect(step.consumed >= 0n && step.consumed <= left && step.out >= 0n).toBe(true);
          // Virtual reserves L/√p and L·√p: with input and output applied, their product is at least L².
          const [x, y] = [(liquidity * Q96) / a, (liquidity * a) / Q96];
          const [x2, y2] = zeroForOne
            ? [x + step.consumed + 1n, y - step.out + 1n]
            : [x - step.out + 1n, y + step.consumed + 1n];
          expect(x2 >= 0n && y2 >= 0n).toBe(true);
          expect((x2 + 1n) * (y2 + 1n) >= x * y).toBe(true);
        },
      ),
    );
  });
});
