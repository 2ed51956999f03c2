import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  canonicalText,
  drawCycleScenarios,
  failureQuestion,
  gatherScenarios,
  hashArtefact,
  replayCycle,
  scenarioRequest,
  verifyBundle,
  type Assessment,
  type CycleRequest,
  type CycleScenarios,
  type CycleScenariosOrNot,
  type ScenarioMatrix,
} from '@ballast/core';
import { loadAttesterLog } from '../attest/attesterLog.ts';
import { loadCycle } from '../attest/loadCycle.ts';
import { readBundle } from '../attest/readBundle.ts';
import { openStore } from '../store/openStore.ts';
import type { Store } from '../store/store.ts';
import { createLocalWorld, type LocalWorld } from '../worlds/local/createLocalWorld.ts';
import { drawHere, drawInWorkers } from './cycleDraws.ts';
import { openAssessor } from './assessor.ts';
import { dryReserve } from './dryReserve.fixture.ts';
import { withThreads, type Helpers } from './helpers.ts';
import type { Reserve } from './reserve.ts';
import { readMemory } from './resumeCycle.ts';
import { runCycle } from './runCycle.ts';
import { runReserves } from './runReserve.ts';
import { simulateScenarios } from './simulateScenarios.ts';
import { SimulationWorkerFailed } from './threads.ts';

const SECTION = `  failure:
    horizonDays: 7
    maxBalanceSheet: 1 bps
    maxLiquidity: 100%
    paths: 2048
    defaults: [{ kind: issuer, id: circle, lowPerYear: 0.5%, highPerYear: 2%, loss: 50%, source: test }]
`;

const folder = mkdtempSync(join(tmpdir(), 'ballast-failure-cycle-'));
let world: LocalWorld;
let store: Awaited<ReturnType<typeof openStore>>;
let reserve: Reserve;
const assessments: Assessment[] = [];

const run = (changed: Partial<Store>, moments: number): Promise<number> =>
  runReserves({
    reserves: [{ ...reserve, store: { ...store, ...changed } }],
    signal: new AbortController().signal,
    moments,
    publish: 'at the end',
    onCycle: ({ assessment }) => void assessments.push(assessment),
  });

beforeAll(async () => {
  world = await createLocalWorld({ scenario: 'usdc-march-2023', payable: 'usd' });
  const text = (world.policyText ?? '').replace('  lossPerDay:', `${SECTION}  lossPerDay:`);
  store = await openStore({ stateDir: folder });
  reserve = dryReserve(text, { world, store, stateDir: folder });
  await run({}, 2);
}, 240_000);
afterAll(async () => {
  await store.close();
  await world.stop();
  rmSync(folder, { recursive: true, force: true });
});

const drawn = (answer: CycleScenariosOrNot | null): CycleScenarios => {
  if (answer === null || 'why' in answer) throw new RangeError(answer?.why ?? 'nothing asked for');
  return answer;
};
const bytesOf = ({ named, matrices }: CycleScenarios): string[] => [
  canonicalText(named),
  ...matrices.map(({ ratios }) => Buffer.from(ratios.buffer, ratios.byteOffset, ratios.byteLength).toString('base64')),
  ...matrices.flatMap(({ shut = [] }) => shut.map(({ assetId, rows }) => `${assetId} ${rows.join()}`)),
];

const sharedMatrix = (matrix: ScenarioMatrix): ScenarioMatrix => {
  const ratios = new Float64Array(new SharedArrayBuffer(matrix.ratios.byteLength));
  ratios.set(matrix.ratios);
  return { ...matrix, ratios };
};
const inSharedMemory = ({ named, matrices }: CycleScenarios): CycleScenarios => ({
  named,
  matrices: matrices.map(sharedMatrix),
});

