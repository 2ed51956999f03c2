// One idea: what the market does in one block of world time, queued as one transaction.
import { encodeAbiParameters, type Abi } from 'viem';
import { DAY_SECONDS, type Address } from '@ballast/core';
import { vaultAbi } from '../../venues/ballast-vault/vaultAbi.ts';
import { createRandom, type RandomStream } from '../scenario/counterRandom.ts';
import { curveAt } from '../scenario/curve.ts';
import { createFeedClock, type FeedClock } from '../scenario/feedClock.ts';
import type { OutsidePrices } from '../scenario/outsidePrices.ts';
import { ORIGINS, type Scenario } from '../scenario/scenario.ts';
import { readArtifact } from './artifacts.ts';
import type { AaveSet } from './deployAave.ts';
import { addressOf, type TokenSet } from './deployTokens.ts';
import type { DeployedPool, UniswapSet } from './deployUniswap.ts';
import { createProviders, type LiquidityProviders } from './liquidity.ts';
import { tokenOf, type MarketPlan } from './marketPlan.ts';
import { rawRatio, rawTokens, sqrtPriceX96 } from './poolMath.ts';
import type { Site } from './site.ts';

/** Everything the market acts on. */
export interface MarketParts {
  readonly site: Site;
  readonly plan: MarketPlan;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly outside: OutsidePrices;
  readonly set: TokenSet;
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

/** Typical trade of a noise trader, as a share of the pool's first depth. */
const TRADE_SHARE = 0.0006;
const YEAR_SECONDS = 365 * DAY_SECONDS;

export function createMarket(parts: MarketParts): Market {
  const { site, scenario, seed } = parts;
  const moverAbi = site.contract('WorldMover').abi;
  const pushFeeds = createFeeds(parts);
  const router = readArtifact('@uniswap/v3-periphery/artifacts/contracts/SwapRouter.sol/SwapRouter.json').abi;
  const pools = (parts.uniswap?.pools ?? []).map((pool) => ({
    pool,
    providers: createProviders(site, pool, moverAbi),
    noise: createRandom(seed, `noise/${pool.plan.assetId}`),
  }));
  let index = 0;
  let lastSeconds = scenario.window.from - 3_600;
  return {
    step: (timeSeconds) => {
      pushFeeds(timeSeconds);
      for (const item of pools) movePool(parts, moverAbi, router, item, index, timeSeconds);
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

/** Push feeds by their own rules, the pull oracle at every block. */
function createFeeds({ site, scenario, outside, set }: MarketParts): (timeSeconds: number) => void {
  const feedAbi = site.contract('TestFeed').abi;
  const clocks = scenario.assets.flatMap((asset) =>
    (['chainlink', 'exchange'] as const).flatMap((origin) => {
      const address = set.feeds.get(asset.id)?.[origin];
      if (address === undefined) return [];
      return [{ address, clock: createFeedClock(scenario, outside, asset, origin), round: 0 }];
    }),
  ) satisfies { address: Address; clock: FeedClock; round: number }[];
  return (timeSeconds) => {
    for (const feed of clocks) {
      const answer = feed.clock.advanceTo(timeSeconds);
      if (answer.round === feed.round) continue;
      feed.round = answer.round;
      site.batch.call(feed.address, feedAbi, 'pushAnswer', [eighths(answer.price), BigInt(answer.updatedAtSeconds)]);
    }
    const updates = scenario.assets
      .filter((asset) => !isSilent(scenario, asset.id, timeSeconds))
      .map((asset) => pythUpdate(scenario, outside, set, asset.id, timeSeconds));
    site.batch.call(set.pyth, site.contract('MockPyth').abi, 'updatePriceFeeds', [updates]);
  };
}

/** A price in the eight decimals of dollar feeds. */
const eighths = (price: number): bigint => BigInt(Math.round(price * 1e8));

const isSilent = (scenario: Scenario, assetId: string, timeSeconds: number): boolean =>
  scenario.silences.some(
    (item) =>
      item.origin === 'pyth' &&
      (item.asset === assetId || item.asset === 'all') &&
      item.from <= timeSeconds &&
      timeSeconds < item.to,
  );

const PRICE = [
  { name: 'price', type: 'int64' },
  { name: 'conf', type: 'uint64' },
  { name: 'expo', type: 'int32' },
  { name: 'publishTime', type: 'uint256' },
] as const;
const PRICE_FEED = [
  {
    type: 'tuple',
    components: [
      { name: 'id', type: 'bytes32' },
      { name: 'price', type: 'tuple', components: PRICE },
      { name: 'emaPrice', type: 'tuple', components: PRICE },
    ],
  },
] as const;

/**
 * A Pyth price with its confidence: the asset's own, half of how far origins stand apart, and a quarter of the last
 * five minutes' move. Publishers disagree when venues do.
 */
function pythUpdate(
  scenario: Scenario,
  outside: OutsidePrices,
  set: TokenSet,
  assetId: string,
  timeSeconds: number,
): `0x${string}` {
  const seen = outside.seenBy('pyth', assetId, timeSeconds);
  const before = outside.seenBy('pyth', assetId, timeSeconds - 300);
  const views = ORIGINS.map((origin) => outside.seenBy(origin, assetId, timeSeconds));
  const spread = Math.max(...views) - Math.min(...views);
  const own = scenario.assets.find((asset) => asset.id === assetId)?.feeds.pyth.confidence ?? 0;
  const confidence = seen * own + spread / 2 + Math.abs(seen - before) / 4;
  const price = { price: eighths(seen), conf: eighths(confidence), expo: -8, publishTime: BigInt(timeSeconds - 1) };
  const id = set.pythIds.get(assetId) ?? '0x';
  return encodeAbiParameters(PRICE_FEED, [{ id, price, emaPrice: price }]);
}

function movePool(
  { site, plan, scenario, outside, set, uniswap }: MarketParts,
  moverAbi: Abi,
  routerAbi: Abi,
  {
    pool,
    providers,
    noise,
  }: { readonly pool: DeployedPool; readonly providers: LiquidityProviders; readonly noise: RandomStream },
  index: number,
  timeSeconds: number,
): void {
  const priceOf = (assetId: string): number =>
    assetId === pool.plan.assetId ? outside.seenBy('pool', assetId, timeSeconds) : outside.at(assetId, timeSeconds);
  const [price0, price1] = [priceOf(pool.asset0), priceOf(pool.asset1)];
  const depth = depthAt(scenario, pool.plan.assetId, timeSeconds);
  providers.move({ timeSeconds, price0, price1, depth });
  const router = uniswap?.router ?? set.weth;
  const sells0 = noise.uniform(2 * index) < 0.5;
  const [assetIn, assetOut] = sells0 ? [pool.asset0, pool.asset1] : [pool.asset1, pool.asset0];
  const usd = pool.plan.depthUsd * depth * TRADE_SHARE * Math.abs(noise.normal(2 * index + 1));
  site.batch.call(router, routerAbi, 'exactInputSingle', [
    {
      tokenIn: addressOf(set, assetIn),
      tokenOut: addressOf(set, assetOut),
      fee: pool.plan.feePips,
      recipient: site.mover,
      deadline: 2n ** 64n,
      amountIn: rawTokens(usd / priceOf(assetIn), tokenOf(plan, assetIn).decimals) + 1n,
      amountOutMinimum: 0n,
      sqrtPriceLimitX96: 0n,
    },
  ]);
  const fair = rawRatio(pool, price0, price1);
  const kept = 1 - pool.plan.feePips / 1e6;
  site.batch.call(site.mover, moverAbi, 'track', [
    pool.address,
    router,
    sqrtPriceX96(fair * kept),
    sqrtPriceX96(fair / kept),
  ]);
}

/** Depth curve of an asset's pool: its own where there is one, else the one for all, else whole. */
function depthAt(scenario: Scenario, assetId: string, timeSeconds: number): number {
  const curve =
    scenario.depth.find((item) => item.asset === assetId) ?? scenario.depth.find((item) => item.asset === 'all');
  return curve === undefined ? 1 : curveAt(curve.points, timeSeconds);
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
