import { BPS, mulDivUp, wad, type Bps, type Wad } from '../units/amounts.ts';
import type { Policy, PolicyAsset } from '../policy/policy.ts';
import type { Exposure, SheetLine } from '../records/sheet.ts';
import type { ValuedLiability } from './valueLiabilities.ts';

/**
 * Value exposed to each counterparty, as a share of `totalWad` rounded up. Looks through shares to what they
 * redeem for, through lpShares and pool positions to every asset they may turn into, and into the collateral
 * of books; one line counts once per counterparty, however often it leads there. A line of unknown value is
 * named and adds nothing. Pure; ordered by kind and id.
 */
export function exposuresOf(
  lines: readonly SheetLine[],
  liabilities: readonly ValuedLiability[],
  policy: Policy,
  totalWad: Wad,
): Exposure[] {
  const found = new Map<string, { kind: Exposure['kind']; id: string; value: bigint; lines: Set<string> }>();
  const expose = (parties: Iterable<Party>, lineId: string, valueWad: Wad | null): void => {
    for (const { kind, id } of parties) {
      const key = `${kind}\n${id}`;
      const entry = found.get(key) ?? { kind, id, value: 0n, lines: new Set<string>() };
      entry.value += valueWad ?? 0n;
      entry.lines.add(lineId);
      found.set(key, entry);
    }
  };
  for (const line of lines) expose(partiesOfLine(line, policy), line.holdingId, line.valueWad);
  for (const { line, book } of liabilities)
    for (const [assetId, valueWad] of book?.byCollateral ?? [])
      expose(partiesOfAsset(assetId, policy, chainOf(line.liabilityId, policy)), line.liabilityId, valueWad);
  return [...found.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, entry]) => ({
      kind: entry.kind,
      id: entry.id,
      valueWad: wad(entry.value),
      shareBps: (totalWad === 0n ? 0n : mulDivUp(entry.value, BPS, totalWad)) as Bps,
      lines: [...entry.lines].toSorted(),
    }));
}

interface Party {
  readonly kind: Exposure['kind'];
  readonly id: string;
}

/** Every counterparty a line leads to, each once. Pure. */
export function partiesOfLine(line: SheetLine, policy: Policy): Party[] {
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

/** The asset itself, and issuers, custodians and bridges through all it is made of; the chain it sits on. */
function partiesOfAsset(assetId: string, policy: Policy, chain: string | null): Party[] {
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

const chainOf = (liabilityId: string, policy: Policy): string | null =>
  policy.liabilities.find((item) => item.id === liabilityId)?.chain ?? null;
