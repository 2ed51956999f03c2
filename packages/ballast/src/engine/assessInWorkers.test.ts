import { describe, expect, it } from 'vitest';
import { assessFailures, assessHorizons, ScenariosMalformed, type ScenarioMatrix } from '@ballast/core';
import { fiftyHistory, fiftyQuestion, fiftySheet } from '../../../../bench/fiftyAssets.ts';
import { assessHorizonsInWorkers, assessInWorkers } from './assessInWorkers.ts';
import { madeUpBytes, madeUpScenarios } from './madeUpScenarios.fixture.ts';
import { runTask, type ThreadTask } from './simulationJob.ts';
import { openThreads, type Threads } from './threads.ts';

const SHEET = fiftySheet(() => 1);

const BYTES = madeUpBytes(1_001);
const matrixIn = (memory: ArrayBufferLike, stream: number): ScenarioMatrix =>
  madeUpScenarios(memory, stream, { together: 0.1, apart: 0.05 });

/** Threads that are none: tasks and answers are copied as they are on their way, and done here. */
const pretended = (count: number): Threads => ({
  count,
  ask: <T>(tasks: readonly ThreadTask[]) =>
    Promise.resolve(tasks.map((task) => structuredClone(runTask(structuredClone(task), new Map()).answer) as T)),
  close: () => Promise.resolve(),
});

describe('assessInWorkers', () => {
  const scenarios = [matrixIn(new SharedArrayBuffer(BYTES), 1), matrixIn(new ArrayBuffer(BYTES), 2)];
  const input = { ...fiftyQuestion(SHEET), scenarios };
  const expected = assessFailures(input);

  it('gives what one thread gives, split in 1, 2 or 8, whichever matrices threads share', async () => {
    expect(expected.some(({ highWad, byPricesWad }) => (highWad ?? 0n) > (byPricesWad ?? 0n))).toBe(true);
    for (const count of [1, 2, 8]) expect(await assessInWorkers(input, pretended(count))).toEqual(expected);
  });

  it('gives it on threads, which stay for prices that moved', async () => {
    const threads = openThreads(2);
    try {
      expect(await assessInWorkers(input, threads)).toEqual(expected);
      const moved = { ...fiftyQuestion(fiftySheet((i) => 1 - 0.002 * (i % 3))), scenarios };
      expect(await assessInWorkers(moved, threads)).toEqual(assessFailures(moved));
    } finally {
      await threads.close();
    }
  });

  it('gives what one thread gives over several horizons, history among them', async () => {
    const { horizonsDays: _, ...base } = fiftyQuestion(SHEET);
    const question = { ...base, horizonsDays: [1, 3, 7], history: fiftyHistory(), drawn: scenarios };
    expect(await assessHorizonsInWorkers(question, pretended(2))).toEqual(assessHorizons(question));
  });

  it('refuses before any thread is asked', async () => {
    const matrix = matrixIn(new SharedArrayBuffer(BYTES), 3);
    matrix.ratios[5] = Number.NaN;
    const none = { count: 1, ask: () => Promise.reject(new RangeError('asked')), close: async () => undefined };
    const asked = assessInWorkers({ ...fiftyQuestion(SHEET), scenarios: [matrix] }, none);
    await expect(asked).rejects.toThrow(ScenariosMalformed);
  });
});
