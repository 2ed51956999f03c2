import { randomUUID } from 'node:crypto';
import {
  judgeFailures,
  keepPaths,
  planFailures,
  recountBooks,
  type FailureFigure,
  type FailureModel,
  type FailuresInput,
  type Recount,
} from '@ballast/core';
import { isShared, joinParts, sharesOf, tallyOn } from './assessInWorkers.ts';
import type { ThreadTask } from './simulationJob.ts';
import type { Threads } from './threads.ts';

/** Assesses failures time after time, and remembers from one time to the next what the paths answered. */
export interface Assessor {
  /** What `assessFailures` answers, to the last bit. Rejects with what that throws, and SimulationWorkerFailed. */
  readonly assess: (input: FailuresInput) => Promise<FailureFigure[]>;
  /** Drops all that is remembered. */
  readonly forget: () => Promise<void>;
  /** Resolves once all that is to be remembered is: for those who measure. */
  readonly settled: () => Promise<void>;
}

/** Where more of the paths than this had to be judged, they are kept anew as they are now. */
const STALE = 1 / 8;

/**
 * An assessor on threads that it shares and does not close. Of the matrices asked last, as long as they are the same
 * arrays, it keeps 26 bytes a path where the path is judged: on the threads, or here where the matrix is not shared. It
 * does so after the answer, while nobody waits; here, where matrices are small, before it. Matrices that hold columns of
 * a sheet's positions (books of collateralised debt) differ each time and are not kept.
 */
export function openAssessor(threads: Threads): Assessor {
  // What is kept does not keep the ratios: whoever drew them may let go of them.
  const shelves = new Map<WeakRef<Float64Array>, Shelf>();
  let keeping: Promise<unknown> = Promise.resolve();
  // What fails after the answer fails the next question as well: a thread that died answers nothing any more.
  const afterwards = (work: Promise<unknown>): void => {
    keeping = Promise.allSettled([keeping, work]);
  };
  const shelfOf = (ratios: Float64Array): Shelf | undefined =>
    [...shelves].find(([key]) => key.deref() === ratios)?.[1];
  const dropUnless = (isAsked: (ratios: Float64Array | undefined) => boolean): void => {
    for (const [key, shelf] of shelves) {
      if (isAsked(key.deref())) continue;
      shelves.delete(key);
      afterwards(shelf.drop());
    }
  };
  return {
    assess: async (input) => {
      const plan = planFailures(input);
      const asked = new Set(plan.models.map(({ matrix }) => matrix.ratios));
      dropUnless((ratios) => ratios !== undefined && asked.has(ratios));
      const counts = await Promise.all(
        plan.models.map(async (model): Promise<Recount> => {
          const shelf = shelfOf(model.matrix.ratios);
          if (shelf !== undefined) return shelf.recount(model);
          return { tallies: await tallyOn(model, threads), judged: model.matrix.paths };
        }),
      );
      plan.models.forEach((model, index) => {
        const { paths, ratios } = model.matrix;
        if (!model.lasts || (counts[index]?.judged ?? 0) <= STALE * paths) return;
        dropUnless((other) => other !== ratios);
        const shelf = isShared(model.matrix) ? shelfOnThreads(model, threads) : shelfHere(model);
        shelves.set(new WeakRef(ratios), shelf);
        afterwards(shelf.kept);
      });
      return judgeFailures(
        input,
        plan,
        counts.map(({ tallies }) => tallies),
      );
    },
    forget: async () => {
      dropUnless(() => false);
      await keeping;
    },
    settled: async () => void (await keeping),
  };
}

/** The paths of one matrix, kept. */
interface Shelf {
  readonly kept: Promise<unknown>;
  readonly recount: (model: FailureModel) => Promise<Recount>;
  readonly drop: () => Promise<unknown>;
}

function shelfHere({ job, matrix }: FailureModel): Shelf {
  const kept = keepPaths(job, { from: 0, count: matrix.paths });
  return {
    kept: Promise.resolve(),
    recount: (model) => Promise.resolve(recountBooks(model.job, kept)),
    drop: () => Promise.resolve(),
  };
}

/** Each thread keeps its own stretch; it does what it is asked in order, so that nothing has to be waited for. */
function shelfOnThreads({ job, matrix }: FailureModel, threads: Threads): Shelf {
  const name = randomUUID();
  const shares = sharesOf(matrix.paths, threads.count);
  const all = <T>(task: ThreadTask): Promise<T[]> => threads.ask<T>(shares.map(() => task));
  return {
    kept: threads.ask(shares.map((stretch): ThreadTask => ({ kind: 'keep', name, job, stretch }))),
    recount: async (model) => {
      const parts = await all<Recount>({ kind: 'recount', name, job: model.job });
      return {
        tallies: joinParts(parts.map(({ tallies }) => tallies)),
        judged: parts.reduce((sum, { judged }) => sum + judged, 0),
      };
    },
    drop: () => all({ kind: 'drop', name }),
  };
}
