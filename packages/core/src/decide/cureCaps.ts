import { amountUp, BPS, min, mulDivUp, subFloor, wad, type Wad } from '../units/amounts.ts';
import { withdrawStep } from './bookLegs.ts';
import type { Cap } from './capsOf.ts';
import { viewOf, type DecideContext } from './context.ts';
import { book, money, note, refuse, type Draft } from './draft.ts';
import { reachableRaw } from './ledger.ts';
import { capState } from './measure.ts';
import { isDirect } from './sizeSwap.ts';
import {
  byDeficit,
  bySurplus,
  deficitOf,
  directFirst,
  liquidityRoom,
  surplusOf,
  targetsOf,
  type Target,
} from './targets.ts';
import { trade } from './trade.ts';

/**
 * Brings every breached share cap back to its limit: out of venues by withdrawal, out of
 * assets by sale into what stands below its target. Never past a target, and never what is iffy. Pure.
 */
export function cureCaps(context: DecideContext, draft: Draft): Draft {
  const breached = context.caps.filter((cap) => isBreached(context, draft, cap));
  if (breached.length === 0) return note(draft, 'No share cap is breached.');
  return breached.reduce(
    (done, cap) => (isVenueCap(cap) ? withdrawExcess(context, done, cap) : sellExcess(context, done, cap)),
    draft,
  );
}

/** Beyond doubt, and by more than rounding where the assessment still found it met. */
function isBreached(context: DecideContext, draft: Draft, cap: Cap): boolean {
  const excessWad = excessOf(context, draft, cap);
  const status = context.assessment.limits.find((limit) => limit.id === cap.id)?.status;
  return excessWad > 0n && (status === 'breached' || !isSmall(context, excessWad));
}

/** A withdrawal sells nothing, so a venue is left on what is known; a sale waits until no unknown could excuse it. */
function excessOf(context: DecideContext, draft: Draft, cap: Cap): Wad {
  const state = capState(context, draft.ledger, cap);
  return isVenueCap(cap) ? subFloor(state.valueWad, state.limitWad) : state.excessWad;
}

const isVenueCap = (cap: Cap): boolean => cap.id.startsWith('venue:') || cap.id.startsWith('exposure:venue:');

const reasonOf = (context: DecideContext, draft: Draft, cap: Cap): string =>
  `${cap.id} is passed by ${money(context, excessOf(context, draft, cap))}.`;

function withdrawExcess(context: DecideContext, draft: Draft, cap: Cap): Draft {
  const reason = reasonOf(context, draft, cap);
  let done = draft;
  for (const holding of draft.ledger.holdings) {
    if (!cap.includes(holding) || holding.where !== 'deployed') continue;
    const excessWad = excessOf(context, done, cap);
    const view = viewOf(context, holding.assetId);
    const markWad = view?.price.markWad ?? null;
    if (markWad === null || markWad === 0n || isSmall(context, excessWad)) continue;
    const amountRaw = min(amountUp(excessWad, holding.decimals, markWad), reachableRaw(done.ledger, holding));
    if (amountRaw === 0n) continue;
    const purpose = { priority: 'cureCaps', reason, sizedBy: cap.id } as const;
    done = book(context, done, [withdrawStep(done.ledger, purpose, holding, amountRaw)]);
  }
  const excessWad = excessOf(context, done, cap);
  if (excessWad === 0n) return done;
  const isDust = isSmall(context, excessWad);
  return refuse(done, {
    kind: 'withdraw',
    subject: cap.id,
    priority: 'cureCaps',
    code: isDust ? 'BELOW_MIN_TRADE' : 'VENUE_ILLIQUID',
    reason: isDust
      ? `${money(context, excessWad)} is less than the least trade`
      : `the venue could not return ${money(context, excessWad)} more now`,
    headroomWad: wad(-excessWad),
  });
}

const isSmall = (context: DecideContext, valueWad: Wad): boolean => valueWad < context.policy.limits.minTradeWad;

function sellExcess(context: DecideContext, draft: Draft, cap: Cap): Draft {
  const reason = reasonOf(context, draft, cap);
  const accountId = context.mandate.actors[0] ?? '';
  const inside = (target: Target): boolean => cap.includes({ assetId: target.view.assetId, accountId, venueId: null });
  let done = draft;
  for (const from of bySurplus(targetsOf(context, draft.ledger).filter(inside))) {
    const places = byDeficit(targetsOf(context, done.ledger).filter((target) => !inside(target)));
    const isNear = (assetId: string): boolean => isDirect(context, done.ledger, from.view.assetId, assetId);
    for (const to of directFirst(places, isNear)) {
      const most = sellable(context, done, cap, from.view.assetId);
      if (most === 0n) continue;
      done = trade(context, done, {
        priority: 'cureCaps',
        fromId: from.view.assetId,
        toId: to.view.assetId,
        mostSoldWad: most,
        mostBoughtWad: deficitOf(to),
        mostBoughtRaw: null,
        sizedBy: cap.id,
        reason,
        isExit: false,
      });
    }
  }
  const excessWad = excessOf(context, done, cap);
  return excessWad === 0n ? done : refuseRest(context, done, cap, excessWad, inside);
}

/** Excess with the trade's own cost on top, but not past the target of what is sold, nor into the cash a run needs. */
function sellable(context: DecideContext, draft: Draft, cap: Cap, fromId: string): Wad {
  const excessWad = excessOf(context, draft, cap);
  const shrink = cap.maxBps * context.policy.limits.maxSlippageBps;
  const wanted = wad(mulDivUp(excessWad, BPS * BPS, BPS * BPS - shrink));
  const from = targetsOf(context, draft.ledger).find((target) => target.view.assetId === fromId);
  const room = liquidityRoom(draft.ledger, fromId);
  const most = min(wanted, from === undefined ? wad(0n) : surplusOf(from));
  return room === null ? most : min(most, room);
}

/** Why an asset inside a breached cap is not sold for it. */
function whyKept({ view }: Target): readonly [string, string] {
  if (view.asset.isEndogenous && view.sellBan !== null) return [view.sellBan.code, view.sellBan.reason];
  const doubt = view.state === 'sound' ? `below its threshold at ${view.price.originsBelowIffy} origin(s)` : view.state;
  return ['IN_DOUBT', `${view.assetId} is ${doubt}: no sale is forced`];
}

function refuseRest(
  context: DecideContext,
  draft: Draft,
  cap: Cap,
  excessWad: Wad,
  inside: (target: Target) => boolean,
): Draft {
  const targets = targetsOf(context, draft.ledger);
  const still = targets.find((target) => inside(target) && !target.isMoving && target.valueWad > 0n);
  const hasPlace = byDeficit(targets.filter((target) => !inside(target))).length > 0;
  const [code, reason] =
    still !== undefined
      ? whyKept(still)
      : hasPlace
        ? [
            'WAITS',
            `what is left of ${cap.id} is at its target, is cash a run needs, or waits for the limits named here`,
          ]
        : ['NO_DESTINATION', `nothing outside ${cap.id} stands below its target`];
  return refuse(draft, {
    kind: 'swap',
    subject: cap.id,
    priority: 'cureCaps',
    code,
    reason,
    headroomWad: wad(-excessWad),
  });
}
