import { BPS, mulDivUp, wad, type Bps, type Wad } from '../units/amounts.ts';
import type { Policy } from '../policy/policy.ts';
import type { Exposure, SheetLine } from '../records/sheet.ts';

/** Value exposed to each counterparty, looking through underlyings; one line counts once per counterparty. Shares rounded up. Pure. */
export function exposuresOf(lines: readonly SheetLine[], policy: Policy, totalWad: Wad): Exposure[] {
  const found = new Map<string, { kind: Exposure['kind']; id: string; value: bigint; lines: string[] }>();
  for (const line of lines) {
    if (line.valueWad === null) continue;
    const keys = new Set<string>([`asset\n${line.assetId}`]);
    let asset = policy.assets.find((item) => item.id === line.assetId);
    const seen = new Set<string>();
    while (asset !== undefined && !seen.has(asset.id)) {
      seen.add(asset.id);
      keys.add(`issuer\n${asset.issuer}`);
      const underlying: string | null = asset.underlying;
      asset = underlying === null ? undefined : policy.assets.find((item) => item.id === underlying);
    }
    const account = policy.accounts.find((item) => item.id === line.accountId);
    if (account !== undefined) keys.add(`custodian\n${account.custodian}`);
    if (account?.chain != null) keys.add(`chain\n${account.chain}`);
    const bridge =
      policy.assets.find((item) => item.id === line.assetId)?.deployments.find((item) => item.chain === account?.chain)
        ?.bridge ?? null;
    if (bridge !== null) keys.add(`bridge\n${bridge}`);
    const venue = policy.venues.find((item) => item.id === line.venueId);
    if (venue !== undefined) keys.add(`venue\n${venue.operator}`);
    for (const key of keys) {
      const [kind = '', id = ''] = key.split('\n');
      const entry = found.get(key) ?? { kind: kind as Exposure['kind'], id, value: 0n, lines: [] };
      entry.value += line.valueWad;
      entry.lines.push(line.holdingId);
      found.set(key, entry);
    }
  }
  return [...found.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, entry]) => ({
      kind: entry.kind,
      id: entry.id,
      valueWad: wad(entry.value),
      shareBps: (totalWad === 0n ? 0n : mulDivUp(entry.value, BPS, totalWad)) as Bps,
      lines: entry.lines.toSorted(),
    }));
}
