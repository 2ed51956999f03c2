import { add, BPS, divWadDown, divWadUp, sum, valueUp, WAD, wad, type Bps, type Wad } from '../units/amounts.ts';
import type { Policy } from '../policy/policy.ts';
import type { LimitResult } from '../records/assessment.ts';
import type { BalanceSheet, SheetLine } from '../records/sheet.ts';
import { exactly, type Measure } from './limitResult.ts';
import { count } from './words.ts';

/** A ratio of basis points as WAD, exact. */
export const bpsToWad = (share: Bps): Wad => wad((share * WAD) / BPS);

/**
 * Most the lines without value could be worth; null when nobody can say. None of a token is worth nothing,
 * and a pegged asset is worth at most par; for anything else an unknown price has no bound. Rounded up. Pure.
 */
export function unknownValueUp(lines: readonly SheetLine[], policy: Policy): Wad | null {
  let total = wad(0n);
  for (const line of lines) {
    if (line.valueWad !== null || line.amountRaw === 0n) continue;
    const peg = policy.assets.find((asset) => asset.id === line.assetId)?.pegWad ?? null;
    if (line.amountRaw === null || peg === null) return null;
    total = add(total, valueUp(line.amountRaw, line.decimals, peg));
  }
  return total;
}

/** Liabilities whose book holds collateral without a price: it counts nothing in the totals, and what it is worth is unknown. Pure. */
export const unpricedBooks = (sheet: BalanceSheet): string[] =>
  sheet.liabilities
    .map((line) => line.liabilityId)
    .filter((id) => sheet.unknowns.some((item) => item.what === id && item.code === 'UNKNOWN_PRICE'));

/** Sum of the lines that have a value, at mark. */
export const knownValue = (lines: readonly SheetLine[]): Wad => sum(lines.map((line) => line.valueWad ?? wad(0n)));

export interface Share {
  /** Known value of the part and of the whole. */
  readonly partWad: Wad;
  readonly wholeWad: Wad;
  /** Most that is unknown inside the part and outside it; null without bound. */
  readonly insideWad: Wad | null;
  readonly outsideWad: Wad | null;
}

/** The share of a part in the whole, between what unknown lines could make of it, rounded against the limit's direction. */
export function measureShare(share: Share, direction: LimitResult['direction']): Measure {
  const { partWad, wholeWad, insideWad, outsideWad } = share;
  if (insideWad === 0n && outsideWad === 0n) {
    if (wholeWad === 0n) return { kind: 'nothing', note: 'nothing is held' };
    return exactly(direction === 'max' ? divWadUp(partWad, wholeWad) : divWadDown(partWad, wholeWad));
  }
  const low = outsideWad === null ? wad(0n) : ratio(partWad, add(wholeWad, outsideWad), divWadDown);
  const high = insideWad === null ? WAD : ratio(add(partWad, insideWad), add(wholeWad, insideWad), divWadUp);
  return {
    kind: 'between',
    worstWad: direction === 'max' ? high : low,
    bestWad: direction === 'max' ? low : high,
    note: 'some lines have no value, so the share is a bound',
  };
}

const ratio = (part: Wad, whole: Wad, divide: (a: Wad, b: Wad) => Wad): Wad =>
  whole === 0n ? wad(0n) : divide(part, whole);

/** "2 lines have no value", or "". */
export function unknownNote(lines: readonly SheetLine[]): string {
  const unknown = lines.filter((line) => line.valueWad === null && line.amountRaw !== 0n).length;
  return unknown === 0 ? '' : `${count(unknown, 'line')} without a value`;
}
