import type { FailureBook } from './failureBook.ts';

/** A book over the days of a matrix, in arrays alone: all that judging its paths needs, on any thread. */
export interface LaidBook {
  /** Per day the money that does not move, less what is asked. */
  readonly fixed: Float64Array;
  /** Per day what is held and what defaults take of it; days share a stage until another takes its place. */
  readonly stages: readonly BookStage[];
}

export type BookStage = Pick<FailureBook, 'weights' | 'lossWeights' | 'lossFixed'>;

/** Lays a book over `days` days, with `extra` money on each. Pure. */
export function layBook(book: FailureBook, days: number, extra = 0): LaidBook {
  const late = book.later?.book ?? book;
  const lateFrom = book.later?.fromDay ?? days;
  const at = (day: number): FailureBook => (day < lateFrom ? book : late);
  const [first, second] = [book, late].map(({ weights, lossWeights, lossFixed }) => ({
    weights,
    lossWeights,
    lossFixed,
  })) as [BookStage, BookStage];
  const all = Array.from({ length: days }, (_, day) => day);
  return {
    fixed: Float64Array.from(all, (day) => at(day).fixed + extra - at(day).asked(day)),
    stages: all.map((day) => (day < lateFrom ? first : second)),
  };
}
