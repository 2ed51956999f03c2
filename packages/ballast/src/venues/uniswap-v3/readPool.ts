import { raw, type PolicyVenue, type PoolState } from '@ballast/core';
import { deploymentOn, ownAccounts, unknownOf, type ReadContext, type SnapshotPart } from '../snapshotPart.ts';
import type { CallResult, VenueRead } from '../venueRead.ts';
import { askBasics, matchAssets, readBasics, type PoolBasics } from './poolBasics.ts';
import { depthCalls, readTicks, readWords, tickCalls } from './readDepth.ts';
import {
  positionCalls,
  positionCountCalls,
  readCounts,
  readPositions,
  readTokens,
  tokenCalls,
} from './readPositions.ts';

/**
 * A pool the policy trades in, with enough of its ticks to compute what a swap returns, and our own positions
 * in it. The venue's receipt is the position manager; without one no positions are looked for. A pool whose
 * tokens or fee are not those of the policy is not read.
 */
export function readPool(context: ReadContext, venue: PolicyVenue): VenueRead<SnapshotPart> {
  const pool = venue.address;
  const manager = venue.receipt;
  const owners = manager === null ? [] : ownAccounts(context).map((account) => account.address);
  const group = askBasics(pool);
  const size = group.calls.length;

  const open = (first: readonly CallResult[]) => {
    const basics = readBasics(group, first);
    const counts =
      manager === null ? { slots: [], unknowns: [] } : readCounts(venue.id, manager, owners, first.slice(size));
    return { basics, counts };
  };
  const deepen = (basics: PoolBasics, slots: ReturnType<typeof readCounts>['slots'], second: readonly CallResult[]) => {
    const wordCount = depthCalls(pool, basics).length;
    const range = readWords(pool, basics, second.slice(0, wordCount));
    const tokens = manager === null ? [] : readTokens(manager, slots, second.slice(wordCount));
    return { range, tokens };
  };

  return {
    first: [...group.calls, ...(manager === null ? [] : positionCountCalls(manager, owners))],
    second: (first) => {
      const { basics, counts } = open(first);
      if (!basics.ok) return [];
      return [...depthCalls(pool, basics.value), ...(manager === null ? [] : tokenCalls(manager, counts.slots))];
    },
    third: (first, second) => {
      const { basics, counts } = open(first);
      if (!basics.ok) return [];
      const { range, tokens } = deepen(basics.value, counts.slots, second);
      return [
        ...(range.ok ? tickCalls(pool, range.ticks) : []),
        ...(manager === null ? [] : positionCalls(manager, tokens)),
      ];
    },
    decode: (first, second, third) => {
      const { basics, counts } = open(first);
      const refuse = (failure: { readonly code: string; readonly reason: string }): SnapshotPart => ({
        unknowns: [unknownOf(`venue:${venue.id}`, failure), ...counts.unknowns],
      });
      if (!basics.ok) return refuse(basics);
      const sides = matchAssets(context, venue, basics.value);
      if (!sides.ok) return refuse(sides);
      const { range, tokens } = deepen(basics.value, counts.slots, second);
      if (!range.ok) return refuse(range);
      const depth = readTicks(pool, basics.value, range, third.slice(0, range.ticks.length));
      const own =
        manager === null
          ? { positions: [], unknowns: [] }
          : readPositions(venue.id, manager, basics.value, tokens, third.slice(range.ticks.length));
      const state: PoolState = {
        venueId: venue.id,
        chain: context.chain,
        pool,
        asset0: sides.asset0,
        asset1: sides.asset1,
        decimals0: deploymentOn(context.policy, sides.asset0, context.chain)?.decimals ?? 0,
        decimals1: deploymentOn(context.policy, sides.asset1, context.chain)?.decimals ?? 0,
        feePips: basics.value.feePips,
        tickSpacing: basics.value.tickSpacing,
        tick: basics.value.tick,
        sqrtPriceX96Raw: raw(basics.value.sqrtPriceX96),
        liquidityRaw: raw(basics.value.liquidity),
        ...depth,
        ownLiquidityRaw: raw(
          own.positions
            .filter((item) => item.tickLower <= basics.value.tick && basics.value.tick < item.tickUpper)
            .reduce((total, item) => total + item.liquidityRaw, 0n),
        ),
        ownPositions: own.positions,
      };
      return { pools: [state], unknowns: [...counts.unknowns, ...own.unknowns] };
    },
  };
}
