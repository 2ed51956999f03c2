import { afterEach, describe, expect, it } from 'vitest';
import type { FailureJob } from '@ballast/core';
import { openThreads, SimulationWorkerFailed, threadsWhenNeeded, type Threads } from './threads.ts';

/** One book of one dollar, over prices that two paths share and one lacks. */
const job = (...ratios: readonly number[]): FailureJob => ({
  paths: { ratios: Float64Array.from(ratios), steps: 1, width: 1 },
  books: [{ fixed: Float64Array.of(-1), stages: [{ weights: Float64Array.of(1), lossWeights: [], lossFixed: [] }] }],
  tables: { low: { chances: [], orders: [[]], triples: [0] }, high: { chances: [], orders: [[]], triples: [0] } },
  horizonsDays: [1],
});
const tally = (...ratios: readonly number[]) => ({
  kind: 'tally' as const,
  job: job(...ratios),
  stretch: { from: 0, count: ratios.length },
});
type Tallies = { readonly paths: number; readonly horizons: readonly { readonly byPrices: number }[] }[];
const failing = (tallies: Tallies): unknown => [tallies[0]?.paths, tallies[0]?.horizons[0]?.byPrices];

describe('openThreads', () => {
  let opened: Threads | null = null;
  afterEach(async () => void (await opened?.close()));

  it('answers more tasks than there are threads in their order', async () => {
    opened = openThreads(2);
    const answers = await opened.ask<Tallies>([tally(1, 0.5), tally(1), tally(0.9, 0.9, 0.9)]);
    expect(answers.map(failing)).toEqual([
      [2, 1],
      [1, 0],
      [3, 3],
    ]);
  });

  it('keeps what it was told to on the thread it was told to, until it is dropped', async () => {
    opened = openThreads(2);
    const [first, second] = [job(1, 0.5), job(0.5, 0.5, 1)];
    await opened.ask([
      { kind: 'keep', name: 'a', job: first, stretch: { from: 0, count: 2 } },
      { kind: 'keep', name: 'a', job: second, stretch: { from: 0, count: 3 } },
    ]);
    const counts = await opened.ask<{ readonly tallies: Tallies }>([
      { kind: 'recount', name: 'a', job: first },
      { kind: 'recount', name: 'a', job: second },
    ]);
    expect(counts.map(({ tallies }) => failing(tallies))).toEqual([
      [2, 1],
      [3, 2],
    ]);
    await opened.ask([{ kind: 'drop', name: 'a' }]);
    await expect(opened.ask([{ kind: 'recount', name: 'a', job: first }])).rejects.toThrow(SimulationWorkerFailed);
    await expect(opened.ask([tally(1)])).rejects.toThrow(SimulationWorkerFailed);
  });

  it('rejects what waits, and all that is asked later, when a thread is closed', async () => {
    opened = openThreads(1);
    const waiting = opened.ask([tally(1)]);
    const failed = expect(waiting).rejects.toThrow(SimulationWorkerFailed);
    await opened.close();
    await failed;
    await expect(opened.ask([tally(1)])).rejects.toMatchObject({
      code: 'ENGINE_SIMULATION_WORKER_FAILED',
      retryable: true,
    });
  });
});

describe('threadsWhenNeeded', () => {
  it('starts none that nobody asks, and answers as the others do', async () => {
    const idle = threadsWhenNeeded(2);
    await idle.close();
    await expect(idle.ask([tally(1)])).rejects.toThrow(SimulationWorkerFailed);
    const threads = threadsWhenNeeded(2);
    try {
      expect(threads.count).toBe(2);
      expect((await threads.ask<Tallies>([tally(0.5)])).map(failing)).toEqual([[1, 1]]);
    } finally {
      await threads.close();
    }
    await expect(threads.ask([tally(1)])).rejects.toThrow(SimulationWorkerFailed);
  });
});
