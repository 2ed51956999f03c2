// One idea: worlds of a chosen size, for measuring how the engine grows with the number of assets.
import { stringify } from 'yaml';
import type { Address } from '@ballast/core';
import { readScenario } from '../scenario/readScenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { buildHarbor, type WorldAddresses } from './buildHarbor.ts';
import { addressOf, deployTokens, type TokenSet } from './deployTokens.ts';
import { planMarket, tokenOf, type MarketPlan } from './marketPlan.ts';
import { createMarket, WARM_UP_SECONDS } from './marketStep.ts';
import { LOCAL_CHAIN, openWorld, type Built, type Ground, type OpenWorld } from './openWorld.ts';
import { rawTokens } from './poolMath.ts';

export interface BenchWorldOptions {
  /** 5, 8 or 16 assets in a vault that acts, or 50 or 200 in a wallet that is only observed. */
  readonly assets: 5 | 8 | 16 | 50 | 200;
  readonly seed?: number;
  readonly steps?: number;
  /** Whether the law caps every counterparty, keeps a least of cash in each class and allows auctions: all there is. */
  readonly hasCaps?: boolean;
}

/** A bench world; its addresses where there is a vault. */
export interface BenchWorld extends OpenWorld {
  readonly addresses: WorldAddresses | null;
}

const CORE = ['USDC', 'USDT', 'DAI', 'WETH', 'WBTC'] as const;
const DOLLARS: readonly string[] = ['USDC', 'USDT', 'DAI'];
const BASE_ID = 'USDC';
const WALLET_USD = 100_000_000;

/** Builds a world with so many assets on the calm quarter's schedule; each has three price origins. */
export async function createBenchWorld({
  assets,
  seed = 1,
  steps,
  hasCaps = false,
}: BenchWorldOptions): Promise<BenchWorld> {
  const scenario = benchScenario(readScenario('calm-quarter'), assets);
  const isObserved = assets > 16;
  const { world, built } = await openWorld<Built & { readonly addresses: WorldAddresses | null }>(
    { scenario, seed, steps, history: undefined },
    (ground) =>
      isObserved
        ? buildWallet(ground)
        : buildHarbor(
            ground,
            { baseId: BASE_ID, hasGovernance: false },
            ({ tokens, uniswap, aggregator, aave, steady, reserve }, plan) =>
              stringify({
                ...benchPolicy(
                  ground,
                  plan,
                  tokens,
                  aggregator,
                  new Map(uniswap.pools.map((pool) => [pool.plan.assetId, pool.address])),
                  hasCaps,
                ),
                accounts: [
                  { id: 'vault', kind: 'vault', chain: LOCAL_CHAIN, address: reserve.vault, custodian: 'vault' },
                ],
                venues: [
                  ...uniswap.pools.map(({ plan: { assetId, feePips }, address }) => ({
                    id: `uniswap-${assetId}`,
                    kind: 'uniswap-v3',
                    chain: LOCAL_CHAIN,
                    address,
                    operator: 'uniswap',
                    assets: [assetId, BASE_ID],
                    feePips,
                  })),
                  ...aave.reserves.map(({ assetId, receipt }) => ({
                    id: `aave-${assetId}`,
                    kind: 'aave-v3',
                    chain: LOCAL_CHAIN,
                    address: aave.pool,
                    operator: 'aave',
                    assets: [assetId],
                    maxShare: '10%',
                    receipt,
                  })),
                  ...(hasCaps
                    ? [
                        {
                          id: 'steady',
                          kind: 'erc4626',
                          chain: LOCAL_CHAIN,
                          address: steady,
                          operator: 'steady',
                          assets: [BASE_ID],
                          maxShare: '10%',
                          receipt: steady,
                        },
                      ]
                    : []),
                ],
                liabilities: [
                  {
                    id: 'hUSD',
                    name: 'Bench dollar',
                    kind: 'par',
                    chain: LOCAL_CHAIN,
                    token: reserve.liability,
                    decimals: '18',
                    payoutAsset: BASE_ID,
                    owed: 'payoutAsset',
                    redemption: { queue: '1h', capPerDay: '20000000' },
                    runPerDay: '10%',
                  },
                ],
                execution: {
                  vault: { chain: LOCAL_CHAIN, address: reserve.vault, router: uniswap.router },
                  ...EXECUTION,
                },
              }),
          ),
  );
  return { ...world, addresses: built.addresses };
}

