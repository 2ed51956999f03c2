import {
  amountDown,
  BPS,
  min,
  mulDivDown,
  raw,
  subFloor,
  sum,
  valueUp,
  wad,
  type Raw,
  type Wad,
} from '../units/amounts.ts';
import type { Priority } from '../records/plan.ts';
import { bookLegs, withAllIdle } from './bookLegs.ts';
import { viewOf, type AssetView, type DecideContext } from './context.ts';
import type { Place } from './counterparties.ts';
import { money, PRIORITIES, refuse, type Draft } from './draft.ts';
import { idleRaw, owedRaw, type Ledger } from './ledger.ts';
import type { Ban } from './mandate.ts';
import { capState } from './measure.ts';
import { sizeRoute } from './sizeRoute.ts';
import { isDirect } from './sizeSwap.ts';
import type { SwapWish } from './swapWish.ts';

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
  if (barred !== null) return refuseOrder(draft, order, barred.code, barred.reason, null);
  let [done, rest] = [draft, order];
  for (const accountId of context.mandate.actors) {
    const step = tradeOn(context, done, rest, accountId, from, to);
    done = step.draft;
    rest = {
      ...rest,
      mostSoldWad: rest.mostSoldWad === null ? null : subFloor(rest.mostSoldWad, step.soldWad),
      mostBoughtWad: rest.mostBoughtWad === null ? null : subFloor(rest.mostBoughtWad, step.boughtWad),
      mostBoughtRaw: rest.mostBoughtRaw === null ? null : subFloor(rest.mostBoughtRaw, step.boughtRaw),
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

interface Step {
  readonly draft: Draft;
  /** At mark. */
  readonly soldWad: Wad;
  readonly boughtWad: Wad;
  readonly boughtRaw: Raw;
}

function tradeOn(
  context: DecideContext,
  draft: Draft,
  order: TradeOrder,
  accountId: string,
  from: AssetView,
  to: AssetView,
): Step {
  const nothing: Step = { draft, soldWad: wad(0n), boughtWad: wad(0n), boughtRaw: raw(0n) };
  const ready = withAllIdle(draft.ledger, accountId, order.fromId);
  const freeRaw = subFloor(idleRaw(ready, accountId, order.fromId), owedRaw(ready, order.fromId));
  const [fromUnit, toUnit] = [unitOf(context, accountId, from), unitOf(context, accountId, to)];
  if (freeRaw === 0n) return nothing;
  if (fromUnit === null || toUnit === null) {
    const missing = fromUnit === null ? order.fromId : order.toId;
    const reason = `${missing} has no mark or no deployment on the chain of ${accountId}`;
    return { ...nothing, draft: refuseOrder(draft, order, 'NO_UNIT', reason, null) };
  }
  const wanted =
    order.mostSoldWad === null ? freeRaw : amountDown(order.mostSoldWad, fromUnit.decimals, fromUnit.markWad);
  const room = roomIn(context, ready, order, accountId);
  const outs = [
    { by: order.sizedBy, raw: order.mostBoughtRaw },
    { by: order.sizedBy, raw: atMark(order.mostBoughtWad, toUnit) },
    { by: room?.by ?? '', raw: atMark(room?.valueWad ?? null, toUnit) },
  ];
  const out = outs.reduce((least, item) =>
    item.raw !== null && (least.raw === null || item.raw < least.raw) ? item : least,
  );
  const wish: SwapWish = {
    accountId,
    fromId: order.fromId,
    toId: order.toId,
    mostInRaw: min(freeRaw, wanted),
    mostOutRaw: out.raw,
    isExit: order.isExit,
  };
  if (wish.mostInRaw === 0n) return nothing;
  if (out.raw === 0n) {
    const left = room?.valueWad ?? wad(0n);
    return {
      ...nothing,
      draft: refuseOrder(draft, order, out.by, `${order.toId} has no room left under ${out.by}`, left),
    };
  }
  const sized = sizeRoute(context, ready, wish);
  if (!sized.ok) return { ...nothing, draft: refuseOrder(draft, order, sized.code, sized.reason, sized.headroomWad) };
  const first = sized.legs.filter((leg) => leg.fromId === order.fromId);
  const last = sized.legs.filter((leg) => leg.toId === order.toId);
  const [soldRaw, boughtRaw] = [sum(first.map((leg) => leg.amountInRaw)), sum(last.map((leg) => leg.expectedOutRaw))];
  const soldWad = valueUp(soldRaw, fromUnit.decimals, fromUnit.markWad);
  if (isTooSmall(context, order, soldWad, boughtRaw))
    return {
      ...nothing,
      draft: refuseOrder(
        draft,
        order,
        'BELOW_MIN_TRADE',
        `${money(context, soldWad)} is less than the least trade`,
        soldWad,
      ),
    };
  const sizedBy =
    sized.boundBy ??
    (soldRaw < wish.mostInRaw
      ? out.by
      : soldRaw === freeRaw && wanted > freeRaw
        ? `holding:${order.fromId}`
        : order.sizedBy);
  const booked = bookLegs(context, draft, { priority: order.priority, reason: order.reason, sizedBy }, sized.legs);
  if (booked.actions.length === draft.actions.length) return { ...nothing, draft: booked };
  const noted =
    sized.boundBy === null
      ? booked
      : refuseOrder(booked, order, sized.boundBy, `the rest of ${order.fromId} → ${order.toId} waits`, null);
  return { draft: noted, soldWad, boughtWad: valueUp(boughtRaw, toUnit.decimals, toUnit.markWad), boughtRaw };
}

/** Small trades are not worth making, except one that completes what a holder is owed. */
function isTooSmall(context: DecideContext, order: TradeOrder, soldWad: Wad, boughtRaw: Raw): boolean {
  if (soldWad >= context.policy.limits.minTradeWad) return false;
  const isEnough = order.mostBoughtRaw !== null && boughtRaw * BPS >= order.mostBoughtRaw * (BPS - 2n);
  return order.priority !== 'payRedemptions' || !isEnough;
}

interface Unit {
  readonly decimals: number;
  readonly markWad: Wad;
}

/** Decimals of an asset on the account's chain and its mark; null when either is unknown. */
export function unitOf(context: DecideContext, accountId: string, view: AssetView): Unit | null {
  const chain = context.policy.accounts.find((account) => account.id === accountId)?.chain;
  const deployment = view.asset.deployments.find((item) => item.chain === chain);
  const { markWad } = view.price;
  return deployment === undefined || markWad === null || markWad === 0n
    ? null
    : { decimals: deployment.decimals, markWad };
}

const atMark = (valueWad: Wad | null, unit: Unit): Raw | null =>
  valueWad === null ? null : amountDown(valueWad, unit.decimals, unit.markWad);

/** Least room under the caps a purchase would use, for priorities that may not worsen one; null without bound. */
function roomIn(
  context: DecideContext,
  ledger: Ledger,
  order: TradeOrder,
  accountId: string,
): { readonly by: string; readonly valueWad: Wad } | null {
  if (PRIORITIES.indexOf(order.priority) < PRIORITIES.indexOf('cureCaps')) return null;
  const place = (assetId: string): Place => ({ assetId, accountId, venueId: null });
  let least: { readonly by: string; readonly valueWad: Wad } | null = null;
  for (const cap of context.caps) {
    if (!cap.includes(place(order.toId)) || cap.includes(place(order.fromId))) continue;
    const state = capState(context, ledger, cap);
    // The trade's own cost shrinks the whole, and with it the cap: V + R ≤ cap × (T − slip × R).
    const shrink = cap.maxBps * context.policy.limits.maxSlippageBps;
    const valueWad = wad(mulDivDown(subFloor(state.limitWad, state.valueWad), BPS * BPS, BPS * BPS + shrink));
    if (least === null || valueWad < least.valueWad) least = { by: cap.id, valueWad };
  }
  return least;
}

const refuseOrder = (draft: Draft, order: TradeOrder, code: string, reason: string, headroomWad: Wad | null): Draft =>
  refuse(draft, {
    kind: 'swap',
    subject: `${order.fromId} → ${order.toId}`,
    priority: order.priority,
    code,
    reason,
    headroomWad,
  });
