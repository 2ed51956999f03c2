import type { FailureFigure, FailuresInput } from '@ballast/core';
import { assessInWorkers } from './assessInWorkers.ts';
import { openAssessor } from './assessor.ts';
import { mostThreads } from './simulateScenarios.ts';
import { threadsWhenNeeded, type Threads } from './threads.ts';

/** What helps to think fast, and changes no byte of a thought. */
export interface Helpers {
  readonly threads: Threads;
  /** What `assessFailures` answers, to the last bit. */
  readonly assess: (input: FailuresInput) => Promise<FailureFigure[]>;
}

/** Does something with the threads of this machine, started when first asked, and closes them. */
export async function withThreads<T>(work: (threads: Threads) => Promise<T>): Promise<T> {
  const threads = threadsWhenNeeded(mostThreads());
  try {
    return await work(threads);
  } finally {
    await threads.close();
  }
}

/** For a single look: nothing is remembered. */
export const helpersOnce = (threads: Threads): Helpers => ({
  threads,
  assess: (input) => assessInWorkers(input, threads),
});

/** For cycle after cycle of one reserve: what the paths answered is remembered. */
export const helpersOf = (threads: Threads): Helpers => ({ threads, assess: openAssessor(threads).assess });
