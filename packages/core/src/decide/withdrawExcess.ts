import { amountUp, min, wad, type Wad, ZERO_WAD } from '../units/amounts.ts';
import { withdrawStep } from './bookLegs.ts';
import { excessOf, isSmall, passedBy, toMove } from './capExcess.ts';
import type { Cap } from './capsOf.ts';
import { viewOf, type DecideContext } from './context.ts';
import { book, money, refuse, type Draft } from './draft.ts';
import { cheapestFirst, reachableRaw } from './ledger.ts';

/** Takes out of venues what a cap has too much of there, as far as they can return it, cheapest to leave first. */
export function withdrawExcess(context: DecideContext, draft: Draft, cap: Cap, foreseenWad: Wad): Draft {
  const reason = passedBy(context, draft, cap);
  let done = draft;
  for (const holding of cheapestFirst(draft.ledger, draft.ledger.holdings)) {
    if (!cap.includes(holding) || holding.where !== 'deployed') continue;
    const wantedWad = toMove(context, done, cap, foreseenWad);
    const view = viewOf(context, holding.assetId);
    const markWad = view?.price.markWad ?? null;
    if (markWad === null || markWad === 0n || isSmall(context, wantedWad)) continue;
    const amountRaw = min(amountUp(wantedWad, holding.decimals, markWad), reachableRaw(done.ledger, holding));
    if (amountRaw === 0n) continue;
    const purpose = { priority: 'cureCaps', reason, sizedBy: cap.id } as const;
    done = book(context, done, [withdrawStep(context, done.ledger, purpose, holding, amountRaw)]);
  }
  const excessWad = excessOf(context, done, cap, ZERO_WAD);
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
