import { tableDefaults, type DefaultTable, type DefaultTables } from '../../quant/failures/defaultTable.ts';
import { meanOfCounts, type MeanError } from '../../quant/failures/valueTally.ts';
import type { BookTally, WorstPath } from './bookTally.ts';
import { defaultChances, type DefaultAssumption } from './defaultAssumption.ts';
import type { FailureBook } from './failureBook.ts';
import { layBook } from './laidBook.ts';
import { pathsOf, type ScenarioMatrix } from './scenarioMatrix.ts';
import { sumBooks, tallyBooks } from './tallyBooks.ts';

/** Probabilities of one book under one model, by horizon. */
export interface BookFailure {
  readonly days: number;
  readonly first: { readonly low: MeanError; readonly high: MeanError };
  readonly terminal: { readonly low: MeanError; readonly high: MeanError };
  /** Share of paths on which prices alone do it, at some day. */
  readonly byPrices: number;
  /** Per default assumption the chance, high end, that it alone does it; prices aside. */
  readonly byDefault: readonly number[];
  /** Paths that leave least, worst first: the day on which they do (0 the first) and the money then. */
  readonly worst: readonly WorstPath[];
  /** Default probabilities of exposures whose loss exceeds the surplus of today; the range never goes below. */
  readonly floor: { readonly low: number; readonly high: number };
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
 * high end, by `judgePaths`. Pure; the matrix has been checked, no horizon is longer than it.
 */
export function simulateBook(
  book: FailureBook,
  matrix: ScenarioMatrix,
  tables: DefaultTables,
  horizonsDays: readonly number[],
  extra = 0,
): BookFailure[] {
  const paths = pathsOf(matrix);
  const job = { paths, books: [layBook(book, matrix.days, extra)], tables, horizonsDays };
  const [tally] = tallyBooks(job, sumBooks(job, { from: 0, count: matrix.paths }));
  return tally === undefined ? [] : failuresOf(book, tally, tables, extra);
}

/** Probabilities of a book from what was counted of it, by horizon. Pure. */
export function failuresOf(
  book: FailureBook,
  { paths, horizons }: BookTally,
  tables: DefaultTables,
  extra = 0,
): BookFailure[] {
  return horizons.map(({ days, firstLow, firstHigh, terminalLow, terminalHigh, byPrices, alone, worst }) => ({
    days,
    first: { low: meanOfCounts(firstLow), high: meanOfCounts(firstHigh) },
    terminal: { low: meanOfCounts(terminalLow), high: meanOfCounts(terminalHigh) },
    byPrices: byPrices / paths,
    byDefault: tables.high.chances.map((chances, j) => {
      const size = chances.length;
      return chances.reduce((sum, chance, t) => sum + chance * (alone[j * size + t] as number), 0) / paths;
    }),
    worst,
    floor: { low: floorOf(book, tables.low, days, extra), high: floorOf(book, tables.high, days, extra) },
  }));
}

/** Surplus of a book today, before any path; what is asked of the first day is in it. Pure. */
export function marginToday(book: FailureBook, extra = 0): number {
  return book.weights.reduce((total, weight) => total + weight, book.fixed + extra) - book.asked(0);
}

function floorOf(book: FailureBook, table: DefaultTable, horizon: number, extra: number): number {
  const today = marginToday(book, extra);
  return book.lossWeights.reduce((most, weights, j) => {
    const lost = weights.reduce((total, weight) => total + weight, book.lossFixed[j] ?? 0);
    return lost > today ? Math.max(most, table.chances[j]?.[horizon - 1] ?? 0) : most;
  }, 0);
}
