import { mulDivDown, raw, squareRoot, sum, WAD, type Raw, type Wad } from '../../units/amounts.ts';
import { MAX_TICK, MIN_TICK, sqrtRatioAtTick, tickAtSqrtRatio } from '../../markets/tickMath.ts';
import type { PoolState } from '../../records/snapshot.ts';

/** What happens to a pool. */
export interface PoolShock {
  /** Factors of the prices of its two assets, WAD. */
  readonly factor0Wad: Wad;
  readonly factor1Wad: Wad;
  /** Share of other people's liquidity that stays, WAD. */
  readonly depthWad: Wad;
}

/**
 * A pool after traders moved it to the new prices: same positions, price walked along its ticks, so that what is
 * found there is what providers put there. Beyond the ticks that were read nothing is known, and nothing counts as
 * depth. A change of depth scales everybody's liquidity but ours. Pure.
 */
export function shockPool(pool: PoolState, { factor0Wad, factor1Wad, depthWad }: PoolShock): PoolState {
  const square = mulDivDown(pool.sqrtPriceX96Raw * pool.sqrtPriceX96Raw, factor0Wad, factor1Wad);
  const isMoved = factor0Wad !== factor1Wad;
  const price = isMoved ? clampPrice(squareRoot(square)) : (pool.sqrtPriceX96Raw as bigint);
  const tick = isMoved ? tickAtSqrtRatio(price) : pool.tick;
  const isKnown = tick >= pool.tickFrom && tick < pool.tickTo;
  const ownLiquidityRaw = isMoved ? ownAt(pool, tick) : pool.ownLiquidityRaw;
  const others = (isMoved ? walkedTo(pool, tick) : pool.liquidityRaw) - ownLiquidityRaw;
  const moved = { ...pool, sqrtPriceX96Raw: raw(price), tick, ownLiquidityRaw };
  if (!isKnown) return { ...moved, liquidityRaw: ownLiquidityRaw, ticks: ownTicks(pool), tickFrom: tick, tickTo: tick };
  if (depthWad === WAD) return { ...moved, liquidityRaw: raw(others + ownLiquidityRaw) };
  const own = new Map(ownTicks(pool).map((item) => [item.tick, item.liquidityNetRaw]));
  return {
    ...moved,
    liquidityRaw: raw(scale(others, depthWad) + ownLiquidityRaw),
    ticks: pool.ticks.map(({ tick: at, liquidityNetRaw }) => {
      const ours: bigint = own.get(at) ?? 0n;
      return { tick: at, liquidityNetRaw: raw(scale(liquidityNetRaw - ours, depthWad) + ours) };
    }),
  };
}

/** Nearest zero, so that nets never take out more than was put in. */
const scale = (value: bigint, factorWad: Wad): bigint => (value * factorWad) / WAD;

function clampPrice(price: bigint): bigint {
  const [low, high] = [sqrtRatioAtTick(MIN_TICK), sqrtRatioAtTick(MAX_TICK) - 1n];
  return price < low ? low : price > high ? high : price;
}

/** Liquidity in range once the price has crossed every tick on the way. */
function walkedTo(pool: PoolState, tick: number): bigint {
  const crossed = (from: number, to: number): bigint =>
    sum(pool.ticks.filter((item) => item.tick > from && item.tick <= to).map((item) => item.liquidityNetRaw));
  const liquidity = pool.liquidityRaw + crossed(pool.tick, tick) - crossed(tick, pool.tick);
  return liquidity < 0n ? 0n : liquidity;
}

const ownAt = (pool: PoolState, tick: number): Raw =>
  sum(
    pool.ownPositions
      .filter((position) => position.tickLower <= tick && tick < position.tickUpper)
      .map((position) => position.liquidityRaw),
  );

function ownTicks(pool: PoolState): PoolState['ticks'] {
  const nets = new Map<number, bigint>();
  const change = (tick: number, by: bigint): void => void nets.set(tick, (nets.get(tick) ?? 0n) + by);
  for (const { tickLower, tickUpper, liquidityRaw } of pool.ownPositions) {
    change(tickLower, liquidityRaw);
    change(tickUpper, -liquidityRaw);
  }
  return [...nets].toSorted(([a], [b]) => a - b).map(([tick, net]) => ({ tick, liquidityNetRaw: raw(net) }));
}
