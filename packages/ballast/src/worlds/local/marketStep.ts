import type { Abi } from 'viem';
import { DAY_SECONDS, type Address } from '@ballast/core';
import { vaultAbi } from '../../venues/ballast-vault/vaultAbi.ts';
import { curveAt } from '../scenario/curve.ts';
import type { AaveSet } from './deployAave.ts';
import { addressOf } from './deployTokens.ts';
import { swapRouterAbi, type UniswapSet } from './deployUniswap.ts';
import { createFeeds } from './feedStep.ts';
import { tokenOf } from './marketPlan.ts';
import { rawTokens } from './poolMath.ts';
import { createPoolStep, type PoolParts } from './poolStep.ts';

/** How long before the window the chain, its feeds and its interest begin. */
export const WARM_UP_SECONDS = 3_600;

/** Everything the market acts on. */
export interface MarketParts extends PoolParts {
  readonly uniswap: UniswapSet | null;
  readonly aave: AaveSet | null;
  /** Savings vaults with their underlying and yearly growth. */
  readonly savings: readonly { readonly vault: Address; readonly growthPerYear: number }[];
  /** Where new holders mint, and with what; null when nothing is issued in this world. */
  readonly intake: { readonly vault: Address; readonly assetId: string; readonly supply: number } | null;
}

export interface Market {
  /** Queues one block of world time ending at `timeSeconds`. Moments only go forward. */
  step(timeSeconds: number): void;
}

const YEAR_SECONDS = 365 * DAY_SECONDS;

/** The whole market of a world: what happens in one block of its time becomes one transaction. */
export function createMarket(parts: MarketParts): Market {
  const { site, scenario, uniswap } = parts;
  const moverAbi = site.contract('WorldMover').abi;
  const pushFeeds = createFeeds(parts);
  const router = uniswap === null ? null : { address: uniswap.router, abi: swapRouterAbi() };
  const pools = router === null ? [] : (uniswap?.pools ?? []).map((pool) => createPoolStep(parts, router, pool));
  let index = 0;
  let lastSeconds = scenario.window.from - WARM_UP_SECONDS;
  return {
    step: (timeSeconds) => {
      pushFeeds(timeSeconds);
      for (const movePool of pools) movePool(index, timeSeconds);
      utilise(parts, moverAbi, timeSeconds);
      for (const { vault, growthPerYear } of parts.savings) {
        const gainWad = BigInt(Math.floor(((timeSeconds - lastSeconds) / YEAR_SECONDS) * growthPerYear * 1e18));
        if (gainWad > 0n) site.batch.call(site.mover, moverAbi, 'accrue', [vault, gainWad]);
      }
      mintSome(parts, lastSeconds, timeSeconds);
      site.flush('market');
      lastSeconds = timeSeconds;
      index += 1;
    },
  };
}

function utilise({ site, scenario, set, aave }: MarketParts, moverAbi: Abi, timeSeconds: number): void {
  for (const reserve of aave?.reserves ?? []) {
    const curve = scenario.lending.find((item) => item.asset === reserve.assetId);
    const share = curve === undefined ? reserve.utilisation : curveAt(curve.points, timeSeconds);
    site.batch.call(site.mover, moverAbi, 'utilise', [
      aave?.pool,
      addressOf(set, reserve.assetId),
      reserve.receipt,
      reserve.variableDebt,
      BigInt(Math.round(share * 10_000)),
    ]);
  }
}

/** New holders bring the payout asset while the vault takes it; a paused intake only loses them. */
function mintSome({ site, scenario, plan, set, intake, outside }: MarketParts, from: number, to: number): void {
  if (intake === null) return;
  const { points } = scenario.mints;
  const share = curveAt(points, to) - curveAt(points, from);
  const amount = rawTokens(
    (share * intake.supply) / outside.at(intake.assetId, to),
    tokenOf(plan, intake.assetId).decimals,
  );
  if (amount === 0n) return;
  const args = [addressOf(set, intake.assetId), amount, 0n];
  site.batch.call(intake.vault, vaultAbi, 'mint', args, { mayFail: true });
}
