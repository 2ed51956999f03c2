import { describe, expect, it } from 'vitest';
import { NotPositiveDefinite } from '../algebra/cholesky.ts';
import { fitDcc } from './dcc.ts';
import { dccLikelihood } from './dccLikelihood.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { fitGarch } from '../volatility/fitGarch.ts';
import { goldenRows, hasGolden } from '../golden.fixture.ts';
import { at, BadShape, TooFewObservations, type Matrix } from '../algebra/matrix.ts';
import { SampleRefused } from '../numbers/sample.ts';
import { randomStream } from '../simulation/randomStream.ts';

/** Residuals over deviations of a GARCH(1,1)-normal for each series, and the sum of the fits' log-likelihoods. */
function standardise(rows: Matrix): { readonly residuals: number[][]; readonly logLikelihood: number } {
  const fits = (rows[0] ?? []).map((_, column) =>
    fitGarch(
      rows.map((row) => row[column] ?? 0),
      { variance: 'garch', innovation: 'normal', start: 'sampleVariance' },
    ),
  );
  return {
    residuals: rows.map((_, t) => fits.map((fit) => (fit.residuals[t] ?? 0) / Math.sqrt(fit.variances[t] ?? 1))),
    logLikelihood: fits.reduce((sum, fit) => sum + fit.logLikelihood, 0),
  };
}

const random = randomStream([3, 33]);
const noise = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, (_r, t) => Array.from({ length: columns }, (_c, i) => random.normal(t * columns + i)));

describe.skipIf(!hasGolden('dji3.csv'))('fitDcc: rmgarch 1.4-2 on AA, CAT and KO (dji30ret, 1,500 days)', () => {
  it('a, b, log-likelihood and the last correlations', () => {
    const { residuals, logLikelihood } = standardise(goldenRows('dji3.csv'));
    const fit = fitDcc(residuals);
    expect(fit.ended).toBe('converged');
    // The likelihood counts the first day differently there: with residuals of one before it, ours is −8475.0020.
    expect(Math.abs(fit.a - 0.00427479556)).toBeLessThan(2e-7);
    expect(Math.abs(fit.b - 0.99408938834)).toBeLessThan(2e-7);
    expect(Math.abs(logLikelihood + fit.logLikelihood + 8475.00193)).toBeLessThan(0.03);
    expect(Math.abs(at(fit.last, 0, 1) - 0.38369769)).toBeLessThan(5e-6);
    expect(Math.abs(at(fit.last, 0, 2) - 0.209156359)).toBeLessThan(5e-6);
    expect(Math.abs(at(fit.last, 1, 2) - 0.203425421)).toBeLessThan(5e-6);
  });
});

describe('dccLikelihood', () => {
  it('has the slopes of its own differences', () => {
    const rows = noise(200, 3);
    const target = [
      [1, 0.2, 0.1],
      [0.2, 1, -0.1],
      [0.1, -0.1, 1],
    ];
    const [a, b, step] = [0.05, 0.9, 1e-5];
    const value = (da: number, db: number): number =>
      dccLikelihood(rows, target, { a: a + da, b: b + db }).logLikelihood;
    const { byA, byB } = dccLikelihood(rows, target, { a, b });
    expect(byA).toBeCloseTo((value(step, 0) - value(-step, 0)) / (2 * step), 4);
    expect(byB).toBeCloseTo((value(0, step) - value(0, -step)) / (2 * step), 4);
  });
  it('is zero for independent series whose correlation does not move', () => {
    const identity = [
      [1, 0],
      [0, 1],
    ];
    expect(dccLikelihood(noise(100, 2), identity, { a: 0, b: 0 }).logLikelihood).toBeCloseTo(0, 12);
  });
});

describe('fitDcc', () => {
  it('finds a correlation that moved: calm for 600 days, then 0.8', () => {
    const rows = noise(1_200, 2).map(([x = 0, y = 0], t) => (t < 600 ? [x, y] : [x, 0.8 * x + 0.6 * y]));
    const fit = fitDcc(rows);
    expect(fit.ended).toBe('converged');
    expect(at(fit.next, 0, 1)).toBeGreaterThan(0.6);
    expect(fit.a + fit.b).toBeLessThan(1);
  });
  it('gives the same correlations when a series changes its sign, but for theirs', () => {
    const rows = noise(300, 2).map(([x = 0, y = 0]) => [x, x + y]);
    const mirrored = rows.map(([x = 0, y = 0]) => [x, -y]);
    expect(at(fitDcc(mirrored).next, 0, 1)).toBeCloseTo(-at(fitDcc(rows).next, 0, 1), 6);
  });
  it('refuses one series, fewer than 100 rows, NaN, a constant at zero and series that repeat each other', () => {
    expect(() => fitDcc(noise(200, 1))).toThrow(BadShape);
    expect(() => fitDcc(noise(99, 2))).toThrow(TooFewObservations);
    expect(() => fitDcc([...noise(200, 2), [Number.NaN, 0]])).toThrow(OutsideDomain);
    expect(() => fitDcc(noise(200, 2).map(([x = 0]) => [x, 0]))).toThrow(SampleRefused);
    // Plain returns, which nobody divided by a deviation: their likelihood is all in ln|R|, and drives a to one.
    for (const scale of [0.01, 100])
      expect(() => fitDcc(noise(200, 2).map(([x = 0, y = 0]) => [x, scale * y]))).toThrow(OutsideDomain);
    expect(() => fitDcc(noise(200, 2).map(([x = 0]) => [x, 1.5 * x]))).toThrow(NotPositiveDefinite);
  });
});
