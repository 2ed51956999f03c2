import { min, raw, sub, subFloor, sum, type Raw, type Wad } from '../units/amounts.ts';
import { swapExactIn } from '../markets/swapExactIn.ts';
import type { PoolState } from '../records/snapshot.ts';
import type { SwapCharge } from './chargeSwap.ts';
import { compareDown } from './order.ts';
import type { Share, SwapWish } from './swapWish.ts';

/** A wish, what each pool could take of it alone, and the law the parts are held to. */
export interface Split {
  readonly wish: SwapWish;
  readonly alone: readonly Share[];
  readonly judge: (pool: PoolState, amountInRaw: Raw, amountOutRaw: Raw) => SwapCharge;
  readonly turnoverLeftWad: Wad;
  readonly lossLeftWad: Wad;
  /** Parts smaller than this are not worth their call. */
  readonly leastWad: Wad;
}

/** Parts a wish is dealt out in, how fine they get, and how exactly the last one is found. */
const PARTS = 16n;
const FINEST = 256n;
const PRECISION = 1_000_000_000n;

/**
 * Splits a wish over several pools: each next part goes where it brings most, while every part keeps its floor
 * and all together fit the wish and both budgets. A wish too small to split goes whole to the pool that takes
 * most. Pure.
 */
export function splitOverPools(split: Split): readonly Share[] {
  const large = dealParts(split).filter((share) => soldOf(share) >= split.leastWad);
  if (large.length > 0) return large;
  return split.alone
    .toSorted((a, b) => compareDown(a.amountRaw, b.amountRaw) || compareDown(outOf(a), outOf(b)))
    .slice(0, 1);
}

const outOf = (share: Share): bigint => share.result?.amountOutRaw ?? 0n;
const soldOf = (share: Share): bigint => share.charge?.soldWad ?? 0n;
const lostOf = ({ charge }: Share): bigint => (charge === null ? 0n : subFloor(charge.soldWad, charge.boughtWad));

function dealParts(split: Split): readonly Share[] {
  const { wish, alone } = split;
  let shares: readonly Share[] = alone.map((share) => ({ ...share, amountRaw: raw(0n), result: null, charge: null }));
  let left = min(wish.mostInRaw, sum(alone.map((share) => share.mostRaw)));
  const finest = left / FINEST;
  let part: bigint = left / PARTS || 1n;
  while (left > 0n && part > finest) {
    const step = min(raw(part), left);
    const next = dealBest(split, shares, step);
    if (next === null) part /= 2n;
    else [left, shares] = [sub(left, step), next];
  }
  return alone.reduce((done, share) => topUp(split, done, share), shares);
}

/** One part more for the pool it brings most in; null when it fits nowhere. */
function dealBest(split: Split, shares: readonly Share[], part: Raw): readonly Share[] | null {
  let best: { readonly shares: readonly Share[]; readonly gain: bigint } | null = null;
  for (const share of shares) {
    const tried = withAmount(split, shares, share, raw(share.amountRaw + part));
    if (tried === null) continue;
    const gain = sum(tried.map(outOf)) - sum(shares.map(outOf));
    if (best === null || gain > best.gain) best = { shares: tried, gain };
  }
  return best?.shares ?? null;
}

/** Gives one pool all that still fits. */
function topUp(split: Split, shares: readonly Share[], { pool }: Share): readonly Share[] {
  const share = shares.find((item) => item.pool === pool);
  if (share === undefined) return shares;
  const spent = sum(shares.map((item) => item.amountRaw));
  const most = min(share.mostRaw, raw(share.amountRaw + subFloor(split.wish.mostInRaw, spent)));
  let [low, high]: [bigint, bigint] = [share.amountRaw, most + 1n];
  let best = shares;
  while (high - low > most / PRECISION + 1n) {
    const middle = raw((low + high) / 2n);
    const tried = withAmount(split, shares, share, middle);
    if (tried === null) high = middle;
    else [low, best] = [middle, tried];
  }
  return best;
}

/** The shares with another amount for one of them; null when that does not fit. */
function withAmount(split: Split, shares: readonly Share[], share: Share, amountRaw: Raw): readonly Share[] | null {
  if (amountRaw > share.mostRaw) return null;
  const result = swapExactIn(share.pool, share.pool.asset0 === split.wish.fromId, amountRaw);
  const charge = split.judge(share.pool, amountRaw, result.amountOutRaw);
  if (!charge.ok) return null;
  const tried = shares.map((item) => (item.pool === share.pool ? { ...share, amountRaw, result, charge } : item));
  const { mostOutRaw } = split.wish;
  const isWanted = mostOutRaw === null || sum(tried.map(outOf)) <= mostOutRaw;
  const isAffordable = sum(tried.map(soldOf)) <= split.turnoverLeftWad && sum(tried.map(lostOf)) <= split.lossLeftWad;
  return isWanted && isAffordable ? tried : null;
}
