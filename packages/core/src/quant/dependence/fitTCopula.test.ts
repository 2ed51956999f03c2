import { describe, expect, it } from 'vitest';
import { NotPositiveDefinite } from '../algebra/cholesky.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { fitTCopula } from './fitTCopula.ts';
import { goldenRows, hasGolden } from '../golden.fixture.ts';
import { at, TooFewObservations } from '../algebra/matrix.ts';
import { SampleRefused } from '../numbers/sample.ts';
import { randomStream } from '../simulation/randomStream.ts';
import { createKernel } from '../simulation/kernel.ts';
import { prepareModel } from '../simulation/preparedModel.ts';
import { SMALL_BOOK, SMALL_MODEL } from '../simulation/simulation.fixture.ts';

const random = randomStream([8, 88]);
const noise = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, (_r, t) => Array.from({ length: columns }, (_c, i) => random.normal(t * columns + i)));

/** Returns of the small model's four assets, drawn by its kernel. */
function drawn(count: number, degrees: number | 'gaussian'): number[][] {
  const books = SMALL_BOOK.map((_, i) => SMALL_BOOK.map((_b, j) => (i === j ? 1 : 0)));
  const kernel = createKernel(prepareModel({ ...SMALL_MODEL, degrees }, SMALL_BOOK));
  const { profits } = kernel({ key: [6, 6], stream: 0, draws: 'independent', from: 0, count, books });
  return Array.from({ length: count }, (_, t) => profits.map((line) => line[t] ?? 0));
}

describe('fitTCopula', () => {
  it.skipIf(!hasGolden('dji3.csv'))(
    'agrees with scipy 1.17.1 (kendalltau, multivariate_t, minimize_scalar) on AA, CAT and KO',
    () => {
      const fit = fitTCopula(goldenRows('dji3.csv'));
      expect(at(fit.correlation, 0, 1)).toBeCloseTo(0.40371065, 8);
      expect(at(fit.correlation, 0, 2)).toBeCloseTo(0.35255099, 8);
      expect(at(fit.correlation, 1, 2)).toBeCloseTo(0.33721425, 8);
      expect(fit.degrees).toBeCloseTo(5.788521, 3);
      expect(fit.logLikelihood).toBeCloseTo(326.0657674321674, 7);
      expect(fit.degreesError).toBeCloseTo(0.6623803, 3);
      expect(fit.repaired).toBe(0);
    },
  );
  it('finds the copula that the simulation drew from, within three standard errors', () => {
    const fit = fitTCopula(drawn(2_048, 5));
    expect(Math.abs(fit.degrees - 5)).toBeLessThan(3 * (fit.degreesError ?? 0));
    fit.correlation.forEach((row, i) =>
      row.forEach((value, j) => expect(Math.abs(value - at(SMALL_MODEL.correlation, i, j))).toBeLessThan(0.08)),
    );
  });
  it('goes far up for a Gaussian copula', () => {
    expect(fitTCopula(drawn(1_024, 'gaussian')).degrees).toBeGreaterThan(15);
  });
  it('does not see the margins', () => {
    const rows = drawn(256, 4);
    const stretched = rows.map((row) => row.map((value) => value * value * value * 7 + value));
    expect(fitTCopula(stretched)).toEqual(fitTCopula(rows));
  });
  it('repairs taus that contradict each other', () => {
    // Two series and their noisy sum and difference, in few rows: the matrix of sines need not be positive definite.
    const rows = noise(60, 2).map(([x = 0, y = 0]) => [x, y, x + y, x - y, 2 * x + y]);
    const fit = fitTCopula(rows);
    expect(fit.repaired).toBeGreaterThan(0);
    expect(fit.degrees).toBeGreaterThanOrEqual(2);
  });
  it('refuses few rows, one series, NaN, a constant, and series that repeat each other', () => {
    expect(() => fitTCopula(noise(49, 2))).toThrow(TooFewObservations);
    expect(() => fitTCopula(noise(60, 1))).toThrow(OutsideDomain);
    expect(() => fitTCopula([...noise(60, 2), [0, Number.NaN]])).toThrow(OutsideDomain);
    expect(() => fitTCopula(noise(60, 1).map(([x = 0]) => [x, 1]))).toThrow(SampleRefused);
    expect(() => fitTCopula(noise(60, 1).map(([x = 0]) => [x, 3 * x]))).toThrow(NotPositiveDefinite);
  });
});
