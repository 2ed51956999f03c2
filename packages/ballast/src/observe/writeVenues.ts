import type { Catalogue } from './catalogueSchema.ts';
import { assetOf, written, type DraftAsset } from './policyDraft.ts';

/** Venues of a drafted document: pools between its assets, and the lending market of each held one. Pure. */
export function writeVenues(catalogue: Catalogue, held: readonly DraftAsset[], quotes: readonly string[]): string {
  const { chain, contracts } = catalogue;
  const present = new Set([...held.map((asset) => asset.assetId), ...quotes]);
  const lines = new Map<string, string>();
  for (const { assetId } of held) {
    const asset = assetOf(catalogue, assetId);
    for (const pool of asset.pools.filter((item) => present.has(item.with))) {
      const receipt =
        contracts.positionManager === undefined ? '' : `, receipt: ${written(contracts.positionManager.address)}`;
      lines.set(
        pool.address,
        `  - { id: uniswap-${asset.id}-${pool.with}, kind: uniswap-v3, chain: ${chain}, address: ${written(pool.address)}, operator: uniswap, assets: [${asset.id}, ${pool.with}], feePips: ${pool.feePips}${receipt} }`,
      );
    }
    if (asset.lending !== undefined && contracts.aavePool !== undefined)
      lines.set(
        asset.lending.receipt,
        `  - { id: aave-${asset.id}, kind: aave-v3, chain: ${chain}, address: ${written(contracts.aavePool.address)}, operator: aave, assets: [${asset.id}], maxShare: 20%, receipt: ${written(asset.lending.receipt)} }`,
      );
  }
  if (lines.size === 0) return 'venues: []\n';
  return `# Where these assets can be sold or lent: positions there are found, and depth and cash are read every cycle.
venues:
${[...lines.values()].join('\n')}
`;
}