const EXECUTION = { planLifetime: '15m', maxDrift: '50 bps' } as const;

/** The calm quarter with as many assets as asked: the core ones, then invented ones that walk at two percent a day. */
function benchScenario(calm: Scenario, assets: number): Scenario {
  const core = calm.assets.filter((asset) => CORE.some((id) => id === asset.id));
  const model = core.find((asset) => asset.id === 'WETH');
  const { from, to } = calm.window;
  const source = calm.mints.source;
  const invented = Array.from({ length: assets - core.length }, (_, index) => ({
    id: `ALT${String(index + 1).padStart(3, '0')}`,
    noise: 0.02,
    history: 0.03,
    anchors: [
      { at: from, price: 5 + index, source },
      { at: to, price: 5 + index, source },
    ],
    feeds: model?.feeds ?? core[0]!.feeds,
  }));
  return { ...calm, id: `bench-${assets}`, assets: [...core, ...invented] };
}

/** A wallet that holds the same worth of every asset; nothing is traded, nothing is owed. */
async function buildWallet(ground: Ground): Promise<Built & { readonly addresses: null }> {
  const { site, scenario, outside, cast, mineNext } = ground;
  const priceOf = (assetId: string): number => outside.at(assetId, scenario.window.from);
  const ids = scenario.assets.map((asset) => asset.id);
  const plan = planMarket(ids, BASE_ID);
  const set = deployTokens(site, plan, new Map(), priceOf);
  const aggregator = site.deployer.deploy('Aggregator', site.contract('Aggregator'));
  const token = site.contract('TestToken').abi;
  const wallet = cast.holders[0] ?? cast.owner;
  for (const id of ids) {
    const amount = rawTokens(WALLET_USD / ids.length / priceOf(id), tokenOf(plan, id).decimals);
    site.batch.call(addressOf(set, id), token, 'transfer', [wallet, amount]);
  }
  site.flush('wallet');
  await mineNext();
  const market = createMarket({
    ...ground,
    plan,
    set,
    uniswap: null,
    aave: null,
    savings: [],
    intake: null,
  });
  market.step(scenario.window.from - WARM_UP_SECONDS);
  await mineNext();
  const policyText = stringify({
    ...benchPolicy(ground, plan, set, aggregator, new Map(), false),
    accounts: [{ id: 'wallet', kind: 'eoa', chain: LOCAL_CHAIN, address: wallet, custodian: 'operator' }],
    execution: EXECUTION,
  });
  return { policyText, market, hasSteward: false, holders: null, addresses: null };
}

/** What the policies of all sizes have in common. */
function benchPolicy(
  { cast, scenario }: Ground,
  plan: MarketPlan,
  set: TokenSet,
  aggregator: Address,
  pools: ReadonlyMap<string, Address>,
  hasCaps: boolean,
) {
  return {
    version: '1',
    reserve: `bench-${plan.tokens.length}`,
    name: `Bench of ${plan.tokens.length} assets`,
    effective: '2023-06-01',
    numeraire: 'USD',
    chains: [{ id: LOCAL_CHAIN, name: 'local chain', aggregator }],
    assets: plan.tokens.map(({ id }, index) => benchAsset(scenario, plan, set, id, index, pools)),
    limits: {
      minBackingRatio: '100%',
      minRiskAdjustedBackingRatio: '50%',
      maxPegDeviation: '2%',
      lossPerDay: '400000',
      turnoverPerDay: '30000000',
      maxSlippage: '30 bps',
      exitSlippage: '250 bps',
      maxVaultValue: '200000000',
      mintCapPerDay: '10000000',
      ...(hasCaps ? caps(plan) : {}),
    },
    ...(hasCaps ? { regime: { auction: '30m' } } : {}),
    levels: { watchBacking: '103%', defensiveBacking: '101%', emergencyBacking: '100%', calmFor: '6h' },
    waterfall: ['surplus', 'holders'],
    roles: { owner: cast.owner, guardian: cast.guardian, keeper: cast.keeper },
  };
}

