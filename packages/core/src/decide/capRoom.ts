import { BPS, mulDivDown, subFloor, wad, type Wad } from '../units/amounts.ts';
import type { DecideContext } from './context.ts';
import type { Place } from '../policy/counterparties.ts';
import type { Ledger } from './ledger.ts';
import { capState } from './measure.ts';

/** What a limit leaves room for, and its name. */
export interface Room {
  readonly by: string;
  readonly valueWad: Wad;
}

/** Least room under the caps that include where value goes and not where it comes from; null without bound. */
export function capRoom(context: DecideContext, ledger: Ledger, from: Place, to: Place): Room | null {
  const rooms = context.caps
    .filter((cap) => cap.includes(to) && !cap.includes(from))
    .map((cap): Room => {
      const state = capState(context, ledger, cap);
      // The trade's own cost shrinks the whole, and with it the cap: V + R ≤ cap × (T − slip × R).
      const shrink = cap.maxBps * context.policy.limits.maxSlippageBps;
      const left = subFloor(state.limitWad, state.valueWad);
      return { by: cap.id, valueWad: wad(mulDivDown(left, BPS * BPS, BPS * BPS + shrink)) };
    });
  return rooms.reduce<Room | null>(
    (least, room) => (least === null || room.valueWad < least.valueWad ? room : least),
    null,
  );
}
