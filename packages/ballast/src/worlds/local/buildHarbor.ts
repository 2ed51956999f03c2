import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isoTime, loadPolicy, DAY_SECONDS, type Address, type LoadedPolicy } from '@ballast/core';
import type { RpcPort } from '../../venues/rpc.ts';
import type { OutsidePrices } from '../scenario/outsidePrices.ts';
import { scenarioFolder } from '../scenario/readScenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { deployAave, fundAave, type AaveSet } from './deployAave.ts';
import { deployReserve, type Cast, type ReserveSet } from './deployReserve.ts';
import { addressOf, deployTokens, fundSavings, type TokenSet } from './deployTokens.ts';
import { deployUniswap, type UniswapSet } from './deployUniswap.ts';
import { deployFirst, FIRST_SUPPLY, fundReserve } from './fundReserve.ts';
import { planMarket, type MarketPlan } from './marketPlan.ts';
import { createMarket, type Market } from './marketStep.ts';
import { createHolders, readHolders, type Holders } from './redemptionStep.ts';
import { renderReserve } from './renderReserve.ts';
import type { Site } from './site.ts';

/** Addresses of a world, for tests and for people who look around. */
export interface WorldAddresses {
  readonly aggregator: Address;
  readonly market: Address;
  readonly tokens: TokenSet;
  readonly uniswap: UniswapSet;
  readonly aave: AaveSet;
  readonly steady: Address;
  readonly reserve: ReserveSet;
}

/** The Harbor reserve, standing on a market of real contracts. */
export interface Harbor {
  readonly plan: MarketPlan;
  readonly addresses: WorldAddresses;
  readonly policyText: string;
  readonly law: LoadedPolicy;
  readonly market: Market;
  readonly holders: Holders;
}

export interface HarborOptions {
  readonly site: Site;
  readonly rpc: RpcPort;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly outside: OutsidePrices;
  readonly payable: 'usdc' | 'usd';
  readonly cast: Cast;
  /** Mines what is queued as the next block of construction; returns its time. */
  readonly mineNext: () => Promise<number>;
}

/** Others' money in each savings vault. */
const SAVINGS_USD = 400_000_000;
/** What the lending vault of stablecoins pays. */
const STEADY_GROWTH = 0.04;

/** Deploys the market and the reserve, issues the first liabilities and adopts the policy, in five blocks. */
export async function buildHarbor(options: HarborOptions): Promise<Harbor> {
  const { site, rpc, scenario, outside, payable, cast, mineNext } = options;
  const priceOf = (assetId: string): number => outside.at(assetId, scenario.window.from);
  const baseId = payable === 'usdc' ? 'USDC' : 'USDT';
  const plan = planMarket(
    scenario.assets.map((asset) => asset.id),
    baseId,
  );
  const shares = scenario.assets.flatMap(({ id, follows }) => (follows === undefined ? [] : [{ id, follows }]));
  const underlying = new Map(shares.map(({ id, follows }) => [id, follows.asset]));
  const set = deployTokens(site, plan, underlying, priceOf);
  const steady = site.create('TestSavings4626', [addressOf(set, 'USDC'), 'Steady USDC', 'steadyUSDC']);
  site.flush('balances');
  await mineNext();

  const vaults = [
    ...shares.map(({ id, follows }) => ({ vault: addressOf(set, id), assetId: follows.asset, ratio: follows.ratio })),
    { vault: steady, assetId: 'USDC', ratio: 1.02 },
  ];
  fundSavings(site, plan, set, vaults, SAVINGS_USD, priceOf);
  const uniswap = deployUniswap(site, plan, set, priceOf);
  const listed = deployAave(site, plan, set);
  const aggregator = site.deployer.deploy('Aggregator', site.contract('Aggregator'));
  const reserve = deployReserve(site, cast, uniswap.router);
  site.flush('savings and pools');
  await mineNext();

  const aave = await fundAave(site, rpc, plan, set, listed, priceOf);
  const addresses = { aggregator, market: site.mover, tokens: set, uniswap, aave, steady, reserve };
  const policyText = harborPolicy(options, plan, addresses);
  const law = loadPolicy(policyText, 'harbor.policy.yaml');
  const market = createMarket({
    ...options,
    plan,
    set,
    uniswap,
    aave,
    savings: [
      ...shares.map(({ id, follows }) => ({ vault: addressOf(set, id), growthPerYear: follows.growthPerYear })),
      { vault: steady, growthPerYear: STEADY_GROWTH },
    ],
    intake: { vault: reserve.vault, assetId: baseId, supply: FIRST_SUPPLY },
  });
  site.flush('lending');
  await mineNext();
  market.step(scenario.window.from - WARM_UP_SECONDS);
  await mineNext();
  fundReserve(site, plan, set, reserve, cast, law, priceOf);
  await mineNext();
  deployFirst(site, plan, reserve, cast, law.policy, priceOf);
  await mineNext();
  const first = await readHolders(rpc, reserve.liability, cast.holders);
  const holders = createHolders(site.deployer, scenario, reserve.vault, first);
  return { plan, addresses, policyText, law, market, holders };
}

/** How long before the window the chain begins. */
export const WARM_UP_SECONDS = 3_600;

function harborPolicy(
  { scenario, payable, cast }: HarborOptions,
  plan: MarketPlan,
  { aggregator, tokens, uniswap, aave, steady, reserve }: WorldAddresses,
): string {
  const template = readFileSync(join(scenarioFolder(), 'reserves', 'harbor.policy.yaml'), 'utf8');
  const values = new Map<string, string>([
    ['effective', isoTime(scenario.window.from - 30 * DAY_SECONDS).slice(0, 10)],
    ['chain', LOCAL_CHAIN],
    ['base', plan.baseId],
    ['aggregator', aggregator],
    ['vault', reserve.vault],
    ['liability', reserve.liability],
    ['router', uniswap.router],
    ['pyth', tokens.pyth],
    ['aave', aave.pool],
    ['steady', steady],
    ['owner', cast.owner],
    ['guardian', cast.guardian],
    ['keeper', cast.keeper],
    ...plan.tokens.flatMap(({ id }): [string, string][] => [
      [`token.${id}`, addressOf(tokens, id)],
      [`pyth.${id}`, tokens.pythIds.get(id) ?? ''],
      [`feed.${id}.chainlink`, tokens.feeds.get(id)?.chainlink ?? ''],
      [`feed.${id}.exchange`, tokens.feeds.get(id)?.exchange ?? ''],
    ]),
    ...uniswap.pools.flatMap(({ plan: pool, address }): [string, string][] => {
      const name = pool.assetId === 'USDC' || pool.assetId === 'USDT' ? 'dollars' : pool.assetId;
      return [
        [`pool.${name}`, address],
        [`fee.${name}`, String(pool.feePips)],
      ];
    }),
    ...aave.reserves.map(({ assetId, receipt }): [string, string] => [`receipt.${assetId}`, receipt]),
  ]);
  return renderReserve(template, values, new Set([payable, ...(tokens.tokens.has('UST') ? ['ust'] : [])]));
}

/** CAIP-2 id of the local chain. */
export const LOCAL_CHAIN = 'eip155:31337';
