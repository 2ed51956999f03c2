import { add, mulDivDown, raw, subFloor, sum, wad, type Raw } from '../units/amounts.ts';
import type { DecideContext } from './context.ts';
import { applySwap, type Ledger, type Leg } from './ledger.ts';
import { poolsOf, sizeSwap, type SizedSwap, type SwapWish } from './sizeSwap.ts';

/**
 * Sizes an exchange through pools of the pair, or, where none is listed and neither side is the base asset,
 * in two exchanges over the base: no more is sold into it than can leave it again. Pure.
 */
export function sizeRoute(context: DecideContext, ledger: Ledger, wish: SwapWish): SizedSwap {
  const isDirect =
    poolsOf(context, ledger, wish).length > 0 || wish.fromId === context.baseId || wish.toId === context.baseId;
  return isDirect ? sizeSwap(context, ledger, wish) : sizeOverBase(context, ledger, wish);
}

function sizeOverBase(context: DecideContext, ledger: Ledger, wish: SwapWish): SizedSwap {
  const banned = context.mandate.intoBase;
  if (banned !== null) return { ok: false, ...banned, headroomWad: null };
  const first = sizeSwap(context, halveBudgets(context, ledger), { ...wish, toId: context.baseId, mostOutRaw: null });
  if (!first.ok) return first;
  const second = sizeSecond(context, ledger, wish, first.legs);
  if (!second.ok) return second;
  const [made, spent] = [outOf(first.legs), inOf(second.legs)];
  if (spent >= made) return joined(first, second);
  const fitting = raw(mulDivDown(inOf(first.legs), spent, made));
  const smaller = sizeSwap(context, halveBudgets(context, ledger), {
    ...wish,
    toId: context.baseId,
    mostInRaw: fitting,
    mostOutRaw: null,
  });
  if (!smaller.ok) return smaller;
  const rest = sizeSecond(context, ledger, wish, smaller.legs);
  return rest.ok ? joined({ ...smaller, boundBy: second.boundBy }, rest) : rest;
}

const sizeSecond = (context: DecideContext, ledger: Ledger, wish: SwapWish, first: readonly Leg[]): SizedSwap =>
  sizeSwap(context, first.reduce(applySwap, ledger), {
    accountId: wish.accountId,
    fromId: context.baseId,
    toId: wish.toId,
    mostInRaw: outOf(first),
    mostOutRaw: wish.mostOutRaw,
    isExit: false,
  });

type Sized = Extract<SizedSwap, { readonly ok: true }>;
const joined = (first: Sized, second: Sized): Sized => ({
  ok: true,
  legs: [
    ...first.legs.map((leg) => ({ ...leg, originId: null })),
    ...second.legs.map((leg) => ({ ...leg, originId: first.legs[0]?.fromId ?? leg.fromId })),
  ],
  boundBy: first.boundBy ?? second.boundBy,
});

const inOf = (legs: readonly Leg[]): Raw => sum(legs.map((leg) => leg.amountInRaw));
const outOf = (legs: readonly Leg[]): Raw => sum(legs.map((leg) => leg.expectedOutRaw));

/** The way out of the base needs its share of both budgets too. */
function halveBudgets(context: DecideContext, ledger: Ledger): Ledger {
  const lossLeft = subFloor(context.limits.lossBudgetLeftWad, ledger.lostWad);
  const turnoverLeft = subFloor(context.limits.turnoverLeftWad, ledger.soldWad);
  return {
    ...ledger,
    lostWad: add(ledger.lostWad, wad((lossLeft + 1n) / 2n)),
    soldWad: add(ledger.soldWad, wad((turnoverLeft + 1n) / 2n)),
  };
}
