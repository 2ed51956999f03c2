import { availableParallelism } from 'node:os';
import {
  affordablePaths,
  fitScenarioModels,
  hashArtefact,
  scenarioAssets,
  scenarioSetOf,
  simulatedMatrix,
  type BalanceSheet,
  type Hash,
  type History,
  type Policy,
  type ScenarioMatrix,
  type ScenarioModel,
} from '@ballast/core';
import { simulateInWorkers } from './simulateInWorkers.ts';
import { runJob, type SimulationJob } from './simulationJob.ts';
import type { Threads } from './threads.ts';

export interface ScenariosInput {
  readonly sheet: BalanceSheet;
  readonly policy: Policy;
  readonly policyHash: Hash;
  readonly history: History;
  readonly days: number;
  /** Wanted; fewer where they would not fit the memory, always a multiple of 64. */
  readonly paths: number;
  /** Threads; those of the machine, eight at most, when left out. The bytes do not depend on it. */
  readonly workers?: number;
  /** Threads that are already there, in place of new ones. */
  readonly threads?: Threads;
}

/** A drawn set of scenarios, its name, and what it rests on. */
export interface DrawnScenarios {
  readonly matrix: ScenarioMatrix;
  readonly hash: Hash;
  readonly basis: string;
}

/** Fewer numbers than this are drawn faster than a thread starts. */
const WORTH_A_THREAD = 2_000_000;

/**
 * Fits the scenario models to the history and draws them on worker threads, seeded from the hashes of history and
 * policy. Resolves to a matrix a model, or the reason why there is none. Rejects with SimulationWorkerFailed.
 */
export async function simulateScenarios(
  input: ScenariosInput,
): Promise<readonly DrawnScenarios[] | { readonly why: string }> {
  const { sheet, policy, policyHash, history, days } = input;
  const priced = new Set(history.series.filter(({ points }) => points.length > 0).map(({ assetId }) => assetId));
  const assetIds = scenarioAssets(sheet, policy, priced);
  const models = fitScenarioModels({ history, policy, assetIds, days, nowSeconds: sheet.asOfSeconds });
  if ('why' in models) return models;
  const parents = { history: hashArtefact(history), policy: policyHash };
  const draw = async (model: ScenarioModel): Promise<DrawnScenarios> => {
    const paths = affordablePaths(input.paths, model);
    const { hash, key } = scenarioSetOf(model, parents, paths);
    const job: SimulationJob = { kind: 'scenarios', model, request: { key, from: 0, count: paths } };
    const workers = input.workers ?? workersFor(paths * days * model.assetIds.length);
    // The models are drawn side by side, each on its share of new threads.
    const threads = input.threads ?? Math.ceil(workers / models.length);
    const [ratios = new Float64Array(0)] =
      workers === 1 && input.threads === undefined ? runJob(job) : await simulateInWorkers(job, threads);
    return { matrix: simulatedMatrix(model, paths, ratios), hash, basis: model.basis };
  };
  return Promise.all(models.map(draw));
}

const workersFor = (numbers: number): number =>
  numbers < WORTH_A_THREAD ? 1 : Math.max(1, Math.min(8, availableParallelism()));
