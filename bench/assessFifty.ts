// How long a whole risk assessment of fifty assets takes, 100,000 paths of seven days on worker threads, and how long a
// new one does when prices moved and the model did not.
import { assessFailures, fitScenarioModels, scenarioAssets, type ScenarioMatrix } from '@ballast/core';
import { simulateScenarios } from '../packages/ballast/src/engine/simulateScenarios.ts';
import { FIFTY, fiftyHistory, fiftyQuestion, fiftySheet, NOW } from './fiftyAssets.ts';

const PATHS = 100_032;
const DAYS = 7;

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

/** Prints one line a stage; `unit` is the calibration loop in seconds. */
export async function benchFifty(workers: number, unit: number): Promise<void> {
  const history = fiftyHistory();
  const sheet = fiftySheet(() => 1);
  const priced = new Set(history.series.map(({ assetId }) => assetId));
  const assetIds = scenarioAssets(sheet, FIFTY, priced);
  const fit = await timed(() => fitScenarioModels({ history, policy: FIFTY, assetIds, days: DAYS, nowSeconds: NOW }));
  const input = {
    sheet,
    policy: FIFTY,
    policyHash: `0x${'00'.repeat(32)}` as const,
    history,
    days: DAYS,
    paths: PATHS,
  };
  const drawing = await timed(() => simulateScenarios({ ...input, workers }));
  const drawn = drawing.result;
  if ('why' in drawn) {
    console.log(`no scenarios: ${drawn.why}`);
    return;
  }
  const scenarios = drawn.map(({ matrix }): ScenarioMatrix => matrix);
  const judged = await timed(() => assessFailures({ ...fiftyQuestion(sheet), scenarios }));
  const moved = fiftySheet((i) => 1 - 0.0001 * (i % 7));
  const again = await timed(() => assessFailures({ ...fiftyQuestion(moved), scenarios }));
  const line = (what: string, { wall, cpu }: Timed<unknown>): void => {
    const figures = [wall.toFixed(3), cpu.toFixed(3), (cpu / unit).toFixed(2)].map((figure) => figure.padStart(9));
    console.log(`  ${what.padEnd(50)}${figures.join('')}`);
  };
  console.log(
    `fifty assets, ${scenarios.length} models of ${scenarios[0]?.paths ?? 0} paths × ${DAYS} days, ${workers} threads: wall s, CPU s, ratio`,
  );
  line('fit of both models (once a day)', fit);
  line('fit and draw, threads started', drawing);
  line(`assess: ${judged.result.length} figures, ten defaults`, judged);
  line('assess again, prices moved, scenarios kept', again);
}
