import { DAY_SECONDS, type Seconds } from '@ballast/core';

/** How the times of a series lie. */
export interface TimeGrid {
  /** The most common distance of neighbours; null below two times. */
  readonly usualSeconds: number | null;
  /** The same when every time lies on its grid, else null. */
  readonly stepSeconds: number | null;
}

/** A distance in time between neighbours that is longer than it should be. */
export interface Hole {
  readonly fromSeconds: Seconds;
  readonly toSeconds: Seconds;
}

/** So long without a price is not an outage: the pair was delisted, or the ticker rested. */
export const LONG_HOLE_SECONDS = 7 * DAY_SECONDS;

/** Finds the spacing of rising times. At least half of the distances must agree before they count as a grid. */
export function findGrid(times: readonly Seconds[]): TimeGrid {
  const counts = new Map<number, number>();
  for (const distance of distancesOf(times)) counts.set(distance, (counts.get(distance) ?? 0) + 1);
  let [usualSeconds, most]: [number | null, number] = [null, 0];
  for (const [distance, count] of counts) {
    if (count > most || (count === most && distance < (usualSeconds ?? 0))) [usualSeconds, most] = [distance, count];
  }
  const usual = usualSeconds ?? 0;
  const isGrid =
    usual > 0 && most * 2 >= times.length - 1 && distancesOf(times).every((distance) => distance % usual === 0);
  return { usualSeconds, stepSeconds: isGrid ? usual : null };
}

/** Holes wider than a distance, oldest first. */
export function findHoles(times: readonly Seconds[], widerThanSeconds: number): Hole[] {
  return times.flatMap((toSeconds, index) => {
    const fromSeconds = times[index - 1];
    return fromSeconds !== undefined && toSeconds - fromSeconds > widerThanSeconds ? [{ fromSeconds, toSeconds }] : [];
  });
}

const distancesOf = (times: readonly Seconds[]): number[] =>
  times.slice(1).map((time, index) => time - (times[index] ?? time));
