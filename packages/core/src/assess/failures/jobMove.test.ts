import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableDefaults } from '../../quant/failures/defaultTable.ts';
import { DAYS, floats, jobs, PARTIES, PATHS, WIDTH } from './jobs.fixture.ts';
import { jobMove } from './jobMove.ts';
import type { LaidBook } from './laidBook.ts';
import type { FailureJob } from './tallyBooks.ts';

const only = Array.from({ length: WIDTH }, (_, column) => column);
const stageOf = (book: LaidBook | undefined, day: number): LaidBook['stages'][number] =>
  book?.stages[day] ?? expect.unreachable('no stage');

/** What is left on one day of one path, less the losses of some defaults. */
function leftOf(
  { paths: { ratios }, books }: FailureJob,
  book: number,
  path: number,
  day: number,
  hit: boolean[],
): number {
  const { weights, lossWeights, lossFixed } = stageOf(books[book], day);
  const at = (path * DAYS + day) * WIDTH;
  const sum = (row: Float64Array): number => only.reduce((all, k) => all + (row[k] ?? 0) * (ratios[at + k] ?? 0), 0);
  return lossWeights.reduce(
    (left, row, j) => (hit[j] === true ? left - sum(row) - (lossFixed[j] ?? 0) : left),
    (books[book]?.fixed[day] ?? 0) + sum(weights),
  );
}
const reachOf = ({ paths: { ratios } }: FailureJob, path: number): number =>
  Math.max(
    ...Array.from({ length: DAYS }, (_, day) =>
      Math.hypot(...only.map((k) => (ratios[(path * DAYS + day) * WIDTH + k] ?? 0) - 1)),
    ),
  );

describe('jobMove', () => {
  it('bounds how far what is left moves, whichever defaults come, on every day of every path', () => {
    fc.assert(
      fc.property(
        fc.tuple(jobs, jobs),
        fc.array(fc.boolean(), { minLength: PARTIES, maxLength: PARTIES }),
        fc.nat(PATHS - 1),
        floats(1, 0, 1),
        ([one, two], hit, path, [share = 0]) => {
          // Two jobs that have nothing in common but prices, or nearly one: weights between those of both.
          const mix = (a: number, b: number | undefined): number => a + share * ((b ?? 0) - a);
          const count = Math.min(one.job.books.length, two.job.books.length);
          const before = { ...one.job, books: one.job.books.slice(0, count) };
          const after: FailureJob = {
            ...before,
            books: before.books.map((book, b) => ({
              fixed: book.fixed.map((f, day) => mix(f, two.job.books[b]?.fixed[day])),
              stages: book.stages.map((stage, day) => {
                const other = stageOf(two.job.books[b], day);
                return {
                  weights: stage.weights.map((w, k) => mix(w, other.weights[k])),
                  lossWeights: stage.lossWeights.map((row, j) => row.map((w, k) => mix(w, other.lossWeights[j]?.[k]))),
                  lossFixed: stage.lossFixed.map((w, j) => mix(w, other.lossFixed[j])),
                };
              }),
            })),
          };
          const { fall, rise, slope } = jobMove(before, after) ?? expect.unreachable('asked alike');
          const reach = reachOf(before, path);
          for (let book = 0; book < count; book += 1)
            for (let day = 0; day < DAYS; day += 1) {
              const moved = leftOf(after, book, path, day, hit) - leftOf(before, book, path, day, hit);
              expect(moved).toBeGreaterThanOrEqual(-fall - slope * reach);
              expect(moved).toBeLessThanOrEqual(rise + slope * reach);
            }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('says by how much all prices fell, and no more than rounding where nothing moved', () => {
    const book = (weight: number): LaidBook => ({
      fixed: Float64Array.of(-90),
      stages: [{ weights: Float64Array.of(weight, 0), lossWeights: [Float64Array.of(weight / 2, 0)], lossFixed: [0] }],
    });
    const table = tableDefaults([Float64Array.of(0.1)], 1);
    const job = (weight: number): FailureJob => ({
      paths: { ratios: Float64Array.of(1, 1), steps: 1, width: 2 },
      books: [book(weight)],
      tables: { low: table, high: table },
      horizonsDays: [1],
    });
    const { fall, rise, slope } = jobMove(job(100), job(98)) ?? expect.unreachable('asked alike');
    // Two dollars less are held, a default takes one less.
    expect([fall, rise, slope].map((value) => Math.round(1e5 * value) / 1e5)).toEqual([2, 0, 3]);
    const none = jobMove(job(100), job(100)) ?? expect.unreachable('asked alike');
    for (const value of Object.values(none)) expect(value).toBeLessThan(1e-6);
  });

  it('is none between jobs that ask different things', () => {
    const { job } = fc.sample(jobs, { numRuns: 1, seed: 1 })[0] ?? expect.unreachable('no job');
    const other = (more: Partial<FailureJob>) => jobMove(job, { ...job, ...more });
    expect(other({})).not.toBeNull();
    expect(other({ horizonsDays: [1] })).toBeNull();
    expect(other({ books: [...job.books, ...job.books] })).toBeNull();
    expect(other({ paths: { ...job.paths, steps: 1 } })).toBeNull();
    const rarer = tableDefaults(
      job.tables.high.chances.map((row) => row.map((p) => p / 2 + 0.01)),
      DAYS,
    );
    expect(other({ tables: { ...job.tables, high: rarer } })).toBeNull();
    expect(other({ tables: { ...job.tables, low: rarer } })).toBeNull();
  });
});
