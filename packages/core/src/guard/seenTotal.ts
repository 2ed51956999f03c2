import { WAD, min, mulDivDown, raw, subFloor, wad, type Bps, type Raw, type Wad } from '../units/amounts.ts';
import { DAY_SECONDS } from '../units/time.ts';
import { anchorAt, countedOf, grownValue, type Anchor } from './grownValue.ts';

/** How long a total is used, and how fast the next may be larger. */
export interface TotalTerms {
  readonly anchorMaxAgeSeconds: number;
  readonly maxGrowthPerDayBps: Bps;
}

/** What everything is worth at the lower feeds, and whether all that is held could be read and priced. */
export interface SeenValue {
  readonly floorWad: Wad;
  readonly isWhole: boolean;
}

/**
 * The total seen anew: what everything is worth at the lower feeds, at most the growth since it was last seen. While
 * something held has no price it stays as it was, for a day, and never falls to nothing. Pure; what Book.poke leaves behind.
 */
export const refreshTotal = (old: Anchor, value: SeenValue, terms: TotalTerms, nowSeconds: number): Anchor =>
  !value.isWhole && old.valueWad !== 0n && (value.floorWad === 0n || nowSeconds - old.atSeconds < DAY_SECONDS)
    ? old
    : anchorAt(countedOf(value.floorWad, old, terms.maxGrowthPerDayBps, nowSeconds), nowSeconds);

/**
 * The total caps and targets are shares of: the one last seen, seen anew once it is older than its greatest age. Pure;
 * the twin of Book.total. `value` is not looked at while the old one holds.
 */
export const seenTotal = (old: Anchor, value: SeenValue, terms: TotalTerms, nowSeconds: number): Anchor =>
  nowSeconds - old.atSeconds > terms.anchorMaxAgeSeconds ? refreshTotal(old, value, terms, nowSeconds) : old;

/** The total after holders brought `inWad` and were paid `outWad`; as old as before. Pure; the twin of Book.note. */
export const noteFlow = (old: Anchor, inWad: Wad, outWad: Wad): Anchor =>
  old.atSeconds === 0 ? old : anchorAt(subFloor(wad(old.valueWad + inWad), outWad), old.atSeconds);

/** What a venue says of the vault's tokens, and what was last seen of its share price. */
export interface VenueReading {
  readonly deployedRaw: Raw;
  readonly receiptsRaw: Raw;
  /** Assets per 1e18 shares as last poked. */
  readonly shareAnchor: Anchor;
  readonly maxGrowthPerDayBps: Bps;
}

/**
 * Tokens of its asset that count in a venue: not what its shares grew beyond their cap; rounded down. Pure; the twin
 * of Book.counted.
 */
export function countedInVenue(venue: VenueReading, nowSeconds: number): Raw {
  const price = grownValue(venue.shareAnchor, venue.maxGrowthPerDayBps, nowSeconds);
  return price === null ? venue.deployedRaw : min(venue.deployedRaw, raw(mulDivDown(venue.receiptsRaw, price, WAD)));
}
