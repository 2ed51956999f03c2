import type { Wad } from '../units/amounts.ts';
import { isPassed, isVenueCap } from './capExcess.ts';
import type { DecideContext } from './context.ts';
import { note, type Draft } from './draft.ts';
import { sellExcess } from './sellExcess.ts';
import { withdrawExcess } from './withdrawExcess.ts';

/**
 * Brings every share cap that is passed by more than the least trade back to its limit: out of venues by
 * withdrawal, out of assets by sale. Never past a target, and never what is in doubt. `foreseenWad` is what
 * the plan is known to cost later on. Pure.
 */
export function cureCaps(context: DecideContext, draft: Draft, foreseenWad: Wad): Draft {
  const passed = context.caps.filter((cap) => isPassed(context, draft, cap, foreseenWad));
  if (passed.length === 0) return note(draft, 'No share cap is passed by more than the least trade.');
  return passed.reduce(
    (done, cap) =>
      isVenueCap(cap) ? withdrawExcess(context, done, cap, foreseenWad) : sellExcess(context, done, cap, foreseenWad),
    draft,
  );
}
