import { bps, max } from '../units/amounts.ts';
import type { Policy } from '../policy/policy.ts';
import type { VaultGates, VaultState } from '../records/snapshot.ts';
import { effectiveTargets } from './effectiveTargets.ts';
import { lawOf } from './lawOf.ts';
import type { OnChainLaw } from './onChainLaw.ts';

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
    ...(vault.gates === undefined ? {} : { gates: gatesUnder(vault.gates, law) }),
  };
}

/** The gates of the vault with the parameters of a law; what happened to it, as it is. */
const gatesUnder = (gates: VaultGates, law: OnChainLaw): VaultGates => ({
  ...shared(shared(gates, law.limits), law.regime),
  risks: law.risks,
  assets: gates.assets.flatMap((gate) => {
    const next = law.assets.find((item) => item.assetId === gate.assetId);
    if (next === undefined) return [];
    const { haircutBps, ...rest } = next;
    return [{ ...shared(gate, rest), haircutBps: max(gate.haircutBps, haircutBps) }];
  }),
  venues: gates.venues.flatMap((gate) => {
    const next = law.venues.find((item) => item.venueId === gate.venueId);
    return next === undefined ? [] : [shared(gate, next)];
  }),
});

/** `now` with the values of `next` under every key both have. */
function shared<T extends object>(now: T, next: object): T {
  const values = Object.entries(next).filter(([key]) => key in now);
  return { ...now, ...Object.fromEntries(values) };
}
