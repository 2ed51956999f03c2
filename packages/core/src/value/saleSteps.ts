import { mulDivDown, raw, type Raw, type Wad } from '../units/amounts.ts';
import { sqrtPriceAtFloor } from '../markets/sqrtPriceAtFloor.ts';
import { swapToPrices } from '../markets/swapToPrices.ts';
import type { PoolState } from '../records/snapshot.ts';

/** Price levels a pool's depth is cut into between its spot and the floor. */
const LEVELS = 8;

/** Selling one asset into one pool. */
export interface Sale {
  readonly pool: PoolState;
  readonly fromAssetId: string;
  /** Least price of the next unit, fee included: numeraire per whole token sold ÷ per whole token bought. */
  readonly floorWad: Wad;
  readonly boughtLowWad: Wad;
}

/** A slice of a pool's depth, in order of falling price: selling so much more returns so much more. */
export interface SaleStep {
  readonly pool: PoolState;
  readonly fromAssetId: string;
  readonly toAssetId: string;
  readonly inRaw: Raw;
  readonly outRaw: Raw;
}

/**
 * Cuts the depth of a pool, down to the floor, into slices of falling price. The last unit of the last slice
 * still fetches the floor after the fee; our own liquidity is no depth. Any part of a slice returns at least
 * its share of the slice, because prices only fall within it. Pure.
 */
export function saleSteps(sale: Sale): SaleStep[] {
  const { fromAssetId } = sale;
  const zeroForOne = sale.pool.asset0 === fromAssetId;
  const [start, limit] = [
    sale.pool.sqrtPriceX96Raw as bigint,
    sqrtPriceAtFloor({ ...sale, boughtWad: sale.boughtLowWad }),
  ];
  if (zeroForOne ? limit >= start : limit <= start) return [];
  const levels = Array.from(
    { length: LEVELS },
    (_item, level) => start + ((limit - start) * BigInt(level + 1)) / BigInt(LEVELS),
  );
  const toAssetId = zeroForOne ? sale.pool.asset1 : sale.pool.asset0;
  return swapToPrices(sale.pool, zeroForOne, levels)
    .filter(({ inRaw, outRaw }) => inRaw > 0n && outRaw > 0n)
    .map((slice) => ({ pool: sale.pool, fromAssetId, toAssetId, ...slice }));
}

/** The pro-rata output of part of a slice, rounded down. */
export const outOfPart = (step: SaleStep, partRaw: Raw): Raw => raw(mulDivDown(step.outRaw, partRaw, step.inRaw));
