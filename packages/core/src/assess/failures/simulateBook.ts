import { accumulateMean, type MeanError } from '../../quant/meanError.ts';
import { pathFailure, tableDefaults, type DefaultTable, type DefaultTables } from '../../quant/pathFailure.ts';
import { defaultChances, type DefaultAssumption } from './defaultAssumption.ts';
import type { FailureBook } from './failureBook.ts';
import { moneyLine } from './moneyLines.ts';
import type { ScenarioMatrix } from './scenarioMatrix.ts';

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
  readonly worst: readonly { readonly path: number; readonly day: number; readonly money: number }[];
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
  const early = layBook(book, matrix, days);
  const late = book.later === null ? early : layBook(book.later.book, matrix, days);
  const lateFrom = book.later?.fromDay ?? days;
  /** Lays what is left on a path; returns whether every day survives even all defaults together. */
  const lay = (row: number): boolean => {
    let isSafe = true;
    for (let day = 0; day < days; day += 1) {
      const now = day < lateFrom ? early : late;
      const at = row * days + day;
      const money = now.fixed + extra - (now.asked[day] as number) + (now.money[at] as number);
      margin[day] = money;
      if (money - now.lostFixed - (now.lost[at] as number) < 0) isSafe = false;
    }
    return isSafe;
  };
  /** Lays what each default takes on it. */
  const layLosses = (row: number): void => {
    for (let day = 0; day < days; day += 1) {
      const now = day < lateFrom ? early : late;
      const at = (row * days + day) * matrix.assetIds.length;
      for (let j = 0; j < losses.length; j += 1) {
        const { fixed, weights } = now.losses[j] as LaidBook['losses'][number];
        (losses[j] as Float64Array)[day] = fixed + moneyAt(weights, matrix.ratios, at);
      }
    }
  };
  const gathered = horizonsDays.map(() => ({
    first: { low: accumulateMean(), high: accumulateMean() },
    terminal: { low: accumulateMean(), high: accumulateMean() },
    byPrices: 0,
    byDefault: losses.map(() => 0),
    worst: [] as { path: number; day: number; money: number }[],
  }));
  /** Safe paths not yet counted. */
  let safe = 0;
  const countSafe = (): void => {
    for (const { first, terminal } of gathered)
      for (const sample of [first.low, first.high, terminal.low, terminal.high]) sample.addZeros(safe);
    safe = 0;
  };
  const path = { margin, losses };
  for (let row = 0; row < paths; row += 1) {
    const isSafe = lay(row);
    horizonsDays.forEach((horizon, index) => keepWorst(gathered[index]?.worst, row, margin, horizon));
    if (isSafe) {
      safe += 1;
      continue;
    }
    countSafe();
    layLosses(row);
    horizonsDays.forEach((horizon, index) => {
      const into = gathered[index];
      if (into === undefined) return;
      const { first, terminal, alone } = pathFailure(path, tables, horizon);
      into.first.low.add(first.low);
      into.first.high.add(first.high);
      into.terminal.low.add(terminal.low);
      into.terminal.high.add(terminal.high);
      if (alone === null) into.byPrices += 1;
      alone?.forEach((chance, j) => (into.byDefault[j] = (into.byDefault[j] ?? 0) + chance));
    });
  }
  countSafe();
  return gathered.map(({ first, terminal, byPrices, byDefault, worst }, index) => {
    const horizon = horizonsDays[index] ?? 1;
    return {
      days: horizon,
      first: { low: first.low.result(), high: first.high.result() },
      terminal: { low: terminal.low.result(), high: terminal.high.result() },
      byPrices: byPrices / paths,
      byDefault: byDefault.map((total) => total / paths),
      worst,
      floor: { low: floorOf(book, tables.low, horizon, extra), high: floorOf(book, tables.high, horizon, extra) },
    };
  });
}

/** Surplus of a book today, before any path; what is asked of the first day is in it. Pure. */
export function marginToday(book: FailureBook, extra = 0): number {
  return book.weights.reduce((total, weight) => total + weight, book.fixed + extra) - book.asked(0);
}

/** A book laid over a matrix. */
interface LaidBook {
  readonly fixed: number;
  readonly asked: Float64Array;
  /** Beside the fixed part: what is held on every day of every path, and what all defaults together take of it. */
  readonly money: Float64Array;
  readonly lost: Float64Array;
  readonly lostFixed: number;
  readonly losses: readonly { readonly fixed: number; readonly weights: Sparse }[];
}

interface Sparse {
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

function layBook(book: FailureBook, matrix: ScenarioMatrix, days: number): LaidBook {
  const pick = (row: Float64Array): Sparse => {
    const columns = Int32Array.from([...row.keys()].filter((column) => row[column] !== 0));
    return { columns, values: Float64Array.from(columns, (column) => row[column] ?? 0) };
  };
  const all = new Float64Array(matrix.assetIds.length);
  for (const row of book.lossWeights) row.forEach((loss, column) => (all[column] = (all[column] ?? 0) + loss));
  return {
    fixed: book.fixed,
    asked: Float64Array.from({ length: days }, (_, day) => book.asked(day)),
    money: moneyLine(matrix, book.weights),
    lost: moneyLine(matrix, all),
    lostFixed: book.lossFixed.reduce((sum, loss) => sum + loss, 0),
    losses: book.lossWeights.map((row, j) => ({ fixed: book.lossFixed[j] ?? 0, weights: pick(row) })),
  };
}

/** Money of one day of one path, whose ratios begin at `at`. */
function moneyAt({ columns, values }: Sparse, ratios: Float64Array, at: number): number {
  let money = 0;
  for (let i = 0; i < columns.length; i += 1)
    money += (values[i] as number) * (ratios[at + (columns[i] as number)] as number);
  return money;
}

const WORST = 3;

/** Keeps the few paths that leave least within a horizon; of equal ones the earlier. */
function keepWorst(
  worst: { path: number; day: number; money: number }[] | undefined,
  path: number,
  margin: Float64Array,
  horizon: number,
): void {
  if (worst === undefined) return;
  let day = 0;
  for (let t = 1; t < horizon; t += 1) if ((margin[t] as number) < (margin[day] as number)) day = t;
  const money = margin[day] as number;
  if (worst.length === WORST && money >= (worst[WORST - 1]?.money ?? 0)) return;
  const at = worst.findIndex((item) => money < item.money);
  worst.splice(at < 0 ? worst.length : at, 0, { path, day, money });
  if (worst.length > WORST) worst.pop();
}

function floorOf(book: FailureBook, table: DefaultTable, horizon: number, extra: number): number {
  const today = marginToday(book, extra);
  return book.lossWeights.reduce((most, weights, j) => {
    const lost = weights.reduce((total, weight) => total + weight, book.lossFixed[j] ?? 0);
    return lost > today ? Math.max(most, table.chances[j]?.[horizon - 1] ?? 0) : most;
  }, 0);
}
