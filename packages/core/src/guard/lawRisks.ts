import { bps, BPS, wad, type Bps } from '../units/amounts.ts';
import { sha256Text } from '../records/hash.ts';
import type { VaultRisk } from '../records/snapshot.ts';
import { partiesOfAsset } from '../policy/counterparties.ts';
import type { Policy, PolicyAsset, PolicyVenue } from '../policy/policy.ts';

/** Most that no absolute cap leaves: the contract's widest number. */
const NO_CAP = wad((1n << 128n) - 1n);

/** The law's risk caps: the document's exposure limits, in its order. The id is the hash of `kind:id`. Pure. */
export const lawRisks = (policy: Policy): VaultRisk[] =>
  policy.limits.exposures.map(({ kind, id, maxShareBps }) => ({
    id: sha256Text(`${kind}:${id}`),
    capWad: NO_CAP,
    capBps: maxShareBps,
  }));

/** Bit i for every exposure limit an asset falls under: issuers, custodians and bridges through all it is made of. Pure. */
export function risksOfAsset(policy: Policy, asset: PolicyAsset, chain: string): number {
  const parties = partiesOfAsset(asset.id, policy, chain);
  return bitsOf(policy, ({ kind, id }) => parties.some((party) => party.kind === kind && party.id === id));
}

/** Bit i for every exposure limit a venue falls under by who runs it. Pure. */
export const risksOfVenue = (policy: Policy, venue: PolicyVenue): number =>
  bitsOf(policy, ({ kind, id }) => kind === 'venue' && id === venue.operator);

const bitsOf = (policy: Policy, isOne: (exposure: Policy['limits']['exposures'][number]) => boolean): number =>
  policy.limits.exposures.reduce((bits, exposure, index) => (isOne(exposure) ? bits | (1 << index) : bits), 0);

const CLASS = { now: 0, hour: 1, day: 1, week: 2, longer: 3 } as const;

/** Liquidity class of an asset: at once, within a day, within a week, later. Pure. */
export const maturityOf = (asset: PolicyAsset): number => CLASS[asset.liquidityTier];

/** Least cash of the document by class; a horizon of an hour has none on chain. Pure. */
export const lawLiquidity = (policy: Policy): readonly [Bps, Bps, Bps] => {
  const least = (horizon: string): Bps =>
    policy.limits.liquidity.find((item) => item.horizon === horizon)?.minCoverageBps ?? bps(0);
  const clip = (value: Bps): Bps => (value > BPS ? BPS : value);
  return [clip(least('now')), clip(least('day')), clip(least('week'))];
};
