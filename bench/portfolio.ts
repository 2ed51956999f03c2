// The mean–shortfall programme, thirty assets of at most a quarter, ES at 99 %: most mean within a limit. Scenarios of the
// reference where they are at hand (golden/scen_*.f64 beside BALLAST_DATA_DIR), otherwise our own; ours and scipy's HiGHS.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomStream, shortfallPortfolio, type PortfolioTask } from '@ballast/core';
import { goldenPath, hasGolden } from '../packages/core/src/quant/golden.fixture.ts';
import { median, timed } from './measure.ts';
import { ask, PEERS, show } from './peers.ts';

const ASSETS = 30;
const MOST = 0.25;
const CONFIDENCE = 0.99;
const PASSES = 9;
/** HiGHS takes minutes for more. */
const MOST_FOR_PEER = 10_000;

/** One common factor and thirty of their own under a t of five degrees; means as deviations rise with the asset. */
function ownTask(scenarios: number): PortfolioTask {
  const { normal } = randomStream([30, scenarios]);
  const means = Array.from({ length: ASSETS }, (_, i) => 0.0001 + (0.0014 * i) / (ASSETS - 1));
  const returns = new Float64Array(scenarios * ASSETS);
  for (let scenario = 0; scenario < scenarios; scenario += 1) {
    const from = 64 * scenario;
    const squares = [1, 2, 3, 4, 5].reduce((sum, k) => sum + normal(from + k) ** 2, 0);
    // Of variance one: a normal over the root of a mean of five squares, times √(3/5).
    const width = Math.sqrt(3 / squares);
    for (let i = 0; i < ASSETS; i += 1) {
      const move = Math.sqrt(0.3) * normal(from) + Math.sqrt(0.7) * normal(from + 6 + i);
      returns[scenario * ASSETS + i] = means[i]! + (0.0005 + 0.0022 * i) * width * move;
    }
  }
  const open = { returns, means, mostWeights: means.map(() => MOST), confidence: CONFIDENCE };
  const [least, most] = [null, 1].map((mostShortfall) => shortfallOf({ ...open, mostShortfall }));
  return { ...open, mostShortfall: least! + 0.2 * (most! - least!) };
}

function shortfallOf(task: PortfolioTask): number {
  const portfolio = shortfallPortfolio(task);
  if (portfolio.kind !== 'found') throw new RangeError(`portfolio ${portfolio.kind}`);
  return portfolio.expectedShortfall;
}

function referenceTask(scenarios: number): PortfolioTask {
  const { mu, cmax } = JSON.parse(readFileSync(goldenPath(`scen_${scenarios}.json`), 'utf8')) as {
    readonly mu: readonly number[];
    readonly cmax: number;
  };
  const returns = new Float64Array(new Uint8Array(readFileSync(goldenPath(`scen_${scenarios}.f64`))).buffer);
  return { returns, means: mu, mostWeights: mu.map(() => MOST), confidence: CONFIDENCE, mostShortfall: cmax };
}

/** Two lines for each size, ours and HiGHS; `unit` is the calibration loop in seconds. */
export function benchPortfolio(unit: number): void {
  console.log('\nmost mean within a limit of ES, thirty assets');
  for (const scenarios of [2_000, 10_000, 100_000]) {
    const isReference = hasGolden(`scen_${scenarios}.f64`);
    const task = isReference ? referenceTask(scenarios) : ownTask(scenarios);
    const passes = Array.from({ length: PASSES }, () => timed(() => shortfallPortfolio(task)));
    const portfolio = passes[0]!.result;
    if (portfolio.kind !== 'found') throw new RangeError(`portfolio ${portfolio.kind}`);
    const label = `${scenarios} scenarios, ${isReference ? 'the reference' : 'our own'}`;
    const first = `the first call ${(passes[0]!.seconds * 1e3).toFixed(0)} ms`;
    const text = `mean ${portfolio.mean.toPrecision(13)}, duality gap ${portfolio.gap.toExponential(1)}, ${first}`;
    show(label, median(passes.map(({ seconds }) => seconds)), unit, Number.NaN, text);
    if (scenarios > MOST_FOR_PEER) continue;
    const numbers = [scenarios, ASSETS, CONFIDENCE, MOST, task.mostShortfall ?? 0, ...task.means, ...task.returns];
    const input = Buffer.from(Float64Array.from(numbers).buffer);
    const theirs = ask('  HiGHS, dual simplex, by scipy', 'python3', [join(PEERS, 'portfolio.py')], input);
    if (theirs === null) continue;
    const apart = Math.abs((theirs['mean'] ?? Number.NaN) / portfolio.mean - 1);
    const agrees = apart < 1e-9;
    if (!agrees) process.exitCode = 1;
    const words = `${apart.toExponential(1)} from ours${agrees ? '' : ': NOT THE SAME ANSWER'}`;
    show('  HiGHS, dual simplex, by scipy', theirs.seconds, unit, theirs['peakMiB'] ?? Number.NaN, words);
  }
}
