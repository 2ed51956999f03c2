import type { Exposure } from '../records/sheet.ts';
import type { Policy, PolicyAsset } from './policy.ts';

/** Somebody or something whose failure would cost the reserve. */
export interface Party {
  readonly kind: Exposure['kind'];
  readonly id: string;
}

/** Where a quantity stands, as far as counterparties are concerned; every line of a balance sheet is one. */
export interface Place {
  readonly assetId: string;
  readonly accountId: string;
  readonly venueId: string | null;
}

/** Every counterparty a quantity in a place leads to, each once. Pure. */
export function partiesOfLine(line: Place, policy: Policy): Party[] {
  const account = policy.accounts.find((item) => item.id === line.accountId);
  const venue = policy.venues.find((item) => item.id === line.venueId);
  const chain = account?.chain ?? venue?.chain ?? null;
  // A position in a pool may end as either of the pool's assets.
  const assetIds = venue?.kind === 'uniswap-v3' ? [...new Set([line.assetId, ...venue.assets])] : [line.assetId];
  return distinct([
    ...assetIds.flatMap((assetId) => partiesOfAsset(assetId, policy, chain)),
    ...(account === undefined ? [] : [{ kind: 'custodian' as const, id: account.custodian }]),
    ...(venue === undefined ? [] : [{ kind: 'venue' as const, id: venue.operator }]),
  ]);
}

/** The asset itself, and issuers, custodians and bridges through all it is made of; the chain it sits on. Pure. */
export function partiesOfAsset(assetId: string, policy: Policy, chain: string | null): Party[] {
  const parties: Party[] = [{ kind: 'asset', id: assetId }];
  if (chain !== null) parties.push({ kind: 'chain', id: chain });
  for (const asset of madeOf(assetId, policy)) {
    parties.push({ kind: 'issuer', id: asset.issuer });
    if (asset.custodian !== null) parties.push({ kind: 'custodian', id: asset.custodian });
    const bridge = asset.deployments.find((item) => item.chain === chain)?.bridge ?? null;
    if (bridge !== null) parties.push({ kind: 'bridge', id: bridge });
  }
  return distinct(parties);
}

/** The asset and everything it redeems for or may turn into, each once. */
function madeOf(assetId: string, policy: Policy): PolicyAsset[] {
  const found = new Map<string, PolicyAsset>();
  const waiting = [assetId];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const asset = policy.assets.find((item) => item.id === id);
    if (asset === undefined || found.has(id)) continue;
    found.set(id, asset);
    if (asset.underlying !== null) waiting.push(asset.underlying);
    waiting.push(...asset.constituents);
  }
  return [...found.values()];
}

const distinct = (parties: readonly Party[]): Party[] => [
  ...new Map(parties.map((party) => [`${party.kind}\n${party.id}`, party])).values(),
];
