import { Worker } from 'node:worker_threads';
import { BallastError } from '@ballast/core';
import type { ThreadTask } from './simulationJob.ts';

export class SimulationWorkerFailed extends BallastError {
  constructor(cause: unknown) {
    super({
      code: 'ENGINE_SIMULATION_WORKER_FAILED',
      message: `a simulation worker ended without an answer: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy: 'look at the cause; with less memory, draw fewer paths or use fewer workers',
      retryable: true,
      cause,
    });
  }
}

/** Worker threads that stay: what they compiled and warmed up serves the next task as well. */
export interface Threads {
  readonly count: number;
  /**
   * Answers of tasks in their order; task i runs on thread i modulo their number. Rejects with SimulationWorkerFailed
   * when a worker throws or dies: close them all then.
   */
  readonly ask: <T>(tasks: readonly ThreadTask[]) => Promise<T[]>;
  readonly close: () => Promise<void>;
}

/** The same, started at the first task: who asks nothing starts nothing. None is started once they are closed. */
export function threadsWhenNeeded(count: number): Threads {
  let opened: Threads | null = null;
  let isClosed = false;
  return {
    count,
    ask: <T>(tasks: readonly ThreadTask[]) => {
      if (isClosed && opened === null) return Promise.reject(new SimulationWorkerFailed('they were closed'));
      opened ??= openThreads(count);
      return opened.ask<T>(tasks);
    },
    close: async () => {
      isClosed = true;
      await opened?.close();
    },
  };
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: SimulationWorkerFailed) => void;
}

/** Starts so many threads; they hold the process until they are closed. */
export function openThreads(count: number): Threads {
  const threads = Array.from({ length: count }, () => openThread());
  return {
    count,
    ask: <T>(tasks: readonly ThreadTask[]) =>
      Promise.all(tasks.map((task, i) => threads[i % count]?.ask(task) as Promise<T>)),
    close: async () => void (await Promise.all(threads.map(({ worker }) => worker.terminate()))),
  };
}

function openThread(): { readonly worker: Worker; readonly ask: (task: ThreadTask) => Promise<unknown> } {
  const worker = startWorker();
  // A worker answers in the order it was asked.
  const waiting: Waiting[] = [];
  let failure: SimulationWorkerFailed | null = null;
  const fail = (cause: unknown): void => {
    failure ??= new SimulationWorkerFailed(cause);
    for (const { reject } of waiting.splice(0)) reject(failure);
  };
  worker.on('message', (answer: unknown) => waiting.shift()?.resolve(answer));
  worker.once('error', fail);
  worker.once('exit', (code) => fail(`exit code ${code}`));
  return {
    worker,
    ask: (task) =>
      new Promise((resolve, reject) => {
        if (failure !== null) return reject(failure);
        waiting.push({ resolve, reject });
        worker.postMessage(task, []);
      }),
  };
}

function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./simulationWorker.js', import.meta.url));
  // From source the worker is TypeScript: a thread has to bring the loader in itself before it can be read.
  const loader = import.meta.resolve('tsx/esm/api');
  const body = new URL('./simulationWorker.ts', import.meta.url).href;
  return new Worker(`import('${loader}').then((tsx) => { tsx.register(); return import('${body}'); })`, {
    eval: true,
    execArgv: ['--conditions=ballast-source'],
  });
}
