import { accumulateMean, type MeanError } from '../../quant/meanError.ts';
import { pathFailure, tableDefaults, type DefaultTable } from '../../quant/pathFailure.ts';
import { defaultChances, type DefaultAssumption } from './defaultAssumption.ts';
import type { FailureBook } from './failureBook.ts';
import type { ScenarioMatrix } from './scenarioMatrix.ts';

/** Probabilities of one book under one model, by horizon. */
export interface BookFailure {
  readonly days: number;
  readonly first: { readonly low: MeanError; readonly high: MeanError };
  readonly terminal: { readonly low: MeanError; readonly high: MeanError };
  /** Share of paths on which prices alone do it, at some day. */
  readonly byPrices: number;
  /** Default probabilities of exposures whose loss exceeds the surplus of today; the range never goes below. */
  readonly floor: { readonly low: number; readonly high: number };
}

/** The tables of both ends of the range of default probabilities. */
export interface DefaultTables {
  readonly low: DefaultTable;
  readonly high: DefaultTable;
}

/** Prepares both ends. Pure; throws DefaultMalformed. */
export function tablesOf(defaults: readonly DefaultAssumption[], days: number): DefaultTables {
  const side = (end: 'low' | 'high'): DefaultTable =>
    tableDefaults(
      defaults.map((item) => defaultChances(item, end, days)),
      days,
    );
  return { low: side('low'), high: side('high') };
}

/**
 * Runs a book over every path of a matrix: surplus by day, and over the defaults that may befall it. `extra` is money
 * added to the surplus of every day. Low is the low end of default probabilities, independent and single; high the
 * high end, by `pathFailure`. Pure; the matrix has been checked, no horizon is longer than it.
 */
export function simulateBook(
  book: FailureBook,
  matrix: ScenarioMatrix,
  tables: DefaultTables,
  horizonsDays: readonly number[],
  extra = 0,
): BookFailure[] {
  const { days, paths } = matrix;
  const margin = new Float64Array(days);
  const losses = book.lossWeights.map(() => new Float64Array(days));
  const gathered = horizonsDays.map(() => ({
    first: { low: accumulateMean(), high: accumulateMean() },
    terminal: { low: accumulateMean(), high: accumulateMean() },
    byPrices: 0,
  }));
  for (let path = 0; path < paths; path += 1) {
    layPath(book, matrix, path, extra, margin, losses);
    horizonsDays.forEach((horizon, index) => {
      const into = gathered[index];
      if (into === undefined) return;
      const low = pathFailure({ margin, losses }, tables.low, horizon);
      const high = pathFailure({ margin, losses }, tables.high, horizon);
      into.first.low.add(low.first.low);
      into.first.high.add(high.first.high);
      into.terminal.low.add(low.terminal.low);
      into.terminal.high.add(high.terminal.high);
      if (margin.subarray(0, horizon).some((money) => money < 0)) into.byPrices += 1;
    });
  }
  return gathered.map(({ first, terminal, byPrices }, index) => {
    const horizon = horizonsDays[index] ?? 1;
    return {
      days: horizon,
      first: { low: first.low.result(), high: first.high.result() },
      terminal: { low: terminal.low.result(), high: terminal.high.result() },
      byPrices: byPrices / paths,
      floor: { low: floorOf(book, tables.low, horizon, extra), high: floorOf(book, tables.high, horizon, extra) },
    };
  });
}

/** Surplus of a book today, before any path; what is asked of the first day is in it. Pure. */
export function marginToday(book: FailureBook, extra = 0): number {
  return book.weights.reduce((total, weight) => total + weight, book.fixed + extra) - book.asked(0);
}

function layPath(
  first: FailureBook,
  { days, assetIds, ratios }: ScenarioMatrix,
  path: number,
  extra: number,
  margin: Float64Array,
  losses: readonly Float64Array[],
): void {
  const width = assetIds.length;
  for (let day = 0; day < days; day += 1) {
    const at = (path * days + day) * width;
    const { later } = first;
    const book = later !== null && day >= later.fromDay ? later.book : first;
    let money = book.fixed + extra - book.asked(day);
    for (let asset = 0; asset < width; asset += 1) money += (book.weights[asset] ?? 0) * (ratios[at + asset] ?? 0);
    margin[day] = money;
    for (let j = 0; j < losses.length; j += 1) {
      const weights = book.lossWeights[j];
      const into = losses[j];
      if (weights === undefined || into === undefined) continue;
      let lost = book.lossFixed[j] ?? 0;
      for (let asset = 0; asset < width; asset += 1) lost += (weights[asset] ?? 0) * (ratios[at + asset] ?? 0);
      into[day] = lost;
    }
  }
}

function floorOf(book: FailureBook, table: DefaultTable, horizon: number, extra: number): number {
  const today = marginToday(book, extra);
  return book.lossWeights.reduce((most, weights, j) => {
    const lost = weights.reduce((total, weight) => total + weight, book.lossFixed[j] ?? 0);
    return lost > today ? Math.max(most, table.chances[j]?.[horizon - 1] ?? 0) : most;
  }, 0);
}
