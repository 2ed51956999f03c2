// Monte Carlo VaR and ES at 99 %: a million paths of thirty assets, t copula of five degrees, t margins of 3 to 12.
// CPU time as a ratio to a calibration loop run in between, so that figures of different machines and days compare.
// Everything is counted: tables, kernel, selection of the tail. BENCH_REPEATS (5) sets how often.
import {
  bookProfits,
  createKernel,
  createStepKernel,
  estimateTail,
  pathWeights,
  chooseImportance,
  prepareModel,
  prepareSteps,
  simulatePaths,
  type Draws,
  type ReturnModel,
  type TailEstimate,
} from '@ballast/core';
import { benchFifty } from './assessFifty.ts';
import { benchFit, benchPeers } from './peers.ts';

const REPEATS = Number(process.env['BENCH_REPEATS'] ?? 5);
const ASSETS = 30;
const MILLION = 1_000_000;
const LATTICE = 65_536;
const STEP_PATHS = 25 * 4_096;
const BOOK = Array.from({ length: ASSETS }, () => 1 / ASSETS);

/** Daily deviations from 0.05 % to 6 %, degrees from 3 to 12, and a correlation of one common and two local factors. */
function thirtyAssets(): ReturnModel {
  const loading = (i: number): readonly number[] => [0.5, 0.4 * ((i % 5) / 4 - 0.5), 0.4 * ((i % 3) / 2 - 0.5)];
  const correlation = BOOK.map((_, i) =>
    BOOK.map((_b, j) => (i === j ? 1 : loading(i).reduce((sum, value, k) => sum + value * (loading(j)[k] ?? 0), 0))),
  );
  const margins = BOOK.map((_, i) => {
    const nu = 3 + (9 * i) / (ASSETS - 1);
    const deviation = 0.0005 + (0.0595 * i) / (ASSETS - 1);
    return { kind: 'studentT', nu, location: 0, scale: deviation * Math.sqrt((nu - 2) / nu) } as const;
  });
  return { correlation, margins, degrees: 5 };
}

/** 400 million steps of a 32-bit congruential generator, summed: the unit of the ratios. */
function calibrate(): number {
  let [x, sum] = [1, 0];
  for (let i = 0; i < 400_000_000; i += 1) {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0;
    sum += x;
  }
  return sum;
}

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

interface Way {
  readonly name: string;
  readonly draws: Draws;
  readonly paths: number;
  readonly importance: boolean;
  readonly engine: 'kernel' | 'typescript';
}

function run(model: ReturnModel, { draws, paths, importance, engine }: Way): TailEstimate {
  const { shift, tilt } = importance ? chooseImportance(5, 0.99) : { shift: 0, tilt: 1 };
  const prepared = prepareModel(model, BOOK, tilt);
  const request = {
    key: [1, 2],
    stream: 0,
    draws,
    from: 0,
    count: paths,
    books: [BOOK],
    shift,
    keepsVariates: importance,
  } as const;
  const drawn = engine === 'kernel' ? createKernel(prepared)(request) : simulatePaths(prepared, request);
  return estimateTail(drawn.profits[0] ?? new Float64Array(0), {
    confidence: 0.99,
    batch: draws === 'lattice' ? LATTICE : 1,
    ...(importance ? { weights: pathWeights(prepared, drawn, shift) } : {}),
  });
}

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

const WAYS: readonly Way[] = [
  { name: 'kernel, independent', draws: 'independent', paths: MILLION, importance: false, engine: 'kernel' },
  { name: 'kernel, lattice', draws: 'lattice', paths: 16 * LATTICE, importance: false, engine: 'kernel' },
  { name: 'kernel, importance', draws: 'independent', paths: MILLION, importance: true, engine: 'kernel' },
  { name: 'kernel, lattice + importance', draws: 'lattice', paths: 8 * LATTICE, importance: true, engine: 'kernel' },
  { name: 'TypeScript, independent', draws: 'independent', paths: MILLION, importance: false, engine: 'typescript' },
];

const model = thirtyAssets();
const calibrations: number[] = [];
const times = WAYS.map((): number[] => []);
const stepTimes: number[] = [];
const estimates = WAYS.map((way) => run(model, { ...way, paths: way.draws === 'lattice' ? 8 * LATTICE : 64_000 }));
for (let repeat = 0; repeat < REPEATS; repeat += 1) {
  const started = cpuSeconds();
  calibrate();
  calibrations.push(cpuSeconds() - started);
  WAYS.forEach((way, index) => {
    const before = cpuSeconds();
    estimates[index] = run(model, way);
    times[index]?.push(cpuSeconds() - before);
  });
  const before = cpuSeconds();
  runSteps();
  stepTimes.push(cpuSeconds() - before);
}

const unit = median(calibrations);
const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(3)} %`.padStart(9);
console.log(`calibration loop ${unit.toFixed(3)} s CPU (median of ${REPEATS}); ratios are CPU time over it`);
console.log(
  `${'way'.padEnd(30)}${'paths'.padStart(10)}${'CPU s'.padStart(8)}${'ratio'.padStart(8)}  s.e. VaR  s.e. ES   VaR and ES at 99 %, one day`,
);
WAYS.forEach(({ name, paths }, index) => {
  const tail = estimates[index];
  const seconds = median(times[index] ?? []);
  if (tail === undefined) return;
  const errors = `${percent(tail.valueAtRiskError, tail.valueAtRisk)} ${percent(tail.expectedShortfallError, tail.expectedShortfall)}`;
  const head = `${name.padEnd(30)}${String(paths).padStart(10)}${seconds.toFixed(3).padStart(8)}${(seconds / unit).toFixed(2).padStart(8)}`;
  console.log(`${head} ${errors}   ${tail.valueAtRisk.toFixed(6)} ${tail.expectedShortfall.toFixed(6)}`);
});
const steps = median(stepTimes);
console.log(
  `seven days, 50 assets, ${STEP_PATHS} paths, GARCH and jumps: ${steps.toFixed(3)} s CPU, ratio ${(steps / unit).toFixed(2)}`,
);
console.log(`\npeers, ${MILLION} paths${' '.repeat(16)}   CPU s    ratio`);
benchPeers(model, 5, MILLION, unit);
benchFit(unit);
console.log('');
await benchFifty(2, unit);
console.log(
  `peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB, the TypeScript loader and compiler included`,
);
