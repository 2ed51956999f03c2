// The quantitative core against its peers in one run: `npm run bench:quant`, or only some of it by name: `-- tails steps
// peers garch portfolio scores fifty`. CPU time as a ratio to a calibration loop run in between. BENCH_REPEATS (5) sets how often.
import { bookProfits, createStepKernel, prepareSteps } from '@ballast/core';
import { benchFifty } from './assessFifty.ts';
import { benchGarch } from './garch.ts';
import { calibrate, median, timed } from './measure.ts';
import { benchPeers } from './peers.ts';
import { benchPortfolio } from './portfolio.ts';
import { benchScores } from './scores.ts';
import { openTails, printTails } from './tails.ts';

const REPEATS = Number(process.env['BENCH_REPEATS'] ?? 5);
const STEP_PATHS = 25 * 4_096;
const named = process.argv.slice(2);
const wants = (section: string): boolean => named.length === 0 || named.includes(section);

/** Seven days of fifty assets: GARCH with t innovations, twenty jumps of two assets each; one book, chunk by chunk. */
function runSteps(): number {
  const assets = Array.from({ length: 50 }, (_, i) => ({
    garch: { mean: 0, omega: 1e-5, alpha: 0.05, gamma: 0.05, beta: 0.88, nu: 3 + (i % 5), skew: null },
    nextVariance: 1e-3,
  }));
  const kernel = createStepKernel(
    prepareSteps({
      steps: 7,
      assets,
      correlation: assets.map((_, i) => assets.map((_a, j) => (i === j ? 1 : 0.4))),
      degrees: 5,
      jumps: Array.from({ length: 20 }, (_, k) => ({
        probability: 0.001,
        hits: [k, k + 20].map((asset) => ({ asset, mean: -0.2, deviation: 0.1 })),
      })),
    }),
  );
  const book = assets.map(() => 1 / 50);
  let worst = 0;
  for (let from = 0; from < STEP_PATHS; from += 4_096) {
    const paths = kernel({ key: [1, 2], stream: 0, draws: 'independent', from, count: 4_096 });
    for (const profits of bookProfits(paths, book)) for (const profit of profits) worst = Math.min(worst, profit);
  }
  return worst;
}

const tails = wants('tails') || wants('peers') ? openTails() : null;
const calibrations: number[] = [];
const stepTimes: number[] = [];
for (let repeat = 0; repeat < REPEATS; repeat += 1) {
  calibrations.push(timed(calibrate).seconds);
  tails?.again();
  if (wants('steps')) stepTimes.push(timed(runSteps).seconds);
}
const unit = median(calibrations);
console.log(`calibration loop ${unit.toFixed(3)} s CPU (median of ${REPEATS}); ratios are CPU time over it`);
if (tails !== null && wants('tails')) printTails(tails, unit);
if (wants('steps')) {
  const steps = median(stepTimes);
  console.log(
    `seven days, 50 assets, ${STEP_PATHS} paths, GARCH and jumps: ${steps.toFixed(3)} s CPU, ratio ${(steps / unit).toFixed(2)}`,
  );
}
if (tails !== null && wants('peers')) benchPeers(tails, unit);
if (wants('garch')) benchGarch(unit);
if (wants('portfolio')) benchPortfolio(unit);
if (wants('scores')) benchScores(unit);
if (wants('fifty')) {
  console.log('');
  await benchFifty(2, unit);
}
