import type { Policy, PolicyAsset } from '../../policy/policy.ts';

/**
 * What moves an asset's price, by what the policy says it is. `floating`: itself, if it has a history. `coin`: its peg.
 * `staked`: what it redeems for, and its discount to that. `bill`: the curve, and its gate. `still`: nothing.
 */
export type AssetFactor =
  | { readonly kind: 'floating' | 'coin' | 'bill' | 'still' }
  | { readonly kind: 'staked'; readonly baseId: string };

/**
 * Reads the factor off the policy. A staking token needs what it redeems for among the `priced`; else it floats by its
 * own history. A bill needs no history: what happened to bills is known better than what happened to one of them. Pure.
 */
export function assetFactor(asset: PolicyAsset, policy: Policy, priced: ReadonlySet<string>): AssetFactor {
  if (asset.pricing.method === 'par') return { kind: 'still' };
  if (asset.pegWad !== null) return { kind: 'coin' };
  if (asset.class === 'tbill' && asset.underlying === null) return { kind: 'bill' };
  const baseId = asset.class === 'lst' ? stakedBase(asset, policy) : null;
  return baseId !== null && priced.has(baseId) ? { kind: 'staked', baseId } : { kind: 'floating' };
}

/** What is staked, below all shares of it; null where the policy does not say. */
function stakedBase(asset: PolicyAsset, policy: Policy): string | null {
  const seen = new Set<string>();
  let at: PolicyAsset | undefined = asset;
  while (at !== undefined && at.class === 'lst' && !seen.has(at.id)) {
    seen.add(at.id);
    const under: string | null = at.underlying;
    at = policy.assets.find((item) => item.id === under);
  }
  return at === undefined || at.class === 'lst' ? null : at.id;
}
