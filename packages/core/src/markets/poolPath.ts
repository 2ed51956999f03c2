import type { PoolState } from '../records/snapshot.ts';
import { swapStep } from './swapStep.ts';
import { sqrtRatioAtTick } from './tickMath.ts';

/** Where a swap may go: the stops ahead of the price in its direction, with our own liquidity taken out. */
export interface Path {
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

/** The path of a swap through a pool: ordered stops inside what was observed. Pure. */
export function pathOf(pool: PoolState, zeroForOne: boolean): Path {
  const known = withWordEdges(stopsOf(pool), pool, zeroForOne);
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

const WORD_TICKS = 256;

/**
 * The pool looks for the next tick one bitmap word at a time and rounds at the end of each word it walks through,
 * whether a tick is there or not. Stops without liquidity at those ends give its result to the last unit.
 */
function withWordEdges(stops: readonly Stop[], pool: PoolState, zeroForOne: boolean): Stop[] {
  const { tickFrom, tickTo, tickSpacing } = pool;
  const inside = stops.filter(({ tick }) => tick >= tickFrom && tick <= tickTo);
  const initialised = new Set(inside.map(({ tick }) => tick));
  const span = WORD_TICKS * tickSpacing;
  const edges: Stop[] = [];
  for (let word = Math.floor(tickFrom / span); word * span <= tickTo + span; word += 1) {
    // Downwards a word ends at its first tick, upwards at its last.
    const tick = zeroForOne ? word * span : word * span - tickSpacing;
    if (tick >= tickFrom && tick <= tickTo && !initialised.has(tick)) edges.push({ tick, net: 0n });
  }
  return [...inside, ...edges].toSorted((a, b) => a.tick - b.tick);
}

function rememberRatios(): (tick: number) => bigint {
  const known = new Map<number, bigint>();
  return (tick) => {
    const ratio = known.get(tick) ?? sqrtRatioAtTick(tick);
    known.set(tick, ratio);
    return ratio;
  };
}

/** Where a traversal ended. */
export interface End {
  readonly out: bigint;
  readonly left: bigint;
  readonly price: bigint;
  readonly liquidity: bigint;
  /** The pool's tick where the swap ended exactly on a crossed stop; else null: it follows from the price. */
  readonly tick: number | null;
}

/** Walks a path with an exact input, at most to a square root price. Pure; a path may be walked any number of times. */
export function traverse(path: Path, amountIn: bigint, limit: bigint | null): End {
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
