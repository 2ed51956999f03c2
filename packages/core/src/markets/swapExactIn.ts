import { raw, type Raw } from '../units/amounts.ts';
import type { PoolState } from '../records/snapshot.ts';
import { swapStep } from './swapStep.ts';
import { sqrtRatioAtTick, tickAtSqrtRatio } from './tickMath.ts';

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

/** Where a swap may go: the stops ahead of the price in its direction, with our own liquidity taken out. */
interface Path {
  readonly zeroForOne: boolean;
  readonly feePips: bigint;
  readonly price: bigint;
  readonly tick: number;
  readonly liquidity: bigint;
  readonly stops: readonly Stop[];
  readonly ratioOf: (tick: number) => bigint;
}

interface Stop {
  readonly tick: number;
  /** Liquidity added when the price rises through the tick. */
  readonly net: bigint;
}

function pathOf(pool: PoolState, zeroForOne: boolean): Path {
  const known = stopsOf(pool).filter(({ tick }) => tick >= pool.tickFrom && tick <= pool.tickTo);
  const edge = { tick: zeroForOne ? pool.tickFrom : pool.tickTo, net: 0n };
  const ahead = zeroForOne
    ? known.filter(({ tick }) => tick <= pool.tick).toReversed()
    : known.filter(({ tick }) => tick > pool.tick);
  return {
    zeroForOne,
    feePips: BigInt(pool.feePips),
    price: pool.sqrtPriceX96Raw,
    tick: pool.tick,
    liquidity: pool.liquidityRaw - pool.ownLiquidityRaw,
    stops: [...ahead, edge],
    ratioOf: rememberRatios(),
  };
}

/** Initialised ticks in order, each with its net liquidity less that of our own positions. */
function stopsOf(pool: PoolState): readonly Stop[] {
  if (pool.ownPositions.length === 0)
    return pool.ticks.map(({ tick, liquidityNetRaw }) => ({ tick, net: liquidityNetRaw }));
  const nets = new Map<number, bigint>(pool.ticks.map(({ tick, liquidityNetRaw }) => [tick, liquidityNetRaw]));
  const change = (tick: number, by: bigint): void => void nets.set(tick, (nets.get(tick) ?? 0n) + by);
  for (const { tickLower, tickUpper, liquidityRaw } of pool.ownPositions) {
    change(tickLower, -liquidityRaw);
    change(tickUpper, liquidityRaw);
  }
  return [...nets].map(([tick, net]) => ({ tick, net })).toSorted((a, b) => a.tick - b.tick);
}

function rememberRatios(): (tick: number) => bigint {
  const known = new Map<number, bigint>();
  return (tick) => {
    const ratio = known.get(tick) ?? sqrtRatioAtTick(tick);
    known.set(tick, ratio);
    return ratio;
  };
}

interface End {
  readonly out: bigint;
  readonly left: bigint;
  readonly price: bigint;
  readonly liquidity: bigint;
  /** The pool's tick where the swap ended exactly on a crossed stop; else null: it follows from the price. */
  readonly tick: number | null;
}

function traverse(path: Path, amountIn: bigint, limit: bigint | null): End {
  const { zeroForOne, feePips, stops, ratioOf } = path;
  const isBeyond = (target: bigint, bound: bigint): boolean => (zeroForOne ? target < bound : target > bound);
  let [price, liquidity, left, out] = [path.price, path.liquidity, amountIn, 0n];
  let tick: number | null = path.tick;
  for (const stop of stops) {
    if (left === 0n || (limit !== null && !isBeyond(limit, price))) break;
    const stopPrice = ratioOf(stop.tick);
    // The price already is past this stop.
    if (isBeyond(price, stopPrice)) continue;
    const target = limit !== null && isBeyond(stopPrice, limit) ? limit : stopPrice;
    if (liquidity > 0n) {
      const step = swapStep({ price, target, liquidity, left, feePips, zeroForOne });
      [price, left, out] = [step.price, left - step.consumed, out + step.out];
    } else price = target;
    if (price !== stopPrice) {
      tick = null;
      break;
    }
    liquidity += zeroForOne ? -stop.net : stop.net;
    tick = zeroForOne ? stop.tick - 1 : stop.tick;
  }
  return { out, left, price, liquidity, tick };
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
