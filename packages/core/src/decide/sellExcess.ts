import { BPS, min, mulDivUp, wad, type Wad, ZERO_WAD } from '../units/amounts.ts';
import { excessOf, passedBy, toMove } from './capExcess.ts';
import type { Cap } from './capsOf.ts';
import type { DecideContext } from './context.ts';
import { refuse, type Draft } from './draft.ts';
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

/** Sells out of a cap, largest surplus first, into what stands below its target outside it; never past a target. */
export function sellExcess(context: DecideContext, draft: Draft, cap: Cap, foreseenWad: Wad): Draft {
  const reason = passedBy(context, draft, cap);
  const accountId = context.mandate.actors[0] ?? '';
  const inside = (target: Target): boolean => cap.includes({ assetId: target.view.assetId, accountId, venueId: null });
  let done = draft;
  for (const from of bySurplus(targetsOf(context, draft.ledger).filter(inside))) {
    const places = byDeficit(targetsOf(context, done.ledger).filter((target) => !inside(target)));
    const isNear = (assetId: string): boolean => isDirect(context, done.ledger, from.view.assetId, assetId);
    for (const to of directFirst(places, isNear)) {
      const most = sellable(context, done, cap, foreseenWad, from.view.assetId, to.view.assetId);
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
  const excessWad = excessOf(context, done, cap, ZERO_WAD);
  return excessWad === 0n ? done : refuseRest(context, done, cap, excessWad, inside);
}

/** Excess with the trade's own cost on top, but not past the target of what is sold, nor into the cash a run needs. */
function sellable(context: DecideContext, draft: Draft, cap: Cap, foreseenWad: Wad, fromId: string, toId: string): Wad {
  const movingWad = toMove(context, draft, cap, foreseenWad);
  const shrink = cap.maxBps * context.policy.limits.maxSlippageBps;
  const wanted = wad(mulDivUp(movingWad, BPS * BPS, BPS * BPS - shrink));
  const from = targetsOf(context, draft.ledger).find((target) => target.view.assetId === fromId);
  const room = liquidityRoom(draft.ledger, fromId, toId);
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
