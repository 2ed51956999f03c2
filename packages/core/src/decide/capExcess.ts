import { add, bpsOfUp, subFloor, wad, type Wad } from '../units/amounts.ts';
import type { Cap } from './capsOf.ts';
import type { DecideContext } from './context.ts';
import { money, type Draft } from './draft.ts';
import { lossLeft } from './ledger.ts';
import { capState } from './measure.ts';

/**
 * How far a cap is passed once `foreseenWad` is lost, which shrinks the whole and every cap with it. A
 * withdrawal sells nothing, so a venue is left on what is known; a sale waits until no unknown could excuse it.
 */
export function excessOf(context: DecideContext, draft: Draft, cap: Cap, foreseenWad: Wad): Wad {
  const state = capState(context, draft.ledger, cap);
  const limitWad = isVenueCap(cap) ? state.limitWad : state.leastLimitWad;
  return limitWad === null ? wad(0n) : subFloor(add(state.valueWad, bpsOfUp(foreseenWad, cap.maxBps)), limitWad);
}

/** Whether a cap is passed by enough to act on. */
export const isPassed = (context: DecideContext, draft: Draft, cap: Cap, foreseenWad: Wad): boolean =>
  !isSmall(context, excessOf(context, draft, cap, foreseenWad));

/** What must move so that the cap still holds after all the day may yet lose; zero when it holds now. */
export function toMove(context: DecideContext, draft: Draft, cap: Cap, foreseenWad: Wad): Wad {
  const excessWad = excessOf(context, draft, cap, foreseenWad);
  return excessWad === 0n ? excessWad : add(excessWad, bpsOfUp(lossLeft(draft.ledger), cap.maxBps));
}

/** Less than the least trade. */
export const isSmall = (context: DecideContext, valueWad: Wad): boolean => valueWad < context.policy.limits.minTradeWad;

export const isVenueCap = (cap: Cap): boolean => cap.id.startsWith('venue:') || cap.id.startsWith('exposure:venue:');

export const passedBy = (context: DecideContext, draft: Draft, cap: Cap): string =>
  `${cap.id} is passed by ${money(context, excessOf(context, draft, cap, wad(0n)))}.`;
