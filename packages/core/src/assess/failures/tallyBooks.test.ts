import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableDefaults, type DefaultTables } from '../../quant/defaultTable.ts';
import { plainFailure } from '../../quant/pathFailure.fixture.ts';
import { joinCounts } from '../../quant/valueTally.ts';
import { joinTallies, type BookTally } from './bookTally.ts';
import type { FailureBook } from './failureBook.ts';
import { layBook } from './laidBook.ts';
import { sumBooks, tallyBooks, type FailureJob } from './tallyBooks.ts';

const [DAYS, WIDTH, PATHS, HORIZONS] = [3, 3, 300, [1, 3]];

const floats = (length: number, min: number, max: number) =>
  fc.array(fc.double({ min, max, noNaN: true }), { minLength: length, maxLength: length });
const row = (min: number, max: number) => floats(WIDTH, min, max).map((list) => Float64Array.from(list));
/** Losses of few assets, as those of an issuer, or of all. */
const lossRow = fc
  .tuple(row(0, 3), fc.nat(3))
  .map(([weights, only]) => weights.map((w, k) => (only === k ? w : only === 3 ? w : 0)));
const chances = floats(DAYS, 0, 0.3).map((list) => Float64Array.from(list.toSorted((a, b) => a - b)));
const PARTIES = 3;
const three = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: PARTIES, maxLength: PARTIES });

const plainBook = fc.record({
  label: fc.constant(''),
  weights: row(-1, 6),
  fixed: fc.double({ min: -12, max: 4, noNaN: true }),
  asked: fc.double({ min: 0, max: 1, noNaN: true }).map((daily) => (day: number) => daily * (day + 1)),
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
const ratio = fc.oneof(
  { weight: 9, arbitrary: fc.double({ min: 0.97, max: 1.03, noNaN: true }) },
  fc.double({ min: 0, max: 3, noNaN: true }),
);
const ratios = fc
  .tuple(fc.array(ratio, { minLength: 60, maxLength: 60 }), fc.nat(58))
  .map(([few, shift]) =>
    Float64Array.from({ length: PATHS * DAYS * WIDTH }, (_, i) => few[(i * 7 + Math.floor(i / 60) * shift) % 60] ?? 1),
  );
const job = fc
  .record({ books: fc.array(book, { minLength: 1, maxLength: 3 }), tables, ratios })
  .map(({ books, ...rest }) => ({ given: books, tables: rest.tables, ...jobOf(books, rest.tables, rest.ratios) }));

function jobOf(books: readonly FailureBook[], defaults: DefaultTables, prices: Float64Array): { job: FailureJob } {
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
const count = (given: FailureJob, from = 0, paths = PATHS): BookTally[] =>
  tallyBooks(given, sumBooks(given, { from, count: paths }));

/** Money on one day of one path by the book's own definition, added up plainly. */
function moneyOf(
  book: FailureBook,
  prices: Float64Array,
  path: number,
  day: number,
): { margin: number; losses: number[] } {
  const now = book.later !== null && day >= book.later.fromDay ? book.later.book : book;
  const at = (path * DAYS + day) * WIDTH;
  const sum = (weights: Float64Array): number => weights.reduce((all, w, k) => all + w * (prices[at + k] as number), 0);
  return {
    margin: now.fixed - now.asked(day) + sum(now.weights),
    losses: now.lossWeights.map((weights, j) => (now.lossFixed[j] as number) + sum(weights)),
  };
}

describe('tallyBooks', () => {
  it('counts what the plain way finds on every path, to the last bit', () => {
    fc.assert(
      fc.property(job, ({ job: given, given: books, tables: defaults }) => {
        const [tally] = count(given);
        const [first] = books;
        if (first === undefined || tally === undefined) throw new RangeError('no book');
        HORIZONS.forEach((horizon, k) => {
          const found = Array.from({ length: PATHS }, (_, path) => {
            const days = Array.from({ length: DAYS }, (_d, day) => moneyOf(first, given.paths.ratios, path, day));
            const losses = first.lossWeights.map((_w, j) =>
              Float64Array.from(days, (item) => item.losses[j] as number),
            );
            return plainFailure({ margin: Float64Array.from(days, (item) => item.margin), losses }, defaults, horizon);
          });
          const each = tally.horizons[k];
          const one = (values: readonly number[]) =>
            joinCounts(values.map((value) => ({ values: Float64Array.of(value), counts: Float64Array.of(1) })));
          expect(each?.firstLow).toEqual(one(found.map(({ first: range }) => range.low)));
          expect(each?.firstHigh).toEqual(one(found.map(({ first: range }) => range.high)));
          expect(each?.terminalLow).toEqual(one(found.map(({ terminal }) => terminal.low)));
          expect(each?.terminalHigh).toEqual(one(found.map(({ terminal }) => terminal.high)));
          expect(each?.byPrices).toBe(found.filter(({ alone }) => alone === null).length);
          const alone = new Float64Array(PARTIES * DAYS);
          for (const path of found)
            path.alone?.forEach(
              (step, j) => step >= 0 && (alone[j * DAYS + step] = (alone[j * DAYS + step] as number) + 1),
            );
          expect(each?.alone).toEqual(alone);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('answers the same whole and in 2 or 8 stretches, books alone and beside others', () => {
    fc.assert(
      fc.property(job, ({ job: given }) => {
        const whole = count(given);
        for (const parts of [2, 8]) {
          const edges = Array.from({ length: parts + 1 }, (_, part) => Math.floor((PATHS * part) / parts));
          const tallies = edges.slice(1).map((next, part) => count(given, edges[part], next - (edges[part] as number)));
          const joined = given.books.map((_, index) => joinTallies(tallies.map((item) => item[index] as BookTally)));
          expect(joined).toEqual(whole);
        }
        given.books.forEach((own, index) => expect(count({ ...given, books: [own] })[0]).toEqual(whole[index]));
      }),
      { numRuns: 20 },
    );
  });

  it('does not depend on the order of the paths, but for their numbers', () => {
    fc.assert(
      fc.property(job, ({ job: given }) => {
        const size = DAYS * WIDTH;
        const turned = given.paths.ratios.map(
          (_, i) => given.paths.ratios[(PATHS - 1 - Math.floor(i / size)) * size + (i % size)] as number,
        );
        const [before, after] = [count(given), count({ ...given, paths: { ...given.paths, ratios: turned } })];
        const unnumbered = (tallies: readonly BookTally[]) =>
          tallies.flatMap(({ horizons }) =>
            horizons.map(({ worst, ...rest }) => ({ ...rest, left: worst.map(({ money }) => money) })),
          );
        expect(unnumbered(after)).toEqual(unnumbered(before));
      }),
      { numRuns: 40 },
    );
  });
});
