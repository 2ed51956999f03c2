import { BPS, amountDown, raw, sub, valueDown, wad, type Wad } from '../units/amounts.ts';
import { amountsAt, sqrtPriceOf } from '../markets/liquidityAmounts.ts';
import type { EffectiveLimits } from '../policy/effectiveLimits.ts';
import { dependsOnUs } from '../policy/endogenous.ts';
import type { Policy } from '../policy/policy.ts';
import type { AssetPrice } from '../records/sheet.ts';
import type { Holding, PoolState, Snapshot } from '../records/snapshot.ts';

/** What valuing a position needs to know of the rest. */
export interface PositionContext {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly limits: EffectiveLimits;
  readonly prices: readonly AssetPrice[];
}

/**
 * Our pool positions as holdings of the side a run would leave us with. A position is worth least, at given
 * prices, where the pool stands at those prices, so it is worth that and not what the pool's own spot shows;
 * a run then turns all of it into the worse side, so the whole of it carries that side's haircut, issuer and
 * eligibility. Worse is what may back less, then what may not be sold. Uncollected fees count nothing.
 * Where a side has no mark the amount is unknown. Which of our accounts on the chain holds a position is not
 * observed; the first stands for all. Pure.
 */
export function positionHoldings(context: PositionContext): Holding[] {
  return context.snapshot.pools
    .filter((pool) => pool.ownPositions.some((position) => position.liquidityRaw > 0n))
    .map((pool) => positionHolding(pool, context));
}

function positionHolding(pool: PoolState, context: PositionContext): Holding {
  const { snapshot, policy, prices } = context;
  const [worse] = [sideOf(pool, 0, context), sideOf(pool, 1, context)].toSorted(compareSides);
  const mark = (assetId: string): Wad | null => prices.find((price) => price.assetId === assetId)?.markWad ?? null;
  const worth = fairValue(pool, mark(pool.asset0), mark(pool.asset1));
  const amountRaw = worse?.markWad == null || worth === null ? null : amountDown(worth, worse.decimals, worse.markWad);
  return {
    id: `position:${pool.venueId}`,
    assetId: worse?.assetId ?? pool.asset0,
    accountId: policy.accounts.find((account) => account.chain === pool.chain)?.id ?? '',
    chain: pool.chain,
    decimals: worse?.decimals ?? pool.decimals0,
    where: 'deployed',
    venueId: pool.venueId,
    amountRaw,
    // Counted as no one's cash: our own liquidity is not depth for us.
    withdrawableRaw: raw(0n),
    attestedId: null,
    provenance: {
      kind: 'chain',
      chain: pool.chain,
      block: snapshot.blocks.find((block) => block.chain === pool.chain)?.number ?? null,
      contract: pool.pool,
      method: 'positions',
      timeSeconds: snapshot.asOfSeconds,
    },
  };
}

interface Side {
  readonly assetId: string;
  readonly decimals: number;
  readonly markWad: Wad | null;
  /** Share of its value that may back a liability. */
  readonly backsBps: bigint;
  readonly mayExit: boolean;
}

function sideOf(pool: PoolState, index: 0 | 1, { policy, limits, prices }: PositionContext): Side {
  const assetId = index === 0 ? pool.asset0 : pool.asset1;
  const asset = policy.assets.find((item) => item.id === assetId);
  const price = prices.find((item) => item.assetId === assetId);
  const haircut = limits.assets.find((item) => item.assetId === assetId)?.haircutBps ?? BPS;
  const mayBack = asset?.isEligible === true && !dependsOnUs(policy, assetId);
  return {
    assetId,
    decimals: index === 0 ? pool.decimals0 : pool.decimals1,
    markWad: price?.markWad ?? null,
    backsBps: price?.markWad == null ? -1n : mayBack ? sub(BPS, haircut) : 0n,
    mayExit: price?.exit.allowed ?? false,
  };
}

function compareSides(a: Side, b: Side): number {
  if (a.backsBps !== b.backsBps) return a.backsBps < b.backsBps ? -1 : 1;
  if (a.mayExit !== b.mayExit) return a.mayExit ? 1 : -1;
  return a.assetId < b.assetId ? -1 : 1;
}

/** Value of our positions at two marks, with the pool standing at those marks; null when one is unknown. */
function fairValue(pool: PoolState, mark0: Wad | null, mark1: Wad | null): Wad | null {
  if (mark0 === null || mark1 === null || mark0 <= 0n || mark1 <= 0n) return null;
  const sqrtPriceX96 = sqrtPriceOf(
    { priceWad: mark0, decimals: pool.decimals0 },
    { priceWad: mark1, decimals: pool.decimals1 },
  );
  return pool.ownPositions.reduce<Wad>((total, position) => {
    const { amount0Raw, amount1Raw } = amountsAt(position, sqrtPriceX96);
    const worth = valueDown(amount0Raw, pool.decimals0, mark0) + valueDown(amount1Raw, pool.decimals1, mark1);
    return wad(total + worth);
  }, wad(0n));
}
