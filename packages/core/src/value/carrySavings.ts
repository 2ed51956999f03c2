import { DAY_SECONDS } from '../units/time.ts';
import type { CarriedSavings } from '../records/carried.ts';
import type { Snapshot } from '../records/snapshot.ts';

/** A share price is looked back on for at least this long and at most twice as long, once that much has passed. */
const LOOK_BACK_SECONDS = 7 * DAY_SECONDS;

/**
 * What is remembered of the share prices of savings venues, so that what they pay can be told: an older point to
 * measure from and a newer one that takes its place a week later. A venue not read this time keeps its points. Pure.
 */
export function carrySavings(past: readonly CarriedSavings[], snapshot: Snapshot): readonly CarriedSavings[] {
  const atSeconds = snapshot.asOfSeconds;
  const read = snapshot.savings.map(({ venueId, sharePriceRay }): CarriedSavings => {
    const now = { sharePriceRay, atSeconds };
    const before = past.find((item) => item.venueId === venueId);
    if (before === undefined) return { venueId, from: now, next: now };
    return atSeconds - before.next.atSeconds < LOOK_BACK_SECONDS ? before : { venueId, from: before.next, next: now };
  });
  return [...past.filter((item) => !read.some(({ venueId }) => venueId === item.venueId)), ...read].toSorted((a, b) =>
    a.venueId < b.venueId ? -1 : 1,
  );
}
