import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableDefaults } from '../../quant/failures/defaultTable.ts';
import type { FailureBook } from './failureBook.ts';
import { DAYS, floats, HORIZONS, jobOf, jobs, PARTIES, PATHS, WIDTH } from './jobs.fixture.ts';
import { keepPaths, OPEN } from './keepPaths.ts';
import { layBook } from './laidBook.ts';
import { recountBooks } from './recountBooks.ts';
import { sumBooks, tallyBooks, type FailureJob } from './tallyBooks.ts';

const WHOLE = { from: 0, count: PATHS };
/** Candidates for the worst; as many as there are in earnest would be all paths of these. */
const FEW = 10;
const fresh = (job: FailureJob, stretch = WHOLE) => tallyBooks(job, sumBooks(job, stretch));

/** A book whose money moved, each weight by its own share of `most`, and losses never below zero. */
function movedBook(book: FailureBook, shares: readonly number[], most: number): FailureBook {
  const factor = (i: number): number => 1 + most * (2 * (shares[i % shares.length] ?? 0) - 1);
  return {
    ...book,
    weights: book.weights.map((weight, k) => weight * factor(k)),
    fixed: book.fixed * factor(7) + most * ((shares[3] ?? 0) - 0.5),
    lossWeights: book.lossWeights.map((row, j) => row.map((loss, k) => loss * factor(j * WIDTH + k))),
    lossFixed: book.lossFixed.map((loss, j) => loss * factor(j + 2)),
    later: book.later === null ? null : { ...book.later, book: movedBook(book.later.book, shares.toReversed(), most) },
  };
}

/** From the last bits to more than half of everything. */
const most = fc.constantFrom(0, 1e-15, 1e-9, 1e-6, 1e-4, 1e-3, 1e-2, 0.1, 0.6);
const shares = floats(8, 0, 1);

describe('recountBooks', () => {
  it('counts what a fresh count finds, to the last bit, however far the money moved', () => {
    let [spared, all] = [0, 0];
    fc.assert(
      fc.property(jobs, most, shares, ({ job, given, tables }, far, by) => {
        const kept = keepPaths(job, WHOLE, FEW);
        const moved = jobOf(
          given.map((book) => movedBook(book, by, far)),
          tables,
          job.paths.ratios,
        ).job;
        const { tallies, judged } = recountBooks(moved, kept);
        expect(tallies).toEqual(fresh(moved));
        [spared, all] = [spared + PATHS - judged, all + PATHS];
      }),
      { numRuns: 300 },
    );
    // Or nothing was shown.
    expect(spared / all).toBeGreaterThan(0.05);
  });

  it('gives the same from a stretch, and after what was kept has crossed to another thread', () => {
    fc.assert(
      fc.property(jobs, shares, ({ job, given, tables }, by) => {
        const stretch = { from: 70, count: 201 };
        const kept = structuredClone(keepPaths(job, stretch, FEW));
        const books = given.map((book) => movedBook(book, by, 1e-3));
        const moved = jobOf(books, tables, job.paths.ratios).job;
        expect(recountBooks(moved, kept).tallies).toEqual(fresh(moved, stretch));
      }),
      { numRuns: 40 },
    );
  });

  it('judges everything anew where another question was kept', () => {
    fc.assert(
      fc.property(jobs, ({ job }) => {
        const kept = keepPaths(job, WHOLE);
        const rarer = { ...job.tables, high: tableDefaults(job.tables.low.chances, DAYS) };
        const other: FailureJob[] = [
          { ...job, horizonsDays: [2] },
          { ...job, books: job.books.slice(1) },
          {
            ...job,
            tables: {
              ...rarer,
              low: tableDefaults(
                rarer.low.chances.map((row) => row.map((p) => p / 2)),
                DAYS,
              ),
            },
          },
        ];
        for (const asked of other) expect(recountBooks(asked, kept).tallies).toEqual(fresh(asked));
      }),
      { numRuns: 20 },
    );
  });

  it('judges a path on which a sum is not finite, and none of an empty job', () => {
    const book: FailureBook = {
      label: '',
      weights: Float64Array.of(1, 1, 1),
      fixed: -2,
      asked: () => 0,
      lossWeights: Array.from({ length: PARTIES }, () => new Float64Array(WIDTH)),
      lossFixed: [1, 1, 1],
      later: null,
    };
    const ratios = new Float64Array(PATHS * DAYS * WIDTH).fill(1);
    ratios[100 * DAYS * WIDTH] = 1e308;
    const table = tableDefaults(
      book.lossWeights.map(() => Float64Array.of(0.1, 0.1, 0.1)),
      DAYS,
    );
    const { job } = jobOf([book], { low: table, high: table }, ratios);
    const kept = keepPaths(job, WHOLE);
    const moved = { ...job, books: [layBook({ ...book, fixed: -2.5 }, DAYS), layBook({ ...book, fixed: -2.5 }, DAYS)] };
    expect(recountBooks(moved, kept).tallies).toEqual(fresh(moved));
    const none = { ...job, books: [] };
    expect(recountBooks(none, keepPaths(none, WHOLE))).toEqual({ tallies: [], judged: 0 });
  });

  it('spares the paths of a book that no price moves', () => {
    fc.assert(
      fc.property(jobs, ({ job, given, tables }) => {
        const still = given.map((book) => ({ ...book, weights: new Float64Array(WIDTH), later: null, fixed: -1 }));
        const richer = (by: number) =>
          jobOf(
            still.map((book) => ({ ...book, fixed: -1 - by })),
            tables,
            job.paths.ratios,
          ).job;
        const { tallies, judged } = recountBooks(richer(1e-3), keepPaths(richer(0), WHOLE));
        expect(tallies).toEqual(fresh(richer(1e-3)));
        expect(judged).toBe(64);
      }),
      { numRuns: 20 },
    );
  });

  it('leaves paths that may be among the worst open, and finds them among those', () => {
    // Money falls from path to path: the last ones are the worst.
    const ratios = Float64Array.from(
      { length: PATHS * DAYS * WIDTH },
      (_, i) => 1 - Math.floor(i / (DAYS * WIDTH)) / (10 * PATHS),
    );
    const book: FailureBook = {
      label: '',
      weights: Float64Array.of(10, 0, 0),
      fixed: 0,
      asked: () => 0,
      lossWeights: [],
      lossFixed: [],
      later: null,
    };
    const table = tableDefaults([], DAYS);
    const { job } = jobOf([book], { low: table, high: table }, ratios);
    const kept = keepPaths(job, WHOLE);
    expect([...kept.classes.keys()].filter((path) => kept.classes[path] === OPEN)).toEqual(
      Array.from({ length: 64 }, (_, i) => PATHS - 64 + i),
    );
    const moved = {
      ...job,
      books: job.books.map(({ fixed, stages }) => ({ fixed: fixed.map((f) => f - 0.01), stages })),
    };
    const { tallies, judged } = recountBooks(moved, kept);
    expect(judged).toBe(64);
    expect(tallies).toEqual(fresh(moved));
    expect(tallies[0]?.horizons.at(-1)?.worst.map(({ path }) => path)).toEqual([PATHS - 1, PATHS - 2, PATHS - 3]);
    expect(HORIZONS).toHaveLength(tallies[0]?.horizons.length ?? 0);
  });
});
