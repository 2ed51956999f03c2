import type { Policy } from '../policy/policy.ts';

/** Where a quantity stands, as far as counterparties are concerned. */
export interface Place {
  readonly assetId: string;
  readonly accountId: string;
  readonly venueId: string | null;
}

/** Counterparties a quantity in a place is exposed to, as `kind:id`: issuers through every underlying, custodian, chain, bridges, venue operator. Pure. */
export function counterpartiesOf(place: Place, policy: Policy): ReadonlySet<string> {
  const found = new Set<string>();
  const account = policy.accounts.find((item) => item.id === place.accountId);
  const seen = new Set<string>();
  let assetId: string | null = place.assetId;
  while (assetId !== null && !seen.has(assetId)) {
    seen.add(assetId);
    const asset = policy.assets.find((item) => item.id === assetId);
    if (asset !== undefined) found.add(`issuer:${asset.issuer}`);
    const bridge = asset?.deployments.find((item) => item.chain === account?.chain)?.bridge;
    if (bridge != null) found.add(`bridge:${bridge}`);
    assetId = asset?.underlying ?? null;
  }
  if (account !== undefined) found.add(`custodian:${account.custodian}`);
  if (account?.chain != null) found.add(`chain:${account.chain}`);
  const venue = policy.venues.find((item) => item.id === place.venueId);
  if (venue !== undefined) found.add(`venue:${venue.operator}`);
  return found;
}
