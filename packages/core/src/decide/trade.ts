import {
  add,
  amountDown,
  BPS,
  min,
  subFloor,
  sum,
  valueUp,
  ZERO_WAD,
  raw,
  type Bps,
  type Raw,
  type Wad,
} from '../units/amounts.ts';
import type { Priority } from '../records/plan.ts';
import type { AssetView } from './assetView.ts';
import { bookLegs, lostByTaking, withAllIdle } from './bookLegs.ts';
import { capRoom, type Room } from './capRoom.ts';
import { viewOf, type DecideContext } from './context.ts';
import { comesBefore, money, refuse, type Draft } from './draft.ts';
import { idleRaw, owedRaw, type Ledger } from './ledger.ts';
import type { Ban } from './mandate.ts';
import { sizeRoute } from './sizeRoute.ts';
import { isDirect, type SizedSwap } from './sizeSwap.ts';
import type { SwapWish } from './swapWish.ts';
import { atMark, unitOf, type Unit } from './unitOf.ts';

/** A move of value from one asset into another, and its bounds. */
export interface TradeOrder {
  readonly priority: Priority;
  readonly fromId: string;
  readonly toId: string;
  /** Most that may leave, at mark; null for all there is. */
  readonly mostSoldWad: Wad | null;
  /** Most that may arrive, at mark or as an amount; null without bound. */
  readonly mostBoughtWad: Wad | null;
  readonly mostBoughtRaw: Raw | null;
  /** The rule that sets the size when no budget, cap or floor does. */
  readonly sizedBy: string;
  readonly reason: string;
  /** May use the wider exit slip. */
  readonly isExit: boolean;
  /** Only what costs so little; everything when left out. */
  readonly cheap?: CheapUnits;
}

/** Units to be sold that leave no venue keeping more than that share, and of whose worth at least so much arrives, a ratio. */
export interface CheapUnits {
  readonly mostPenaltyBps: Bps;
  /** Null without bound but the floors. */
  readonly leastLeftWad: Wad | null;
}

/**
 * Plans a move on every acting account until it is done: takes deployed amounts back where idle ones do not
 * reach, trades through listed pools, directly or over the base asset, and books every step. What cannot be
 * done is refused with the binding limit.
 */
export function trade(context: DecideContext, draft: Draft, order: TradeOrder): Draft {
  const [from, to] = [viewOf(context, order.fromId), viewOf(context, order.toId)];
  if (from === undefined || to === undefined) return draft;
  const barred = barOf(context, order, from, to);
  if (barred !== null) return refuseOrder(draft, order, { ...barred, headroomWad: null });
  let [done, rest] = [draft, order];
  for (const accountId of context.mandate.actors) {
    const outcome = tradeOn(context, done, rest, accountId, from, to);
    done = outcome.draft;
    rest = {
      ...rest,
      mostSoldWad: rest.mostSoldWad === null ? null : subFloor(rest.mostSoldWad, outcome.soldWad),
      mostBoughtWad: rest.mostBoughtWad === null ? null : subFloor(rest.mostBoughtWad, outcome.boughtWad),
      mostBoughtRaw: rest.mostBoughtRaw === null ? null : subFloor(rest.mostBoughtRaw, outcome.boughtRaw),
    };
  }
  return done;
}

/**
 * What forbids the move whatever its size. Leaving a disabled asset and paying holders need no good entry;
 * anything else must be good to buy, and so must the base asset where the way leads over it.
 */
function barOf(context: DecideContext, order: TradeOrder, from: AssetView, to: AssetView): Ban | null {
  const { mandate, opening, baseId } = context;
  if (mandate.swaps !== null) return mandate.swaps;
  if (from.sellBan !== null) return from.sellBan;
  if (order.priority === 'payRedemptions' || order.priority === 'restoreLiquidity') return null;
  if (order.toId === baseId) return mandate.intoBase ?? (order.priority === 'leaveDisabled' ? null : to.buyBan);
  const isOverBase = order.fromId !== baseId && !isDirect(context, opening, order.fromId, order.toId);
  const base = isOverBase ? (viewOf(context, baseId)?.buyBan ?? null) : null;
  return mandate.entry ?? to.buyBan ?? base;
}

