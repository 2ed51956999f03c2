import { DAY_SECONDS, isoTime, type Seconds } from '../../units/time.ts';
import type { History } from '../../records/history.ts';
import { newestStep, readSeries, type Series } from '../portfolioReturns.ts';
import { parMove } from './parMove.ts';
import { FEWEST_PATHS, type ScenarioMatrix } from './scenarioMatrix.ts';

/** A matrix, or why history gives none. */
export type MatrixOrNot = ScenarioMatrix | { readonly why: string };

/**
 * What happened, as scenarios: every stretch of `days` days of the history that all assets have whole is one path, as
 * prices moved from its first to each later day. Coins of a par in `pars` (`coinPars`) move as far as one that stands
 * where it stands today can: the way back to par is not lost by a coin at par (`parMove`). No model is fitted, and
 * nothing worse than the history can come out; stretches overlap, so only every `days`-th counts as independent. Assets
 * without a series are left to the caller. Gaps are never filled. Pure; throws HistoryMalformed.
 */
export function historicalMatrix(
  history: History,
  {
    assetIds,
    days,
    nowSeconds,
    pars,
  }: {
    readonly assetIds: readonly string[];
    readonly days: number;
    readonly nowSeconds: Seconds;
    readonly pars: ReadonlyMap<string, number>;
  },
): MatrixOrNot {
  const all = readSeries(history, nowSeconds);
  const stepsADay = DAY_SECONDS / history.stepSeconds;
  if (!Number.isInteger(stepsADay)) return { why: `a step of ${history.stepSeconds} seconds does not divide a day` };
  const found = assetIds.flatMap((assetId): readonly Column[] => {
    const series = all.get(assetId);
    if (series === undefined || series.size === 0) return [];
    const [par, today] = [pars.get(assetId), series.get(newestStep(series))];
    return [{ assetId, series, stand: par === undefined || today === undefined ? null : { par, today } }];
  });
  const [first] = found;
  if (first === undefined) return { why: 'no asset held has a price history' };
  const rows: number[] = [];
  const pathNames: string[] = [];
  for (const start of [...first.series.keys()].toSorted((a, b) => a - b)) {
    const path = pathFrom(start, found, days, stepsADay);
    if (path === null) continue;
    rows.push(...path);
    pathNames.push(isoTime(start * history.stepSeconds).slice(0, stepsADay === 1 ? 10 : 16));
  }
  const paths = pathNames.length;
  if (paths < FEWEST_PATHS)
    return { why: `${paths} stretches of ${days} days that every asset has, ${FEWEST_PATHS} are needed` };
  return {
    model: `history of ${found.length} assets`,
    assetIds: found.map(({ assetId }) => assetId),
    days,
    paths,
    independentPaths: Math.max(1, Math.floor(paths / (days * stepsADay))),
    pathNames,
    ratios: Float64Array.from(rows),
  };
}

interface Column {
  readonly assetId: string;
  readonly series: Series;
  /** Par and the newest price of a coin; null for anything else. */
  readonly stand: { readonly par: number; readonly today: number } | null;
}

function pathFrom(start: number, found: readonly Column[], days: number, stepsADay: number): number[] | null {
  const path: number[] = [];
  for (let day = 1; day <= days; day += 1)
    for (const { series, stand } of found) {
      const [from, to] = [series.get(start), series.get(start + day * stepsADay)];
      if (from === undefined || to === undefined) return null;
      path.push(stand === null ? to / from : parMove(from, to, stand));
    }
  return path;
}
