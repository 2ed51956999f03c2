import { BPS, bps, mulDivUp, raw, subFloor, WAD, wad, type Bps, type Raw, type Wad } from '../units/amounts.ts';
import type { Action } from '../records/plan.ts';
import type { Holding } from '../records/snapshot.ts';
import { bookWithdrawals } from './bookLegs.ts';
import type { DecideContext } from './context.ts';
import type { Draft } from './draft.ts';
import { exitPenaltyOf, idleRaw, type Ledger } from './ledger.ts';
import { compareDown, compareText } from './order.ts';
import { spareOf, surplusOf, targetsOf, type Target } from './targets.ts';
import { trade, type CheapUnits } from './trade.ts';

/**
 * Makes `neededRaw` of a payout asset idle on an account, cheapest unit first: withdrawals that cost nothing; before a
 * venue that keeps a share is left, what can be sold for less than that share; then that venue; and sales at any price
 * above their floors last. What must leave such a venue before it is sold costs both. Sales of one cost go in this
 * order: disabled assets, which leave anyway, the base asset, what stands above its target, the other sound assets.
 * Doubtful ones are sold after everything else, because a holder is owed and a doubt is not a loss. Pure.
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
  const reason = `Due claims need more ${payoutId} than is idle or can be withdrawn.`;
  const sell = (before: Draft, sources: readonly Source[], cheap: CheapUnits): Draft =>
    sources.reduce((done, source) => {
      const short = missing(done);
      if (short === 0n) return done;
      return trade(context, done, {
        priority,
        fromId: source.fromId,
        toId: payoutId,
        mostSoldWad: source.mostWad,
        mostBoughtWad: null,
        // One basis point more, so that rounding leaves no claim short by a unit.
        mostBoughtRaw: raw(short + short / 10_000n + 1n),
        sizedBy: 'redemptions:due',
        reason,
        isExit: source.isExit,
        cheap,
      });
    }, before);
  let done = draft;
  for (const share of penaltiesOf(done.ledger, (holding) => holding.assetId === payoutId)) {
    for (const less of penaltiesOf(done.ledger, (holding) => holding.assetId !== payoutId)) {
      if (less >= share) break;
      const certain = sourcesOf(context, done.ledger, payoutId).filter(({ isDoubtful }) => !isDoubtful);
      const leastLeftWad = wad(mulDivUp(WAD, BPS - share, BPS - less));
      // What this much cannot buy is no refusal: more is paid for it below.
      done = { ...sell(done, certain, { mostPenaltyBps: less, leastLeftWad }), refused: done.refused };
    }
    done = bookWithdrawals(context, done, purpose, accountId, payoutId, neededRaw, share);
  }
  const shares = penaltiesOf(done.ledger, (holding) => holding.assetId !== payoutId);
  for (const isDoubtful of [false, true])
    for (const mostPenaltyBps of shares) {
      const sources = sourcesOf(context, done.ledger, payoutId).filter((source) => source.isDoubtful === isDoubtful);
      const sold = sell(done, sources, { mostPenaltyBps, leastLeftWad: null });
      done = mostPenaltyBps === shares.at(-1) ? sold : { ...sold, refused: done.refused };
    }
  return done;
}

/** Shares that venues of such holdings keep, from nothing on. */
function penaltiesOf(ledger: Ledger, includes: (holding: Holding) => boolean): Bps[] {
  const found = ledger.holdings.filter((holding) => holding.where === 'deployed' && includes(holding));
  const shares = new Set([bps(0), ...found.map((holding) => exitPenaltyOf(ledger, holding))]);
  return [...shares].filter((share) => share < BPS).toSorted((a, b) => Number(a - b));
}

interface Source {
  readonly fromId: string;
  readonly isDoubtful: boolean;
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
    .map(({ target, rank }) => ({
      fromId: target.view.assetId,
      isDoubtful: rank === DOUBTFUL,
      mostWad: target.view.state === 'sound' ? null : spareOf(context, ledger, target.view),
      isExit:
        target.view.state === 'disabled' &&
        target.view.assetId !== context.baseId &&
        isExitOpen(context, target.view.assetId),
    }));
}

const DOUBTFUL = 4;

function rankOf(context: DecideContext, target: Target): number | null {
  const { assetId, state, asset } = target.view;
  if (asset.isEndogenous || state === 'unknown') return null;
  if (state === 'disabled') return 0;
  if (!target.isMoving) return DOUBTFUL;
  if (assetId === context.baseId) return 1;
  return surplusOf(target) > 0n ? 2 : 3;
}

/** Whether the chain lets an asset leave at the wider slip; without a vault the document alone decides. */
export const isExitOpen = (context: DecideContext, assetId: string): boolean =>
  context.snapshot.vault === null ||
  context.snapshot.vault.assets.some((asset) => asset.assetId === assetId && asset.isExitOpen);
