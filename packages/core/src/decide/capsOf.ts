import { add, min, sum, valueUp, wad, type Bps, type Wad } from '../units/amounts.ts';
import type { EffectiveLimits } from '../policy/effectiveLimits.ts';
import type { Policy } from '../policy/policy.ts';
import type { SheetLine } from '../records/sheet.ts';
import { partiesOfLine, type Place } from '../policy/counterparties.ts';
import type { DecideInput } from './decideInput.ts';
import { compareText } from './order.ts';

/** A share of the reserve that may not be passed. */
export interface Cap {
  /** As the assessment names it. */
  readonly id: string;
  readonly maxBps: Bps;
  readonly includes: (place: Place) => boolean;
  /** What the sheet counts inside it when the cycle began. */
  readonly openingWad: Wad;
  /** Most that what has no value could be worth outside it; null when nobody can say. */
  readonly unseenWad: Wad | null;
}

/** Every share cap of the law in force: weights, venues, counterparties; sorted by id. Pure. */
export function capsOf({ policy, sheet, snapshot }: DecideInput, limits: EffectiveLimits): Cap[] {
  const inSheet = (includes: (place: Place) => boolean): Wad =>
    sum(sheet.lines.filter(includes).map((line) => line.valueWad ?? wad(0n)));
  const unseen = (includes: (place: Place) => boolean): Wad | null =>
    unseenValue(
      sheet.lines.filter((line) => line.valueWad === null && line.amountRaw !== 0n && !includes(line)),
      policy,
    );
  const weights = limits.assets.map((law): Cap => {
    const includes = (place: Place): boolean => place.assetId === law.assetId;
    return {
      id: `weight:max:${law.assetId}`,
      maxBps: law.maxWeightBps,
      includes,
      openingWad: inSheet(includes),
      unseenWad: unseen(includes),
    };
  });
  const venues = policy.venues.map((venue): Cap => {
    const includes = (place: Place): boolean => place.venueId === venue.id;
    const onChain = snapshot.vault?.venues.find((item) => item.venueId === venue.id)?.maxBps ?? venue.maxShareBps;
    const maxBps = min(onChain, venue.maxShareBps);
    return {
      id: `venue:${venue.id}`,
      maxBps,
      includes,
      openingWad: inSheet(includes),
      unseenWad: unseen(includes),
    };
  });
  // Looked up for every holding after every action, and always the same.
  const known = new Map<string, ReadonlySet<string>>();
  const keysOf = (place: Place): ReadonlySet<string> => {
    const name = `${place.assetId}\n${place.accountId}\n${place.venueId ?? ''}`;
    const keys = known.get(name) ?? new Set(partiesOfLine(place, policy).map(({ kind, id }) => `${kind}:${id}`));
    known.set(name, keys);
    return keys;
  };
  const exposures = policy.limits.exposures.map((limit): Cap => {
    const key = `${limit.kind}:${limit.id}`;
    const includes = (place: Place): boolean => keysOf(place).has(key);
    return {
      id: `exposure:${key}`,
      maxBps: limit.maxShareBps,
      includes,
      openingWad: sheet.exposures.find((item) => item.kind === limit.kind && item.id === limit.id)?.valueWad ?? wad(0n),
      unseenWad: unseen(includes),
    };
  });
  return [...weights, ...venues, ...exposures].toSorted((a, b) => compareText(a.id, b.id));
}

/** A pegged asset is worth at most par; an amount or a price that is simply unknown has no bound. */
function unseenValue(lines: readonly SheetLine[], policy: Policy): Wad | null {
  let total = wad(0n);
  for (const line of lines) {
    const pegWad = policy.assets.find((asset) => asset.id === line.assetId)?.pegWad ?? null;
    if (line.amountRaw === null || pegWad === null) return null;
    total = add(total, valueUp(line.amountRaw, line.decimals, pegWad));
  }
  return total;
}