/** A cap for each issuer and venue, and a least of cash in each class. */
const caps = (plan: MarketPlan) => ({
  exposures: [
    ...plan.tokens.map(({ id }) => ({ kind: 'issuer', id: `issuer-${id}`, maxShare: '40%' })),
    ...['aave', 'steady'].map((id) => ({ kind: 'venue', id, maxShare: '30%' })),
  ],
  liquidity: ['now', 'day', 'week'].map((horizon) => ({ horizon, minCoverage: '10%' })),
});

function benchAsset(
  scenario: Scenario,
  plan: MarketPlan,
  set: TokenSet,
  id: string,
  index: number,
  pools: ReadonlyMap<string, Address>,
) {
  const isDollar = DOLLARS.includes(id);
  const count = plan.tokens.length;
  // Equal shares; what does not divide goes to the first asset.
  const even = Math.floor(10_000 / count);
  const target = index === 0 ? 10_000 - even * (count - 1) : even;
  const common = { chain: LOCAL_CHAIN, heartbeat: '25h', minPrice: '0.0001', maxPrice: '10000000', quote: 'USD' };
  const feed = (origin: 'chainlink' | 'exchange') => ({
    ...common,
    id: `${id}-${origin}`,
    venue: 'chainlink',
    address: set.feeds.get(id)?.[origin],
    origin,
  });
  const pool = pools.get(id);
  return {
    id,
    name: tokenOf(plan, id).name,
    class: isDollar ? 'stablecoin' : 'crypto',
    issuer: `issuer-${id}`,
    ...(id === BASE_ID ? { base: 'true' } : {}),
    deployments: [{ chain: LOCAL_CHAIN, address: addressOf(set, id), decimals: String(tokenOf(plan, id).decimals) }],
    targetWeight: `${target} bps`,
    minWeight: '0%',
    maxWeight: `${Math.min(10_000, target * 2)} bps`,
    haircutFloor: isDollar ? '1%' : '20%',
    liquidityTier: isDollar ? 'now' : 'hour',
    ...(isDollar ? { peg: '1' } : {}),
    pricing: {
      method: 'consensus',
      sources: [
        feed('chainlink'),
        feed('exchange'),
        {
          ...common,
          id: `${id}-pyth`,
          venue: 'pyth',
          address: set.pyth,
          feedId: set.pythIds.get(id),
          origin: 'pyth',
          maxConfidence: '2%',
        },
        ...(pool === undefined
          ? []
          : [
              { ...common, id: `${id}-uniswap`, venue: 'uniswap-v3', address: pool, origin: 'uniswap', quote: BASE_ID },
            ]),
      ],
      bandFloor: isDollar ? '50 bps' : '200 bps',
      bandCap: isDollar ? '200 bps' : '1000 bps',
      dailyVolatility: `${((scenario.assets[index]?.history ?? 0.03) * 100).toFixed(2)}%`,
    },
    states: {
      iffyDeviation: isDollar ? '1%' : '15%',
      iffyFor: '10m',
      disabledDeviation: isDollar ? '3%' : '60%',
      disabledFor: '30m',
      recoverDeviation: isDollar ? '50 bps' : '10%',
      recoverFor: '12h',
    },
  };
}
