import type { Abi } from 'viem';
import type { Address } from '@ballast/core';
import { createRandom } from '../scenario/counterRandom.ts';
import { curveAt } from '../scenario/curve.ts';
import type { OutsidePrices } from '../scenario/outsidePrices.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { addressOf, type TokenSet } from './deployTokens.ts';
import type { DeployedPool } from './deployUniswap.ts';
import { createProviders } from './liquidity.ts';
import { tokenOf, type MarketPlan } from './marketPlan.ts';
import { rawRatio, rawTokens, sqrtPriceX96 } from './poolMath.ts';
import type { Site } from './site.ts';

/** What traders and liquidity providers work with. */
export interface PoolParts {
  readonly site: Site;
  readonly plan: MarketPlan;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly outside: OutsidePrices;
  readonly set: TokenSet;
}

/** Typical trade of a noise trader, as a share of the pool's first depth. */
const TRADE_SHARE = 0.0006;

/**
 * Everybody at one pool: providers move first, then a noise trader, then an arbitrageur brings the price back to
 * within the fee of the outside price. Returns what they queue at the index-th moment.
 */
export function createPoolStep(
  parts: PoolParts,
  router: { readonly address: Address; readonly abi: Abi },
  pool: DeployedPool,
): (index: number, timeSeconds: number) => void {
  const { site, plan, scenario, seed, outside, set } = parts;
  const moverAbi = site.contract('WorldMover').abi;
  const providers = createProviders(site, pool, moverAbi);
  const noise = createRandom(seed, `noise/${pool.plan.assetId}`);
  return (index, timeSeconds) => {
    const priceOf = (assetId: string): number =>
      assetId === pool.plan.assetId ? outside.seenBy('pool', assetId, timeSeconds) : outside.at(assetId, timeSeconds);
    const [price0, price1] = [priceOf(pool.asset0), priceOf(pool.asset1)];
    const depth = depthAt(scenario, pool.plan.assetId, timeSeconds);
    providers.move({ timeSeconds, price0, price1, depth });
    const sells0 = noise.uniform(2 * index) < 0.5;
    const [assetIn, assetOut] = sells0 ? [pool.asset0, pool.asset1] : [pool.asset1, pool.asset0];
    const usd = pool.plan.depthUsd * depth * TRADE_SHARE * Math.abs(noise.normal(2 * index + 1));
    site.batch.call(router.address, router.abi, 'exactInputSingle', [
      {
        tokenIn: addressOf(set, assetIn),
        tokenOut: addressOf(set, assetOut),
        fee: pool.plan.feePips,
        recipient: site.mover,
        deadline: 2n ** 64n,
        // Never nothing: the router refuses an empty swap.
        amountIn: rawTokens(usd / priceOf(assetIn), tokenOf(plan, assetIn).decimals) + 1n,
        amountOutMinimum: 0n,
        sqrtPriceLimitX96: 0n,
      },
    ]);
    const fair = rawRatio(pool, price0, price1);
    const kept = 1 - pool.plan.feePips / 1e6;
    const bounds = [sqrtPriceX96(fair * kept), sqrtPriceX96(fair / kept)];
    site.batch.call(site.mover, moverAbi, 'track', [pool.address, router.address, ...bounds]);
  };
}

/** Depth curve of an asset's pool: its own where there is one, else the one for all, else whole. */
function depthAt(scenario: Scenario, assetId: string, timeSeconds: number): number {
  const curve =
    scenario.depth.find((item) => item.asset === assetId) ?? scenario.depth.find((item) => item.asset === 'all');
  return curve === undefined ? 1 : curveAt(curve.points, timeSeconds);
}
