import { describe, expect, it } from 'vitest';
import { BallastError } from '../units/error.ts';
import { choleskyFactor } from './algebra/cholesky.ts';
import { sampleCovariance } from './dependence/covariance.ts';
import { fitDcc } from './dependence/dcc.ts';
import { ewmaVariance } from './volatility/ewma.ts';
import { fitEgarch } from './volatility/fitEgarch.ts';
import { fitGarch } from './volatility/fitGarch.ts';
import { fitTCopula } from './dependence/fitTCopula.ts';
import { fitParetoTail } from './distributions/generalisedPareto.ts';
import { hillEstimate } from './tails/hillEstimate.ts';
import { leastDeviation } from './portfolios/leastDeviation.ts';
import { nonlinearShrinkage } from './dependence/nonlinearShrinkage.ts';
import { pegTails } from './tails/pegTails.ts';
import { randomStream } from './simulation/randomStream.ts';
import { kendall, spearman } from './dependence/rankCorrelation.ts';
import { shortfallPortfolio } from './portfolios/shortfallPortfolio.ts';
import { ledoitWolf, oracleShrinkage } from './dependence/shrinkage.ts';
import { empiricalTailDependence } from './dependence/tailDependence.ts';
import { forecastTails, TAIL_MODELS } from './tails/tailModels.ts';
import { historicalTail } from './distributions/tailRisk.ts';

// Every estimator against every kind of bad series, in one table: it refuses with a code, or what it answers is finite
// and, where it says so, flagged. What a row says is judged, not recorded: a mean of a constant is right, a GARCH is not.

const { normal } = randomStream([4, 2]);
const DAYS = 1000;
const noise = (series: number, days = DAYS): number[] =>
  Array.from({ length: days }, (_, t) => 0.02 * normal(10_000 * series + t));
const calm = noise(0);
const at700 = (value: number): number[] => calm.map((x, t) => (t === 700 ? value : x));

const BAD = {
  NaN: at700(Number.NaN),
  infinite: at700(Number.POSITIVE_INFINITY),
  empty: [],
  constant: calm.map(() => 0.01),
  short: noise(0, 20),
  dead: calm.map((x, t) => (t > 300 ? 0 : x)),
  tick: at700(-0.2),
  misprint: at700(-20),
} as const satisfies Record<string, readonly number[]>;
type Bad = keyof typeof BAD;

const negated = (returns: readonly number[]): number[] => returns.map((x) => -x);
const SERIES: Readonly<Record<string, readonly [(returns: readonly number[]) => unknown, ...Bad[]]>> = {
  // Those named answer; all others must be refused.
  historicalTail: [(x) => historicalTail(x, 0.99), 'constant', 'dead', 'tick', 'misprint'],
  ewmaVariance: [(x) => ewmaVariance(x, 0.94), 'constant', 'short', 'dead', 'tick', 'misprint'],
  fitGarch: [
    (x) => fitGarch(x, { variance: 'garch', innovation: 'normal', start: 'sampleVariance' }),
    'tick',
    'misprint',
  ],
  'fitGarch, GJR-t': [
    (x) => fitGarch(x, { variance: 'gjr', innovation: 'studentT', start: 'sampleVariance' }),
    'tick',
    'misprint',
  ],
  fitEgarch: [(x) => fitEgarch(x), 'tick', 'misprint'],
  fitParetoTail: [(x) => fitParetoTail(negated(x), 0.02), 'dead', 'tick', 'misprint'],
  hillEstimate: [(x) => hillEstimate(negated(x), 50), 'dead', 'tick', 'misprint'],
  forecastTails: [(x) => forecastTails(x, [0.975, 0.99], TAIL_MODELS), 'tick', 'misprint'],
  pegTails: [(x) => pegTails(x, [0.975, 0.99]), 'tick', 'misprint'],
};

const others = [1, 2].map((series) => noise(series));
/** The bad series beside one that leans on it and one that does not. */
const beside = (x: readonly number[]): number[][] => x.map((v, t) => [v, v / 2 + others[0]![t]!, others[1]![t]!]);
const twins = calm.map((v, t) => [v, 2 * v, others[1]![t]!]);
const TABLES = { ...Object.fromEntries(Object.entries(BAD).map(([name, x]) => [name, beside(x)])), twins } as Record<
  Bad | 'twins',
  number[][]
