import { loadPolicy, type Address, type LoadedPolicy } from '@ballast/core';
import { deployAave, fundAave, type AaveSet } from './deployAave.ts';
import { deployGovernance, handOver, type GovernanceSet } from './deployGovernance.ts';
import { deployReserve, type ReserveSet } from './deployReserve.ts';
import { addressOf, deployTokens, fundSavings, type TokenSet } from './deployTokens.ts';
import { deployUniswap, type UniswapSet } from './deployUniswap.ts';
import { adoptPolicy, appointSteward, deployFirst, FIRST_SUPPLY, fundReserve } from './fundReserve.ts';
import { planMarket, type MarketPlan } from './marketPlan.ts';
import { createMarket, WARM_UP_SECONDS } from './marketStep.ts';
import type { Built, Ground } from './openWorld.ts';
import { createHolders, readHolders } from './redemptionStep.ts';

/** Addresses of a world, for tests and for people who look around. */
export interface WorldAddresses {
  readonly aggregator: Address;
  readonly market: Address;
  readonly tokens: TokenSet;
  readonly uniswap: UniswapSet;
  readonly aave: AaveSet;
  readonly steady: Address;
  readonly reserve: ReserveSet;
  /** The DAO whose timelock owns the vault; null where a development account does. */
  readonly governance: GovernanceSet | null;
}

/** The Harbor reserve, standing on a market of real contracts. */
export interface Harbor extends Built {
  readonly plan: MarketPlan;
  readonly addresses: WorldAddresses;
  readonly law: LoadedPolicy;
}

/** Others' money in each savings vault. */
const SAVINGS_USD = 400_000_000;
/** What the lending vault of stablecoins pays. */
const STEADY_GROWTH = 0.04;

/**
 * Deploys the market and a reserve paid out in `baseId`, issues the first liabilities and adopts the policy that
 * `writePolicy` gives for the addresses, in seven blocks; with governance, an eighth hands the vault to the timelock.
 */
export async function buildHarbor(
  ground: Ground,
  { baseId, hasGovernance }: { readonly baseId: string; readonly hasGovernance: boolean },
  writePolicy: (addresses: WorldAddresses, plan: MarketPlan) => string,
): Promise<Harbor> {
  const { site, rpc, scenario, outside, cast, mineNext } = ground;
  const priceOf = (assetId: string): number => outside.at(assetId, scenario.window.from);
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
  const governance = hasGovernance ? deployGovernance(site, cast) : null;
  site.flush('savings and pools');
  await mineNext();

  const aave = await fundAave(site, rpc, plan, set, listed, priceOf);
  const addresses = { aggregator, market: site.mover, tokens: set, uniswap, aave, steady, reserve, governance };
  const policyText = writePolicy(addresses, plan);
  const law = loadPolicy(policyText, 'harbor.policy.yaml');
  const market = createMarket({
    ...ground,
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
  const founding = { site, plan, set, reserve, cast, law, priceOf };
  for (const found of [fundReserve, adoptPolicy, deployFirst]) {
    found(founding);
    await mineNext();
  }
  const hasSteward = law.policy.limits.haircuts !== undefined;
  if (hasSteward) {
    await appointSteward(rpc, founding);
    await mineNext();
  }
  if (governance !== null) {
    handOver(site, cast, reserve, governance);
    await mineNext();
  }
  const first = await readHolders(rpc, reserve.liability, cast.holders);
  const holders = createHolders(site.deployer, scenario, reserve.vault, first);
  return { plan, addresses, policyText, law, hasSteward, market, holders };
}
