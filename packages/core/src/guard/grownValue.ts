import { BPS, min, mulDivDown, wad, type Bps, type Wad } from '../units/amounts.ts';
import { DAY_SECONDS } from '../units/time.ts';

/** A value last seen, and when; a value of zero was never seen. */
export interface Anchor {
  readonly valueWad: Wad;
  readonly atSeconds: number;
}

/** Nothing seen yet. */
export const NO_ANCHOR: Anchor = { valueWad: wad(0n), atSeconds: 0 };

/** The contract keeps an anchor in 128 bits. */
const MOST_ANCHORED = wad((1n << 128n) - 1n);

/**
 * Most that may count now of what was last seen: it and the growth since, at `bpsPerDay` of it a day, rounded down.
 * Null where nothing caps it: before the first sight, or without a cap. A time before the sight counts as the sight.
 * Pure; the twin of OracleRouter.grown.
 */
export function grownValue(anchor: Anchor, bpsPerDay: Bps, nowSeconds: number): Wad | null {
  if (anchor.valueWad === 0n || bpsPerDay === 0n) return null;
  const ageSeconds = BigInt(Math.max(0, nowSeconds - anchor.atSeconds));
  return wad(anchor.valueWad + mulDivDown(anchor.valueWad * bpsPerDay, ageSeconds, BPS * BigInt(DAY_SECONDS)));
}

/** The smaller of a value and what growth lets count. Pure. */
export function countedOf(value: Wad, anchor: Anchor, bpsPerDay: Bps, nowSeconds: number): Wad {
  const most = grownValue(anchor, bpsPerDay, nowSeconds);
  return most === null ? value : min(value, most);
}

/** A value as it is anchored: no wider than the contract's field. Pure. */
export const anchorAt = (valueWad: Wad, atSeconds: number): Anchor => ({
  valueWad: min(valueWad, MOST_ANCHORED),
  atSeconds,
});

/**
 * The anchor after a sight of `valueWad`: down at once, up once a day, so that looking often adds no growth. Pure; the
 * twin of OracleRouter.dayAnchor.
 */
export function dayAnchor(old: Anchor, valueWad: Wad, nowSeconds: number): Anchor {
  const isTooSoon = valueWad >= old.valueWad && old.valueWad !== 0n && nowSeconds - old.atSeconds < DAY_SECONDS;
  return isTooSoon ? old : anchorAt(valueWad, nowSeconds);
}
