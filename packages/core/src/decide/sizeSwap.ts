import { min, raw, sub, subFloor, sum, type Raw } from '../units/amounts.ts';
import { largestInput, swapExactIn, type SwapResult } from '../markets/swapExactIn.ts';
import type { PoolState } from '../records/snapshot.ts';
import { chargeSwap, type SwapCharge } from './chargeSwap.ts';
import type { DecideContext } from './context.ts';
import { applySwap, type Ledger, type Leg } from './ledger.ts';
import { compareDown } from './order.ts';

/** An exchange that is wanted, and how much of it at most. */
export interface SwapWish {
  readonly accountId: string;
  readonly fromId: string;
  readonly toId: string;
  readonly mostInRaw: Raw;
  /** Most that may come in; null without bound. */
  readonly mostOutRaw: Raw | null;
  readonly isExit: boolean;
}

/** Exchanges that fit everything, one a pool; or none, with the limit that forbids the least of them. */
export type SizedSwap =
  | {
      readonly ok: true;
      readonly legs: readonly Leg[];
      /** What stopped a larger size; null when all that was wanted fits. */
      readonly boundBy: string | null;
    }
  | Extract<SwapCharge, { readonly ok: false }>;

/** Parts a wish is split into over several pools, and how fine the last parts get. */
const PARTS = 16n;
const FINEST = 256n;
/** A pool's last part is found to a billionth of it. */
const PRECISION = 1_000_000_000n;

/**
 * Largest exchange over the listed pools of a pair whose every leg returns at least its floor and whose sum
 * fits the loss and turnover left, the wish and the amount wanted. Several pools share it by best marginal
 * price. Pure.
 */
export function sizeSwap(context: DecideContext, ledger: Ledger, wish: SwapWish): SizedSwap {
  const pools = poolsOf(context, ledger, wish);
  if (pools.length === 0) return refuseSize('NO_POOL', `no listed pool trades ${wish.fromId} for ${wish.toId}`);
  if (wish.mostInRaw <= 0n || wish.mostOutRaw === 0n) return refuseSize('NOTHING_TO_SELL', `no ${wish.fromId} to sell`);
  const shares = pools.map((pool) => sizeInPool(context, ledger, wish, pool));
  const taken = shares.length === 1 ? shares : splitShares(context, ledger, wish, shares);
  const legs = bookable(context, ledger, wish, taken);
  const soldRaw = sum(legs.map((leg) => leg.amountInRaw));
  const isReached = soldRaw >= wish.mostInRaw || hasReached(wish, sum(legs.map((leg) => leg.expectedOutRaw)));
  const boundBy = isReached ? null : bindingLimit(context, ledger, wish, taken);
  if (legs.length > 0) return { ok: true, legs, boundBy: boundBy?.code ?? null };
  return boundBy ?? refuseSize('BELOW_FLOOR', `no pool pays the floor for ${wish.fromId} in ${wish.toId}`);
}

/** A split over pools without parts smaller than the least trade; a small wish goes whole to the pool that takes most. */
function splitShares(context: DecideContext, ledger: Ledger, wish: SwapWish, shares: readonly Share[]): Share[] {
  const { minTradeWad } = context.policy.limits;
  const split = shareOut(context, ledger, wish, shares);
  const large = bookable(context, ledger, wish, split).filter((leg) => leg.soldWad >= minTradeWad);
  if (large.length > 0) return split.filter((share) => large.some((leg) => leg.venueId === share.pool.venueId));
  return shares
    .toSorted((a, b) => compareDown(a.amountRaw, b.amountRaw) || compareDown(outOf(a), outOf(b)))
    .slice(0, 1);
}

const outOf = (share: Share): bigint => share.result?.amountOutRaw ?? 0n;

/** Within a basis point of the amount wanted: rounding, not a limit. */
const hasReached = (wish: SwapWish, outRaw: Raw): boolean =>
  wish.mostOutRaw !== null && outRaw * 10_000n >= wish.mostOutRaw * 9_999n;

