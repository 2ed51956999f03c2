import { amountUp, max, raw, subFloor, sum, valueUp, wad, type Wad } from '../units/amounts.ts';
import { bookWithdrawals } from './bookLegs.ts';
import { viewOf, type DecideContext } from './context.ts';
import { money, note, type Draft } from './draft.ts';
import { owedRaw, reachableRaw, type Ledger, type Rung } from './ledger.ts';
import { compareDown, compareText } from './order.ts';
import { nearCash, surplusOf, targetsOf, type Target } from './targets.ts';
import { trade } from './trade.ts';
import { unitOf } from './unitOf.ts';

/**
 * Where a horizon can raise less than the policy asks, or the queue is owed more than is held, sells surplus
 * into the payout asset until what needs no sale suffices by itself: depth sold today is not there tomorrow,
 * so only cash in hand counts as restored. Sound assets only. `foreseen` are horizons the rest of the plan is
 * known to leave short. Pure.
 */
export function restoreLiquidity(context: DecideContext, draft: Draft, foreseen: readonly Rung['horizon'][]): Draft {
  const { payoutId } = draft.ledger;
  const horizons = [...shortHorizons(context, draft.ledger), ...foreseen];
  const short = draft.ledger.rungs.filter((rung) => horizons.includes(rung.horizon) && rung.heldWad < rung.requiredWad);
  const queued = queueGap(context, draft.ledger);
  if (short.length === 0 && queued === 0n) return note(draft, 'Every horizon has the cash the policy asks for.');
  const reason =
    short.length > 0
      ? `${short.map((rung) => `liquidity:${rung.horizon}`).join(', ')} asks for more cash than could be raised.`
      : `The redemption queue is owed ${money(context, queued)} more ${payoutId} than is held.`;
  const sizedBy = short.length > 0 ? `liquidity:${short[0]?.horizon}` : 'redemptions:queue';
  let done = draft;
  if (short.length > 0) done = takeBack(context, done, reason, sizedBy);
  for (const fromId of sourcesOf(context, done.ledger)) {
    const missing = missingNow(context, done.ledger, short);
    if (missing === 0n) break;
    done = trade(context, done, {
      priority: 'restoreLiquidity',
      fromId,
      toId: payoutId,
      mostSoldWad: null,
      mostBoughtWad: missing,
      mostBoughtRaw: null,
      sizedBy,
      reason,
      isExit: false,
    });
  }
  return done;
}

/** Horizons that could raise less than asked, by the assessment or after what this plan already uses; none where that is unknown. */
export const shortHorizons = (context: DecideContext, ledger: Ledger): Rung['horizon'][] =>
  ledger.rungs
    .filter(
      (rung) =>
        rung.cashWad < rung.requiredWad &&
        context.assessment.limits.some(
          (limit) => limit.id === `liquidity:${rung.horizon}` && limit.status !== 'unknown',
        ),
    )
    .map((rung) => rung.horizon);

function missingNow(context: DecideContext, ledger: Ledger, short: readonly Rung[]): Wad {
  return ledger.rungs
    .filter((rung) => short.some((item) => item.horizon === rung.horizon))
    .map((rung) => subFloor(rung.requiredWad, rung.heldWad))
    .reduce(max, queueGap(context, ledger));
}

/** What the queue is owed beyond the payout asset that is idle or can be withdrawn, at mark. */
function queueGap(context: DecideContext, ledger: Ledger): Wad {
  const view = viewOf(context, ledger.payoutId);
  const [accountId] = context.mandate.actors;
  const unit = view === undefined || accountId === undefined ? null : unitOf(context, accountId, view);
  if (unit === null) return wad(0n);
  const held = sum(
    ledger.holdings
      .filter((item) => item.assetId === ledger.payoutId)
      .map((item) => (item.where === 'idle' ? (item.amountRaw ?? raw(0n)) : reachableRaw(ledger, item))),
  );
  return valueUp(subFloor(owedRaw(ledger, ledger.payoutId), held), unit.decimals, unit.markWad);
}

/** Cash lent out can be gone when a run comes: what the nearest horizons ask for is taken back first. */
function takeBack(context: DecideContext, draft: Draft, reason: string, sizedBy: string): Draft {
  const view = viewOf(context, draft.ledger.payoutId);
  const wantedWad = nearCash(draft.ledger);
  return context.mandate.actors.reduce((done, accountId) => {
    const unit = view === undefined ? null : unitOf(context, accountId, view);
    if (unit === null) return done;
    const wantedRaw = amountUp(wantedWad, unit.decimals, unit.markWad);
    return bookWithdrawals(
      context,
      done,
      { priority: 'restoreLiquidity', reason, sizedBy },
      accountId,
      done.ledger.payoutId,
      wantedRaw,
    );
  }, draft);
}

/** Sound assets: what stands above its target first, then the base, then the rest, largest first. */
function sourcesOf(context: DecideContext, ledger: Ledger): string[] {
  const rankOf = (target: Target): number =>
    surplusOf(target) > 0n ? 0 : target.view.assetId === context.baseId ? 1 : 2;
  return targetsOf(context, ledger)
    .filter((target) => target.isMoving && target.view.assetId !== ledger.payoutId && target.valueWad > 0n)
    .toSorted(
      (a, b) =>
        rankOf(a) - rankOf(b) ||
        compareDown(surplusOf(a), surplusOf(b)) ||
        compareDown(a.valueWad, b.valueWad) ||
        compareText(a.view.assetId, b.view.assetId),
    )
    .map((target) => target.view.assetId);
}
