import { raw, type Address, type PoolState, type Unknown } from '@ballast/core';
import { ask, asCount } from '../ask.ts';
import { unknownOf } from '../snapshotPart.ts';
import type { Call, CallResult } from '../venueRead.ts';
import type { PoolBasics } from './poolBasics.ts';
import { positionManagerAbi } from './uniswapAbi.ts';

/** Most positions read of one account; more are said to be unknown. */
export const MAX_POSITIONS = 50;

type OwnPosition = PoolState['ownPositions'][number];

/** First round: how many positions each account holds at the manager, over all pools. */
export const positionCountCalls = (manager: Address, owners: readonly Address[]): Call[] =>
  owners.map((owner) => ask(manager, positionManagerAbi, 'balanceOf', [owner]).call);

interface Slot {
  readonly owner: Address;
  readonly index: number;
}

/** Which positions to ask for, and what is unknown already. Pure. */
export function readCounts(
  venueId: string,
  manager: Address,
  owners: readonly Address[],
  results: readonly CallResult[],
): { readonly slots: readonly Slot[]; readonly unknowns: readonly Unknown[] } {
  const unknowns: Unknown[] = [];
  const slots = owners.flatMap((owner, at): Slot[] => {
    const count = asCount(ask(manager, positionManagerAbi, 'balanceOf', [owner]).read(results[at]));
    if (!count.ok) unknowns.push(unknownOf(`positions:${venueId}`, count));
    if (!count.ok) return [];
    if (count.value > MAX_POSITIONS)
      unknowns.push(
        unknownOf(`positions:${venueId}`, {
          code: 'POSITIONS_TRUNCATED',
          reason: `${owner} holds ${count.value} positions, ${MAX_POSITIONS} were read`,
        }),
      );
    return Array.from({ length: Math.min(count.value, MAX_POSITIONS) }, (_item, index) => ({ owner, index }));
  });
  return { slots, unknowns };
}

/** Second round: the token id of each position. */
export const tokenCalls = (manager: Address, slots: readonly Slot[]): Call[] =>
  slots.map((slot) => ask(manager, positionManagerAbi, 'tokenOfOwnerByIndex', [slot.owner, BigInt(slot.index)]).call);

/** Token ids by slot; null where the manager did not say. Pure. */
export const readTokens = (
  manager: Address,
  slots: readonly Slot[],
  results: readonly CallResult[],
): (bigint | null)[] =>
  slots.map((slot, index) => {
    const id = ask(manager, positionManagerAbi, 'tokenOfOwnerByIndex', [slot.owner, BigInt(slot.index)]).read(
      results[index],
    );
    return id.ok ? id.value : null;
  });

/** Third round: the positions themselves. */
export const positionCalls = (manager: Address, tokens: readonly (bigint | null)[]): Call[] =>
  tokens.filter((id) => id !== null).map((id) => ask(manager, positionManagerAbi, 'positions', [id]).call);

/** Our liquidity in this pool; positions in other pools are left to their venue. Unreadable ones are unknown. Pure. */
export function readPositions(
  venueId: string,
  manager: Address,
  basics: PoolBasics,
  tokens: readonly (bigint | null)[],
  results: readonly CallResult[],
): { readonly positions: readonly OwnPosition[]; readonly unknowns: readonly Unknown[] } {
  const unknowns: Unknown[] = [];
  const positions: OwnPosition[] = [];
  if (tokens.includes(null))
    unknowns.push(unknownOf(`positions:${venueId}`, { code: 'CALL_FAILED', reason: 'a position has no readable id' }));
  for (const [index, id] of tokens.filter((item) => item !== null).entries()) {
    const answer = ask(manager, positionManagerAbi, 'positions', [id]).read(results[index]);
    if (!answer.ok) {
      unknowns.push(unknownOf(`positions:${venueId}`, answer));
      continue;
    }
    const [, , token0, token1, fee, tickLower, tickUpper, liquidity] = answer.value;
    const isHere =
      token0.toLowerCase() === basics.token0 && token1.toLowerCase() === basics.token1 && fee === basics.feePips;
    if (isHere && liquidity > 0n) positions.push({ tickLower, tickUpper, liquidityRaw: raw(liquidity) });
  }
  return { positions, unknowns };
}
