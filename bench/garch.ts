// GJR-GARCH(1,1) with Student-t innovations on 2,500 returns: the twenty series of the reference where they are at hand
// (golden/garch_data.csv beside BALLAST_DATA_DIR), otherwise twenty of our own making; ours and fGarch of R.
import { join } from 'node:path';
import { fitGarch, randomStream } from '@ballast/core';
import { goldenRows, hasGolden } from '../packages/core/src/quant/golden.fixture.ts';
import { median, timed } from './measure.ts';
import { ask, PEERS, show } from './peers.ts';

const SPEC = { variance: 'gjr', innovation: 'studentT', start: 'sampleVariance' } as const;
const SERIES = 20;
const DAYS = 2_500;
const PASSES = 5;

/** `days` returns in per cent of a GARCH with t innovations of five degrees. */
export function simulateReturns(days: number, seed: number): number[] {
  const { normal } = randomStream([25, seed]);
  let [variance, last] = [4, 0];
  return Array.from({ length: days }, (_, i) => {
    variance = 0.1 + 0.05 * last * last + (last < 0 ? 0.06 * last * last : 0) + 0.9 * variance;
    // A t of variance one: a normal over the root of a mean of five squares, scaled.
    const squares = [1, 2, 3, 4, 5].reduce((sum, k) => sum + normal(10_000 * k + i) ** 2, 0);
    last = Math.sqrt(variance) * normal(i) * Math.sqrt(5 / squares) * Math.sqrt(3 / 5);
    return last;
  });
}

/** One line each for ours and for fGarch; `unit` is the calibration loop in seconds. */
export function benchGarch(unit: number): void {
  const isGolden = hasGolden('garch_data.csv');
  const rows = isGolden ? goldenRows('garch_data.csv') : [];
  const series = Array.from({ length: SERIES }, (_, column) =>
    isGolden ? rows.map((row) => row[column] ?? Number.NaN) : simulateReturns(DAYS, column),
  );
  console.log(
    `\nGJR-GARCH-t, ${SERIES} series of ${series[0]?.length ?? 0} returns, ${isGolden ? 'the reference' : 'our own'}: one fit`,
  );
  const fitAll = (): number => series.reduce((sum, returns) => sum + fitGarch(returns, SPEC).logLikelihood, 0);
  const first = timed(() => fitGarch(series[0] ?? [], SPEC));
  const passes = Array.from({ length: PASSES }, () => timed(fitAll));
  const text = `sum of log-likelihoods ${passes[0]?.result.toFixed(6) ?? ''}; the first one took ${first.seconds.toFixed(4)} s`;
  show('ours', median(passes.map(({ seconds }) => seconds)) / SERIES, unit, Number.NaN, text);
  const table = (series[0] ?? []).map((_, t) => series.map((returns) => returns[t]).join(',')).join('\n');
  const theirs = ask('fGarch', 'Rscript', [join(PEERS, 'garch.R')], table);
  if (theirs === null) return;
  const sum = (theirs['logLikelihood'] ?? Number.NaN).toFixed(6);
  show('fGarch', theirs.seconds, unit, theirs['peakMiB'] ?? Number.NaN, `sum of log-likelihoods ${sum}`);
}
