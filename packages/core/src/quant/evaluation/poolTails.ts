import { dieboldMariano, type ForecastComparison } from './dieboldMariano.ts';
import { FEWEST_TO_SCORE, isJudged, type TailTrack } from './scoreTails.ts';
import { fz0Loss } from './tailScores.ts';

/** A track with the moment each return ended at, so that series can be laid side by side. */
export interface DatedTrack extends TailTrack {
  readonly times: readonly number[];
}

/**
 * FZ0 of several models day by day, models × days, oldest first: of each day the mean over the series that every model
 * could be judged on, so that coins falling together count as one day and not as many. `models`: of each model its
 * tracks, series by series in one order. Pure.
 */
export function dailyLosses(models: readonly (readonly DatedTrack[])[]): number[][] {
  const days = new Map<number, { readonly sums: number[]; count: number }>();
  (models[0] ?? []).forEach(({ returns, times, p }, series) => {
    returns.forEach((value, t) => {
      const tails = models.map((tracks) => tracks[series]?.forecasts[t]);
      const time = times[t];
      if (time === undefined || !tails.every(isJudged)) return;
      const day = days.get(time) ?? { sums: models.map(() => 0), count: 0 };
      tails.forEach((tail, model) => {
        day.sums[model]! += fz0Loss(value, tail, p);
      });
      day.count += 1;
      days.set(time, day);
    });
  });
  const ordered = [...days].toSorted(([a], [b]) => a - b);
  return models.map((_, model) => ordered.map(([, { sums, count }]) => sums[model]! / count));
}

/**
 * Diebold–Mariano on FZ0 of two models over several series at once, a day counting once; null where fewer than a
 * hundred days can be judged or the two never differ. Tracks pair by position. Pure.
 */
export function comparePooled(first: readonly DatedTrack[], second: readonly DatedTrack[]): ForecastComparison | null {
  const [own = [], other = []] = dailyLosses([first, second]);
  if (own.length < FEWEST_TO_SCORE || own.every((loss, t) => loss === other[t])) return null;
  return dieboldMariano(own, other);
}
