import { MAX_TICK, MIN_TICK, type Address, type PolicyVenue } from '@ballast/core';
import { ask, askAll, type Decoded } from '../ask.ts';
import { deploymentOn, type ReadContext } from '../snapshotPart.ts';
import type { CallResult } from '../venueRead.ts';
import { poolAbi } from './uniswapAbi.ts';

/** A pool's price and identity, checked: an initialised pool with a legal tick. */
export interface PoolBasics {
  readonly sqrtPriceX96: bigint;
  readonly tick: number;
  readonly liquidity: bigint;
  readonly feePips: number;
  readonly tickSpacing: number;
  readonly token0: Address;
  readonly token1: Address;
}

/** Why a pool is not read, in the shape Unknown takes. */
export interface PoolFault {
  readonly ok: false;
  readonly code: string;
  readonly reason: string;
}

const fault = (code: string, reason: string): PoolFault => ({ ok: false, code, reason });

/** The first-round questions to a pool. */
export const askBasics = (pool: Address) =>
  askAll({
    slot0: ask(pool, poolAbi, 'slot0', []),
    liquidity: ask(pool, poolAbi, 'liquidity', []),
    fee: ask(pool, poolAbi, 'fee', []),
    tickSpacing: ask(pool, poolAbi, 'tickSpacing', []),
    token0: ask(pool, poolAbi, 'token0', []),
    token1: ask(pool, poolAbi, 'token1', []),
  });

/** Reads the first round's answers of a pool; a pool that was never initialised, or lies about its tick, is a fault. */
export function readBasics(
  group: ReturnType<typeof askBasics>,
  results: readonly CallResult[],
): Decoded<PoolBasics> | PoolFault {
  const { slot0, liquidity, fee, tickSpacing, token0, token1 } = group.read(results);
  if (!slot0.ok) return slot0;
  if (!liquidity.ok) return liquidity;
  if (!fee.ok) return fee;
  if (!tickSpacing.ok) return tickSpacing;
  if (!token0.ok) return token0;
  if (!token1.ok) return token1;
  const [sqrtPriceX96, tick] = slot0.value;
  if (sqrtPriceX96 === 0n) return fault('POOL_NOT_INITIALISED', 'the pool has no price yet');
  if (tick < MIN_TICK || tick > MAX_TICK || tickSpacing.value < 1)
    return fault('VALUE_ABSURD', `tick ${tick}, spacing ${tickSpacing.value}`);
  return {
    ok: true,
    value: {
      sqrtPriceX96,
      tick,
      liquidity: liquidity.value,
      feePips: fee.value,
      tickSpacing: tickSpacing.value,
      token0: token0.value.toLowerCase() as Address,
      token1: token1.value.toLowerCase() as Address,
    },
  };
}

/** Which policy asset stands on each side of a venue's pool, or why the pool is not the one the policy means. */
export function matchAssets(
  context: ReadContext,
  venue: PolicyVenue,
  basics: PoolBasics,
): { readonly ok: true; readonly asset0: string; readonly asset1: string } | PoolFault {
  if (venue.feePips !== null && venue.feePips !== basics.feePips)
    return fault('POOL_FEE_MISMATCH', `the pool's fee is ${basics.feePips}, the policy says ${venue.feePips}`);
  const sideOf = (token: Address): string | undefined =>
    venue.assets.find((id) => deploymentOn(context.policy, id, context.chain)?.address === token);
  const [asset0, asset1] = [sideOf(basics.token0), sideOf(basics.token1)];
  return asset0 === undefined || asset1 === undefined || asset0 === asset1
    ? fault('POOL_TOKENS_MISMATCH', `the pool trades ${basics.token0} and ${basics.token1}`)
    : { ok: true, asset0, asset1 };
}
