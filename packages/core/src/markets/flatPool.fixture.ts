import { raw } from '../units/amounts.ts';
import type { PoolState } from '../records/snapshot.ts';

/** A pool at par of two 18-decimal tokens with a fee of 0.3 %, liquid between ticks -600 and 600; `own` of it ours. */
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
