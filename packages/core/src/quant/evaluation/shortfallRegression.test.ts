import { describe, expect, it } from 'vitest';
import { expectDigits } from '../close.fixture.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { randomStream } from '../simulation/randomStream.ts';
import { SampleRefused } from '../numbers/sample.ts';
import { esbackRecord, hasEsback } from './esback.fixture.ts';
import { shortfallRegression } from './shortfallRegression.ts';
import { shortfallIntercept, type TailRecord } from './shortfallTests.ts';
import { studentTTail } from '../distributions/studentT.ts';

describe.skipIf(!hasEsback)(
  "regression tests of the forecasts of R's esback, 4,527 days at 2.5 % (needs BALLAST_DATA_DIR)",
  () => {
    const record = esbackRecord();
    // The quantile line by Nelder and Mead from twelve starts, the shortfall line from it by a root of the score.
    it.each([
      ['shortfall', [0.3175657246, 0.7356040671], [0.516184218574061, 0.949872502657096], 15.593723015172607],
      ['both', [0.294907049, 0.9476044117], [0.4457704339147526, 0.9951244805892289], 16.48502894230369],
    ] as const)('numpy 2.4 and scipy 1.17.1, both lines and the Wald test, %s', (on, quantile, shortfall, wald) => {
      const fit = shortfallRegression(record, on);
      expect(fit.ended).toBe('converged');
      expectDigits(fit.quantile.intercept, quantile[0], 9);
      expectDigits(fit.quantile.slope, quantile[1], 9);
      expectDigits(fit.shortfall.intercept, shortfall[0], 10);
      expectDigits(fit.shortfall.slope, shortfall[1], 10);
      expectDigits(fit.wald.statistic, wald, 9);
    });
    it('numpy 2.4 and scipy 1.17.1: errors and p of the strict test, and the one-sided intercept', () => {
      const { errors, wald } = shortfallRegression(record, 'shortfall');
      expectDigits(errors.intercept, 0.26120175648203414, 10);
      expectDigits(errors.slope, 0.10803947303333596, 10);
      expectDigits(wald.pValue, 0.00041102294918808196, 9);
      const test = shortfallIntercept(record);
      expectDigits(test.statistic!, -0.4239927288743825, 11);
      expectDigits(test.pValue!, 0.00011264891030493554, 9);
      expect(test.exceptions).toBe(114);
    });
  },
);

/** t returns of five degrees whose scale is known the day before; forecasts are `share` of the truth. */
function known(days: number, seed: number, share = 1): TailRecord {
  // Chance must be good here: the tests see patterns of a poor generator.
  const random = randomStream([seed, 77]);
  let drawn = 0;
  const normal = (): number => random.normal((drawn += 1));
  const student = (): number => {
    const five = Array.from({ length: 5 }, normal).reduce((sum, z) => sum + z * z, 0);
    return normal() / Math.sqrt(five / 5);
  };
  const scales = Array.from({ length: days }, (_, t) => 1 + 0.5 * Math.sin(t / 20));
  const truth = studentTTail({ location: 0, scale: 1, nu: 5 }, 0.975);
  return {
    returns: scales.map((scale) => scale * student()),
    forecasts: scales.map((scale) => ({
      valueAtRisk: share * scale * truth.valueAtRisk,
      expectedShortfall: share * scale * truth.expectedShortfall,
    })),
    p: 0.025,
  };
}

describe('shortfall regressions: laws', () => {
  it('reject a right model as often as promised, and a shortfall a quarter too small nearly always', () => {
    const seeds = Array.from({ length: 100 }, (_, i) => 50 + i);
    const share = (test: (record: TailRecord) => number | null, of: number): number =>
      seeds.filter((seed) => (test(known(1_000, seed, of)) ?? 1) < 0.05).length / seeds.length;
    const intercept = (record: TailRecord): number | null => shortfallIntercept(record).pValue;
    // 25 exceptions each: one-sided sizes of such tests lie above the nominal 5 % (their table 2).
    expect(share(intercept, 1)).toBeLessThanOrEqual(0.16);
    expect(share(intercept, 0.75)).toBeGreaterThan(0.8);
    expect(share(intercept, 1.3)).toBe(0);
  });
  it('the strict test keeps the truth and finds forecasts too small', () => {
    expect(shortfallRegression(known(4_000, 3), 'shortfall').wald.pValue).toBeGreaterThan(0.05);
    expect(shortfallRegression(known(4_000, 3), 'both').wald.pValue).toBeGreaterThan(0.05);
    const low = shortfallRegression(known(4_000, 3, 0.7), 'shortfall');
    expect(low.wald.pValue).toBeLessThan(0.01);
    expect(low.shortfall.intercept + 3 * low.shortfall.slope).toBeGreaterThan(3.5);
  });
  it('do not depend on the unit of the returns', () => {
    const record = known(1_500, 8);
    const scaled = {
      ...record,
      returns: record.returns.map((value) => value / 64),
      forecasts: record.forecasts.map((item) => ({
        valueAtRisk: item.valueAtRisk / 64,
        expectedShortfall: item.expectedShortfall / 64,
      })),
    };
    const [one, two] = [shortfallRegression(record, 'shortfall'), shortfallRegression(scaled, 'shortfall')];
    expect(two.shortfall.slope).toBeCloseTo(one.shortfall.slope, 7);
    expect(two.wald.statistic).toBeCloseTo(one.wald.statistic, 6);
    expect(shortfallIntercept(scaled).pValue).toBeCloseTo(shortfallIntercept(record).pValue!, 10);
  });
});

describe('shortfall regressions: refusals', () => {
  it('refuse forecasts that never move, short samples, NaN and shapes that do not fit', () => {
    const record = known(1_000, 1);
    const flat = { ...record, forecasts: record.forecasts.map(() => ({ valueAtRisk: 2, expectedShortfall: 3 })) };
    expect(() => shortfallRegression(flat, 'shortfall')).toThrow(SampleRefused);
    expect(() => shortfallRegression(known(300, 1), 'both')).toThrow(SampleRefused);
    expect(() => shortfallRegression({ ...record, p: 0 }, 'both')).toThrow(OutsideDomain);
    expect(() => shortfallIntercept({ ...record, returns: [...record.returns.slice(1), Number.NaN] })).toThrow(
      SampleRefused,
    );
    expect(() => shortfallIntercept({ ...record, returns: record.returns.slice(1) })).toThrow(OutsideDomain);
  });
  it('the intercept says nothing where the tail holds one day or nothing varies', () => {
    expect(shortfallIntercept(known(40, 1)).pValue).toBeNull();
    expect(shortfallIntercept(known(30, 1))).toEqual({ statistic: null, pValue: null, exceptions: 0 });
    const same = { returns: Array.from({ length: 100 }, () => 0.1), p: 0.025 };
    const forecasts = same.returns.map(() => ({ valueAtRisk: 1, expectedShortfall: 2 }));
    expect(shortfallIntercept({ ...same, forecasts }).pValue).toBeNull();
  });
});
