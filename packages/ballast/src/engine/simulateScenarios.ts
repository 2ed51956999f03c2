import { availableParallelism } from 'node:os';
import { drawnSet, planScenarios, type DrawnSet, type PlannedSet, type ScenarioRequest } from '@ballast/core';
import { simulateInWorkers } from './simulateInWorkers.ts';
import { runJob, type SimulationJob } from './simulationJob.ts';
import type { Threads } from './threads.ts';

export interface ScenariosInput extends ScenarioRequest {
  /** Threads; those of the machine, eight at most, when left out. The bytes do not depend on it. */
  readonly workers?: number;
  /** Threads that stay, in place of new ones; what is drawn faster than one starts is drawn here all the same. */
  readonly threads?: Threads;
}

/** Fewer numbers than this are drawn faster than a thread starts. */
const WORTH_A_THREAD = 2_000_000;

/**
 * Fits the scenario models to the history and draws them on worker threads, seeded from the hashes of history and
 * policy. Resolves to a matrix a model, or the reason why there is none. Rejects with SimulationWorkerFailed.
 */
export async function simulateScenarios(
  input: ScenariosInput,
): Promise<readonly DrawnSet[] | { readonly why: string }> {
  const planned = planScenarios(input);
  if ('why' in planned) return planned;
  const draw = async (set: PlannedSet): Promise<DrawnSet> => {
    const { model, paths, key } = set;
    const job: SimulationJob = { kind: 'scenarios', model, request: { key, from: 0, count: paths } };
    const workers = input.workers ?? workersFor(paths * input.days * model.assetIds.length);
    // The models are drawn side by side, each on its share of new threads.
    const threads = input.threads ?? Math.ceil(workers / planned.length);
    const [ratios = new Float64Array(0)] = workers === 1 ? runJob(job) : await simulateInWorkers(job, threads);
    return drawnSet(set, ratios);
  };
  return Promise.all(planned.map(draw));
}

/** Threads worth having on this machine. */
export const mostThreads = (): number => Math.max(1, Math.min(8, availableParallelism()));

const workersFor = (numbers: number): number => (numbers < WORTH_A_THREAD ? 1 : mostThreads());
