import { max, min, mulWadUp, raw, sum, wad, type Raw } from '../units/amounts.ts';
import { sqrtPriceAtFloor } from '../markets/sqrtPriceAtFloor.ts';
import { largestInput, swapExactIn } from '../markets/swapExactIn.ts';
import { swapToPrices } from '../markets/swapToPrices.ts';
import type { PoolState } from '../records/snapshot.ts';
import { chargeSwap, type SwapCharge } from './chargeSwap.ts';
import type { DecideContext } from './context.ts';
import { guardStateOf } from './guardStateOf.ts';
import { applySwap } from './bookLedger.ts';
import { lossLeft, turnoverLeft, type Ledger, type Leg } from './ledger.ts';
import { splitOverPools } from './splitOverPools.ts';
import type { Share, SwapWish } from './swapWish.ts';

export type SwapRefusal = Extract<SwapCharge, { readonly ok: false }>;

/** Exchanges that fit everything, one a pool; or none, with the limit that forbids the least of them. */
export type SizedSwap =
  | {
      readonly ok: true;
      readonly legs: readonly Leg[];
      /** What stopped a larger size; null when all that was wanted fits. */
      readonly boundBy: string | null;
    }
  | SwapRefusal;

/** Size of the step that asks which limit forbids more: a thousandth of what was wanted. */
const PROBE = 1_000n;

/**
 * Largest exchange over the listed pools of a pair whose every leg returns at least its floor and whose sum
 * fits the loss and turnover left, the wish and the amount wanted. Several pools share it by best marginal
 * price. Pure.
 */
export function sizeSwap(context: DecideContext, ledger: Ledger, wish: SwapWish): SizedSwap {
  const pools = poolsOf(context, ledger, wish);
  if (pools.length === 0) return refuseSize('NO_POOL', `no listed pool trades ${wish.fromId} for ${wish.toId}`);
  if (wish.mostInRaw <= 0n || wish.mostOutRaw === 0n) return refuseSize('NOTHING_TO_SELL', `no ${wish.fromId} to sell`);
  const alone = pools.map((pool) => sizeInPool(context, ledger, wish, pool));
  const taken =
    alone.length === 1
      ? alone
      : splitOverPools({
          wish,
          alone,
          judge: judgeOf(context, ledger, wish),
          turnoverLeftWad: turnoverLeft(ledger),
          lossLeftWad: lossLeft(ledger),
          leastWad: context.policy.limits.minTradeWad,
        });
  const legs = legsOf(context, ledger, wish, taken);
  const boundBy = hasReached(wish, legs) ? null : bindingLimit(context, ledger, wish, taken);
  if (legs.length > 0) return { ok: true, legs, boundBy: boundBy?.code ?? null };
  return boundBy ?? refuseSize('BELOW_FLOOR', `no pool pays the floor for ${wish.fromId} in ${wish.toId}`);
}

/** All is sold, or what was wanted came in to within a basis point: rounding, not a limit. */
function hasReached(wish: SwapWish, legs: readonly Leg[]): boolean {
  if (sum(legs.map((leg) => leg.amountInRaw)) >= wish.mostInRaw) return true;
  const outRaw = sum(legs.map((leg) => leg.expectedOutRaw));
  return wish.mostOutRaw !== null && outRaw * 10_000n >= wish.mostOutRaw * 9_999n;
}

const refuseSize = (code: string, reason: string): SwapRefusal => ({ ok: false, code, reason, headroomWad: null });

/** Pools the policy lists for the pair, on the chain of the account, and among those the sold asset may leave through. */
export function poolsOf(
  context: DecideContext,
  ledger: Ledger,
  pair: { readonly accountId: string; readonly fromId: string; readonly toId: string },
): PoolState[] {
  const chain = context.policy.accounts.find((account) => account.id === pair.accountId)?.chain ?? null;
  return ledger.pools.filter(
    (pool) =>
      pool.chain === chain &&
      mayLeaveThrough(context, pair.fromId, pool.venueId) &&
      context.venues.some((venue) => venue.id === pool.venueId && venue.kind === 'uniswap-v3') &&
      ((pool.asset0 === pair.fromId && pool.asset1 === pair.toId) ||
        (pool.asset1 === pair.fromId && pool.asset0 === pair.toId)),
  );
}

function mayLeaveThrough(context: DecideContext, fromId: string, venueId: string): boolean {
  const exits = context.policy.assets.find((asset) => asset.id === fromId)?.exitVenues ?? [];
  return exits.length === 0 || exits.includes(venueId);
}

