import { mulDivDown, mulDivUp, pow10, squareRoot, type Wad } from '../units/amounts.ts';
import type { PoolState } from '../records/snapshot.ts';

const MILLION = 1_000_000n;

/**
 * Square root price (Q64.96) at which the next unit of `fromAssetId` fetches exactly the floor after the pool's fee,
 * rounded to the near side. `floorWad` and `boughtWad` above zero: least worth of a whole token sold, and worth of a
 * whole token bought. Raw units out per raw unit in, before the fee: floor × 10^out ÷ (bought × 10^in) × 1e6 ÷
 * (1e6 − fee). Pure.
 */
export function sqrtPriceAtFloor({
  pool,
  fromAssetId,
  floorWad,
  boughtWad,
}: {
  readonly pool: PoolState;
  readonly fromAssetId: string;
  readonly floorWad: Wad;
  readonly boughtWad: Wad;
}): bigint {
  const zeroForOne = pool.asset0 === fromAssetId;
  const [inDecimals, outDecimals] = zeroForOne ? [pool.decimals0, pool.decimals1] : [pool.decimals1, pool.decimals0];
  const numerator = floorWad * pow10(outDecimals) * MILLION;
  const denominator = boughtWad * pow10(inDecimals) * (MILLION - BigInt(pool.feePips));
  return zeroForOne
    ? squareRoot(mulDivUp(numerator, 1n << 192n, denominator)) + 1n
    : squareRoot(mulDivDown(denominator, 1n << 192n, numerator));
}
