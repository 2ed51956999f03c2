import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_TICK, MIN_TICK, sqrtRatioAtTick } from '@ballast/core';
import { meanTick, poolPriceDown } from './poolPrice.ts';

const Q96 = 1n << 96n;

describe('poolPriceDown', () => {
  it('is one at a square root of one with equal decimals', () => {
    expect(poolPriceDown(Q96, 18, 18, 'token0')).toBe(10n ** 18n);
    expect(poolPriceDown(Q96, 18, 18, 'token1')).toBe(10n ** 18n);
  });

  it('of a pool of 6 and 18 decimals at 2,000 fits both ways', () => {
    // 1 WETH = p USDC: raw ratio token1/token0 = 10^18 / (p · 10^6).
    const p = 2_000n;
    let root = Q96;
    const ratio = ((10n ** 18n) << 192n) / (p * 10n ** 6n);
    for (let step = 0; step < 200; step += 1) root = (root + ratio / root) / 2n;
    const [weth, usdc] = [poolPriceDown(root, 6, 18, 'token1'), poolPriceDown(root, 6, 18, 'token0')];
    expect(weth / 10n ** 9n).toBe(2_000n * 10n ** 9n);
    expect(usdc).toBe(5n * 10n ** 14n - 1n);
  });

  it('price and inverse multiply to at most one, and nearly one', () => {
    fc.assert(
      fc.property(fc.integer({ min: -200_000, max: 200_000 }), fc.integer({ min: 0, max: 18 }), (tick, decimals) => {
        const root = sqrtRatioAtTick(tick);
        const [a, b] = [
          poolPriceDown(root, decimals, decimals, 'token0'),
          poolPriceDown(root, decimals, decimals, 'token1'),
        ];
        const product = a * b;
        expect(product).toBeLessThanOrEqual(10n ** 36n);
        // Each loses at most one unit, so the product at most the sum of both.
        expect(10n ** 36n - product).toBeLessThanOrEqual(a + b + 1n);
      }),
    );
  });

  it('rises with the tick', () => {
    fc.assert(
      fc.property(fc.integer({ min: -400_000, max: 400_000 }), (tick) => {
        const [low, high] = [sqrtRatioAtTick(tick), sqrtRatioAtTick(tick + 100)];
        expect(poolPriceDown(high, 18, 18, 'token0')).toBeGreaterThanOrEqual(poolPriceDown(low, 18, 18, 'token0'));
      }),
    );
  });

  it('does not fail at either end of the range', () => {
    for (const tick of [MIN_TICK, MAX_TICK])
      for (const base of ['token0', 'token1'] as const)
        expect(poolPriceDown(sqrtRatioAtTick(tick), 6, 18, base)).toBeGreaterThanOrEqual(0n);
  });
});

describe('meanTick', () => {
  it.each([
    [0n, 3_000n, 300, 10],
    [0n, -3_000n, 300, -10],
    [0n, -3_001n, 300, -11],
    [0n, 3_001n, 300, 10],
    [-5n, -5n, 300, 0],
  ])('from %s to %s over %i s is %i (OracleLibrary.consult rounds down)', (from, to, seconds, tick) => {
    expect(meanTick(from, to, seconds)).toBe(tick);
  });
});
