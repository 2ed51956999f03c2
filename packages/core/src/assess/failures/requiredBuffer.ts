import type { Wad } from '../../units/amounts.ts';
import { floatToWadUp } from '../../units/float.ts';
import { OutsideDomain } from '../../quant/numbers/elementary.ts';
import type { DefaultTables } from '../../quant/failures/defaultTable.ts';
import type { FailureBook } from './failureBook.ts';
import { layBook } from './laidBook.ts';
import { checkScenarios, pathsOf, type ScenarioMatrix } from './scenarioMatrix.ts';
import { failuresOf, marginToday, type BookFailure } from './simulateBook.ts';
import { sumBooks, tallyBooks } from './tallyBooks.ts';

/** Money that brings a failure down to a target. */
export interface RequiredBuffer {
  /** Added to the surplus of today, rounded up; zero where the target is met as it is; null when refused. */
  readonly bufferWad: Wad | null;
  /** Probability with it, and its standard error; rounded up. */
  readonly probabilityWad: Wad | null;
  readonly standardErrorWad: Wad | null;
  readonly note: string;
}

/** Fewest paths beyond a probability for it to be estimated from a sample: its own error is a third then. */
const FEWEST_BEYOND = 10;
const HALVINGS = 60;

/**
 * The least cash, kept from today, with which the high end of the first-passage probability over `horizonDays` is at
 * most `target`. The probability falls as the buffer grows, so halving finds it, to a billionth of the surplus.
 * `target` in (0, 1). Refuses a target that fewer than ten paths lie beyond. Pure; throws ScenariosMalformed.
 */
export function requiredBuffer(
  book: FailureBook,
  matrix: ScenarioMatrix,
  tables: DefaultTables,
  { target, horizonDays }: { readonly target: number; readonly horizonDays: number },
): RequiredBuffer {
  checkScenarios(matrix);
  if (!(target > 0 && target < 1)) throw new OutsideDomain('target probability', target);
  if (!(horizonDays >= 1 && horizonDays <= matrix.days)) throw new OutsideDomain('horizon in days', horizonDays);
  const refuse = (note: string): RequiredBuffer => ({
    bufferWad: null,
    probabilityWad: null,
    standardErrorWad: null,
    note,
  });
  const { independentPaths } = matrix;
  if (target * independentPaths < FEWEST_BEYOND)
    return refuse(
      `${independentPaths} paths cannot speak of a probability below ${FEWEST_BEYOND} ÷ ${independentPaths}`,
    );
  // More cash changes no sum over prices.
  const paths = pathsOf(matrix);
  const job = { paths, books: [layBook(book, matrix.days)] };
  const sums = [...sumBooks(job, { from: 0, count: matrix.paths }, matrix.paths)];
  const failureWith = (extra: number): BookFailure['first']['high'] => {
    const richer = { paths, books: [layBook(book, matrix.days, extra)], tables, horizonsDays: [horizonDays] };
    const [failure] = tallyBooks(richer, sums).flatMap((tally) => failuresOf(book, tally, tables, extra));
    const high = failure?.first.high ?? { mean: 1, standardError: Infinity };
    return { ...high, mean: Math.max(high.mean, failure?.floor.high ?? 0) };
  };
  const scale =
    Math.abs(book.fixed) + Math.abs(marginToday(book)) + book.weights.reduce((all, w) => all + Math.abs(w), 0);
  let [low, high] = [0, 0];
  if (failureWith(0).mean > target) {
    high = Math.max(1, scale / 1024);
    while (failureWith(high).mean > target) {
      if (high > 1024 * scale) return refuse('no buffer reaches the target');
      low = high;
      high *= 2;
    }
    for (let i = 0; i < HALVINGS && high - low > 1e-9 * scale; i += 1) {
      const middle = (low + high) / 2;
      if (failureWith(middle).mean > target) low = middle;
      else high = middle;
    }
  }
  const found = failureWith(high);
  return {
    bufferWad: floatToWadUp(high),
    probabilityWad: floatToWadUp(found.mean),
    standardErrorWad: floatToWadUp(found.standardError * Math.sqrt(matrix.paths / independentPaths)),
    note: '',
  };
}
