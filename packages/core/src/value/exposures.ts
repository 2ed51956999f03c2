import { BPS, mulDivUp, wad, type Bps, type Wad } from '../units/amounts.ts';
import { partiesOfAsset, partiesOfLine, type Party } from '../policy/counterparties.ts';
import type { Policy } from '../policy/policy.ts';
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

const chainOf = (liabilityId: string, policy: Policy): string | null =>
  policy.liabilities.find((item) => item.id === liabilityId)?.chain ?? null;