/** What one account did of an order. */
interface Outcome {
  readonly draft: Draft;
  /** At mark. */
  readonly soldWad: Wad;
  readonly boughtWad: Wad;
  readonly boughtRaw: Raw;
}

const nothing = (draft: Draft): Outcome => ({ draft, soldWad: ZERO_WAD, boughtWad: ZERO_WAD, boughtRaw: raw(0n) });

function tradeOn(
  context: DecideContext,
  draft: Draft,
  order: TradeOrder,
  accountId: string,
  from: AssetView,
  to: AssetView,
): Outcome {
  const ready = withAllIdle(draft.ledger, accountId, order.fromId, order.cheap?.mostPenaltyBps);
  const freeRaw = subFloor(idleRaw(ready, accountId, order.fromId), owedRaw(ready, order.fromId));
  if (freeRaw === 0n) return nothing(draft);
  const no = (refusal: Refusal): Outcome => nothing(refuseOrder(draft, order, refusal));
  const [fromUnit, toUnit] = [unitOf(context, accountId, from), unitOf(context, accountId, to)];
  if (fromUnit === null || toUnit === null) {
    const missing = fromUnit === null ? order.fromId : order.toId;
    const reason = `${missing} has no mark or no deployment on the chain of ${accountId}`;
    return no({ code: 'NO_UNIT', reason, headroomWad: null });
  }
  const wantedRaw =
    order.mostSoldWad === null ? freeRaw : amountDown(order.mostSoldWad, fromUnit.decimals, fromUnit.markWad);
  const most = mostOut(context, ready, order, accountId, toUnit);
  const wish: SwapWish = {
    accountId,
    fromId: order.fromId,
    toId: order.toId,
    mostInRaw: min(freeRaw, wantedRaw),
    mostOutRaw: most.raw,
    isExit: order.isExit,
    ...(order.cheap?.leastLeftWad == null ? {} : { leastLeftWad: order.cheap.leastLeftWad }),
  };
  if (wish.mostInRaw === 0n) return nothing(draft);
  const wishWad = valueUp(wish.mostInRaw, fromUnit.decimals, fromUnit.markWad);
  if (order.priority !== 'payRedemptions' && wishWad < context.policy.limits.minTradeWad)
    return no(tooSmall(context, wishWad));
  if (most.raw === 0n)
    return no({ code: most.by, reason: `${most.by} leaves no room for ${order.toId}`, headroomWad: ZERO_WAD });
  const sized = sizeLeaving(context, draft.ledger, ready, wish);
  if (!sized.ok) return no(sized);
  const moved = movedBy(sized, order, fromUnit, toUnit);
  if (isTooSmall(context, order, moved)) return no(tooSmall(context, moved.soldWad));
  const isAll = moved.soldRaw === freeRaw && wantedRaw > freeRaw;
  const sizedBy =
    namedBound(sized.boundBy) ??
    (moved.soldRaw < wish.mostInRaw ? most.by : isAll ? `holding:${order.fromId}` : order.sizedBy);
  const booked = bookLegs(context, draft, { priority: order.priority, reason: order.reason, sizedBy }, sized.legs);
  if (booked.actions.length === draft.actions.length) return nothing(booked);
  const noted =
    sized.boundBy === null
      ? booked
      : refuseOrder(booked, order, {
          code: sized.boundBy,
          reason: `the rest of ${order.fromId} → ${order.toId} waits`,
          headroomWad: null,
        });
  return { ...moved, draft: noted };
}

/**
 * Sizes on the ledger with all taken back, and once more where venues keep some of what is taken back for it: their
 * share is charged to the budget that the exchange is held to, as it will be when both are booked.
 */
