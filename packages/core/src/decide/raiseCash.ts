import { raw, subFloor, type Raw, type Wad } from '../units/amounts.ts';
import type { Action } from '../records/plan.ts';
import { bookWithdrawals } from './bookLegs.ts';
import type { DecideContext } from './context.ts';
import type { Draft } from './draft.ts';
import { idleRaw, type Ledger } from './ledger.ts';
import { compareDown, compareText } from './order.ts';
import { spareOf, surplusOf, targetsOf, type Target } from './targets.ts';
import { trade } from './trade.ts';

/**
 * Makes `neededRaw` of a payout asset idle on an account: first by withdrawals, then by sales, in this order:
 * disabled assets, which leave anyway, the base asset, what stands above its target, the other sound assets,
 * and doubtful ones last, because a holder is owed and a doubt is not a loss. Pure.
 */
export function raiseCash(
  context: DecideContext,
  draft: Draft,
  accountId: string,
  payoutId: string,
  neededRaw: Raw,
): Draft {
  const priority: Action['priority'] = 'payRedemptions';
  const missing = (done: Draft): Raw => subFloor(neededRaw, idleRaw(done.ledger, accountId, payoutId));
  if (missing(draft) === 0n) return draft;
  const purpose = { priority, reason: `Due claims need more idle ${payoutId}.`, sizedBy: 'redemptions:due' };
  let done = bookWithdrawals(context, draft, purpose, accountId, payoutId, neededRaw);
  for (const source of sourcesOf(context, done.ledger, payoutId)) {
    const short = missing(done);
    if (short === 0n) break;
    done = trade(context, done, {
      priority,
      fromId: source.fromId,
      toId: payoutId,
      mostSoldWad: source.mostWad,
      mostBoughtWad: null,
      // One basis point more, so that rounding leaves no claim short by a unit.
      mostBoughtRaw: raw(short + short / 10_000n + 1n),
      sizedBy: 'redemptions:due',
      reason: `Due claims need more ${payoutId} than is idle or can be withdrawn.`,
      isExit: source.isExit,
    });
  }
  return done;
}

interface Source {
  readonly fromId: string;
  readonly mostWad: Wad | null;
  readonly isExit: boolean;
}

function sourcesOf(context: DecideContext, ledger: Ledger, payoutId: string): Source[] {
  const ranked = targetsOf(context, ledger)
    .filter((target) => target.view.assetId !== payoutId && target.valueWad > 0n)
    .map((target) => ({ target, rank: rankOf(context, target) }))
    .filter((item) => item.rank !== null);
  return ranked
    .toSorted(
      (a, b) =>
        (a.rank ?? 0) - (b.rank ?? 0) ||
        compareDown(surplusOf(a.target), surplusOf(b.target)) ||
        compareDown(a.target.valueWad, b.target.valueWad) ||
        compareText(a.target.view.assetId, b.target.view.assetId),
    )
    .map(({ target }) => ({
      fromId: target.view.assetId,
      mostWad: target.view.state === 'sound' ? null : spareOf(context, ledger, target.view),
      isExit:
        target.view.state === 'disabled' &&
        target.view.assetId !== context.baseId &&
        isExitOpen(context, target.view.assetId),
    }));
}

function rankOf(context: DecideContext, target: Target): number | null {
  const { assetId, state, asset } = target.view;
  if (asset.isEndogenous || state === 'unknown') return null;
  if (state === 'disabled') return 0;
  if (!target.isMoving) return 4;
  if (assetId === context.baseId) return 1;
  return surplusOf(target) > 0n ? 2 : 3;
}

/** Whether the chain lets an asset leave at the wider slip; without a vault the document alone decides. */
export const isExitOpen = (context: DecideContext, assetId: string): boolean =>
  context.snapshot.vault === null ||
  context.snapshot.vault.assets.some((asset) => asset.assetId === assetId && asset.isExitOpen);
