import {
  joinTallies,
  judgeFailures,
  planFailures,
  sumBooks,
  tallyBooks,
  type BookTally,
  type FailureFigure,
  type FailureModel,
  type FailuresInput,
} from '@ballast/core';
import type { ThreadTask } from './simulationJob.ts';
import type { Threads } from './threads.ts';

/**
 * `assessFailures` with its paths shared out over threads: the same answer, to the last bit, for any number of them,
 * because values are counted and counts add up. Matrices that threads do not share (history, small) are judged here.
 * Rejects with what `assessFailures` throws, and SimulationWorkerFailed.
 */
export async function assessInWorkers(input: FailuresInput, threads: Threads): Promise<FailureFigure[]> {
  const plan = planFailures(input);
  return judgeFailures(input, plan, await Promise.all(plan.models.map((model) => tallyOn(model, threads))));
}

async function tallyOn({ job, matrix: { paths, ratios } }: FailureModel, threads: Threads): Promise<BookTally[]> {
  if (!(ratios.buffer instanceof SharedArrayBuffer)) return tallyBooks(job, sumBooks(job, { from: 0, count: paths }));
  const edges = Array.from({ length: threads.count + 1 }, (_, part) => Math.floor((paths * part) / threads.count));
  const tasks = edges.slice(1).map((next, part): ThreadTask => {
    const from = edges[part] as number;
    return { kind: 'tally', job, stretch: { from, count: next - from } };
  });
  const parts = await threads.ask<BookTally[]>(tasks);
  return job.books.map((_, book) => joinTallies(parts.map((tallies) => tallies[book] as BookTally)));
}