>;
const first = (rows: number[][]): number[] => rows.map((row) => row[0]!);
const second = (rows: number[][]): number[] => rows.map((row) => row[1]!);
const MATRICES: Readonly<Record<string, readonly [(rows: number[][]) => unknown, ...(Bad | 'twins')[]]>> = {
  sampleCovariance: [sampleCovariance, 'constant', 'short', 'dead', 'tick', 'misprint', 'twins'],
  ledoitWolf: [ledoitWolf, 'constant', 'short', 'dead', 'tick', 'misprint', 'twins'],
  oracleShrinkage: [oracleShrinkage, 'constant', 'short', 'dead', 'tick', 'misprint', 'twins'],
  nonlinearShrinkage: [nonlinearShrinkage, 'short', 'dead', 'tick', 'misprint'],
  'choleskyFactor of the covariance': [
    (rows) => choleskyFactor(sampleCovariance(rows)),
    'short',
    'dead',
    'tick',
    'misprint',
  ],
  fitTCopula: [fitTCopula, 'tick', 'misprint'],
  fitDcc: [(rows) => fitDcc(rows.map((row) => row.map((value) => value * 50))), 'tick'],
  empiricalTailDependence: [
    (rows) => empiricalTailDependence(first(rows), second(rows), { share: 0.05, tail: 'lower' }),
    'tick',
    'misprint',
    'twins',
  ],
  spearman: [(rows) => spearman(first(rows), second(rows)), 'short', 'dead', 'tick', 'misprint', 'twins'],
  kendall: [(rows) => kendall(first(rows), second(rows)), 'short', 'dead', 'tick', 'misprint', 'twins'],
  'leastDeviation of the covariance': [
    (rows) =>
      leastDeviation({ means: [0, 0, 0], covariance: sampleCovariance(rows), mostWeights: [1, 1, 1], leastMean: null }),
    'short',
    'dead',
    'tick',
    'misprint',
  ],
  shortfallPortfolio: [
    (rows) =>
      shortfallPortfolio({
        returns: Float64Array.from(rows.flat()),
        means: [0, 0, 0],
        mostWeights: [1, 1, 1],
        confidence: 0.99,
        mostShortfall: null,
      }),
    'constant',
    'dead',
    'tick',
    'misprint',
    'twins',
  ],
};

/** Whether every number in an answer is finite. */
const isFinite = (value: unknown): boolean =>
  typeof value === 'number'
    ? Number.isFinite(value)
    : typeof value !== 'object' || value === null || Object.values(value).every(isFinite);

function judge(work: () => unknown): 'refused' | 'answered' {
  let answer: unknown;
  try {
    answer = work();
  } catch (error) {
    if (!(error instanceof BallastError)) throw error;
    expect(error.code).toMatch(/^QUANT_/);
    return 'refused';
  }
  expect(isFinite(answer)).toBe(true);
  return 'answered';
}

describe('bad series: a refusal with a code, or an answer that is finite', () => {
  it.each(Object.entries(SERIES))('%s', (_name, [estimate, ...answers]) => {
    expect(judge(() => estimate(calm))).toBe('answered');
    for (const [bad, series] of Object.entries(BAD))
      expect([bad, judge(() => estimate(series))]).toEqual([
        bad,
        answers.includes(bad as Bad) ? 'answered' : 'refused',
      ]);
  });
  it.each(Object.entries(MATRICES))('%s', (_name, [estimate, ...answers]) => {
    expect(judge(() => estimate(beside(calm)))).toBe('answered');
    for (const [bad, rows] of Object.entries(TABLES))
      expect([bad, judge(() => estimate(rows))]).toEqual([bad, answers.includes(bad as Bad) ? 'answered' : 'refused']);
  });
});

describe('bad series: what is answered is flagged', () => {
  it('a GARCH of one misprint among noise says which bounds it sits on, and gives no standard errors there', () => {
    const fit = fitGarch(BAD.misprint, { variance: 'garch', innovation: 'normal', start: 'sampleVariance' });
    expect(fit.onBound.length).toBeGreaterThan(0);
  });
  it('an EGARCH that got nowhere says so', () => {
    expect(fitEgarch(BAD.misprint).ended).toBe('stalled');
  });
  it('models that cannot answer a window are refused by name, the others answer', () => {
    const forecast = forecastTails(BAD.misprint, [0.99], TAIL_MODELS);
    for (const each of Object.values(forecast))
      if (each.kind === 'refused') expect(each.code).toMatch(/^QUANT_/);
      else for (const tail of each.tails) expect(tail.expectedShortfall).toBeGreaterThanOrEqual(tail.valueAtRisk);
  });
});
