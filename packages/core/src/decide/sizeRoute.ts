import { mulDivUp, raw, sum, type Raw } from '../units/amounts.ts';
import type { DecideContext } from './context.ts';
import { applySwap, type Ledger, type Leg } from './ledger.ts';
import { poolsOf, sizeSwap, type SizedSwap, type SwapRefusal } from './sizeSwap.ts';
import type { SwapWish } from './swapWish.ts';

/**
 * Sizes an exchange through pools of the pair, or, where none is listed and neither side is the base asset,
 * in two exchanges over the base: no more is sold into it than can leave it again. Pure.
 */
export function sizeRoute(context: DecideContext, ledger: Ledger, wish: SwapWish): SizedSwap {
  const touchesBase = wish.fromId === context.baseId || wish.toId === context.baseId;
  // An exit leaves into the base asset alone, whatever pools there are.
  const isDirect = touchesBase || (!wish.isExit && poolsOf(context, ledger, wish).length > 0);
  return isDirect ? sizeSwap(context, ledger, wish) : sizeOverBase(context, ledger, wish);
}

/** Steps of the search for the largest amount whose two exchanges fit both budgets together. */
const SEARCH_STEPS = 12;

function sizeOverBase(context: DecideContext, ledger: Ledger, wish: SwapWish): SizedSwap {
  const banned = context.mandate.intoBase;
  if (banned !== null) return { ok: false, ...banned, headroomWad: null };
  const alone = sizeFirst(context, ledger, wish, wish.mostInRaw);
  if (!alone.ok) return alone;
  // What the first exchange could sell alone may leave no budget, no depth or no need for the second.
  let [low, high]: [bigint, bigint] = [0n, inOf(alone.legs)];
  const whole = sizeBoth(context, ledger, wish, raw(high));
  if (whole.ok && whole.isSpent) return whole.sized;
  // The first exchange pays less the more it sells, so what the second takes is made by no more than its part.
  if (whole.ok) high = mulDivUp(high, whole.spentRaw * 101n, whole.madeRaw * 100n);
  let best: Sized | null = null;
  for (let step = 0; step < SEARCH_STEPS; step += 1) {
    const middle = (low + high + 1n) / 2n;
    const both = sizeBoth(context, ledger, wish, raw(middle));
    if (both.ok && both.isSpent) [low, best] = [middle, both.sized];
    else high = middle;
  }
  if (best !== null) return { ...best, boundBy: whole.ok ? whole.sized.boundBy : whole.code };
  return whole.ok ? { ok: false, code: 'NO_ROUTE', reason: noRoute(context, wish), headroomWad: null } : whole;
}

const noRoute = (context: DecideContext, wish: SwapWish): string =>
  `what ${wish.fromId} brings in ${context.baseId} could not go on into ${wish.toId}`;

type Both =
  | {
      readonly ok: true;
      readonly sized: Sized;
      /** What comes into the base and what of it goes on. */
      readonly madeRaw: Raw;
      readonly spentRaw: Raw;
      /** All of it goes on, but for a thousandth. */
      readonly isSpent: boolean;
    }
  | SwapRefusal;

/** Both exchanges for an amount. */
function sizeBoth(context: DecideContext, ledger: Ledger, wish: SwapWish, amountRaw: Raw): Both {
  const first = sizeFirst(context, ledger, wish, amountRaw);
  if (!first.ok) return first;
  const second = sizeSecond(context, ledger, wish, first.legs);
  if (!second.ok) return second;
  const [madeRaw, spentRaw] = [outOf(first.legs), inOf(second.legs)];
  return { ok: true, sized: joined(first, second), madeRaw, spentRaw, isSpent: spentRaw * 1_000n >= madeRaw * 999n };
}

const sizeFirst = (context: DecideContext, ledger: Ledger, wish: SwapWish, mostInRaw: Raw): SizedSwap =>
  sizeSwap(context, ledger, { ...wish, toId: context.baseId, mostInRaw, mostOutRaw: null });

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
