import {
  bookProfits,
  createKernel,
  createStepKernel,
  drawScenarios,
  keepPaths,
  recountBooks,
  sumBooks,
  tallyBooks,
  type FailureJob,
  type KeptPaths,
  type PathRequest,
  type PathStretch,
  type PreparedModel,
  type PreparedSteps,
  type ScenarioModel,
  type ScenarioStretch,
  type StepRequest,
} from '@ballast/core';

/** A stretch of simulated paths: of one horizon, of several steps with what books are worth after each, or whole. */
export type SimulationJob =
  | { readonly kind: 'paths'; readonly model: PreparedModel; readonly request: PathRequest }
  | {
      readonly kind: 'steps';
      readonly model: PreparedSteps;
      readonly request: StepRequest;
      readonly books: readonly (readonly number[])[];
    }
  | { readonly kind: 'scenarios'; readonly model: ScenarioModel; readonly request: ScenarioStretch };

/**
 * What a thread may be asked: to draw a stretch and hand it over, to draw scenarios into memory that threads share, to
 * judge books on a stretch of paths; to keep under a name what it finds there, to count books on the paths it kept, and
 * to drop them.
 */
export type ThreadTask =
  | { readonly kind: 'draw'; readonly job: SimulationJob }
  | {
      readonly kind: 'share';
      readonly model: ScenarioModel;
      readonly request: ScenarioStretch;
      readonly into: Float64Array;
    }
  | { readonly kind: 'tally'; readonly job: FailureJob; readonly stretch: PathStretch }
  | { readonly kind: 'keep'; readonly name: string; readonly job: FailureJob; readonly stretch: PathStretch }
  | { readonly kind: 'recount'; readonly name: string; readonly job: FailureJob }
  | { readonly kind: 'drop'; readonly name: string };

/** What a thread keeps, by name. */
export type KeptByName = Map<string, KeptPaths>;

interface Done {
  readonly answer: unknown;
  /** What need not be copied on its way to another thread. */
  readonly moved: ArrayBuffer[];
}

/** Does a task. Throws RangeError where paths are counted that are not kept. */
export function runTask(task: ThreadTask, kept: KeptByName): Done {
  switch (task.kind) {
    case 'draw': {
      const lines = runJob(task.job);
      return { answer: lines, moved: lines.map((line) => line.buffer as ArrayBuffer) };
    }
    case 'share':
      drawScenarios(task.model, task.request, task.into);
      return DONE;
    case 'tally':
      return { answer: tallyBooks(task.job, sumBooks(task.job, task.stretch)), moved: [] };
    case 'keep':
      kept.set(task.name, keepPaths(task.job, task.stretch));
      return DONE;
    case 'recount': {
      const paths = kept.get(task.name);
      if (paths === undefined) throw new RangeError(`nothing is kept as ${task.name}`);
      return { answer: recountBooks(task.job, paths), moved: [] };
    }
    case 'drop':
      kept.delete(task.name);
      return DONE;
  }
}

const DONE: Done = { answer: null, moved: [] };

/** Paths of several steps held in memory at once; books are summed up chunk by chunk. */
const CHUNK = 4_096;

/**
 * Draws a job on this thread. Returns arrays of one number a path: for `paths` each book's profit, then, if kept,
 * the first normal and the mixing value; for `steps` each book's profit after each step, book by book. For `scenarios` one
 * array: price ratios, path by path.
 */
export function runJob(job: SimulationJob): Float64Array[] {
  if (job.kind === 'scenarios') return [drawScenarios(job.model, job.request)];
  if (job.kind === 'paths') {
    const { profits, firstNormal, mixing } = createKernel(job.model)(job.request);
    return job.request.keepsVariates === true ? [...profits, firstNormal, mixing] : [...profits];
  }
  const { model, request, books } = job;
  const kernel = createStepKernel(model);
  const lines = books.flatMap(() => Array.from({ length: model.steps }, () => new Float64Array(request.count)));
  for (let done = 0; done < request.count; done += CHUNK) {
    const size = Math.min(CHUNK, request.count - done);
    const paths = kernel({ ...request, from: request.from + done, count: size });
    books.forEach((book, index) =>
      bookProfits(paths, book).forEach((profits, step) => lines[index * model.steps + step]?.set(profits, done)),
    );
  }
  return lines;
}

/** The job in at most `parts` stretches of whole blocks of 64 paths, in order. */
export function splitJob(job: SimulationJob, parts: number): SimulationJob[] {
  const blocks = job.request.count / 64;
  const jobs: SimulationJob[] = [];
  for (let part = 0; part < parts; part += 1) {
    const [first, next] = [Math.floor((blocks * part) / parts), Math.floor((blocks * (part + 1)) / parts)];
    if (next === first) continue;
    const stretch = { from: job.request.from + 64 * first, count: 64 * (next - first) };
    jobs.push(withStretch(job, stretch));
  }
  return jobs;
}

function withStretch(job: SimulationJob, stretch: { readonly from: number; readonly count: number }): SimulationJob {
  switch (job.kind) {
    case 'paths':
      return { ...job, request: { ...job.request, ...stretch } };
    case 'steps':
      return { ...job, request: { ...job.request, ...stretch } };
    case 'scenarios':
      return { ...job, request: { ...job.request, ...stretch } };
  }
}
