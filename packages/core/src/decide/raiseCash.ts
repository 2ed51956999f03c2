import {
  BPS,
  bps,
  mulDivUp,
  raw,
  subFloor,
  sum,
  valueUp,
  WAD,
  wad,
  type Bps,
  type Raw,
  type Wad,
} from '../units/amounts.ts';
import type { Holding } from '../records/snapshot.ts';
import { bookWithdrawals } from './bookLegs.ts';
import { viewOf, type DecideContext } from './context.ts';
import type { Draft } from './draft.ts';
import { exitPenaltyOf, idleRaw, type Ledger } from './ledger.ts';
import { compareDown, compareText } from './order.ts';
import { spareOf, surplusOf, targetsOf, type Target } from './targets.ts';
import { trade, type CheapUnits } from './trade.ts';
import { unitOf } from './unitOf.ts';

/**
 * Makes `neededRaw` of a payout asset idle on an account, cheapest unit first: withdrawals that cost nothing; before a
 * venue that keeps a share is left, what can be sold for less than that share; then that venue; and sales at any price
 * above their floors last. What must leave such a venue before it is sold costs both. Sales of one cost go in this
 * order: disabled assets, which leave anyway, the base asset, what stands above its target, the other sound assets.
 * Doubtful ones are sold after everything else, because a holder is owed and a doubt is not a loss. Where that is not
 * enough, and leaving every venue first raises more by more than it costs more, it is done that way: floors hold on the
 * mean of an exchange and budgets are spent once, so that what is sold in cheap pieces may come to less in all. Pure.
 */
export function raiseCash(
  context: DecideContext,
  draft: Draft,
  accountId: string,
  payoutId: string,
  neededRaw: Raw,
): Draft {
  const need: Need = { context, accountId, payoutId, neededRaw };
  if (missing(need, draft) === 0n) return draft;
  const cheapest = raiseCheapest(need, draft);
  const shares = penaltiesOf(draft.ledger, () => true);
  if (missing(need, cheapest) === 0n || shares.length === 1) return cheapest;
  const whole = raiseWhole(need, draft);
  return gain(need, cheapest, whole) > costOf(whole) - costOf(cheapest) ? whole : cheapest;
}

interface Need {
  readonly context: DecideContext;
  readonly accountId: string;
  readonly payoutId: string;
  readonly neededRaw: Raw;
}

const missing = ({ accountId, payoutId, neededRaw }: Need, { ledger }: Draft): Raw =>
  subFloor(neededRaw, idleRaw(ledger, accountId, payoutId));

/** By how much more of the need one draft meets than another, money at mark. */
function gain(need: Need, before: Draft, after: Draft): bigint {
  const { context, accountId, payoutId } = need;
  const view = viewOf(context, payoutId);
  const unit = view === undefined ? null : unitOf(context, accountId, view);
  if (unit === null) return 0n;
  const worth = (draft: Draft): Wad => valueUp(missing(need, draft), unit.decimals, unit.markWad);
  return worth(before) - worth(after);
}

const costOf = ({ actions }: Draft): bigint => sum(actions.map(({ expectedCostWad }) => expectedCostWad));

const PRIORITY = 'payRedemptions';
const SIZED_BY = 'redemptions:due';

function sell(need: Need, before: Draft, sources: readonly Source[], cheap: CheapUnits): Draft {
  const { context, payoutId } = need;
  return sources.reduce((done, source) => {
    const short = missing(need, done);
    if (short === 0n) return done;
    return trade(context, done, {
      priority: PRIORITY,
      fromId: source.fromId,
      toId: payoutId,
      mostSoldWad: source.mostWad,
      mostBoughtWad: null,
      // One basis point more, so that rounding leaves no claim short by a unit.
      mostBoughtRaw: raw(short + short / 10_000n + 1n),
      sizedBy: SIZED_BY,
      reason: `Due claims need more ${payoutId} than is idle or can be withdrawn.`,
      isExit: source.isExit,
      cheap,
    });
  }, before);
}

function withdraw({ context, accountId, payoutId, neededRaw }: Need, before: Draft, mostPenaltyBps: Bps): Draft {
  const purpose = { priority: PRIORITY, reason: `Due claims need more idle ${payoutId}.`, sizedBy: SIZED_BY } as const;
  return bookWithdrawals(context, before, purpose, accountId, payoutId, neededRaw, mostPenaltyBps);
}

function raiseCheapest(need: Need, draft: Draft): Draft {
  const { context, payoutId } = need;
  let done = draft;
  for (const share of penaltiesOf(done.ledger, (holding) => holding.assetId === payoutId)) {
    for (const less of penaltiesOf(done.ledger, (holding) => holding.assetId !== payoutId)) {
      if (less >= share) break;
      const certain = sourcesOf(context, done.ledger, payoutId).filter(({ isDoubtful }) => !isDoubtful);
      const leastLeftWad = wad(mulDivUp(WAD, BPS - share, BPS - less));
      // What this much cannot buy is no refusal: more is paid for it below.
      done = { ...sell(need, done, certain, { mostPenaltyBps: less, leastLeftWad }), refused: done.refused };
    }
    done = withdraw(need, done, share);
  }
  const shares = penaltiesOf(done.ledger, (holding) => holding.assetId !== payoutId);
  for (const isDoubtful of [false, true])
    for (const mostPenaltyBps of shares) {
      const sources = sourcesOf(context, done.ledger, payoutId).filter((source) => source.isDoubtful === isDoubtful);
      const sold = sell(need, done, sources, { mostPenaltyBps, leastLeftWad: null });
      done = mostPenaltyBps === shares.at(-1) ? sold : { ...sold, refused: done.refused };
    }
  return done;
}

/** Every venue first, whatever it keeps, and each asset in one piece; the doubtful last. */
function raiseWhole(need: Need, draft: Draft): Draft {
  const left = withdraw(need, draft, BPS);
  const sources = sourcesOf(need.context, left.ledger, need.payoutId);
  return sell(need, left, sources, { mostPenaltyBps: BPS, leastLeftWad: null });
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
