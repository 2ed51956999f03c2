import { MAX_TICK, sqrtRatioAtTick, type PriceObservation } from '@ballast/core';
import { ask, type Decoded } from '../ask.ts';
import { mergeParts } from '../mergeParts.ts';
import { silentObservation, sourcesOn, type SourceLine } from '../priceSource.ts';
import { deploymentOn, unknownOf, type ReadContext, type SnapshotPart } from '../snapshotPart.ts';
import { combineReads, readOnce, type VenueRead } from '../venueRead.ts';
import { askBasics, readBasics, type PoolBasics } from './poolBasics.ts';
import { meanTick, poolPriceDown } from './poolPrice.ts';
import { poolAbi } from './uniswapAbi.ts';

/** Window of the time-weighted price: the shortest that lending markets accept of a pool. */
export const TWAP_SECONDS = 300;

/** Every pool that serves the policy as a price source on the chain. */
export function readPoolPrices(context: ReadContext): VenueRead<SnapshotPart> {
  const reads = combineReads(sourcesOn(context, ['uniswap-v3']).map((line) => readPoolPrice(context, line)));
  return { ...reads, decode: (first, second, third) => mergeParts(reads.decode(first, second, third)) };
}

/**
 * The pool's price of an asset in its quote asset: the five-minute time-weighted one where the pool remembers
 * that long, else the spot price, and the method says which. It is as old as the block.
 */
function readPoolPrice(context: ReadContext, line: SourceLine): VenueRead<SnapshotPart> {
  const { source } = line;
  const group = askBasics(source.address);
  const window = ask(source.address, poolAbi, 'observe', [[TWAP_SECONDS, 0]]);
  return readOnce([...group.calls, window.call], (results) => {
    const basics = readBasics(group, results);
    const observed = window.read(results[group.calls.length]);
    const silent = silentObservation(context, line, 'slot0');
    const refuse = (failure: { readonly code: string; readonly reason: string }): SnapshotPart => ({
      prices: [silent],
      unknowns: [unknownOf(`source:${source.id}`, failure)],
    });
    if (!basics.ok) return refuse(basics);
    const side = sideOf(context, line, basics.value);
    if (!side.ok) return refuse(side);
    const { sqrtPrice, method } = priceOf(basics.value, observed);
    const price: PriceObservation = {
      ...silent,
      priceWad: poolPriceDown(sqrtPrice, side.decimals0, side.decimals1, side.base),
      updatedAtSeconds: context.timeSeconds,
      ageSeconds: 0,
      provenance: { ...silent.provenance, method },
    };
    return { prices: [price] };
  });
}

function priceOf(
  basics: PoolBasics,
  observed: Decoded<readonly [readonly bigint[], readonly bigint[]]>,
): { readonly sqrtPrice: bigint; readonly method: string } {
  const spot = { sqrtPrice: basics.sqrtPriceX96, method: 'slot0 (spot price)' };
  if (!observed.ok) return spot;
  const [earlier, later] = observed.value[0];
  if (earlier === undefined || later === undefined) return spot;
  const tick = meanTick(earlier, later, TWAP_SECONDS);
  if (Math.abs(tick) > MAX_TICK) return spot;
  return { sqrtPrice: sqrtRatioAtTick(tick), method: `observe (${TWAP_SECONDS} s mean)` };
}

type Side =
  | { readonly ok: true; readonly base: 'token0' | 'token1'; readonly decimals0: number; readonly decimals1: number }
  | { readonly ok: false; readonly code: string; readonly reason: string };

/** Which side of the pool the asset is; the other must be the quote the policy states. */
function sideOf({ policy, chain }: ReadContext, line: SourceLine, pool: PoolBasics): Side {
  const own = deploymentOn(policy, line.asset.id, chain);
  const quote = deploymentOn(policy, line.source.quote, chain);
  if (own?.address === pool.token0 && quote?.address === pool.token1)
    return { ok: true, base: 'token0', decimals0: own.decimals, decimals1: quote.decimals };
  if (own?.address === pool.token1 && quote?.address === pool.token0)
    return { ok: true, base: 'token1', decimals0: quote.decimals, decimals1: own.decimals };
  return {
    ok: false,
    code: 'SOURCE_PAIR_MISMATCH',
    reason: `the pool trades ${pool.token0} and ${pool.token1}, not ${line.asset.id} against ${line.source.quote}`,
  };
}
