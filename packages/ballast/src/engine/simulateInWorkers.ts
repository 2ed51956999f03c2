import { splitJob, type SimulationJob, type ThreadTask } from './simulationJob.ts';
import { openThreads, type Threads } from './threads.ts';

/**
 * Draws a job on threads, each its own stretch of paths: the same bytes as `runJob` for any number of workers.
 * Scenarios come in memory that all threads see (a SharedArrayBuffer), so that they may be judged there as well. With a
 * number, so many threads are started and stopped again. Rejects with SimulationWorkerFailed when a worker throws or dies.
 */
export async function simulateInWorkers(job: SimulationJob, workers: number | Threads): Promise<Float64Array[]> {
  if (typeof workers !== 'number') return drawOn(job, workers);
  const threads = openThreads(Math.min(workers, job.request.count / 64));
  try {
    return await drawOn(job, threads);
  } finally {
    await threads.close();
  }
}

async function drawOn(job: SimulationJob, threads: Threads): Promise<Float64Array[]> {
  const jobs = splitJob(job, threads.count);
  if (job.kind === 'scenarios') return [await shareOn(job, jobs, threads)];
  const parts = await threads.ask<Float64Array[]>(jobs.map((part): ThreadTask => ({ kind: 'draw', job: part })));
  return (parts[0] ?? []).map((_, line) => joinPieces(parts.map((part) => part[line] ?? new Float64Array(0))));
}

async function shareOn(
  { model, request }: Extract<SimulationJob, { kind: 'scenarios' }>,
  jobs: readonly SimulationJob[],
  threads: Threads,
): Promise<Float64Array> {
  const size = model.days * model.assetIds.length;
  const ratios = new Float64Array(new SharedArrayBuffer(8 * request.count * size));
  await threads.ask(
    jobs.map(({ request: { from, count } }): ThreadTask => {
      const first = (from - request.from) * size;
      const into = ratios.subarray(first, first + count * size);
      return { kind: 'share', model, request: { ...request, from, count }, into };
    }),
  );
  return ratios;
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
