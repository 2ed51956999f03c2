// How long it takes to refit every day and to score: `ballast model score` on ten assets × 2,000 days, each day from the
// 1,000 before it, all its models (nine are asked for, it has more), every test, on as many processes as there are cores.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TAIL_MODELS } from '@ballast/core';
import { simulateReturns } from './garch.ts';
import { childSeconds } from './measure.ts';

const ASSETS = 10;
const DAYS = 2_000;
const WINDOW = 1_000;
const START = '2016-01-01';

/** Closes of simulated assets as a price file. */
function priceFile(): string {
  const lines = Array.from({ length: ASSETS }, (_, asset) => {
    let price = 100;
    return [0, ...simulateReturns(WINDOW + DAYS, 100 + asset)].map((percent, day) => {
      price *= Math.exp(percent / 100);
      const date = new Date(Date.parse(START) + 86_400_000 * day).toISOString().slice(0, 10);
      return `${date},ASSET${asset},USDT,${price.toPrecision(12)}`;
    });
  });
  return ['date,symbol,quote,close', ...lines.flat()].join('\n');
}

/** Prints wall and CPU time of the whole command; `unit` is the calibration loop in seconds. */
export function benchScores(unit: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-scores-'));
  const workers = availableParallelism();
  const loader = ['--conditions=ballast-source', '--import', import.meta.resolve('tsx')];
  const command = fileURLToPath(new URL('../packages/ballast/src/cli/start.ts', import.meta.url));
  try {
    writeFileSync(join(folder, 'prices.csv'), priceFile());
    const [started, before] = [performance.now(), childSeconds()];
    const argv = [command, 'model', 'score', 'prices.csv', '--workers', String(workers), '--json'];
    const run = spawnSync(process.execPath, [...loader, ...argv], { cwd: folder, encoding: 'utf8', maxBuffer: 1e9 });
    const [wall, cpu] = [(performance.now() - started) / 1e3, childSeconds() - before];
    const size = `${TAIL_MODELS.length} models, ${ASSETS} assets × ${DAYS} days, ${workers} processes`;
    if (run.status !== 0) console.log(`scores of ${size} failed: ${run.stderr.trim().split('\n').at(-1) ?? ''}`);
    else
      console.log(
        `\nscores of ${size}: ${wall.toFixed(0)} s wall, ${cpu.toFixed(0)} s CPU, ratio ${(cpu / unit).toFixed(0)}`,
      );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
