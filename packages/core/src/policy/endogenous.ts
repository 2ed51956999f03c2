import type { Policy, PolicyAsset } from './policy.ts';

/** Classes that are our own health by another name, whatever a document says. */
const OWN_CLASSES: readonly PolicyAsset['class'][] = ['governance', 'ownLiability'];

/**
 * Whether an asset's value depends on this protocol's own health: so marked, of such a class, made of something
 * that is, or backed by it. An asset the policy does not know counts as endogenous. No setting changes this. Pure.
 */
export function dependsOnUs(policy: Pick<Policy, 'assets'>, assetId: string): boolean {
  const waiting = [assetId];
  const seen = new Set<string>();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const asset = policy.assets.find((item) => item.id === id);
    if (asset === undefined || asset.isEndogenous || OWN_CLASSES.includes(asset.class)) return true;
    if (asset.underlying !== null) waiting.push(asset.underlying);
    waiting.push(...asset.constituents, ...(asset.backedBy ?? []));
  }
  return false;
}
