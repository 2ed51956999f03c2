import { bps, parseWad, WAD, wad, type Hash, type Policy } from '@ballast/core';
import { encodeAdoptPolicy } from '../../venues/ballast-vault/encodeLaw.ts';
import { vaultAbi } from '../../venues/ballast-vault/vaultAbi.ts';
import { callRpc, type RpcPort } from '../../venues/rpc.ts';
import type { ReserveSet } from './deployReserve.ts';
import { addressOf, type TokenSet } from './deployTokens.ts';
import { tokenOf, type MarketPlan } from './marketPlan.ts';
import type { Cast } from './openWorld.ts';
import { rawTokens } from './poolMath.ts';
import type { Site } from './site.ts';

/** What the reserve begins with. */
const RESERVE_USD = 100_000_000;
/** Reserve over liabilities at the first prices, as a share of the liabilities. */
const SURPLUS = 0.055;
/** About what is first issued; flows of the scenario are shares of it. */
export const FIRST_SUPPLY = RESERVE_USD / (1 + SURPLUS);
/** Governance tokens the reserve happens to hold; they back nothing. */
const GOVERNANCE_USD = 2_000_000;
const BEYOND_ANY = parseWad('1000000000000');
/** How the first issue is spread over the holders; the market keeps the rest. */
const HOLDER_SHARES_BPS = [3_400n, 2_400n, 1_800n, 1_400n, 999n];
/** Share of each lendable asset's holding that works from the first day. */
const DEPLOYED_SHARE = 0.25;

/** A reserve to be filled, and what with. */
export interface Founding {
  readonly site: Site;
  readonly plan: MarketPlan;
  readonly set: TokenSet;
  readonly reserve: ReserveSet;
  readonly cast: Cast;
  readonly law: { readonly policy: Policy; readonly documentHash: Hash };
  readonly priceOf: (assetId: string) => number;
}

/**
 * First issue under a bootstrap law without caps: the surplus is given, the rest is minted against assets in the
 * policy's target weights and spread over the holders.
 */
export function fundReserve(founding: Founding): void {
  const { site, plan, set, reserve, cast, law, priceOf } = founding;
  const token = site.contract('TestToken').abi;
  adoptLaw(founding, bootstrapLaw(law.policy), 'adopt the bootstrap law');
  const parts = law.policy.assets.map((asset) => {
    const usd = asset.isEndogenous ? GOVERNANCE_USD : (RESERVE_USD * Number(asset.targetWeightBps)) / 10_000;
    const given = asset.isEndogenous ? usd : (usd * SURPLUS) / (1 + SURPLUS);
    const worth = (dollars: number): bigint => rawTokens(dollars / priceOf(asset.id), tokenOf(plan, asset.id).decimals);
    return { address: addressOf(set, asset.id), given: worth(given), minted: worth(usd - given) };
  });
  // The surplus first: an asset alone in the vault would be over any cap where its two feeds differ.
  for (const { address, given } of parts) site.batch.call(address, token, 'transfer', [reserve.vault, given]);
  for (const { address, minted } of parts.filter((part) => part.minted > 0n)) {
    site.batch.call(address, token, 'approve', [reserve.vault, 2n ** 256n - 1n]);
    site.batch.call(reserve.vault, vaultAbi, 'mint', [address, minted, 0n]);
  }
  const shares = HOLDER_SHARES_BPS.slice(0, cast.holders.length);
  const moverAbi = site.contract('WorldMover').abi;
  site.batch.call(site.mover, moverAbi, 'spread', [reserve.liability, cast.holders, shares]);
  site.flush('first issue');
}

/**
 * The policy's own law, a block after the first issue. One more token is issued before: the bootstrap law refills its
 * budgets within seconds, so the first issue does not weigh on the mint budget of the policy's first days.
 */
export function adoptPolicy(founding: Founding): void {
  const { site, plan, set, reserve, law } = founding;
  const one = rawTokens(1, tokenOf(plan, plan.baseId).decimals);
  site.batch.call(reserve.vault, vaultAbi, 'mint', [addressOf(set, plan.baseId), one, 0n]);
  site.flush('last issue under the bootstrap law');
  adoptLaw(founding, law.policy, 'adopt the policy');
}

function adoptLaw({ site, cast, reserve, law }: Founding, policy: Policy, what: string): void {
  const data = encodeAdoptPolicy(policy, law.documentHash);
  site.deployer.sendData(cast.owner, what, reserve.vault, data, { gas: 30_000_000 });
}

/** Puts the first share of lendable assets to work, by the keeper, under the policy's own law. */
export function deployFirst({ site, plan, reserve, cast, law: { policy }, priceOf }: Founding): void {
  const lent = policy.venues.filter((venue) => venue.kind !== 'uniswap-v3');
  lent.forEach((venue, index) => {
    const asset = policy.assets.find((item) => item.id === venue.assets[0]);
    if (asset === undefined) return;
    const cap = (RESERVE_USD * Number(venue.maxShareBps)) / 10_000;
    const usd = Math.min(cap / 2, (RESERVE_USD * DEPLOYED_SHARE * Number(asset.targetWeightBps)) / 10_000);
    const amount = rawTokens(usd / priceOf(asset.id), tokenOf(plan, asset.id).decimals);
    site.deployer.send(cast.keeper, `deposit ${venue.id}`, reserve.vault, vaultAbi, 'deposit', [BigInt(index), amount]);
  });
}

/** Gives whoever raises haircuts on chain the role, and ether to do it with. */
export async function appointSteward(
  rpc: RpcPort,
  { site, reserve, cast }: Pick<Founding, 'site' | 'reserve' | 'cast'>,
): Promise<void> {
  await callRpc(rpc, 'anvil_setBalance', [cast.steward, `0x${(10n ** 21n).toString(16)}`]);
  site.deployer.send(cast.owner, 'appoint the steward', reserve.vault, vaultAbi, 'setSteward', [cast.steward]);
}

/** The policy without its caps: only the first issue happens under it. */
const bootstrapLaw = (policy: Policy): Policy => ({
  ...policy,
  assets: policy.assets.map((asset) => ({ ...asset, maxWeightBps: bps(10_000) })),
  limits: {
    ...policy.limits,
    exposures: [],
    liquidity: [],
    minBackingRatioWad: wad(WAD / 2n),
    mintCapPerDayWad: BEYOND_ANY,
    maxVaultValueWad: BEYOND_ANY,
  },
});
