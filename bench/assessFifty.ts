// How long a whole risk assessment of fifty assets takes, two models of 100,000 paths of seven days on worker threads, and
// how long a new one does when prices moved and the model did not. Only this: `npm run bench:quant -- fifty`.
import {
  assessFailures,
  drawScenarios,
  fitScenarioModels,
  scenarioAssets,
  scenarioSetOf,
  simulatedMatrix,
  type ScenarioMatrix,
  type ScenarioModel,
} from '@ballast/core';
import { assessInWorkers } from '../packages/ballast/src/engine/assessInWorkers.ts';
import { simulateInWorkers } from '../packages/ballast/src/engine/simulateInWorkers.ts';
import { openThreads, type Threads } from '../packages/ballast/src/engine/threads.ts';
import { FIFTY, fiftyHistory, fiftyQuestion, fiftySheet, NOW } from './fiftyAssets.ts';

const PATHS = 100_032;
/** Drawn and judged once before, so that no figure is of compiling. */
const WARM_PATHS = 6_400;
const DAYS = 7;
const REPEATS = 5;
const PARENTS = { history: `0x${'00'.repeat(32)}`, policy: `0x${'00'.repeat(32)}` } as const;

interface Timed<T> {
  readonly wall: number;
  /** Of all threads. */
  readonly cpu: number;
  readonly result: T;
}

/** Seconds of what is done. */
async function timed<T>(work: () => T | Promise<T>): Promise<Timed<T>> {
  const [started, before] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: (performance.now() - started) / 1e3, cpu: (user + system) / 1e6, result };
}

/** The quickest of some runs, each with prices moved anew: what others do on the machine only adds. */
async function quickest<T>(work: (run: number) => T | Promise<T>): Promise<Timed<T>> {
  let best = await timed(() => work(0));
  for (let run = 1; run < REPEATS; run += 1) {
    const next = await timed(() => work(run));
    if (next.wall < best.wall) best = next;
  }
  return best;
}

const drawAll = (models: readonly ScenarioModel[], paths: number, threads: Threads): Promise<ScenarioMatrix[]> =>
  Promise.all(
    models.map(async (model) => {
      const { key } = scenarioSetOf(model, PARENTS, paths);
      const job = { kind: 'scenarios', model, request: { key, from: 0, count: paths } } as const;
      const [ratios = drawScenarios(model, job.request)] = await simulateInWorkers(job, threads);
      return simulatedMatrix(model, paths, ratios);
    }),
  );

/** The question on prices that moved by up to 6 bps, differently each run. */
const moved = (run: number) => fiftyQuestion(fiftySheet((i) => 1 - 0.0001 * ((i + run) % 7)));

/** Prints one line a stage; `unit` is the calibration loop in seconds. */
export async function benchFifty(workers: number, unit: number): Promise<void> {
  const history = fiftyHistory();
  const sheet = fiftySheet(() => 1);
  const priced = new Set(history.series.map(({ assetId }) => assetId));
  const assetIds = scenarioAssets(sheet, FIFTY, priced);
  const fit = await timed(() => fitScenarioModels({ history, policy: FIFTY, assetIds, days: DAYS, nowSeconds: NOW }));
  const models = fit.result;
  if ('why' in models) {
    console.log(`no scenarios: ${models.why}`);
    return;
  }
  const threads = openThreads(workers);
  try {
    const warm = await drawAll(models, WARM_PATHS, threads);
    for (let run = 0; run < REPEATS; run += 1) await assessInWorkers({ ...moved(run), scenarios: warm }, threads);
    const draw = await timed(() => drawAll(models, PATHS, threads));
    const scenarios = draw.result;
    const first = await timed(() => assessInWorkers({ ...fiftyQuestion(sheet), scenarios }, threads));
    const again = await quickest((run) => assessInWorkers({ ...moved(run), scenarios }, threads));
    const alone = await quickest((run) => assessFailures({ ...moved(run), scenarios }));
    const whole = { wall: draw.wall + first.wall, cpu: draw.cpu + first.cpu };
    const line = (what: string, { wall, cpu }: Omit<Timed<unknown>, 'result'>): void => {
      const figures = [wall.toFixed(3), cpu.toFixed(3), (cpu / unit).toFixed(2)].map((figure) => figure.padStart(9));
      console.log(`  ${what.padEnd(50)}${figures.join('')}`);
    };
    console.log(
      `fifty assets, ${scenarios.length} models of ${PATHS} paths × ${DAYS} days, ${workers} threads: wall s, CPU s, ratio`,
    );
    line('fit of both models (once a day)', fit);
    line('draw', draw);
    line(`assess: ${first.result.length} figures, ten defaults`, first);
    line('draw and assess', whole);
    line(`assess again, prices moved (quickest of ${REPEATS})`, again);
    line(`the same on this thread (quickest of ${REPEATS})`, alone);
  } finally {
    await threads.close();
  }
}
