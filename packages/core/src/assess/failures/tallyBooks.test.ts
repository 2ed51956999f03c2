import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainFailure } from '../../quant/failures/pathFailure.fixture.ts';
import { joinCounts } from '../../quant/failures/valueTally.ts';
import { joinTallies, type BookTally } from './bookTally.ts';
import type { FailureBook } from './failureBook.ts';
import { DAYS, HORIZONS, jobs, PARTIES, PATHS, WIDTH } from './jobs.fixture.ts';
import { sumBooks, tallyBooks, type FailureJob } from './tallyBooks.ts';

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
      fc.property(jobs, ({ job: given, given: books, tables: defaults }) => {
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
      fc.property(jobs, ({ job: given }) => {
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
      fc.property(jobs, ({ job: given }) => {
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
