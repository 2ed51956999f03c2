import { dieboldMariano, type ForecastComparison } from './dieboldMariano.ts';
import { FEWEST_TO_SCORE, type TailTrack } from './scoreTails.ts';
import { fz0Loss } from './tailScores.ts';

/** A track with the moment each return ended at, so that series can be laid side by side. */
export interface DatedTrack extends TailTrack {
  readonly times: readonly number[];
}

/**
 * Diebold–Mariano on FZ0 over several series at once: the differences of a day are averaged over the series judged that
 * day, so that coins falling together count as one day and not as many. Tracks pair by position; null where fewer than
 * a hundred days can be judged or the two never differ. Pure.
 */
export function comparePooled(first: readonly DatedTrack[], second: readonly DatedTrack[]): ForecastComparison | null {
  const days = new Map<number, { gap: number; count: number }>();
  first.forEach((track, at) => {
    track.returns.forEach((value, t) => {
      const [a, b] = [track.forecasts[t], second[at]?.forecasts[t]];
      const time = track.times[t];
      if (time === undefined || a == null || b == null || !(a.expectedShortfall > 0 && b.expectedShortfall > 0)) return;
      const day = days.get(time) ?? { gap: 0, count: 0 };
      day.gap += fz0Loss(value, a, track.p) - fz0Loss(value, b, track.p);
      day.count += 1;
      days.set(time, day);
    });
  });
  const gaps = [...days].toSorted(([a], [b]) => a - b).map(([, { gap, count }]) => gap / count);
  if (gaps.length < FEWEST_TO_SCORE || gaps.every((gap) => gap === gaps[0])) return null;
  return dieboldMariano(
    gaps,
    gaps.map(() => 0),
  );
}
