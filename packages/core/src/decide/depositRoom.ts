import { amountDown, amountUp, BPS, max, min, mulDivDown, raw, subFloor, wad, type Raw } from '../units/amounts.ts';
import { guardDeposit } from '../guard/guardDeposit.ts';
import type { PolicyVenue } from '../policy/policy.ts';
import type { AssetView } from './assetView.ts';
import type { Room } from './capRoom.ts';
import type { DecideContext } from './context.ts';
import { guardStateOf } from './guardStateOf.ts';
import { idleRaw, owedRaw, type Ledger } from './ledger.ts';
import { backingOf, capState, valueOf } from './measure.ts';
import { missingCash, nearCash } from './targets.ts';
import { unitOf } from './unitOf.ts';

/** Venues are filled to this share of a cap, so that an ordinary move of prices does not breach it. */
const FILL_BPS = 9_000n;

/** Idle amount beyond the queue and, for payout and base asset, beyond what the nearest horizons ask for. */
export function spareIdle(context: DecideContext, ledger: Ledger, accountId: string, view: AssetView): Raw {
  const unit = unitOf(context, accountId, view);
  if (unit === null) return raw(0n);
  const neededWad =
    view.assetId === ledger.payoutId
      ? nearCash(ledger)
      : view.assetId === context.baseId
        ? missingCash(ledger)
        : wad(0n);
  const needed = amountUp(neededWad, unit.decimals, unit.markWad);
  return subFloor(idleRaw(ledger, accountId, view.assetId), raw(needed + owedRaw(ledger, view.assetId)));
}

/** Least room: each cap the placement would use, filled to nine tenths, and what surplus and junior capital could lose there. */
export function depositRoom(
  context: DecideContext,
  ledger: Ledger,
  accountId: string,
  assetId: string,
  venue: PolicyVenue,
): Room {
  const inVenue = { assetId, accountId, venueId: venue.id };
  const idle = { assetId, accountId, venueId: null };
  const placed = ledger.holdings
    .filter((holding) => holding.venueId === venue.id)
    .reduce((total, holding) => total + valueOf(context, holding), 0n);
  const buffer = max(wad(0n), wad(context.sheet.surplusWad + context.sheet.juniorWad));
  const carried = venue.lossGivenDefaultBps === 0n ? null : mulDivDown(buffer, BPS, venue.lossGivenDefaultBps);
  const rooms = context.caps
    .filter((cap) => cap.includes(inVenue) && !cap.includes(idle))
    .map((cap) => {
      const state = capState(context, ledger, cap);
      return { by: cap.id, valueWad: subFloor(wad((state.limitWad * FILL_BPS) / BPS), state.valueWad) };
    });
  const all =
    carried === null ? rooms : [...rooms, { by: `buffer:${venue.id}`, valueWad: subFloor(wad(carried), wad(placed)) }];
  return all.reduce((least, room) => (room.valueWad < least.valueWad ? room : least), {
    by: `venue:${venue.id}`,
    valueWad: backingOf(context, ledger),
  });
}

/** The amount the contract would take: all of it, what its headroom leaves, or none. */
export function fitOnChain(
  context: DecideContext,
  ledger: Ledger,
  accountId: string,
  venueId: string,
  amountRaw: Raw,
  decimals: number,
): { readonly amountRaw: Raw; readonly by: string | null } {
  const state = guardStateOf(context, ledger, accountId);
  if (state === null || amountRaw === 0n) return { amountRaw, by: null };
  const verdict = guardDeposit(state, { venueId, amountRaw });
  if (verdict.ok) return { amountRaw, by: null };
  const venue = state.vault.venues.find((item) => item.venueId === venueId);
  const high = state.vault.assets.find((item) => item.assetId === venue?.assetId)?.highWad ?? null;
  if (verdict.headroomWad === null || high === null || high === 0n) return { amountRaw: raw(0n), by: verdict.code };
  const fitting = min(amountRaw, amountDown(verdict.headroomWad, decimals, high));
  const fits = fitting > 0n && guardDeposit(state, { venueId, amountRaw: fitting }).ok;
  return { amountRaw: fits ? fitting : raw(0n), by: verdict.code };
}