const refuseSize = (code: string, reason: string): Extract<SwapCharge, { readonly ok: false }> => ({
  ok: false,
  code,
  reason,
  headroomWad: null,
});

/** Pools the policy lists for the pair, on the chain of the account. */
export function poolsOf(
  context: DecideContext,
  ledger: Ledger,
  pair: { readonly accountId: string; readonly fromId: string; readonly toId: string },
): PoolState[] {
  const chain = context.policy.accounts.find((account) => account.id === pair.accountId)?.chain ?? null;
  return ledger.pools.filter(
    (pool) =>
      pool.chain === chain &&
      context.venues.some((venue) => venue.id === pool.venueId && venue.kind === 'uniswap-v3') &&
      ((pool.asset0 === pair.fromId && pool.asset1 === pair.toId) ||
        (pool.asset1 === pair.fromId && pool.asset0 === pair.toId)),
  );
}

/** What one pool would take of a wish. */
interface Share {
  readonly pool: PoolState;
  readonly mostRaw: Raw;
  readonly amountRaw: Raw;
  readonly result: SwapResult | null;
}

function sizeInPool(context: DecideContext, ledger: Ledger, wish: SwapWish, pool: PoolState): Share {
  const best = largestInput(
    pool,
    pool.asset0 === wish.fromId,
    wish.mostInRaw,
    (amountIn, amountOut) =>
      (wish.mostOutRaw === null || amountOut <= wish.mostOutRaw) &&
      charge(context, ledger, wish, pool, amountIn, amountOut).ok,
  );
  return {
    pool,
    mostRaw: best?.amountIn ?? raw(0n),
    amountRaw: best?.amountIn ?? raw(0n),
    result: best?.result ?? null,
  };
}

function charge(
  context: DecideContext,
  ledger: Ledger,
  wish: SwapWish,
  pool: PoolState,
  amountInRaw: Raw,
  amountOutRaw: Raw,
): SwapCharge {
  const isZero = pool.asset0 === wish.fromId;
  return chargeSwap(context, ledger, {
    accountId: wish.accountId,
    fromId: wish.fromId,
    toId: wish.toId,
    fromDecimals: isZero ? pool.decimals0 : pool.decimals1,
    toDecimals: isZero ? pool.decimals1 : pool.decimals0,
    amountInRaw,
    amountOutRaw,
    isExit: wish.isExit,
  });
}

/** Splits a wish over several pools: each next part goes where it brings most, while everything booked still fits. */
function shareOut(context: DecideContext, ledger: Ledger, wish: SwapWish, limits: readonly Share[]): Share[] {
  let shares = limits.map((share): Share => ({ ...share, amountRaw: raw(0n), result: null }));
  let left = min(wish.mostInRaw, sum(limits.map((share) => share.mostRaw)));
  let part: bigint = left / PARTS || 1n;
  const finest = left / FINEST;
  while (left > 0n && part > finest) {
    const step = min(raw(part), left);
    const next = bestPart(context, ledger, wish, shares, step);
    if (next === null) part /= 2n;
    else [left, shares] = [sub(left, step), next];
  }
  return shares.reduce((done, share) => topUp(context, ledger, wish, done, share.pool), shares);
}

/** Gives one pool all that still fits, to the unit. */
function topUp(
  context: DecideContext,
  ledger: Ledger,
  wish: SwapWish,
  shares: readonly Share[],
  pool: PoolState,
): Share[] {
  const share = shares.find((item) => item.pool === pool);
  if (share === undefined) return [...shares];
  const spent = sum(shares.map((item) => item.amountRaw));
  const most = min(share.mostRaw, raw(share.amountRaw + subFloor(wish.mostInRaw, spent)));
  const withAmount = (result: SwapResult, amountRaw: Raw): Share[] =>
    shares.map((item) => (item.pool === pool ? { ...share, amountRaw, result } : item));
  let [low, high]: [bigint, bigint] = [share.amountRaw, most + 1n];
  let best = [...shares];
  while (high - low > most / PRECISION + 1n) {
    const middle = raw((low + high) / 2n);
    const tried = withAmount(swapExactIn(pool, pool.asset0 === wish.fromId, middle), middle);
    if (fitsTogether(context, ledger, wish, tried)) [low, best] = [middle, tried];
    else high = middle;
  }
  return best;
}

