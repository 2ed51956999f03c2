import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableDefaults } from '../../quant/failures/defaultTable.ts';
import { normals } from '../../quant/failures/gaussianPaths.fixture.ts';
import { answerWidth, keepPaths, OPEN, VERDICTS } from './keepPaths.ts';
import { HORIZONS, jobs, PARTIES, PATHS } from './jobs.fixture.ts';
import { sumBooks, tallyBooks, type FailureJob } from './tallyBooks.ts';

const WHOLE = { from: 0, count: PATHS };

describe('keepPaths', () => {
  it('writes down of each path that is not open what a count of it alone finds', () => {
    fc.assert(
      fc.property(jobs, fc.nat(PATHS - 1), ({ job }, path) => {
        const { classes, rows } = keepPaths(job, WHOLE, 3);
        const kind = classes[path] as number;
        if (kind === OPEN) return;
        const size = answerWidth(PARTIES);
        const width = job.books.length * HORIZONS.length * size;
        tallyBooks(job, sumBooks(job, { from: path, count: 1 })).forEach(({ horizons }, book) =>
          horizons.forEach((horizon, k) => {
            const at = kind * width + (book * HORIZONS.length + k) * size;
            const [verdict = -1, ...chances] = rows.subarray(at, at + 5);
            const { firstLow, firstHigh, terminalLow, terminalHigh, byPrices, alone } = horizon;
            expect(chances).toEqual([firstLow, firstHigh, terminalLow, terminalHigh].map(({ values }) => values[0]));
            expect(VERDICTS[verdict] === 'certain').toBe(byPrices === 1);
            expect(VERDICTS[verdict] === 'alone').toBe(alone.some((times) => times > 0));
          }),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('keeps open those that leave least, and says what all others leave at least', () => {
    fc.assert(
      fc.property(jobs, fc.integer({ min: 3, max: 20 }), ({ job }, candidates) => {
        const { classes, floors } = keepPaths(job, WHOLE, candidates);
        const worst = tallyBooks(job, sumBooks(job, WHOLE)).flatMap(({ horizons }) =>
          horizons.map((item) => item.worst),
        );
        worst.forEach((list, at) => {
          for (const { path } of list) expect(classes[path]).toBe(OPEN);
          expect(floors[at]).toBeGreaterThanOrEqual(list.at(-1)?.money ?? Infinity);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('leaves open what answers in more ways than it keeps', () => {
    // Twenty defaults that each take a different loss on each path: nearly every path answers in its own way.
    const [parties, paths, days] = [20, 12_000, 5];
    const width = parties;
    const next = normals(5);
    const ratios = Float64Array.from({ length: paths * days * width }, () => Math.max(0, 1 + 0.5 * next()));
    const row = (k: number): Float64Array => Float64Array.from({ length: width }, (_, at) => (at === k ? 1 : 0));
    const stage = {
      weights: new Float64Array(width),
      lossWeights: Array.from({ length: parties }, (_, j) => row(j)),
      lossFixed: Array.from({ length: parties }, () => 0),
    };
    const table = tableDefaults(
      Array.from({ length: parties }, (_, j) => new Float64Array(days).fill(0.001 * (j + 1))),
      days,
    );
    const job: FailureJob = {
      paths: { ratios, steps: days, width },
      books: [{ fixed: new Float64Array(days).fill(1.7), stages: Array.from({ length: days }, () => stage) }],
      tables: { low: table, high: table },
      horizonsDays: [days],
    };
    const { classes, rows } = keepPaths(job, { from: 0, count: paths }, 3);
    expect(rows.length / answerWidth(parties)).toBe(8_192);
    expect(classes.filter((kind) => kind === OPEN).length).toBeGreaterThan(100);
  });
});
