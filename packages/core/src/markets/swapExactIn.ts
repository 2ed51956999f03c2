import { raw, type Raw } from '../units/amounts.ts';
import type { PoolState } from '../records/snapshot.ts';
import { pathOf, traverse, type End } from './poolPath.ts';
import { tickAtSqrtRatio } from './tickMath.ts';

/** What an exact-input swap would do to a pool. `isComplete` is false when known liquidity, or the price limit, ended it. */
export interface SwapResult {
  readonly amountOutRaw: Raw;
  readonly amountConsumedRaw: Raw;
  readonly pool: PoolState;
  readonly isComplete: boolean;
}

/**
 * Swaps over the observed ticks with the pool's own arithmetic, to the last unit. Liquidity of our own positions
 * is taken out first, since buying from ourselves raises nothing. Stops at the edge of what was observed, or at
 * a square root price (Q64.96) when one is given. Pure.
 */
export function swapExactIn(
  pool: PoolState,
  zeroForOne: boolean,
  amountIn: Raw,
  sqrtPriceLimitX96: bigint | null = null,
): SwapResult {
  const end = traverse(pathOf(pool, zeroForOne), amountIn, sqrtPriceLimitX96);
  return {
    amountOutRaw: raw(end.out),
    amountConsumedRaw: raw(amountIn - end.left),
    isComplete: end.left === 0n,
    pool: poolAfter(pool, end),
  };
}

function poolAfter(pool: PoolState, end: End): PoolState {
  const tick = end.tick ?? tickAtSqrtRatio(end.price);
  const own = pool.ownPositions.reduce(
    (total, { tickLower, tickUpper, liquidityRaw }) =>
      tickLower <= tick && tick < tickUpper ? total + liquidityRaw : total,
    0n,
  );
  return {
    ...pool,
    sqrtPriceX96Raw: raw(end.price),
    liquidityRaw: raw(end.liquidity + own),
    ownLiquidityRaw: raw(own),
    tick,
  };
}

/**
 * Largest input, at most `most`, that `accepts` takes; null when none. `accepts` must be monotone: what it
 * refuses it also refuses for more. Bisection to one part in 2⁶⁰ of the largest input the pool can absorb. Pure.
 */
export function largestInput(
  pool: PoolState,
  zeroForOne: boolean,
  most: Raw,
  accepts: (amountIn: Raw, amountOut: Raw) => boolean,
): { readonly amountIn: Raw; readonly result: SwapResult } | null {
  if (most <= 0n) return null;
  const path = pathOf(pool, zeroForOne);
  const fits = (amount: bigint): boolean => {
    const end = traverse(path, amount, null);
    return end.left === 0n && accepts(raw(amount), raw(end.out));
  };
  const found = (amount: bigint) => ({ amountIn: raw(amount), result: swapExactIn(pool, zeroForOne, raw(amount)) });
  if (fits(most)) return found(most);
  // What the pool consumes of it is the most any answer can be.
  let [low, high]: [bigint, bigint] = [0n, most - traverse(path, most, null).left];
  if (high > 0n && high < most && fits(high)) return found(high);
  for (let step = 0; step < 60 && high - low > 1n; step += 1) {
    const middle = (low + high) / 2n;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low === 0n ? null : found(low);
}
