import { raw, sub, type Raw } from '../units/amounts.ts';
import type { PoolState } from '../records/snapshot.ts';
import { pathOf, traverse } from './poolPath.ts';

/** A stretch of a sale between two prices. */
export interface Slice {
  readonly inRaw: Raw;
  readonly outRaw: Raw;
}

/** More than any pool could take: the price ends the sale. */
const ENDLESS = 1n << 160n;

/**
 * What a sale takes and returns from one square root price (Q64.96) to the next, the first from the pool's own,
 * with the pool's arithmetic and without our own liquidity. Prices in the direction of the sale. Pure.
 */
export function swapToPrices(pool: PoolState, zeroForOne: boolean, sqrtPricesX96: readonly bigint[]): Slice[] {
  const path = pathOf(pool, zeroForOne);
  let before: Slice = { inRaw: raw(0n), outRaw: raw(0n) };
  return sqrtPricesX96.map((price) => {
    const end = traverse(path, ENDLESS, price);
    const all: Slice = { inRaw: raw(ENDLESS - end.left), outRaw: raw(end.out) };
    const slice = { inRaw: sub(all.inRaw, before.inRaw), outRaw: sub(all.outRaw, before.outRaw) };
    before = all;
    return slice;
  });
}
