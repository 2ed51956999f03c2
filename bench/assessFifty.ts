// How long a whole risk assessment of fifty assets takes, 100,000 paths of seven days on worker threads, and how long a
// new one does when prices moved and the model did not.
import { assessFailures, fitScenarioModels, scenarioAssets, type ScenarioMatrix } from '@ballast/core';
import { simulateScenarios } from '../packages/ballast/src/engine/simulateScenarios.ts';
import { FIFTY, fiftyHistory, fiftyQuestion, fiftySheet, NOW } from './fiftyAssets.ts';

const PATHS = 100_032;
const DAYS = 7;

/** Wall seconds of what is done. */
async function timed<T>(work: () => T | Promise<T>): Promise<readonly [seconds: number, result: T]> {
  const started = performance.now();
  const result = await work();
  return [(performance.now() - started) / 1e3, result];
}

/** Prints one line a stage. */
export async function benchFifty(workers: number): Promise<void> {
  const history = fiftyHistory();
  const sheet = fiftySheet(() => 1);
  const priced = new Set(history.series.map(({ assetId }) => assetId));
  const assetIds = scenarioAssets(sheet, FIFTY, priced);
  const [fit] = await timed(() => fitScenarioModels({ history, policy: FIFTY, assetIds, days: DAYS, nowSeconds: NOW }));
  const input = {
    sheet,
    policy: FIFTY,
    policyHash: `0x${'00'.repeat(32)}` as const,
    history,
    days: DAYS,
    paths: PATHS,
  };
  const [drawnIn, drawn] = await timed(() => simulateScenarios({ ...input, workers }));
  if ('why' in drawn) {
    console.log(`no scenarios: ${drawn.why}`);
    return;
  }
  const scenarios = drawn.map(({ matrix }): ScenarioMatrix => matrix);
  const [judged, figures] = await timed(() => assessFailures({ ...fiftyQuestion(sheet), scenarios }));
  const moved = fiftySheet((i) => 1 - 0.0001 * (i % 7));
  const [again] = await timed(() => assessFailures({ ...fiftyQuestion(moved), scenarios }));
  const line = (what: string, seconds: number): void => console.log(`  ${what.padEnd(58)}${seconds.toFixed(3)} s`);
  console.log(
    `fifty assets, ${scenarios.length} models of ${scenarios[0]?.paths ?? 0} paths × ${DAYS} days, ${workers} workers, wall time`,
  );
  line('fit of both models (once a day)', fit);
  line('fit and draw', drawnIn);
  line(`assess: ${figures.length} figures, ten defaults`, judged);
  line('assess again, prices moved, scenarios kept', again);
}
