// Made-up jobs for tests: books of several stages over prices near par, now and then far from it.
import fc from 'fast-check';
import { tableDefaults, type DefaultTables } from '../../quant/failures/defaultTable.ts';
import type { FailureBook } from './failureBook.ts';
import { layBook } from './laidBook.ts';
import type { FailureJob } from './tallyBooks.ts';

export const [DAYS, WIDTH, PATHS, HORIZONS] = [3, 3, 300, [1, 3]];

/** Evenly spread, now and then one of the edges of doubles. */
const number = (min: number, max: number) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.nat(1 << 30).map((part) => min + ((max - min) * part) / (1 << 30)) },
    fc.double({ min, max, noNaN: true }),
  );
export const floats = (length: number, min: number, max: number) =>
  fc.array(number(min, max), { minLength: length, maxLength: length });
const row = (min: number, max: number) => floats(WIDTH, min, max).map((list) => Float64Array.from(list));
/** Losses of few assets, as those of an issuer, or of all. */
const lossRow = fc
  .tuple(row(0, 3), fc.nat(3))
  .map(([weights, only]) => weights.map((w, k) => (only === k ? w : only === 3 ? w : 0)));
const chances = floats(DAYS, 0, 0.3).map((list) => Float64Array.from(list.toSorted((a, b) => a - b)));
export const PARTIES = 3;
const three = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: PARTIES, maxLength: PARTIES });

const plainBook = fc.record({
  label: fc.constant(''),
  weights: row(-1, 6),
  fixed: number(-12, 4),
  asked: number(0, 1).map((daily) => (day: number) => daily * (day + 1)),
  lossWeights: three(lossRow),
  lossFixed: floats(PARTIES, 0, 1),
  later: fc.constant(null),
});
const book: fc.Arbitrary<FailureBook> = fc
  .tuple(plainBook, fc.option(plainBook), fc.nat(DAYS))
  .map(([first, second, fromDay]) => ({ ...first, later: second === null ? null : { fromDay, book: second } }));
const tables = fc
  .tuple(three(chances), three(chances))
  .map(([low, high]): DefaultTables => ({ low: tableDefaults(low, DAYS), high: tableDefaults(high, DAYS) }));
/** Prices near par, now and then far from it. */
const ratio = fc.oneof({ weight: 9, arbitrary: number(0.97, 1.03) }, number(0, 3));
/** Few paths come again and again, or none does. */
const ratios = fc
  .tuple(fc.array(ratio, { minLength: 60, maxLength: 60 }), fc.nat(58), fc.constantFrom(0, 1e-3, 1e-2))
  .map(([few, shift, apart]) =>
    Float64Array.from(
      { length: PATHS * DAYS * WIDTH },
      (_, i) => (few[(i * 7 + Math.floor(i / 60) * shift) % 60] ?? 1) * (1 + (apart * ((i * 7_919) % 10_007)) / 10_007),
    ),
  );
/** Books, chances, and the job they are laid out as. */
export const jobs = fc
  .record({ books: fc.array(book, { minLength: 1, maxLength: 3 }), tables, ratios })
  .map(({ books, ...rest }) => ({ given: books, tables: rest.tables, ...jobOf(books, rest.tables, rest.ratios) }));

export function jobOf(
  books: readonly FailureBook[],
  defaults: DefaultTables,
  prices: Float64Array,
): { job: FailureJob } {
  return {
    job: {
      paths: { ratios: prices, steps: DAYS, width: WIDTH },
      // The same book with more asked shares its sums with the first.
      books: [...books, ...books.slice(0, 1)].map((item, i) => layBook(item, DAYS, i === books.length ? -0.5 : 0)),
      tables: defaults,
      horizonsDays: HORIZONS,
    },
  };
}
