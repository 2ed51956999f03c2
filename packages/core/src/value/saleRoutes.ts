import { BPS, WAD, mulDivDown, mulDivUp, sub, valueDown, valueUp, type Wad } from '../units/amounts.ts';
import type { AssetPrice } from '../records/sheet.ts';
import type { PoolState, VaultState } from '../records/snapshot.ts';
import { lowOf, priceOf, type LadderContext } from './ladderStock.ts';
import { saleSteps, type SaleStep } from './saleSteps.ts';

/** Slices of every pool that leads to the payout asset, best price first. */
export interface Routes {
  readonly direct: readonly SaleStep[];
  /** Slices into the base asset, for what has no pool with the payout asset. */
  readonly intoBase: readonly SaleStep[];
}

/**
 * Every permitted sale into the payout asset, or into the base asset on the way there. A sale needs the exit
 * verdict of what is sold and ends at the vault's floor: the high side less the slip, or for an asset being
 * left the exit floor less the exit slip, and then only into the base asset. A frozen vault sells nothing. Pure.
 */
export function routesTo(payout: string, context: LadderContext): Routes {
  const { snapshot, policy, limits } = context;
  const base = policy.assets.find((asset) => asset.isBase)?.id ?? '';
  if (limits.mode === 'frozen') return { direct: [], intoBase: [] };
  const direct = snapshot.pools.flatMap((pool) => sell(pool, payout, base, context));
  const reached = new Set(direct.map((step) => placeOf(step)));
  const intoBase =
    base === payout
      ? []
      : snapshot.pools
          .flatMap((pool) => sell(pool, base, base, context))
          .filter((step) => step.fromAssetId !== payout && !reached.has(placeOf(step)));
  return { direct: bestFirst(direct, context), intoBase: bestFirst(intoBase, context) };
}

const placeOf = (step: SaleStep): string => `${step.fromAssetId}@${step.pool.chain}`;

function sell(pool: PoolState, to: string, base: string, context: LadderContext): SaleStep[] {
  const { snapshot, policy, limits, prices } = context;
  if (pool.asset0 !== to && pool.asset1 !== to) return [];
  const fromAssetId = pool.asset0 === to ? pool.asset1 : pool.asset0;
  const asset = policy.assets.find((item) => item.id === fromAssetId);
  const price = priceOf(prices, fromAssetId);
  const law = limits.assets.find((item) => item.assetId === fromAssetId);
  if (asset === undefined || law === undefined || price?.highWad == null || !price.exit.allowed) return [];
  if (asset.exitVenues.length > 0 && !asset.exitVenues.includes(pool.venueId)) return [];
  const isExit = isExitOpen(fromAssetId, price, snapshot.vault);
  if ((isExit || limits.mode === 'exitOnly') && to !== base) return [];
  const from = isExit ? (price.exitFloorWad ?? price.highWad) : price.highWad;
  const slip = isExit ? law.exitSlipBps : law.slipBps;
  const boughtLowWad = lowOf(prices, to);
  const floorWad = mulDivUp(from, sub(BPS, slip), BPS) as Wad;
  return boughtLowWad > 0n && floorWad > 0n ? saleSteps({ pool, fromAssetId, floorWad, boughtLowWad }) : [];
}

/** Whether the wider exit slip applies: the vault's own word, or without a vault two origins below the disabled threshold. */
const isExitOpen = (assetId: string, price: AssetPrice, vault: VaultState | null): boolean =>
  vault === null
    ? price.originsBelowDisabled >= 2
    : vault.assets.some((asset) => asset.assetId === assetId && asset.isExitOpen);

function bestFirst(steps: readonly SaleStep[], { prices }: LadderContext): SaleStep[] {
  return steps
    .map((step) => ({ step, price: relativePrice(step, prices) }))
    .toSorted((a, b) => {
      if (a.price !== b.price) return a.price > b.price ? -1 : 1;
      return a.step.pool.venueId < b.step.pool.venueId ? -1 : a.step.pool.venueId > b.step.pool.venueId ? 1 : 0;
    })
    .map(({ step }) => step);
}

/** Proceeds at the low side per value sold at the high side, WAD. */
export function relativePrice(step: SaleStep, prices: readonly AssetPrice[]): bigint {
  const { pool } = step;
  const [inDecimals, outDecimals] =
    pool.asset0 === step.fromAssetId ? [pool.decimals0, pool.decimals1] : [pool.decimals1, pool.decimals0];
  const proceeds = valueDown(step.outRaw, outDecimals, lowOf(prices, step.toAssetId));
  const worth = valueUp(step.inRaw, inDecimals, priceOf(prices, step.fromAssetId)?.highWad ?? WAD);
  return worth === 0n ? 0n : mulDivDown(proceeds, WAD, worth);
}