describe('cycles under limits on failure', () => {
  it('name the sets they were judged by, the same all day, and a breach raises the level', () => {
    const [first, second] = assessments;
    const { failure, parents, limits, level } = first ?? expect.unreachable('no cycle');
    expect(parents.scenarioSet).toBe(hashArtefact(failure?.scenarios));
    expect(second?.parents.scenarioSet).toBe(parents.scenarioSet);
    expect(limits.find(({ id }) => id === 'failure:balanceSheet:7d')?.status).toBe('breached');
    expect(limits.find(({ id }) => id === 'failure:liquidity:7d')?.status).toBe('met');
    expect(level).not.toBe('normal');
    expect(failure?.risk?.incomePerYearWad).toBeGreaterThan(0n);
  });

  it('are recomputed to the same bytes by a replay and by anybody, on one thread', async () => {
    for (const cycle of [1, 2]) {
      const stored = await loadCycle(store, reserve.policy.reserve, cycle);
      expect(replayCycle(stored).artefacts.map(({ difference }) => difference)).toEqual([null, null, null, null]);
      expect(replayCycle(stored, drawHere).isSame).toBe(true);
    }
    const { ok, checks } = verifyBundle(await readBundle(join(folder, 'public', reserve.policy.reserve), { cycle: 2 }));
    expect(checks.filter((check) => !check.ok)).toEqual([]);
    expect(ok).toBe(true);
  });

  it('are told apart when history or a recorded probability was changed later', async () => {
    const stored = await loadCycle(store, reserve.policy.reserve, 1);
    const differing = (changed: Partial<typeof stored>): (string | undefined)[] =>
      replayCycle({ ...stored, ...changed })
        .artefacts.filter(({ difference }) => difference !== null)
        .map(({ artefact, difference }) => `${artefact} ${difference?.path}`);
    const { failure } = stored.assessment;
    const figures = failure?.figures.map((figure) => ({ ...figure, highWad: figure.lowWad })) ?? [];
    const kinder = { ...stored.assessment, ...(failure === undefined ? {} : { failure: { ...failure, figures } }) };
    expect(differing({ assessment: kinder })[0]).toMatch(/^assessment failure\.figures/);
    const [series, ...rest] = stored.history.series;
    const shorter = { ...stored.history, series: [{ ...series!, points: series!.points.slice(1) }, ...rest] };
    expect(differing({ history: shorter })[0]).toMatch(/^assessment/);
    const none = { ...stored.history, series: [] };
    expect(differing({ history: none })[0]).toMatch(/^assessment/);
  });

  it('draw the same bytes on 1, 2 and 8 workers, and on none', async () => {
    const { sheet, policy, policyHash, history } = await loadCycle(store, reserve.policy.reserve, 1);
    const input: CycleRequest = { sheet, policy, policyHash, history };
    const request = scenarioRequest(input) ?? expect.unreachable('no limits on failure');
    const alone = bytesOf(drawn(drawCycleScenarios(input)));
    for (const workers of [1, 2, 8])
      expect(bytesOf(drawn(gatherScenarios(request, await simulateScenarios({ ...request, workers }))))).toEqual(alone);
    await withThreads(async (threads) => {
      expect(bytesOf(drawn(await drawInWorkers(input, threads)))).toEqual(alone);
      // What was drawn is not drawn again.
      expect(drawHere(input)).toBe(await drawInWorkers(input, threads));
    });
  }, 240_000);

  it('are judged alike on threads that remember the cycle before', async () => {
    await withThreads(async (threads) => {
      const { assess, settled } = openAssessor(threads);
      let sets: CycleScenarios | null = null;
      for (const cycle of [1, 2, 1]) {
        const { sheet, snapshot, policy, policyHash, history, assessment } = await loadCycle(
          store,
          reserve.policy.reserve,
          cycle,
        );
        sets ??= inSharedMemory(drawn(drawHere({ sheet, policy, policyHash, history })));
        const question = failureQuestion({ sheet, snapshot, policy, scenarioSet: sets });
        expect(await assess(question ?? expect.unreachable('no limits on failure'))).toEqual(
          assessment.failure?.figures,
        );
        await settled();
      }
    });
  }, 240_000);

  it('write nothing down when a thread dies on the way', async () => {
    await withThreads(async (threads) => {
      const { policy } = reserve;
      const helpers: Helpers = {
        threads,
        assess: async (question) => {
          // The same paths in memory that threads share, as if there were many; and both threads killed under way.
          const scenarios = question.scenarios.map(sharedMatrix);
          const asked = openAssessor(threads).assess({ ...question, scenarios });
          const [figures] = await Promise.all([asked, threads.close()]);
          return figures;
        },
      };
      const before = await store.cycles(policy.reserve, { limit: 10 });
      const memory = await readMemory(reserve);
      const log = await loadAttesterLog(store, policy.reserve);
      await world.advance();
      await expect(runCycle({ reserve, memory, log, helpers })).rejects.toThrow(SimulationWorkerFailed);
      expect(await store.cycles(policy.reserve, { limit: 10 })).toEqual(before);
    });
  }, 240_000);

  it('know when the par of what is redeemed is shut, and draw again once something else is', async () => {
    const { sheet, policy, policyHash, history } = await loadCycle(store, reserve.policy.reserve, 1);
    const redeemed = (assetIds: readonly string[]): CycleRequest => ({
      sheet: {
        ...sheet,
        ladder: sheet.ladder.map((rung) => ({
          ...rung,
          redeemed: assetIds.map((assetId) => ({
            assetId,
            drawnAs: assetId,
            venueId: null,
            cashWad: rung.cashWad,
            soldWad: rung.cashWad,
          })),
        })),
      },
      policy,
      policyHash,
      history,
    });
    const shutIn = (assetIds: readonly string[]): string[][] =>
      drawn(drawHere(redeemed(assetIds))).matrices.map(({ shut = [] }) => shut.map(({ assetId }) => assetId));
    const [coin = ''] = policy.assets.filter(({ pegWad }) => pegWad !== null).map(({ id }) => id);
    const held = shutIn([]);
    expect(held.flat()).toEqual([]);
    expect(shutIn([coin])).toEqual(held.map((_, index) => (index < held.length - 2 ? [] : [coin])));
  }, 240_000);

  it('that die before their record are finished with the same bytes', async () => {
    const dies = async (): Promise<never> => {
      throw new RangeError('killed');
    };
    await expect(run({ completeCycle: dies }, 1)).rejects.toThrow('killed');
    const [open] = await store.cycles(reserve.policy.reserve, { limit: 1 });
    expect([open?.cycle, open?.state]).toEqual([3, 'decided']);
    await run({}, 0);
    expect(replayCycle(await loadCycle(store, reserve.policy.reserve, 3)).isSame).toBe(true);
  }, 240_000);
});
