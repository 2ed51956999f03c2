import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raw, wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import { amountsAt, sqrtPriceOf } from './liquidityAmounts.ts';
import { sqrtRatioAtTick } from './tickMath.ts';

const Q96 = 1n << 96n;
const range = (tickLower: number, tickUpper: number, liquidity: bigint) => ({
  tickLower,
  tickUpper,
  liquidityRaw: raw(liquidity),
});

describe('amountsAt', () => {
  it('below its range a position is all token 0, above it all token 1, and beyond the ends nothing changes', () => {
    const position = range(-100, 100, 10n ** 18n);
    const [low, high] = [sqrtRatioAtTick(-100), sqrtRatioAtTick(100)];
    expect(amountsAt(position, low).amount1Raw).toBe(0n);
    expect(amountsAt(position, high).amount0Raw).toBe(0n);
    expect(amountsAt(position, low / 2n)).toEqual(amountsAt(position, low));
    expect(amountsAt(position, high * 2n)).toEqual(amountsAt(position, high));
  });
  it('Uniswap v3-periphery LiquidityAmounts.spec.ts: price inside 100/110 … 110/100 with liquidity 2148 holds 99 and 99', () => {
    // The published test uses prices rather than ticks; ticks ∓953 stand just inside them and hold the same units.
    expect(amountsAt(range(-953, 953, 2148n), Q96)).toEqual({ amount0Raw: 99n, amount1Raw: 99n });
  });
  it('an empty position holds nothing', () => {
    expect(amountsAt(range(-100, 100, 0n), Q96)).toEqual({ amount0Raw: 0n, amount1Raw: 0n });
  });
  it('as the price rises token 0 only falls and token 1 only rises, and liquidity adds up', () => {
    const tick = fc.integer({ min: -2000, max: 2000 });
    fc.assert(
      fc.property(tick, tick, fc.bigInt(1n, 10n ** 24n), fc.bigInt(1n, 10n ** 24n), (a, b, x, y) => {
        const [low, high] = [sqrtRatioAtTick(Math.min(a, b)), sqrtRatioAtTick(Math.max(a, b))];
        const at = (price: bigint, liquidity: bigint) => amountsAt(range(-1000, 1000, liquidity), price);
        expect(at(low, x).amount0Raw >= at(high, x).amount0Raw).toBe(true);
        expect(at(low, x).amount1Raw <= at(high, x).amount1Raw).toBe(true);
        const [one, two, both] = [at(low, x), at(low, y), at(low, x + y)];
        const gap = both.amount0Raw - one.amount0Raw - two.amount0Raw;
        expect(gap >= 0n && gap <= 1n).toBe(true);
      }),
    );
  });
});

describe('sqrtPriceOf', () => {
  it('equal prices and decimals stand at one', () => {
    const one = { priceWad: parseWad('0.98'), decimals: 6 };
    expect(sqrtPriceOf(one, one)).toBe(Q96);
  });
  it('2000 dollars of 18 decimals against one dollar of 6: √(2000 × 10^6 ÷ 10^18)', () => {
    const price = sqrtPriceOf({ priceWad: parseWad('2000'), decimals: 18 }, { priceWad: parseWad('1'), decimals: 6 });
    expect(Number(price) / 2 ** 96).toBeCloseTo(Math.sqrt(2e-9), 15);
  });
  it('is rounded down: its square never exceeds the ratio', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 24n), fc.bigInt(1n, 10n ** 24n), (a, b) => {
        const root = sqrtPriceOf({ priceWad: wad(a), decimals: 18 }, { priceWad: wad(b), decimals: 18 });
        expect(root * root * b <= a * Q96 * Q96).toBe(true);
        expect((root + 1n) * (root + 1n) * b + b > a * Q96 * Q96).toBe(true);
      }),
    );
  });
});
