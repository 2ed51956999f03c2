import { describe, expect, it } from 'vitest';
import { assessFailures, randomStream } from '@ballast/core';
import { fiftyQuestion, fiftySheet } from '../../../../bench/fiftyAssets.ts';
import { helpersOf, helpersOnce, withThreads } from './helpers.ts';
import { runTask, type KeptByName, type ThreadTask } from './simulationJob.ts';
import { SimulationWorkerFailed, type Threads } from './threads.ts';

const [PATHS, DAYS] = [500, 7];
const assetIds = fiftySheet(() => 1).lines.map(({ assetId }) => assetId);
const { normal } = randomStream([3, 1]);
const ratios = new Float64Array(new SharedArrayBuffer(8 * PATHS * DAYS * assetIds.length));
ratios.forEach((_, i) => (ratios[i] = Math.max(0, 1 + 0.1 * normal(i))));
const scenarios = [{ model: 'made up', assetIds, days: DAYS, paths: PATHS, independentPaths: PATHS, ratios }];
const question = { ...fiftyQuestion(fiftySheet(() => 1)), scenarios };

/** One thread that is none, and what it was asked. */
function pretended(): Threads & { readonly kinds: string[] } {
  const kinds: string[] = [];
  const kept: KeptByName = new Map();
  const ask = <T>(tasks: readonly ThreadTask[]): Promise<T[]> => {
    kinds.push(...tasks.map(({ kind }) => kind));
    return Promise.resolve(tasks.map((task) => runTask(task, kept).answer as T));
  };
  return { count: 1, kinds, ask, close: () => Promise.resolve() };
}

describe('helpers', () => {
  it('of one look remember nothing, those of a reserve what its paths answered', async () => {
    for (const [help, expected] of [
      [helpersOnce, ['tally', 'tally']],
      [helpersOf, ['tally', 'keep', 'recount']],
    ] as const) {
      const threads = pretended();
      const { assess } = help(threads);
      for (const _ of [1, 2]) expect(await assess(question)).toEqual(assessFailures(question));
      expect(threads.kinds.slice(0, expected.length)).toEqual(expected);
    }
  });
});

describe('withThreads', () => {
  it('closes them when the work is done, and when it failed', async () => {
    const given: Threads[] = [];
    expect(await withThreads(async (threads) => given.push(threads))).toBe(1);
    const failing = withThreads(async (threads) => {
      given.push(threads);
      throw new RangeError('failed');
    });
    await expect(failing).rejects.toThrow('failed');
    for (const threads of given) await expect(threads.ask([])).rejects.toThrow(SimulationWorkerFailed);
    expect(given).toHaveLength(2);
  });
});