function sizeLeaving(context: DecideContext, ledger: Ledger, ready: Ledger, wish: SwapWish): SizedSwap {
  const free = sizeRoute(context, ready, wish);
  if (!free.ok) return free;
  const { accountId, fromId } = wish;
  const soldIn = ({ legs }: typeof free): Raw =>
    sum(legs.filter((leg) => leg.fromId === fromId).map((leg) => leg.amountInRaw));
  const charged = (amountRaw: Raw): SizedSwap => {
    const lostWad = lostByTaking(context, ledger, accountId, fromId, raw(amountRaw + owedRaw(ledger, fromId)));
    if (lostWad === 0n) return free;
    return sizeRoute(context, { ...ready, lostWad: add(ready.lostWad, lostWad) }, { ...wish, mostInRaw: amountRaw });
  };
  let high = soldIn(free);
  let best = charged(high);
  if (best.ok && soldIn(best) === high) return { ...best, boundBy: best.boundBy ?? free.boundBy };
  // The more is taken back the less may be lost by selling it: the most that fits lies between.
  let low = best.ok ? soldIn(best) : raw(0n);
  for (let step = 0; step < SEARCH_STEPS; step += 1) {
    const middle = raw((low + high + 1n) / 2n);
    const sized = charged(middle);
    if (sized.ok && soldIn(sized) === middle) [low, best] = [middle, sized];
    else high = middle;
  }
  return best.ok ? { ...best, boundBy: BUDGET } : best;
}

/** Steps of the search for the most that can be taken back and sold within the budget for losses. */
const SEARCH_STEPS = 12;
const BUDGET = 'budget:loss';

interface Bound {
  readonly by: string;
  readonly raw: Raw | null;
}

/** Most that may arrive, and which rule says so. Priorities that may not worsen a cap are held to its room. */
function mostOut(context: DecideContext, ledger: Ledger, order: TradeOrder, accountId: string, unit: Unit): Bound {
  const place = (assetId: string) => ({ assetId, accountId, venueId: null });
  const room: Room | null = comesBefore(order.priority, 'cureCaps')
    ? null
    : capRoom(context, ledger, place(order.fromId), place(order.toId));
  const bounds: readonly Bound[] = [
    { by: order.sizedBy, raw: order.mostBoughtRaw },
    { by: order.sizedBy, raw: atMark(order.mostBoughtWad, unit) },
    { by: room?.by ?? order.sizedBy, raw: atMark(room?.valueWad ?? null, unit) },
  ];
  return bounds.reduce((least, bound) =>
    bound.raw !== null && (least.raw === null || bound.raw < least.raw) ? bound : least,
  );
}

type Moved = Omit<Outcome, 'draft'> & { readonly soldRaw: Raw };

function movedBy(sized: Extract<SizedSwap, { readonly ok: true }>, order: TradeOrder, from: Unit, to: Unit): Moved {
  const soldRaw = sum(sized.legs.filter((leg) => leg.fromId === order.fromId).map((leg) => leg.amountInRaw));
  const boughtRaw = sum(sized.legs.filter((leg) => leg.toId === order.toId).map((leg) => leg.expectedOutRaw));
  return {
    soldRaw,
    boughtRaw,
    soldWad: valueUp(soldRaw, from.decimals, from.markWad),
    boughtWad: valueUp(boughtRaw, to.decimals, to.markWad),
  };
}

/** Small trades are not worth making, except one that completes what a holder is owed. */
function isTooSmall(context: DecideContext, order: TradeOrder, moved: Moved): boolean {
  if (moved.soldWad >= context.policy.limits.minTradeWad) return false;
  const isEnough = order.mostBoughtRaw !== null && moved.boughtRaw * BPS >= order.mostBoughtRaw * (BPS - 2n);
  return order.priority !== 'payRedemptions' || !isEnough;
}

const tooSmall = (context: DecideContext, valueWad: Wad): Refusal => ({
  code: 'BELOW_MIN_TRADE',
  reason: `${money(context, valueWad)} is less than the least trade`,
  headroomWad: valueWad,
});

/** What set a size, as a rule rather than as the refusal of a little more. */
const namedBound = (code: string | null): string | null =>
  code === 'BELOW_FLOOR' ? 'floor' : code === 'POOL_EMPTY' ? 'depth' : code;

type Refusal = Pick<Draft['refused'][number], 'code' | 'reason' | 'headroomWad'>;

const refuseOrder = (draft: Draft, order: TradeOrder, { code, reason, headroomWad }: Refusal): Draft =>
  refuse(draft, {
    kind: 'swap',
    subject: `${order.fromId} → ${order.toId}`,
    priority: order.priority,
    code,
    reason,
    headroomWad,
  });
