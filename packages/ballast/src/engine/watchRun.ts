import { divWadDown, wad, type BalanceSheet, type Wad } from '@ballast/core';

/** What a run's balance sheets say about how close it came. */
export interface RunWatch {
  readonly worstBackingWad: Wad | null;
  /** Lowest mark of the watched asset so far. */
  readonly lowMarkWad: Wad | null;
  /** Backing at that moment had the watched asset been worth nothing from then on. */
  readonly backingWithoutWad: Wad | null;
}

export const UNWATCHED: RunWatch = { worstBackingWad: null, lowMarkWad: null, backingWithoutWad: null };

/** Takes the next balance sheet of a run into account. Pure. */
export function watchSheet(watch: RunWatch, sheet: BalanceSheet, assetId: string): RunWatch {
  const backing = sheet.backingRatioWad;
  const isWorst = backing !== null && (watch.worstBackingWad === null || backing < watch.worstBackingWad);
  const mark = sheet.prices.find((price) => price.assetId === assetId)?.markWad ?? null;
  const isLow = mark !== null && (watch.lowMarkWad === null || mark < watch.lowMarkWad);
  return {
    worstBackingWad: isWorst ? backing : watch.worstBackingWad,
    lowMarkWad: isLow ? mark : watch.lowMarkWad,
    backingWithoutWad: isLow ? backingWithout(sheet, assetId) : watch.backingWithoutWad,
  };
}

/** Every line of the asset, and of what redeems for it, at nothing. */
function backingWithout(sheet: BalanceSheet, assetId: string): Wad | null {
  if (sheet.liabilitiesWad === 0n) return null;
  const gone = sheet.lines.reduce((total, line) => total + (line.assetId === assetId ? (line.valueWad ?? 0n) : 0n), 0n);
  return divWadDown(wad(sheet.assetsWad - gone), sheet.liabilitiesWad);
}
