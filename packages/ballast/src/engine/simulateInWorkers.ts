import { Worker } from 'node:worker_threads';
import { BallastError } from '@ballast/core';
import { splitJob, type SimulationJob } from './simulationJob.ts';

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

/**
 * Draws a job on `workers` threads, each its own stretch of paths, and joins the answers in order: the same bytes as
 * `runJob` for any number of workers. Rejects with SimulationWorkerFailed when a worker throws or dies; the others
 * are stopped.
 */
export async function simulateInWorkers(job: SimulationJob, workers: number): Promise<Float64Array[]> {
  const started: Worker[] = [];
  try {
    const parts = await Promise.all(splitJob(job, workers).map((part) => answerOf(part, started)));
    return (parts[0] ?? []).map((_, line) => joinPieces(parts.map((part) => part[line] ?? new Float64Array(0))));
  } finally {
    await Promise.all(started.map((worker) => worker.terminate()));
  }
}

function joinPieces(pieces: readonly Float64Array[]): Float64Array {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const joined = new Float64Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let done = 0;
  for (const piece of pieces) {
    joined.set(piece, done);
    done += piece.length;
  }
  return joined;
}

function answerOf(job: SimulationJob, started: Worker[]): Promise<Float64Array[]> {
  const worker = startWorker(job);
  started.push(worker);
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', (error) => reject(new SimulationWorkerFailed(error)));
    worker.once('exit', (code) => reject(new SimulationWorkerFailed(`exit code ${code}`)));
  });
}

function startWorker(job: SimulationJob): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./simulationWorker.js', import.meta.url), { workerData: job });
  }
  // From source the worker is TypeScript: a thread has to bring the loader in itself before it can be read.
  const loader = import.meta.resolve('tsx/esm/api');
  const body = new URL('./simulationWorker.ts', import.meta.url).href;
  return new Worker(`import('${loader}').then((tsx) => { tsx.register(); return import('${body}'); })`, {
    eval: true,
    workerData: job,
    execArgv: ['--conditions=ballast-source'],
  });
}