function bestPart(
  context: DecideContext,
  ledger: Ledger,
  wish: SwapWish,
  shares: readonly Share[],
  part: Raw,
): Share[] | null {
  let best: { readonly shares: Share[]; readonly gain: bigint } | null = null;
  for (const share of shares) {
    const amountRaw = raw(share.amountRaw + part);
    if (amountRaw > share.mostRaw) continue;
    const result = swapExactIn(share.pool, share.pool.asset0 === wish.fromId, amountRaw);
    const gain = result.amountOutRaw - (share.result?.amountOutRaw ?? 0n);
    if (best !== null && gain <= best.gain) continue;
    const tried = shares.map((item) => (item.pool === share.pool ? { ...share, amountRaw, result } : item));
    if (fitsTogether(context, ledger, wish, tried)) best = { shares: tried, gain };
  }
  return best?.shares ?? null;
}

function fitsTogether(context: DecideContext, ledger: Ledger, wish: SwapWish, shares: readonly Share[]): boolean {
  const out = shares.reduce((total, share) => total + (share.result?.amountOutRaw ?? 0n), 0n);
  if (wish.mostOutRaw !== null && out > wish.mostOutRaw) return false;
  const wanted = shares.filter((share) => share.amountRaw > 0n).length;
  return bookable(context, ledger, wish, shares).length === wanted;
}

/** Legs that still fit when booked one after the other. */
function bookable(context: DecideContext, ledger: Ledger, wish: SwapWish, shares: readonly Share[]): Leg[] {
  const legs: Leg[] = [];
  let booked = ledger;
  for (const share of shares) {
    if (share.result === null || share.amountRaw <= 0n) continue;
    const verdict = charge(context, booked, wish, share.pool, share.amountRaw, share.result.amountOutRaw);
    if (!verdict.ok) continue;
    const leg: Leg = {
      accountId: wish.accountId,
      venueId: share.pool.venueId,
      fromId: wish.fromId,
      toId: wish.toId,
      originId: wish.fromId,
      amountInRaw: share.amountRaw,
      expectedOutRaw: share.result.amountOutRaw,
      floorOutRaw: verdict.floorOutRaw,
      soldWad: verdict.soldWad,
      boughtWad: verdict.boughtWad,
      isExit: wish.isExit,
      pool: share.result.pool,
    };
    legs.push(leg);
    booked = applySwap(booked, leg);
  }
  return legs;
}

/** Which limit forbids one part more; null when only the amount wanted does. */
function bindingLimit(
  context: DecideContext,
  ledger: Ledger,
  wish: SwapWish,
  shares: readonly Share[],
): Extract<SwapCharge, { readonly ok: false }> | null {
  let found: Extract<SwapCharge, { readonly ok: false }> | null = null;
  for (const share of shares) {
    const more = min(raw(share.amountRaw + wish.mostInRaw / FINEST + 1n), wish.mostInRaw);
    const result = swapExactIn(share.pool, share.pool.asset0 === wish.fromId, more);
    if (!result.isComplete) found ??= refuseSize('POOL_EMPTY', `${share.pool.venueId} has no more observed depth`);
    const out = sub(result.amountOutRaw, raw(0n));
    if (wish.mostOutRaw !== null && out > wish.mostOutRaw) continue;
    const others = shares.filter((item) => item.pool !== share.pool);
    const booked = bookable(context, ledger, wish, others).reduce(applySwap, ledger);
    const verdict = charge(context, booked, wish, share.pool, more, result.amountOutRaw);
    if (!verdict.ok && (found === null || found.code === 'POOL_EMPTY')) found = verdict;
  }
  return found;
}
