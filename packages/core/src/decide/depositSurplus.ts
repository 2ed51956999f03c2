import {
  amountDown,
  amountUp,
  BPS,
  max,
  min,
  mulDivDown,
  raw,
  subFloor,
  valueDown,
  wad,
  type Raw,
  type Ray,
  type Wad,
} from '../units/amounts.ts';
import { formatDecimal } from '../units/decimal.ts';
import { guardDeposit } from '../guard/guardDeposit.ts';
import type { PolicyVenue } from '../policy/policy.ts';
import { guardStateOf } from './guardStateOf.ts';
import { banVenue, type AssetView, type DecideContext } from './context.ts';
import { book, money, note, refuse, type Draft } from './draft.ts';
import { applyDeposit, idleRaw, owedRaw, type Ledger } from './ledger.ts';
import type { Ban } from './mandate.ts';
import { backingOf, capState, valueOf } from './measure.ts';
import { compareDown, compareText } from './order.ts';
import { missingCash, nearCash } from './targets.ts';
import { unitOf } from './trade.ts';
import { venueRate } from './venueRate.ts';

/** Venues are filled to this share of a cap, so that an ordinary move of prices does not breach it. */
const FILL_BPS = 9_000n;

/**
 * Places idle assets beyond what claims and liquidity need, best rate first, within every cap and no further
 * than the surplus and junior capital could carry if the venue failed. Only in calm levels. Pure.
 */
export function depositSurplus(context: DecideContext, draft: Draft): Draft {
  const banned = context.mandate.deposits;
  if (banned !== null)
    return refuse(draft, {
      kind: 'deposit',
      subject: 'every venue',
      priority: 'deposit',
      ...banned,
      headroomWad: null,
    });
  let done = draft;
  for (const accountId of context.mandate.actors)
    for (const view of context.assets) done = depositAsset(context, done, accountId, view);
  return done.actions.length === draft.actions.length && done.refused.length === draft.refused.length
    ? note(done, 'No idle surplus is worth placing.')
    : done;
}

function depositAsset(context: DecideContext, draft: Draft, accountId: string, view: AssetView): Draft {
  const unit = unitOf(context, accountId, view);
  const chain = context.policy.accounts.find((account) => account.id === accountId)?.chain;
  if (unit === null || view.state !== 'sound' || view.asset.isEndogenous) return draft;
  const venues = context.venues.filter(
    (venue) => venue.kind !== 'uniswap-v3' && venue.chain === chain && venue.assets.includes(view.assetId),
  );
  const spare = spareIdle(context, draft.ledger, accountId, view);
  if (venues.length === 0 || amountDown(context.policy.limits.minTradeWad, unit.decimals, unit.markWad) > spare)
    return draft;
  const rated = venues
    .map((venue) => ({ venue, rate: venueRate(context, draft.ledger, venue, spare) }))
    .toSorted((a, b) => compareDown(a.rate ?? -1n, b.rate ?? -1n) || compareText(a.venue.id, b.venue.id));
  return rated.reduce((done, { venue, rate }) => depositIn(context, done, accountId, view, venue, rate), draft);
}

/** Idle amount beyond the queue and, for payout and base asset, beyond what the nearest horizons ask for. */
function spareIdle(context: DecideContext, ledger: Ledger, accountId: string, view: AssetView): Raw {
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

function depositIn(
  context: DecideContext,
  draft: Draft,
  accountId: string,
  view: AssetView,
  venue: PolicyVenue,
  rate: Ray | null,
): Draft {
  const no = (code: string, reason: string, headroomWad: Wad | null = null): Draft =>
    refuse(draft, {
      kind: 'deposit',
      subject: `${view.assetId} · ${venue.id}`,
      priority: 'deposit',
      code,
      reason,
      headroomWad,
    });
  const banned = banEntry(context, venue);
  if (banned !== null) return no(banned.code, banned.reason);
  if (rate === null) return no('RATE_UNKNOWN', `what ${venue.id} pays is not known`);
  if (rate <= 0n) return no('NO_YIELD', `${venue.id} pays nothing`);
  const unit = unitOf(context, accountId, view);
  if (unit === null) return draft;
  const room = roomIn(context, draft.ledger, accountId, view.assetId, venue);
  const spare = spareIdle(context, draft.ledger, accountId, view);
  const wanted = min(spare, amountDown(room.valueWad, unit.decimals, unit.markWad));
  const { amountRaw, by } = fitOnChain(context, draft.ledger, accountId, venue.id, wanted, unit.decimals);
  const valueWad = valueDown(amountRaw, unit.decimals, unit.markWad);
  const sizedBy = by ?? (wanted < spare ? room.by : `idle:${view.assetId}`);
  if (valueWad < context.policy.limits.minTradeWad)
    return no(sizedBy, `${sizedBy} leaves room for ${money(context, valueWad)}, less than the least trade`, valueWad);
  const action = {
    kind: 'deposit',
    priority: 'deposit',
    accountId,
    venueId: venue.id,
    assetId: view.assetId,
    amountRaw,
    reason: `${money(context, valueWad)} of idle ${view.assetId} are beyond what claims and liquidity need; ${venue.id} pays ${formatDecimal(rate, 25, 2)}% a year.`,
    sizedBy,
    expectedCostWad: wad(0n),
  } as const;
  return book(context, draft, [
    { action, after: applyDeposit(draft.ledger, accountId, view.assetId, venue.id, amountRaw) },
  ]);
}

function banEntry(context: DecideContext, venue: PolicyVenue): Ban | null {
  if (!venue.isEntryAllowed) return { code: 'ENTRY_FORBIDDEN', reason: `${venue.id} is closed to entry by the policy` };
  const market = context.snapshot.lending.find((item) => item.venueId === venue.id);
  const isKnown = market !== undefined || context.snapshot.savings.some((item) => item.venueId === venue.id);
  if (!isKnown) return { code: 'VENUE_UNKNOWN', reason: `${venue.id} was not read` };
  if (market?.isPaused === true || market?.isFrozen === true)
    return { code: 'VENUE_CLOSED', reason: `${venue.id} is paused or frozen` };
  return banVenue(context, venue.id);
}

/** Least room: each cap the placement would use, filled to nine tenths, and what surplus and junior capital could lose there. */
function roomIn(
  context: DecideContext,
  ledger: Ledger,
  accountId: string,
  assetId: string,
  venue: PolicyVenue,
): { readonly by: string; readonly valueWad: Wad } {
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
function fitOnChain(
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
