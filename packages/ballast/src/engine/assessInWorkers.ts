import {
  joinTallies,
  judgeFailures,
  judgeHorizons,
  planFailures,
  planHorizons,
  sumBooks,
  tallyBooks,
  type BookTally,
  type FailureFigure,
  type FailureModel,
  type FailuresInput,
  type HorizonFailures,
  type HorizonsInput,
  type PathStretch,
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

/** `assessHorizons` the same way, with the same answer. Rejects as that throws, and with SimulationWorkerFailed. */
export async function assessHorizonsInWorkers(input: HorizonsInput, threads: Threads): Promise<HorizonFailures> {
  const plan = planHorizons(input);
  const tallies = plan.plans.map(({ models }) => Promise.all(models.map((model) => tallyOn(model, threads))));
  return judgeHorizons(input, plan, await Promise.all(tallies));
}

/** Judges the books of one model on all its paths: one tally a book. */
export async function tallyOn({ job, matrix }: FailureModel, threads: Threads): Promise<BookTally[]> {
  const { paths } = matrix;
  if (!isShared(matrix)) return tallyBooks(job, sumBooks(job, { from: 0, count: paths }));
  const tasks = sharesOf(paths, threads.count).map((stretch): ThreadTask => ({ kind: 'tally', job, stretch }));
  return joinParts(await threads.ask<BookTally[]>(tasks));
}

/** Whether all threads see the ratios of a matrix. */
export const isShared = ({ ratios }: FailureModel['matrix']): boolean => ratios.buffer instanceof SharedArrayBuffer;

/** So many paths in so many stretches, in order. */
export const sharesOf = (paths: number, count: number): PathStretch[] =>
  Array.from({ length: count }, (_, part) => {
    const from = Math.floor((paths * part) / count);
    return { from, count: Math.floor((paths * (part + 1)) / count) - from };
  });

/** Tallies of several stretches as one a book. */
export const joinParts = (parts: readonly (readonly BookTally[])[]): BookTally[] =>
  (parts[0] ?? []).map((_, book) => joinTallies(parts.map((tallies) => tallies[book] as BookTally)));
