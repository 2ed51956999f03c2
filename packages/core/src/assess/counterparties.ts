import type { Policy } from '../policy/policy.ts';
import type { SheetLine } from '../records/sheet.ts';

/** Counterparties a line depends on, as `kind:id`: issuers through every underlying, custodian, chain, bridge and venue operator. Pure. */
export function counterpartiesOf(line: SheetLine, policy: Policy): ReadonlySet<string> {
  const found = new Set<string>();
  const account = policy.accounts.find((item) => item.id === line.accountId);
  const operator = policy.venues.find((item) => item.id === line.venueId)?.operator;
  const seen = new Set<string>();
  let assetId: string | null = line.assetId;
  while (assetId !== null && !seen.has(assetId)) {
    seen.add(assetId);
    const asset = policy.assets.find((item) => item.id === assetId);
    if (asset !== undefined) found.add(`issuer:${asset.issuer}`);
    const bridge = asset?.deployments.find((item) => item.chain === account?.chain)?.bridge;
    if (bridge != null) found.add(`bridge:${bridge}`);
    if (asset?.custodian != null) found.add(`custodian:${asset.custodian}`);
    assetId = asset?.underlying ?? null;
  }
  if (account !== undefined) found.add(`custodian:${account.custodian}`);
  if (account?.chain != null) found.add(`chain:${account.chain}`);
  if (operator !== undefined) found.add(`venue:${operator}`);
  return found;
}
