import { min, raw, sub, subFloor, sum, type Raw, type Wad } from '../units/amounts.ts';
import { swapExactIn } from '../markets/swapExactIn.ts';
import type { Leg } from './ledger.ts';
import { compareDown } from './order.ts';
import type { Share, SwapWish } from './swapWish.ts';

/** A wish, what each pool could take of it alone, and how shares of it become legs that fit. */
export interface Split {
  readonly wish: SwapWish;
  readonly alone: readonly Share[];
  readonly book: (shares: readonly Share[]) => readonly Leg[];
  /** Parts smaller than this are not worth their call. */
  readonly leastWad: Wad;
}

/** Parts a wish is dealt out in, how fine they get, and how exactly the last one is found. */
const PARTS = 16n;
const FINEST = 256n;
const PRECISION = 1_000_000_000n;

/**
 * Splits a wish over several pools: each next part goes where it brings most, while everything still fits
 * together. A wish too small to split goes whole to the pool that takes most. Pure.
 */
export function splitOverPools(split: Split): readonly Share[] {
  const dealt = dealParts(split);
  const large = split.book(dealt).filter((leg) => leg.soldWad >= split.leastWad);
  if (large.length > 0) return dealt.filter((share) => large.some((leg) => leg.venueId === share.pool.venueId));
  return split.alone
    .toSorted((a, b) => compareDown(a.amountRaw, b.amountRaw) || compareDown(outOf(a), outOf(b)))
    .slice(0, 1);
}

const outOf = (share: Share): bigint => share.result?.amountOutRaw ?? 0n;

function dealParts(split: Split): readonly Share[] {
  const { wish, alone } = split;
  let shares: readonly Share[] = alone.map((share) => ({ ...share, amountRaw: raw(0n), result: null }));
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
    const amountRaw = raw(share.amountRaw + part);
    if (amountRaw > share.mostRaw) continue;
    const tried = withAmount(split, shares, share, amountRaw);
    const gain = outOf(tried.find((item) => item.pool === share.pool) ?? share) - outOf(share);
    if ((best === null || gain > best.gain) && fits(split, tried)) best = { shares: tried, gain };
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
    if (fits(split, tried)) [low, best] = [middle, tried];
    else high = middle;
  }
  return best;
}

const withAmount = ({ wish }: Split, shares: readonly Share[], share: Share, amountRaw: Raw): Share[] => {
  const result = swapExactIn(share.pool, share.pool.asset0 === wish.fromId, amountRaw);
  return shares.map((item) => (item.pool === share.pool ? { ...share, amountRaw, result } : item));
};

function fits({ wish, book }: Split, shares: readonly Share[]): boolean {
  const out = shares.reduce((total, share) => total + outOf(share), 0n);
  if (wish.mostOutRaw !== null && out > wish.mostOutRaw) return false;
  return book(shares).length === shares.filter((share) => share.amountRaw > 0n).length;
}
