import { amountDown, min, valueDown, wad, type Ray, type Wad } from '../units/amounts.ts';
import { formatDecimal } from '../units/decimal.ts';
import type { PolicyVenue } from '../policy/policy.ts';
import type { AssetView } from './assetView.ts';
import { applyDeposit } from './bookLedger.ts';
import { banVenue, type DecideContext } from './context.ts';
import { depositRoom, fitOnChain, spareIdle } from './depositRoom.ts';
import { book, money, note, refuse, type Draft } from './draft.ts';
import type { Ban } from './mandate.ts';
import { compareDown, compareText } from './order.ts';
import { unitOf } from './unitOf.ts';
import { venueRate } from './venueRate.ts';

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
  if (unit === null || view.asset.isEndogenous) return draft;
  const venues = context.venues.filter(
    (venue) => venue.kind !== 'uniswap-v3' && venue.chain === chain && venue.assets.includes(view.assetId),
  );
  const spare = spareIdle(context, draft.ledger, accountId, view);
  if (venues.length === 0 || amountDown(context.policy.limits.minTradeWad, unit.decimals, unit.markWad) > spare)
    return draft;
  if (view.buyBan !== null)
    return refuse(draft, {
      kind: 'deposit',
      subject: view.assetId,
      priority: 'deposit',
      ...view.buyBan,
      headroomWad: null,
    });
  const rated = venues
    .map((venue) => ({ venue, rate: venueRate(context, draft.ledger, venue, spare) }))
    .toSorted((a, b) => compareDown(a.rate ?? -1n, b.rate ?? -1n) || compareText(a.venue.id, b.venue.id));
  return rated.reduce((done, { venue, rate }) => depositIn(context, done, accountId, view, venue, rate), draft);
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
  const room = depositRoom(context, draft.ledger, accountId, view.assetId, venue);
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
