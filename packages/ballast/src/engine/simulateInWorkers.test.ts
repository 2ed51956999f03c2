import { describe, expect, it } from 'vitest';
import {
  coinBreaks,
  curveLaw,
  gateBreaks,
  joinPegs,
  prepareModel,
  preparePeg,
  prepareSteps,
  stillPeg,
  type Margin,
} from '@ballast/core';
import { simulateInWorkers } from './simulateInWorkers.ts';
import { runJob, splitJob, type SimulationJob } from './simulationJob.ts';
import { SimulationWorkerFailed } from './threads.ts';

const CORRELATION = [
  [1, 0.5],
  [0.5, 1],
];
const MARGINS: Margin[] = [
  { kind: 'studentT', nu: 3, location: 0, scale: 0.01 },
  { kind: 'normal', location: 0, deviation: 0.02 },
];
const GARCH = { mean: 0, omega: 1e-5, alpha: 0.1, gamma: 0, beta: 0.85, nu: 5, skew: null };
const PATHS: SimulationJob = {
  kind: 'paths',
  model: prepareModel({ correlation: CORRELATION, margins: MARGINS, degrees: 5 }, [1, 1]),
  request: {
    key: [1, 2],
    stream: 0,
    draws: 'antithetic',
    from: 64,
    count: 64 * 101,
    books: [[1, 2]],
    keepsVariates: true,
  },
};
const STEPS: SimulationJob = {
  kind: 'steps',
  model: prepareSteps({
    steps: 3,
    assets: [0, 1].map(() => ({ garch: GARCH, nextVariance: 2e-4 })),
    correlation: CORRELATION,
    degrees: 5,
    jumps: [{ probability: 0.01, hits: [{ asset: 1, mean: -0.2, deviation: 0.1 }] }],
  }),
  request: { key: [1, 2], stream: 0, draws: 'independent', from: 0, count: 64 * 101 },
  books: [
    [1, 0],
    [1, 2],
  ],
};
const DAILY = { ...GARCH, mean: 0 };
const WIGGLES = Array.from({ length: 300 }, (_, i) => ((i * 7) % 11) / 10_000 - 0.0005);
const SCENARIOS: SimulationJob = {
  kind: 'scenarios',
  model: {
    model: 'calm simulation',
    basis: 'test',
    assetIds: ['weth', 'usdc', 'usdt', 'steth', 'bill'],
    days: 3,
    floating: prepareSteps({
      steps: 3,
      assets: [{ garch: DAILY, nextVariance: 2e-4 }],
      correlation: [[1]],
      degrees: 'gaussian',
      jumps: [],
    }),
    // Breaks so likely that most paths see one, and take others along.
    pegs: joinPegs(
      [
        preparePeg(WIGGLES, { ...coinBreaks('worse'), chances: [0.2, 0.3, 0.4] }),
        preparePeg(WIGGLES, coinBreaks('worse'), 0.02),
        stillPeg(coinBreaks('mean')),
        stillPeg(gateBreaks('worse')),
      ],
      () => ({ chance: 0.5, shares: true }),
    ),
    moved: [
      { base: 0, durationYears: 0 },
      { base: null, durationYears: 0.25 },
    ],
    curve: curveLaw('worse'),
  },
  request: { key: [1, 2], from: 0, count: 64 * 101 },
};
const bytes = (lines: readonly Float64Array[]): string[] =>
  lines.map((line) => Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('base64'));

describe('simulateInWorkers', () => {
  it.each([
    ['books', PATHS],
    ['scenarios', SCENARIOS],
  ])('gives the bytes of one thread on two: %s', async (_name, job) => {
    expect(bytes(await simulateInWorkers(job, 2))).toEqual(bytes(runJob(job)));
  });
  it('says which worker failed by a named error', async () => {
    const broken = { ...PATHS, request: { ...PATHS.request, shift: Number.NaN } } as SimulationJob;
    const failure = await simulateInWorkers(broken, 2).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SimulationWorkerFailed);
    expect((failure as SimulationWorkerFailed).code).toBe('ENGINE_SIMULATION_WORKER_FAILED');
  });
});

describe('splitJob', () => {
  it.each([
    ['one horizon', PATHS],
    ['several steps', STEPS],
    ['scenarios', SCENARIOS],
  ])('gives the same bytes in 1, 2 and 8 stretches: %s', (_name, job) => {
    const expected = bytes(runJob(job));
    for (const parts of [1, 2, 8]) {
      const pieces = splitJob(job, parts).map(runJob);
      const joined = expected.map((_, line) =>
        Buffer.concat(pieces.map((piece) => Buffer.from(piece[line]?.buffer ?? new ArrayBuffer(0)))).toString('base64'),
      );
      expect(joined).toEqual(expected);
    }
  });
  it('covers every path once, in order, with no more parts than blocks', () => {
    for (const parts of [1, 3, 8, 500]) {
      const jobs = splitJob(PATHS, parts);
      expect(jobs.length).toBe(Math.min(parts, 101));
      let next = PATHS.request.from;
      for (const { request } of jobs) {
        expect(request.from).toBe(next);
        next += request.count;
      }
      expect(next).toBe(PATHS.request.from + PATHS.request.count);
    }
  });
});
