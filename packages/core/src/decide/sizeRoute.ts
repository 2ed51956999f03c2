// One idea: an exchange over the base asset, as one route of two exchanges that fit all limits together.
import { min, mulDivUp, raw, subFloor, sum, WAD, wad, type Raw } from '../units/amounts.ts';
import type { DecideContext } from './context.ts';
import { applySwap } from './bookLedger.ts';
import { idleRaw, owedRaw, type Ledger, type Leg } from './ledger.ts';
import { poolsOf, sizeSwap, type SizedSwap, type SwapRefusal } from './sizeSwap.ts';
import type { SwapWish } from './swapWish.ts';

type Sized = Extract<SizedSwap, { readonly ok: true }>;

/**
 * Sizes an exchange through pools of the pair, or, where none is listed and neither side is the base asset,
 * over the base: no more is sold into it than goes on. Where the base has no room under its own cap, its own
 * stock goes on first and is made up for afterwards. Pure.
 */
export function sizeRoute(context: DecideContext, ledger: Ledger, wish: SwapWish): SizedSwap {
  const touchesBase = wish.fromId === context.baseId || wish.toId === context.baseId;
  // An exit leaves into the base asset alone, whatever pools there are.
  const isDirect = touchesBase || (!wish.isExit && poolsOf(context, ledger, wish).length > 0);
  if (isDirect) return sizeSwap(context, ledger, wish);
  return sizeOverBase(context, ledger, halfTheCost(wish));
}

/** Two exchanges, each of which may cost half of what the route may. */
const halfTheCost = (wish: SwapWish): SwapWish =>
  wish.leastLeftWad === undefined ? wish : { ...wish, leastLeftWad: wad((WAD + wish.leastLeftWad + 1n) / 2n) };

function sizeOverBase(context: DecideContext, ledger: Ledger, wish: SwapWish): SizedSwap {
  const banned = context.mandate.intoBase;
  if (banned !== null) return { ok: false, ...banned, headroomWad: null };
  const through = sizeThrough(context, ledger, wish);
  if ((through.ok ? through.boundBy : through.code) !== 'WeightCapExceeded') return through;
  const stocked = sizeFromStock(context, ledger, wish);
  return stocked.ok ? stocked : through;
}

/** From the asset into the base, and on. */
function sizeThrough(context: DecideContext, ledger: Ledger, wish: SwapWish): SizedSwap {
  const intoBase = { ...wish, toId: context.baseId, mostOutRaw: null };
  const alone = sizeSwap(context, ledger, intoBase);
  if (!alone.ok) return alone;
  const found = search(inOf(alone.legs), (amountRaw) => {
    const first = sizeSwap(context, ledger, { ...intoBase, mostInRaw: amountRaw });
    if (!first.ok) return first;
    const second = sizeSwap(context, first.legs.reduce(applySwap, ledger), {
      ...onward(context, wish),
      mostInRaw: outOf(first.legs),
    });
    return second.ok
      ? bothOf(first, second, second, [...ends(first.legs, null), ...ends(second.legs, wish.fromId)])
      : second;
  });
  return found.ok ? { ...found, boundBy: alone.boundBy ?? found.boundBy } : found;
}

/** From the base's own stock, and what it spent made up for from the asset. */
function sizeFromStock(context: DecideContext, ledger: Ledger, wish: SwapWish): SizedSwap {
  const { baseId } = context;
  const stock = subFloor(idleRaw(ledger, wish.accountId, baseId), owedRaw(ledger, baseId));
  const alone = sizeSwap(context, ledger, { ...onward(context, wish), mostInRaw: stock });
  if (!alone.ok) return alone;
  const found = search(inOf(alone.legs), (amountRaw) => {
    const second = sizeSwap(context, ledger, { ...onward(context, wish), mostInRaw: amountRaw });
    if (!second.ok) return second;
    const first = sizeSwap(context, second.legs.reduce(applySwap, ledger), {
      ...wish,
      toId: baseId,
      mostOutRaw: inOf(second.legs),
    });
    return first.ok
      ? bothOf(first, second, first, [...ends(second.legs, wish.fromId), ...ends(first.legs, null)])
      : first;
  });
  return found.ok ? { ...found, boundBy: alone.boundBy ?? found.boundBy } : found;
}

const onward = (context: DecideContext, wish: SwapWish): Omit<SwapWish, 'mostInRaw'> => ({
  accountId: wish.accountId,
  fromId: context.baseId,
  toId: wish.toId,
  mostOutRaw: wish.mostOutRaw,
  isExit: false,
  ...(wish.leastLeftWad === undefined ? {} : { leastLeftWad: wish.leastLeftWad }),
});

/** Legs of one exchange, as part of a route that began with `originId`; null for the part on the way. */
const ends = (legs: readonly Leg[], originId: string | null): Leg[] => legs.map((leg) => ({ ...leg, originId }));

/** Two exchanges that belong together, how much of the base comes in and goes on, and what bounds the one sized last. */
interface Both {
  readonly ok: true;
  readonly sized: Sized;
  readonly madeRaw: Raw;
  readonly spentRaw: Raw;
  readonly lastBoundBy: string | null;
}

const bothOf = (first: Sized, second: Sized, last: Sized, legs: readonly Leg[]): Both => ({
  ok: true,
  sized: { ok: true, legs, boundBy: first.boundBy ?? second.boundBy },
  madeRaw: outOf(first.legs),
  spentRaw: inOf(second.legs),
  lastBoundBy: last.boundBy,
});

/** Comes in what goes on, but for a thousandth. */
const isEven = ({ madeRaw, spentRaw }: Both): boolean =>
  spentRaw * 1_000n >= madeRaw * 999n && madeRaw * 1_000n >= spentRaw * 999n;

/** Steps of the search for the largest amount whose two exchanges fit all limits together. */
const SEARCH_STEPS = 12;

/** Largest amount up to `mostRaw` whose two exchanges are even; what forbids more is named. */
function search(mostRaw: Raw, attempt: (amountRaw: Raw) => Both | SwapRefusal): SizedSwap {
  const whole = attempt(mostRaw);
  if (whole.ok && isEven(whole)) return whole.sized;
  let [low, high]: [bigint, bigint] = [0n, mostRaw];
  // The more is sold the less each unit pays, so what the narrower side takes is made by no more than its part.
  // Not so where a budget binds: there less of one side leaves more for the other.
  if (whole.ok && whole.lastBoundBy?.startsWith('budget:') !== true) {
    const [narrow, wide] =
      whole.madeRaw < whole.spentRaw ? [whole.madeRaw, whole.spentRaw] : [whole.spentRaw, whole.madeRaw];
    high = min(mostRaw, raw(mulDivUp(high, narrow * 101n, wide * 100n)));
  }
  let best: Sized | null = null;
  for (let step = 0; step < SEARCH_STEPS; step += 1) {
    const middle = raw((low + high + 1n) / 2n);
    const both = attempt(middle);
    if (both.ok && isEven(both)) [low, best] = [middle, both.sized];
    else high = middle;
  }
  const boundBy = whole.ok ? whole.sized.boundBy : whole.code;
  if (best !== null) return { ...best, boundBy };
  if (!whole.ok) return whole;
  return { ok: false, code: 'NO_ROUTE', reason: 'what comes into the base asset could not go on', headroomWad: null };
}

const inOf = (legs: readonly Leg[]): Raw => sum(legs.map((leg) => leg.amountInRaw));
const outOf = (legs: readonly Leg[]): Raw => sum(legs.map((leg) => leg.expectedOutRaw));
