// One idea: cash reachable by each horizon, as one flow over shared pools, venues and budgets.
import { amountDown, min, raw, subFloor, valueDown, wad, type Raw, type Wad } from '../units/amounts.ts';
import { largestInput } from '../markets/swapExactIn.ts';
import type { EffectiveLimits } from '../policy/effectiveLimits.ts';
import type { Policy } from '../policy/policy.ts';
import type { AssetPrice, LadderRung } from '../records/sheet.ts';
import type { PoolState, Snapshot } from '../records/snapshot.ts';

type Horizon = LadderRung['horizon'];
const HORIZONS: readonly Horizon[] = ['now', 'hour', 'day', 'week'];
/** How often observed depth may be sold into by then. An hour brings no new depth in a crisis; a day refills it once; a week three times: below what pools showed in March 2023. */
const REFILLS: Readonly<Record<Horizon, number>> = { now: 0, hour: 0, day: 1, week: 3 };
/** Turnover budgets by then, in days' worth. */
const BUDGET_DAYS: Readonly<Record<Horizon, bigint>> = { now: 1n, hour: 1n, day: 2n, week: 8n };
const TIER_RANK: Readonly<Record<string, number>> = { now: 0, hour: 1, day: 2, week: 3, longer: 4 };

/** Rungs of the ladder in the payout asset; each pool's depth and each budget is promised once. Pure. */
export function buildLadder(
  snapshot: Snapshot,
  policy: Policy,
  prices: readonly AssetPrice[],
  limits: EffectiveLimits,
): LadderRung[] {
  const payout = policy.liabilities[0]?.payoutAsset ?? policy.assets.find((asset) => asset.isBase)?.id ?? '';
  return HORIZONS.map((horizon) => rung(horizon, payout, snapshot, policy, prices, limits));
}

function rung(
  horizon: Horizon,
  payout: string,
  snapshot: Snapshot,
  policy: Policy,
  prices: readonly AssetPrice[],
  limits: EffectiveLimits,
): LadderRung {
  const draws: LadderRung['draws'][number][] = [];
  const low = (assetId: string): Wad | null => prices.find((price) => price.assetId === assetId)?.lowWad ?? null;
  const free = freeAmounts(snapshot);
  const take = (assetId: string, venueId: string | null, amountRaw: Raw, cashWad: Wad, costWad: Wad): void => {
    if (amountRaw > 0n) draws.push({ assetId, venueId, amountRaw, cashWad, costWad });
  };
  const own = free.filter((item) => item.assetId === payout);
  const payoutLow = low(payout);
  if (payoutLow !== null)
    for (const item of own)
      take(payout, item.venueId, item.amountRaw, valueDown(item.amountRaw, item.decimals, payoutLow), wad(0n));
  // A turnover budget binds sales, not cash already there; unrefilled budget is what is left today.
  let budget: bigint = limits.turnoverLeftWad + policy.limits.turnoverPerDayWad * (BUDGET_DAYS[horizon] - 1n);
  const pools = new Map(snapshot.pools.map((pool) => [pool.venueId, pool]));
  for (let round = 0; round <= REFILLS[horizon]; round += 1) {
    if (round > 0) for (const pool of snapshot.pools) pools.set(pool.venueId, pool);
    for (const item of free) {
      if (item.assetId === payout || item.amountRaw === 0n) continue;
      const price = prices.find((entry) => entry.assetId === item.assetId);
      const assetLow = price?.lowWad ?? null;
      if (assetLow === null || price === undefined || !price.exit.allowed || payoutLow === null) continue;
      const tier = policy.assets.find((asset) => asset.id === item.assetId)?.liquidityTier ?? 'longer';
      const asset = policy.assets.find((entry) => entry.id === item.assetId);
      if (asset?.pricing.method !== 'consensus') {
        if ((TIER_RANK[tier] ?? 4) > (TIER_RANK[horizon] ?? 0)) continue;
        take(item.assetId, null, item.amountRaw, valueDown(item.amountRaw, item.decimals, assetLow), wad(0n));
        item.amountRaw = raw(0n);
        continue;
      }
      const pool = poolBetween(pools, item.assetId, payout);
      if (pool === undefined || budget <= 0n) continue;
      const most = min(item.amountRaw, amountDown(wad(budget), item.decimals, assetLow));
      const zeroForOne = pool.asset0 === item.assetId;
      const outDecimals = zeroForOne ? pool.decimals1 : pool.decimals0;
      const keeps = 10_000n - policy.limits.exitSlippageBps;
      const best = largestInput(
        pool,
        zeroForOne,
        most,
        (amountIn, amountOut) =>
          valueDown(amountOut, outDecimals, payoutLow) * 10_000n >=
          valueDown(amountIn, item.decimals, assetLow) * keeps,
      );
      if (best === null) continue;
      const cash = valueDown(best.result.amountOutRaw, outDecimals, payoutLow);
      const worth = valueDown(best.amountIn, item.decimals, assetLow);
      take(item.assetId, pool.venueId, best.amountIn, cash, subFloor(worth, cash));
      pools.set(pool.venueId, best.result.pool);
      budget -= worth;
      item.amountRaw = raw(item.amountRaw - best.amountIn);
    }
  }
  const cashWad = draws.reduce((total, draw) => total + draw.cashWad, 0n);
  return {
    horizon,
    cashWad: wad(cashWad),
    exitCostWad: wad(draws.reduce((total, draw) => total + draw.costWad, 0n)),
    draws,
  };
}

interface Free {
  readonly assetId: string;
  readonly venueId: string | null;
  readonly decimals: number;
  amountRaw: Raw;
}

/** What can move: idle amounts, and the withdrawable part of what is deployed, each venue's cash once. */
function freeAmounts(snapshot: Snapshot): Free[] {
  const cash = new Map(snapshot.lending.map((market) => [market.venueId, market.availableLiquidityRaw]));
  return snapshot.holdings
    .filter((holding) => holding.amountRaw !== null && (holding.where === 'idle' || holding.where === 'deployed'))
    .toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .map((holding) => {
      let amount = holding.where === 'idle' ? (holding.amountRaw ?? raw(0n)) : (holding.withdrawableRaw ?? raw(0n));
      const left = holding.venueId === null ? undefined : cash.get(holding.venueId);
      if (left !== undefined && holding.venueId !== null) {
        amount = min(amount, left);
        cash.set(holding.venueId, raw(left - amount));
      }
      return { assetId: holding.assetId, venueId: holding.venueId, decimals: holding.decimals, amountRaw: amount };
    });
}

const poolBetween = (pools: ReadonlyMap<string, PoolState>, a: string, b: string): PoolState | undefined =>
  [...pools.values()].find(
    (pool) => (pool.asset0 === a && pool.asset1 === b) || (pool.asset0 === b && pool.asset1 === a),
  );