/** Whether some acting account can exchange a pair without a detour over the base asset. */
export const isDirect = (context: DecideContext, ledger: Ledger, fromId: string, toId: string): boolean =>
  context.mandate.actors.some((accountId) => poolsOf(context, ledger, { accountId, fromId, toId }).length > 0);

type Judge = (pool: PoolState, amountInRaw: Raw, amountOutRaw: Raw) => SwapCharge;

/** The law over one ledger, prepared once for many questions. */
function judgeOf(context: DecideContext, ledger: Ledger, wish: SwapWish): Judge {
  const vault = guardStateOf(context, ledger, wish.accountId);
  return (pool, amountInRaw, amountOutRaw) => {
    const isZero = pool.asset0 === wish.fromId;
    return chargeSwap(context, ledger, vault, {
      fromId: wish.fromId,
      toId: wish.toId,
      fromDecimals: isZero ? pool.decimals0 : pool.decimals1,
      toDecimals: isZero ? pool.decimals1 : pool.decimals0,
      amountInRaw,
      amountOutRaw,
      isExit: wish.isExit,
    });
  };
}

function sizeInPool(context: DecideContext, ledger: Ledger, wish: SwapWish, pool: PoolState): Share {
  const judge = judgeOf(context, ledger, wish);
  const best = largestInput(
    pool,
    pool.asset0 === wish.fromId,
    cheapIn(context, wish, pool),
    (amountIn, amountOut) =>
      (wish.mostOutRaw === null || amountOut <= wish.mostOutRaw) && judge(pool, amountIn, amountOut).ok,
  );
  const amountRaw = best?.amountIn ?? raw(0n);
  const charge = best === null ? null : judge(pool, amountRaw, best.result.amountOutRaw);
  return {
    pool,
    mostRaw: amountRaw,
    amountRaw,
    result: best?.result ?? null,
    charge: charge?.ok === true ? charge : null,
  };
}

/** Of what is wanted as much as the pool takes before a unit of it costs more than the wish allows. */
function cheapIn({ assets }: DecideContext, { fromId, toId, mostInRaw, leastLeftWad }: SwapWish, pool: PoolState): Raw {
  if (leastLeftWad === undefined) return mostInRaw;
  const soldAtWad = assets.find((view) => view.assetId === fromId)?.soldAtWad ?? null;
  const boughtWad = assets.find((view) => view.assetId === toId)?.boughtAtWad ?? null;
  if (soldAtWad === null || boughtWad === null || boughtWad === 0n) return raw(0n);
  const zeroForOne = pool.asset0 === fromId;
  const floorWad = max(mulWadUp(soldAtWad, leastLeftWad), wad(1n));
  const limit = sqrtPriceAtFloor({ pool, fromAssetId: fromId, floorWad, boughtWad });
  if (zeroForOne ? limit >= pool.sqrtPriceX96Raw : limit <= pool.sqrtPriceX96Raw) return raw(0n);
  const [slice] = swapToPrices(pool, zeroForOne, [limit]);
  return min(mostInRaw, slice?.inRaw ?? raw(0n));
}

/** Shares as legs, as many as still fit when booked one after the other. */
function legsOf(context: DecideContext, ledger: Ledger, wish: SwapWish, shares: readonly Share[]): Leg[] {
  const legs: Leg[] = [];
  let booked = ledger;
  for (const share of shares) {
    if (share.result === null || share.amountRaw <= 0n) continue;
    const verdict = judgeOf(context, booked, wish)(share.pool, share.amountRaw, share.result.amountOutRaw);
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

/** Which limit forbids a little more; of several pools, the one that is not merely empty. */
function bindingLimit(
  context: DecideContext,
  ledger: Ledger,
  wish: SwapWish,
  shares: readonly Share[],
): SwapRefusal | null {
  const found = shares.flatMap((share): SwapRefusal[] => {
    const more = min(raw(share.amountRaw + wish.mostInRaw / PROBE + 1n), wish.mostInRaw);
    const result = swapExactIn(share.pool, share.pool.asset0 === wish.fromId, more);
    if (!result.isComplete) return [refuseSize('POOL_EMPTY', `${share.pool.venueId} has no more observed depth`)];
    const others = shares.filter((item) => item.pool !== share.pool);
    const booked = legsOf(context, ledger, wish, others).reduce(applySwap, ledger);
    const verdict = judgeOf(context, booked, wish)(share.pool, more, result.amountOutRaw);
    return verdict.ok ? [] : [verdict];
  });
  return found.find((item) => item.code !== 'POOL_EMPTY') ?? found[0] ?? null;
}
