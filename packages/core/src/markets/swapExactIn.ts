import { mulDivDown, mulDivUp, raw, type Raw } from '../units/amounts.ts';
import type { PoolState } from '../records/snapshot.ts';
import { sqrtRatioAtTick } from './tickMath.ts';

const Q96 = 1n << 96n;
const MILLION = 1_000_000n;

/** What an exact-input swap would do to a pool. `isComplete` is false when known liquidity ran out. */
export interface SwapResult {
  readonly amountOutRaw: Raw;
  readonly amountConsumedRaw: Raw;
  readonly pool: PoolState;
  readonly isComplete: boolean;
}

/**
 * Swaps over the observed ticks with the pool's own arithmetic (Uniswap v3 whitepaper §6.2; roundings as
 * SwapMath): input and price against the trader. Liquidity of our own positions is taken out first, since
 * buying from ourselves raises nothing. Stops at the edge of what was observed. Pure.
 */
export function swapExactIn(pool: PoolState, zeroForOne: boolean, amountIn: Raw): SwapResult {
  let price: bigint = pool.sqrtPriceX96Raw;
  let liquidity: bigint = pool.liquidityRaw - pool.ownLiquidityRaw;
  let [left, out]: [bigint, bigint] = [amountIn, 0n];
  const path = zeroForOne
    ? pool.ticks.filter((item) => item.tick <= pool.tick).toReversed()
    : pool.ticks.filter((item) => item.tick > pool.tick);
  const stops = [
    ...path.map((item) => ({ tick: item.tick, net: item.liquidityNetRaw as bigint })),
    { tick: zeroForOne ? pool.tickFrom : pool.tickTo, net: 0n },
  ];
  let tick = pool.tick;
  for (const stop of stops) {
    if (left === 0n) break;
    const target = sqrtRatioAtTick(stop.tick);
    if (zeroForOne ? target > price : target < price) continue;
    if (liquidity > 0n) {
      const step = swapStep(price, target, liquidity, left, BigInt(pool.feePips), zeroForOne);
      [price, left, out] = [step.price, left - step.consumed, out + step.out];
    } else price = target;
    if (price !== target) break;
    liquidity += (zeroForOne ? -stop.net : stop.net) - ownNet(pool, stop.tick, zeroForOne);
    tick = zeroForOne ? stop.tick - 1 : stop.tick;
  }
  return {
    amountOutRaw: raw(out),
    amountConsumedRaw: raw(amountIn - left),
    isComplete: left === 0n,
    pool: {
      ...pool,
      sqrtPriceX96Raw: raw(price),
      liquidityRaw: raw(liquidity + inRangeOwn(pool, tick)),
      ownLiquidityRaw: raw(inRangeOwn(pool, tick)),
      tick: Math.max(pool.tickFrom, Math.min(pool.tickTo, tick)),
    },
  };
}

const inRangeOwn = (pool: PoolState, tick: number): bigint =>
  pool.ownPositions.reduce(
    (total, position) =>
      position.tickLower <= tick && tick < position.tickUpper ? total + position.liquidityRaw : total,
    0n,
  );

/** Net liquidity of our own positions at a tick in the direction of travel: taken out of the pool's net. */
function ownNet(pool: PoolState, tick: number, zeroForOne: boolean): bigint {
  const net = pool.ownPositions.reduce(
    (total, position) =>
      total +
      (position.tickLower === tick ? position.liquidityRaw : 0n) -
      (position.tickUpper === tick ? position.liquidityRaw : 0n),
    0n,
  );
  return zeroForOne ? -net : net;
}

function swapStep(
  price: bigint,
  target: bigint,
  liquidity: bigint,
  left: bigint,
  fee: bigint,
  zeroForOne: boolean,
): { price: bigint; consumed: bigint; out: bigint } {
  const net = mulDivDown(left, MILLION - fee, MILLION);
  const needed = zeroForOne ? amount0(target, price, liquidity, true) : amount1(price, target, liquidity, true);
  const reaches = net >= needed;
  const next = reaches ? target : zeroForOne ? priceAfter0(price, liquidity, net) : priceAfter1(price, liquidity, net);
  const spent = reaches
    ? needed
    : zeroForOne
      ? amount0(next, price, liquidity, true)
      : amount1(price, next, liquidity, true);
  const out = zeroForOne ? amount1(next, price, liquidity, false) : amount0(price, next, liquidity, false);
  const charged = reaches ? mulDivUp(spent, fee, MILLION - fee) : left - spent;
  return { price: next, consumed: spent + charged, out };
}

/** Token 0 between two prices (a ≤ b). */
function amount0(a: bigint, b: bigint, liquidity: bigint, roundUp: boolean): bigint {
  const numerator = liquidity * Q96 * (b - a);
  return roundUp ? mulDivUp(mulDivUp(numerator, 1n, b), 1n, a) : numerator / b / a;
}
/** Token 1 between two prices (a ≤ b). */
const amount1 = (a: bigint, b: bigint, liquidity: bigint, roundUp: boolean): bigint =>
  roundUp ? mulDivUp(liquidity, b - a, Q96) : (liquidity * (b - a)) / Q96;
const priceAfter0 = (price: bigint, liquidity: bigint, amount: bigint): bigint =>
  amount === 0n ? price : mulDivUp(liquidity * Q96, price, liquidity * Q96 + amount * price);
const priceAfter1 = (price: bigint, liquidity: bigint, amount: bigint): bigint => price + (amount * Q96) / liquidity;

/** Largest input, at most `most`, whose output still is at least `floorOutPerIn` × input; 0 when none. Bisection, exact in raw units. */
export function largestInput(
  pool: PoolState,
  zeroForOne: boolean,
  most: Raw,
  accepts: (amountIn: Raw, amountOut: Raw) => boolean,
): { readonly amountIn: Raw; readonly result: SwapResult } | null {
  const attempt = (amount: bigint): SwapResult | null => {
    const result = swapExactIn(pool, zeroForOne, raw(amount));
    return result.isComplete && accepts(raw(amount), result.amountOutRaw) ? result : null;
  };
  if (most <= 0n) return null;
  const whole = attempt(most);
  if (whole !== null) return { amountIn: most, result: whole };
  let [low, high]: [bigint, bigint] = [0n, most];
  let best: SwapResult | null = null;
  for (let step = 0; step < 60 && high - low > 1n; step += 1) {
    const middle = (low + high) / 2n;
    const result = attempt(middle);
    if (result === null) high = middle;
    else [low, best] = [middle, result];
  }
  return best === null ? null : { amountIn: raw(low), result: best };
}
