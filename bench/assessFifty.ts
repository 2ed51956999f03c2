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
import { openAssessor } from '../packages/ballast/src/engine/assessor.ts';
import { simulateInWorkers } from '../packages/ballast/src/engine/simulateInWorkers.ts';
import { openThreads, type Threads } from '../packages/ballast/src/engine/threads.ts';
import { FIFTY, fiftyHistory, fiftyQuestion, fiftySheet, NOW } from './fiftyAssets.ts';

const PATHS = 100_032;
/** Half of them of each model: a hundred thousand in all. */
const HALF_PATHS = 50_048;
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

/** Prices of one run as shares of those before: never twice the same. */
type Move = (run: number) => (asset: number) => number;

const small: Move = (run) => (asset) => 1 - 0.0001 * ((asset + run) % 7);
const all =
  (by: number): Move =>
  (run) =>
  () =>
    1 - by - 0.0001 * run;
const half =
  (by: number): Move =>
  (run) =>
  (asset) =>
    asset % 2 === 0 ? 1 : 1 - by - 0.0001 * run;

const moved = (move: Move, run: number) => fiftyQuestion(fiftySheet(move(run)));

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
    const warming = openAssessor(threads);
    for (let run = 0; run < REPEATS; run += 1) {
      await assessInWorkers({ ...moved(small, run), scenarios: warm }, threads);
      await warming.assess({ ...moved(small, run), scenarios: warm });
      assessFailures({ ...moved(small, run), scenarios: warm });
    }
    await warming.settled();
    const halves = await timed(async () => {
      const drawn = await drawAll(models, HALF_PATHS, threads);
      return assessInWorkers({ ...fiftyQuestion(sheet), scenarios: drawn }, threads);
    });
    const draw = await timed(() => drawAll(models, PATHS, threads));
    const scenarios = draw.result;
    const assessor = openAssessor(threads);
    const question = { ...fiftyQuestion(sheet), scenarios };
    const first = await timed(() => assessor.assess(question));
    const keep = await timed(() => assessor.settled());
    const on = (move: Move) => quickest((run) => assessInWorkers({ ...moved(move, run), scenarios }, threads));
    const kept = async (move: Move): Promise<Timed<unknown>> => {
      let best: Timed<unknown> | null = null;
      for (let run = 0; run < REPEATS; run += 1) {
        // From the same prices each time: what is kept is of those asked last with most of them moved.
        const own = openAssessor(threads);
        await own.assess(question);
        await own.settled();
        const next = await timed(() => own.assess({ ...moved(move, run), scenarios }));
        await own.settled();
        await own.forget();
        if (best === null || next.wall < best.wall) best = next;
      }
      return best as Timed<unknown>;
    };
    const moves: readonly (readonly [string, Move])[] = [
      ['0 to 6 bps', small],
      ['2 % down', all(0.02)],
      ['half of them 30 % down', half(0.3)],
    ];
    const again = [];
    for (const [name, move] of moves) again.push({ name, kept: await kept(move), anew: await on(move) });
    await assessor.forget();
    const alone = await quickest((run) => assessFailures({ ...moved(small, run), scenarios }));
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
    line(`draw and assess, ${HALF_PATHS} of each model`, halves);
    line('keep, after the answer', keep);
    for (const { name, kept: spared, anew } of again) {
      line(`assess again, prices ${name}`, spared);
      line(`the same with nothing kept`, anew);
    }
    line(`the first again on this thread, nothing kept`, alone);
  } finally {
    await threads.close();
  }
}
