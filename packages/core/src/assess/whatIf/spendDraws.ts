import {
  amountUp,
  max,
  min,
  mulDivDown,
  mulDivUp,
  pow10,
  raw,
  sub,
  valueDown,
  ZERO_WAD,
  type Raw,
} from '../../units/amounts.ts';
import type { Policy } from '../../policy/policy.ts';
import type { BalanceSheet, LadderRung } from '../../records/sheet.ts';
import type { Holding, Snapshot } from '../../records/snapshot.ts';

/**
 * What is held after cash was raised and paid away: each draw is taken from the venue it names, then from what is
 * idle, then by holding id; what was sold as the underlying of a share is taken from the share, by value. Pure.
 */
export function spendDraws(
  snapshot: Snapshot,
  draws: LadderRung['draws'],
  sheet: BalanceSheet,
  policy: Policy,
): Snapshot {
  const left = new Map(snapshot.holdings.map((holding) => [holding.id, holding.amountRaw]));
  for (const draw of draws) {
    const own = snapshot.holdings.filter((item) => item.assetId === draw.assetId && isMovable(item));
    const decimals = own[0]?.decimals ?? 18;
    let missing = draw.amountRaw;
    for (const holding of own.toSorted(nearestFirst(draw.venueId))) missing = take(left, holding, missing, decimals);
    if (missing <= 0n) continue;
    const mark = markOf(sheet, draw.assetId);
    let value = valueDown(missing, decimals, mark);
    for (const holding of snapshot.holdings.filter(
      (item) => isMovable(item) && leadsTo(item.assetId, draw.assetId, policy),
    )) {
      const price = markOf(sheet, holding.assetId);
      if (value <= 0n || price <= 0n) continue;
      const wanted = amountUp(value, holding.decimals, price);
      const rest = take(left, holding, wanted, holding.decimals);
      value = valueDown(rest, holding.decimals, price);
    }
  }
  const share = (holding: Holding): Raw | null => left.get(holding.id) ?? null;
  const before = new Map(snapshot.holdings.map((holding) => [holding.attestedId ?? '', holding.id]));
  return {
    ...snapshot,
    holdings: snapshot.holdings.map((holding) => {
      const amountRaw = share(holding);
      const withdrawableRaw =
        holding.withdrawableRaw === null || amountRaw === null
          ? holding.withdrawableRaw
          : min(holding.withdrawableRaw, amountRaw);
      return { ...holding, amountRaw, withdrawableRaw };
    }),
    // A record is restated with what is left, or it would prove nothing of it.
    attested: snapshot.attested.map((record) => {
      const id = before.get(record.id);
      return { ...record, amountRaw: (id === undefined ? null : left.get(id)) ?? record.amountRaw };
    }),
  };
}

const isMovable = (holding: Holding): boolean => holding.where === 'idle' || holding.where === 'deployed';

const nearestFirst =
  (venueId: string | null) =>
  (a: Holding, b: Holding): number =>
    rank(a, venueId) - rank(b, venueId) || (a.id < b.id ? -1 : 1);
const rank = (holding: Holding, venueId: string | null): number =>
  holding.venueId === venueId ? 0 : holding.where === 'idle' ? 1 : 2;

/** Takes as much as there is; returns what is still missing, in the decimals it was asked in. */
function take(left: Map<string, Raw | null>, holding: Holding, wantedRaw: Raw, decimals: number): Raw {
  const have = left.get(holding.id) ?? null;
  if (have === null || have <= 0n || wantedRaw <= 0n) return wantedRaw;
  const wanted = raw(mulDivUp(wantedRaw, pow10(holding.decimals), pow10(decimals)));
  const taken = min(have, wanted);
  left.set(holding.id, sub(have, taken));
  return max(raw(0n), raw(mulDivDown(sub(wanted, taken), pow10(decimals), pow10(holding.decimals))));
}

const markOf = (sheet: BalanceSheet, assetId: string) =>
  sheet.prices.find((item) => item.assetId === assetId)?.markWad ?? ZERO_WAD;

function leadsTo(assetId: string, underlyingId: string, policy: Policy): boolean {
  const seen = new Set<string>();
  let at: string | null = assetId;
  while (at !== null && !seen.has(at)) {
    seen.add(at);
    const id: string = at;
    at = policy.assets.find((asset) => asset.id === id)?.underlying ?? null;
    if (at === underlyingId) return true;
  }
  return false;
}
