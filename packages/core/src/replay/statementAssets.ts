import { mulDivDown, raw, sum, wad, type Bps, type Raw, type Wad } from '../units/amounts.ts';
import type { Policy } from '../policy/policy.ts';
import type { BalanceSheet, SheetLine } from '../records/sheet.ts';
import type { Snapshot } from '../records/snapshot.ts';
import type { Evidence, StatementAsset, StatementTotal, TimeToCash } from '../records/statement.ts';

/** Every line of the sheet with its counterparties, its time to cash, its sources and what stands behind it. Pure. */
export function statementAssets(input: {
  readonly sheet: BalanceSheet;
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly evidence: ReadonlyMap<string, Evidence>;
}): StatementAsset[] {
  const { sheet, snapshot, policy, evidence } = input;
  return sheet.lines.map((line): StatementAsset => {
    const holding = snapshot.holdings.find((item) => item.id === line.holdingId);
    const asset = policy.assets.find((item) => item.id === line.assetId);
    const account = policy.accounts.find((item) => item.id === line.accountId);
    const venue = policy.venues.find((item) => item.id === line.venueId);
    const attested = snapshot.attested.find((item) => item.id === holding?.attestedId);
    const price = sheet.prices.find((item) => item.assetId === line.assetId);
    return {
      holdingId: line.holdingId,
      assetId: line.assetId,
      class: asset?.class ?? 'unknown',
      issuer: asset?.issuer ?? 'unknown',
      accountId: line.accountId,
      custodian: account?.custodian ?? 'unknown',
      chain: holding?.chain ?? venue?.chain ?? null,
      venueId: line.venueId,
      operator: line.venueId === null ? null : (venue?.operator ?? 'unknown'),
      where: line.where,
      encumbrance: encumbranceOf(line, attested?.lien ?? null),
      liquidityTier: line.liquidityTier,
      timeToCash: timeToCash(line, sheet),
      decimals: line.decimals,
      amountRaw: line.amountRaw,
      amountAgeSeconds: holding === undefined ? 0 : Math.max(0, snapshot.asOfSeconds - holding.provenance.timeSeconds),
      markWad: line.markWad,
      markBasis: price?.markBasis ?? 'unknown',
      valueWad: line.valueWad,
      haircutBps: line.haircutBps,
      riskAdjustedWad: line.riskAdjustedWad,
      sources: line.sources.map((sourceId) => ({
        sourceId,
        ageSeconds: price?.sources.find((source) => source.sourceId === sourceId)?.ageSeconds ?? null,
      })),
      flags: line.flags,
      evidence: evidence.get(line.holdingId) ?? 'consistent',
    };
  });
}

function encumbranceOf(line: SheetLine, lien: string | null): string | null {
  if (lien !== null) return lien;
  if (line.where === 'encumbered') return 'encumbered';
  return line.where === 'inTransit' ? 'in transit' : null;
}

/** The first horizon by which the ladder turns the whole free amount of the asset into cash. */
function timeToCash(line: SheetLine, sheet: BalanceSheet): TimeToCash {
  if (line.amountRaw === null) return 'unknown';
  if (line.where === 'encumbered' || line.where === 'inTransit') return 'longer';
  const free = sheet.lines.filter(
    (item) => item.assetId === line.assetId && (item.where === 'idle' || item.where === 'deployed'),
  );
  // Amounts of deployments with different decimals do not add up; such an asset is not claimed to be cash in time.
  if (free.some((item) => item.decimals !== line.decimals)) return 'longer';
  const whole = sum<Raw>(free.map((item) => item.amountRaw ?? raw(0n)));
  const rung = sheet.ladder.find((item) => {
    const drawn = item.draws.filter((draw) => draw.assetId === line.assetId);
    return sum<Raw>(drawn.map((draw) => draw.amountRaw)) >= whole;
  });
  return rung?.horizon ?? 'longer';
}

const GROUPINGS: readonly { readonly by: StatementTotal['by']; readonly idOf: (line: StatementAsset) => string }[] = [
  { by: 'class', idOf: (line) => line.class },
  { by: 'issuer', idOf: (line) => line.issuer },
  { by: 'custodian', idOf: (line) => line.custodian },
  { by: 'venue', idOf: (line) => line.operator ?? 'none' },
  { by: 'liquidityTier', idOf: (line) => line.liquidityTier },
  { by: 'timeToCash', idOf: (line) => line.timeToCash },
  {
    by: 'encumbrance',
    idOf: (line) => (line.encumbrance === null ? 'free' : line.where === 'inTransit' ? 'in transit' : 'encumbered'),
  },
];

/** Value at mark by class, issuer, custodian, venue, liquidity tier, time to cash and encumbrance, largest first. Pure. */
export function statementTotals(lines: readonly StatementAsset[]): StatementTotal[] {
  const valueOf = (some: readonly StatementAsset[]): Wad => sum<Wad>(some.map((line) => line.valueWad ?? wad(0n)));
  const all = valueOf(lines);
  return GROUPINGS.flatMap(({ by, idOf }) => {
    const ids = [...new Set(lines.map(idOf))].toSorted();
    const totals = ids.map((id): StatementTotal => {
      const group = lines.filter((line) => idOf(line) === id);
      const valueWad = valueOf(group);
      const shareBps = (all === 0n ? 0n : mulDivDown(valueWad, 10_000n, all)) as Bps;
      return { by, id, valueWad, shareBps, isBound: group.some((line) => line.valueWad === null) };
    });
    return totals.toSorted((a, b) => (a.valueWad > b.valueWad ? -1 : a.valueWad < b.valueWad ? 1 : 0));
  });
}
