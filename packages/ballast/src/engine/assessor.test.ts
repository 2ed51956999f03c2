import { afterEach, describe, expect, it } from 'vitest';
import { assessFailures, wad, type FailuresInput, type ScenarioMatrix } from '@ballast/core';
import { fiftyQuestion, fiftySheet } from '../../../../bench/fiftyAssets.ts';
import { openAssessor } from './assessor.ts';
import { madeUpBytes, madeUpScenarios } from './madeUpScenarios.fixture.ts';
import { runTask, type KeptByName, type ThreadTask } from './simulationJob.ts';
import { openThreads, SimulationWorkerFailed, type Threads } from './threads.ts';

const BYTES = madeUpBytes(4_001);
const matrixIn = (memory: ArrayBufferLike, stream: number): ScenarioMatrix =>
  madeUpScenarios(memory, stream, { together: 0.05, apart: 0.02 });
const shared = matrixIn(new SharedArrayBuffer(BYTES), 1);
const own = matrixIn(new ArrayBuffer(BYTES), 2);
const other = matrixIn(new SharedArrayBuffer(BYTES), 3);

const asked = (scenarios: readonly ScenarioMatrix[], move: (asset: number) => number = () => 1): FailuresInput => ({
  ...fiftyQuestion(fiftySheet(move)),
  scenarios,
});

/** Threads that are none: each keeps its own, and what they were asked is written down. */
function pretended(count: number): Threads & { readonly kept: readonly KeptByName[]; readonly kinds: string[] } {
  const kept = Array.from({ length: count }, (): KeptByName => new Map());
  const kinds: string[] = [];
  return {
    count,
    kept,
    kinds,
    ask: <T>(tasks: readonly ThreadTask[]) =>
      Promise.resolve(
        tasks.map((task, i) => {
          kinds.push(task.kind);
          return structuredClone(runTask(structuredClone(task), kept[i % count] as KeptByName).answer) as T;
        }),
      ),
    close: () => Promise.resolve(),
  };
}

describe('openAssessor', () => {
  let opened: Threads | null = null;
  afterEach(async () => void (await opened?.close()));

  it('answers what a fresh assessment does, to the last bit, block after block', async () => {
    opened = openThreads(2);
    const { assess, settled } = openAssessor(opened);
    const scenarios = [shared, own];
    const moves = [
      () => 1,
      (i: number) => 1 - 1e-4 * (i % 7),
      () => 0.98,
      (i: number) => (i % 2 === 0 ? 1 : 0.7),
      () => 1,
    ];
    for (const move of moves) {
      const input = asked(scenarios, move);
      expect(await assess(input)).toEqual(assessFailures(input));
    }
    await settled();
    expect(await assess(asked(scenarios))).toEqual(assessFailures(asked(scenarios)));
  });

  it('judges all paths once, and few of them after a small move', async () => {
    const threads = pretended(2);
    const { assess, settled } = openAssessor(threads);
    await assess(asked([shared]));
    await settled();
    expect(threads.kinds.splice(0)).toEqual(['tally', 'tally', 'keep', 'keep']);
    await assess(asked([shared], (i) => 1 - 1e-5 * (i % 7)));
    await settled();
    expect(threads.kinds.splice(0)).toEqual(['recount', 'recount']);
    // Far away nothing is spared: what is kept is kept anew, and the old is dropped.
    await assess(asked([shared], () => 0.9));
    await settled();
    expect(threads.kinds.splice(0)).toEqual(['recount', 'recount', 'drop', 'drop', 'keep', 'keep']);
    expect(threads.kept.map(({ size }) => size)).toEqual([1, 1]);
  });

  it('remembers where redemptions may be shut as well: their columns are the same block after block', async () => {
    const threads = pretended(2);
    const { assess, settled } = openAssessor(threads);
    const shut: ScenarioMatrix = { ...shared, shut: [{ assetId: 'P31', rows: Uint32Array.from([7, 8, 9, 700]) }] };
    const blockOf = (move: (asset: number) => number): FailuresInput => {
      const input = asked([shut], move);
      const ladder = input.sheet.ladder.map((rung) => {
        const cashWad = rung.draws.find(({ assetId }) => assetId === 'P31')?.cashWad ?? wad(0n);
        return { ...rung, redeemed: [{ assetId: 'P31', drawnAs: 'P31', venueId: null, cashWad, soldWad: wad(0n) }] };
      });
      return { ...input, sheet: { ...input.sheet, ladder } };
    };
    for (const move of [() => 1, (i: number) => 1 - 1e-5 * (i % 7)]) {
      expect(await assess(blockOf(move))).toEqual(assessFailures(blockOf(move)));
      await settled();
    }
    expect(threads.kinds).toEqual(['tally', 'tally', 'keep', 'keep', 'recount', 'recount']);
  });

  it('drops what it keeps of a matrix that is not asked about any more, and all when told to', async () => {
    const threads = pretended(2);
    const { assess, settled, forget } = openAssessor(threads);
    await assess(asked([shared]));
    await assess(asked([other]));
    await settled();
    expect(threads.kept.map(({ size }) => size)).toEqual([1, 1]);
    threads.kinds.splice(0);
    await assess(asked([other]));
    await settled();
    expect(threads.kinds).toEqual(['recount', 'recount']);
    await forget();
    expect(threads.kept.map(({ size }) => size)).toEqual([0, 0]);
    // And begins anew.
    expect(await assess(asked([other]))).toEqual(assessFailures(asked([other])));
  });

  it('rejects by a named error when a thread died, also while it was keeping', async () => {
    opened = openThreads(2);
    const { assess } = openAssessor(opened);
    await assess(asked([shared]));
    await opened.close();
    await expect(assess(asked([shared]))).rejects.toThrow(SimulationWorkerFailed);
  });
});
