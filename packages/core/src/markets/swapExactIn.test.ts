import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raw } from '../units/amounts.ts';
import type { PoolState } from '../records/snapshot.ts';
import { largestInput, swapExactIn } from './swapExactIn.ts';
import { MAX_TICK, MIN_TICK, sqrtRatioAtTick, TickOutOfRange } from './tickMath.ts';

export const flatPool = (liquidity: bigint, own = 0n): PoolState => ({
  venueId: 'pool',
  chain: 'eip155:1',
  pool: '0x0000000000000000000000000000000000000001',
  asset0: 'A',
  asset1: 'B',
  decimals0: 18,
  decimals1: 18,
  feePips: 3000,
  tickSpacing: 60,
  tick: 0,
  sqrtPriceX96Raw: raw(1n << 96n),
  liquidityRaw: raw(liquidity),
  ownLiquidityRaw: raw(own),
  ticks: [
    { tick: -600, liquidityNetRaw: raw(liquidity) },
    { tick: 600, liquidityNetRaw: raw(-liquidity) },
  ],
  tickFrom: -6000,
  tickTo: 6000,
  ownPositions: own === 0n ? [] : [{ tickLower: -600, tickUpper: 600, liquidityRaw: raw(own) }],
});

describe('sqrtRatioAtTick', () => {
  it('Uniswap v3 TickMath published bounds: MIN 4295128739, MAX 1461446703485210103287273052203988822378723970342', () => {
    expect(sqrtRatioAtTick(MIN_TICK)).toBe(4295128739n);
    expect(sqrtRatioAtTick(MAX_TICK)).toBe(1461446703485210103287273052203988822378723970342n);
    expect(sqrtRatioAtTick(0)).toBe(1n << 96n);
  });
  it('refuses ticks outside the range', () => {
    for (const tick of [MIN_TICK - 1, MAX_TICK + 1, 0.5, Number.NaN])
      expect(() => sqrtRatioAtTick(tick)).toThrow(TickOutOfRange);
  });
});

describe('swapExactIn', () => {
  it('matches the constant-product formula inside one range, rounded against the trader', () => {
    const liquidity = 10n ** 24n;
    const amount = 10n ** 20n;
    const net = (amount * 997_000n) / 1_000_000n;
    const exact = (liquidity * net) / (liquidity + net);
    const { amountOutRaw, isComplete } = swapExactIn(flatPool(liquidity), true, raw(amount));
    expect(isComplete).toBe(true);
    expect(amountOutRaw <= exact && exact - amountOutRaw <= 2n).toBe(true);
  });
  it('stops where observed liquidity ends, and says so', () => {
    const result = swapExactIn(flatPool(10n ** 18n), false, raw(10n ** 24n));
    expect(result.isComplete).toBe(false);
    expect(result.amountConsumedRaw < 10n ** 24n).toBe(true);
  });
  it('never counts our own liquidity as depth', () => {
    const [all, half] = [
      swapExactIn(flatPool(10n ** 22n), true, raw(10n ** 20n)),
      swapExactIn(flatPool(2n * 10n ** 22n, 10n ** 22n), true, raw(10n ** 20n)),
    ];
    expect(half.amountOutRaw).toBe(all.amountOutRaw);
  });
  it('splitting a swap never returns more; more input never returns less', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 21n), fc.bigInt(1n, 10n ** 21n), fc.boolean(), (a, b, direction) => {
        const pool = flatPool(10n ** 23n);
        const once = swapExactIn(pool, direction, raw(a + b));
        const first = swapExactIn(pool, direction, raw(a));
        const second = swapExactIn(first.pool, direction, raw(b));
        expect(first.amountOutRaw + second.amountOutRaw <= once.amountOutRaw).toBe(true);
        expect(once.amountOutRaw >= first.amountOutRaw).toBe(true);
      }),
    );
  });
  it('largestInput respects its floor and finds the edge', () => {
    const pool = flatPool(10n ** 22n);
    const accepts = (amountIn: bigint, out: bigint): boolean => out * 1000n >= amountIn * 990n;
    const best = largestInput(pool, true, raw(10n ** 23n), accepts);
    expect(best).not.toBeNull();
    if (best === null) return;
    expect(accepts(best.amountIn, best.result.amountOutRaw)).toBe(true);
    const beyond = raw(best.amountIn + best.amountIn / 1000n);
    expect(accepts(beyond, swapExactIn(pool, true, beyond).amountOutRaw)).toBe(false);
  });
});
