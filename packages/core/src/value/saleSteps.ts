import { mulDivDown, mulDivUp, pow10, raw, squareRoot, type Raw, type Wad } from '../units/amounts.ts';
import { swapToPrices } from '../markets/swapToPrices.ts';
import type { PoolState } from '../records/snapshot.ts';

/** Price levels a pool's depth is cut into between its spot and the floor. */
const LEVELS = 8;
const MILLION = 1_000_000n;

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
  const [start, limit] = [sale.pool.sqrtPriceX96Raw as bigint, floorPrice(sale, zeroForOne)];
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

/** Square root price at which the next unit fetches exactly the floor, rounded to the near side. */
function floorPrice({ pool, floorWad, boughtLowWad }: Sale, zeroForOne: boolean): bigint {
  const [inDecimals, outDecimals] = zeroForOne ? [pool.decimals0, pool.decimals1] : [pool.decimals1, pool.decimals0];
  // Raw units out per raw unit in, before the fee: floor × 10^out ÷ (bought × 10^in) × 1e6 ÷ (1e6 − fee).
  const numerator = floorWad * pow10(outDecimals) * MILLION;
  const denominator = boughtLowWad * pow10(inDecimals) * (MILLION - BigInt(pool.feePips));
  return zeroForOne
    ? squareRoot(mulDivUp(numerator, 1n << 192n, denominator)) + 1n
    : squareRoot(mulDivDown(denominator, 1n << 192n, numerator));
}

/** The pro-rata output of part of a slice, rounded down. */
export const outOfPart = (step: SaleStep, partRaw: Raw): Raw => raw(mulDivDown(step.outRaw, partRaw, step.inRaw));
