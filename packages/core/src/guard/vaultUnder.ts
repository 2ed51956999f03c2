import { bps } from '../units/amounts.ts';
import type { Policy } from '../policy/policy.ts';
import type { VaultState } from '../records/snapshot.ts';
import { effectiveTargets } from './effectiveTargets.ts';
import { lawOf } from './lawOf.ts';

/**
 * A vault as it would be on the morning after it adopted a policy: the parameters of that law, and everything that
 * happens to it, such as budgets spent, prices and what the guardian disabled, as it is. An asset or venue the vault
 * does not list yet is left out, because nothing was read of it. Pure; throws what `lawOf` throws.
 */
export function vaultUnder(vault: VaultState, policy: Policy): VaultState {
  const law = lawOf(policy);
  const assets = vault.assets.flatMap((asset) => {
    const next = law.assets.find((item) => item.assetId === asset.assetId);
    // What was switched off stays off until it is switched on by name.
    return next === undefined ? [] : [{ ...shared(asset, next), isDisabled: asset.isDisabled }];
  });
  const base = law.assets[0]?.assetId ?? vault.baseAssetId;
  const disabled = new Set(assets.flatMap((asset) => (asset.isDisabled ? [asset.assetId] : [])));
  const targets = new Map(effectiveTargets(assets, base, disabled).map((item) => [item.assetId, item.targetBps]));
  const { payoutToken: _token, ...redemption } = law.redemption;
  return {
    ...shared(vault, law.limits),
    baseAssetId: base,
    assets: assets.map((asset) => ({ ...asset, effectiveTargetBps: targets.get(asset.assetId) ?? bps(0) })),
    venues: vault.venues.flatMap((venue) => {
      const next = law.venues.find((item) => item.venueId === venue.venueId);
      return next === undefined ? [] : [shared(venue, next)];
    }),
    redemption: shared(vault.redemption, redemption),
  };
}

/** `now` with the values of `next` under every key both have. */
function shared<T extends object>(now: T, next: object): T {
  const values = Object.entries(next).filter(([key]) => key in now);
  return { ...now, ...Object.fromEntries(values) };
}
