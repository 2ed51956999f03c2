import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { sampleMoments } from '../numbers/moments.ts';
import { normalQuantile } from './normal.ts';
import { historicalTail, normalTail, type TailRisk } from './tailRisk.ts';
import { SampleRefused } from '../numbers/sample.ts';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const reference = `${process.env['BALLAST_DATA_DIR'] ?? `${root}../shared/data`}/reference`;
const hasReference = existsSync(`${reference}/edhec_monthly_returns.csv.gz`);

describe('tails: bad input', () => {
  it('refuse a confidence outside (0,1)', () => {
    for (const bad of [0, 1, -1, 2, Number.NaN]) {
      expect(() => historicalTail([0.1], bad)).toThrow(OutsideDomain);
      expect(() => normalTail({ mean: 0, deviation: 1 }, bad, 1)).toThrow(OutsideDomain);
    }
  });
  it('refuse an empty sample and values that are not numbers', () => {
    expect(() => historicalTail([], 0.5)).toThrow(SampleRefused);
    expect(() => historicalTail([0, Number.NaN], 0.5)).toThrow(SampleRefused);
    expect(() => historicalTail([0, Number.NEGATIVE_INFINITY], 0.5)).toThrow(SampleRefused);
  });
  it('refuse a tail of less than one return: twenty say nothing of 99 %, a hundred do', () => {
    const returns = Array.from({ length: 100 }, (_, t) => -t / 1000);
    expect(() => historicalTail(returns.slice(0, 20), 0.99)).toThrow(SampleRefused);
    expect(() => historicalTail(returns.slice(0, 99), 0.99)).toThrow(SampleRefused);
    expect(historicalTail(returns, 0.99)).toEqual({ valueAtRisk: 0.099, expectedShortfall: 0.099 });
    expect(historicalTail(returns.slice(0, 20), 0.95).valueAtRisk).toBe(0.019);
  });
  it('refuse a negative deviation, no steps, and NaN', () => {
    for (const [deviation, steps] of [
      [-1, 1],
      [Number.NaN, 1],
      [1, 0],
      [1, Number.NaN],
    ] as const)
      expect(() => normalTail({ mean: 0, deviation }, 0.99, steps)).toThrow(OutsideDomain);
  });
});

describe('normalTail: published numbers', () => {
  it('Hull, two-asset example: 10 m at 2 %, 5 m at 1 %, correlation 0.3, 10 days, 99 % (z = 2.326): 1,471,092 · 367,773 · 1,619,872', () => {
    const [a, b] = [10e6 * 0.02, 5e6 * 0.01];
    const z = normalQuantile(0.99) / 2.326;
    const both = Math.sqrt(a * a + b * b + 2 * 0.3 * a * b);
    const published = [1_471_092, 367_773, 1_619_872];
    [a, b, both].forEach((deviation, index) =>
      expect(Math.round(normalTail({ mean: 0, deviation }, 0.99, 10).valueAtRisk / z)).toBe(published[index]),
    );
  });
  it('McNeil, Frey and Embrechts, Quantitative Risk Management (2005), table 2.1: 10,000 at 20 % a year, one day', () => {
    const deviation = (0.2 * 10_000) / Math.sqrt(250);
    const table = [
      [0.9, 162.1, 222.0],
      [0.95, 208.1, 260.9],
      [0.975, 247.9, 295.7],
      [0.99, 294.3, 337.1],
      [0.995, 325.8, 365.8],
    ] as const;
    for (const [confidence, valueAtRisk, expectedShortfall] of table) {
      const tail = normalTail({ mean: 0, deviation }, confidence, 1);
      expect(Math.abs(tail.valueAtRisk - valueAtRisk)).toBeLessThan(0.051);
      expect(Math.abs(tail.expectedShortfall - expectedShortfall)).toBeLessThan(0.051);
    }
  });
  it('Rockafellar and Uryasev (2000), minimum-variance portfolio of S&P, bonds and small caps: VaR and CVaR at 90, 95 and 99 %', () => {
    const weights = [0.452011, 0.115573, 0.432416] as const;
    const means = [0.010111, 0.0043532, 0.0137058] as const;
    const covariance = [
      [0.00324625, 0.00022983, 0.00420395],
      [0.00022983, 0.00049937, 0.00019247],
      [0.00420395, 0.00019247, 0.00764097],
    ] as const;
    const mean = weights.reduce((sum, weight, i) => sum + weight * (means[i] ?? 0), 0);
    const variance = weights.reduce(
      (sum, a, i) => sum + weights.reduce((row, b, j) => row + a * b * (covariance[i]?.[j] ?? 0), 0),
      0,
    );
    const table = [
      [0.9, 0.067847, 0.096975],
      [0.95, 0.0902, 0.115908],
      [0.99, 0.132128, 0.152977],
    ] as const;
    for (const [confidence, valueAtRisk, expectedShortfall] of table) {
      const tail = normalTail({ mean, deviation: Math.sqrt(variance) }, confidence, 1);
      expect(Math.abs(tail.valueAtRisk - valueAtRisk)).toBeLessThan(2e-6);
      expect(Math.abs(tail.expectedShortfall - expectedShortfall)).toBeLessThan(2e-6);
    }
  });
  it.skipIf(!hasReference)(
    'PerformanceAnalytics test suite, EDHEC column 1, 95 %: Gaussian -0.012133 and -0.017133 (data needed)',
    () => {
      const returns = edhec();
      const { mean, deviation } = sampleMoments(returns);
      // The package divides by n.
      const population = deviation * Math.sqrt((returns.length - 1) / returns.length);
      const tail = normalTail({ mean, deviation: population }, 0.95, 1);
      expect(tail.valueAtRisk).toBeCloseTo(0.012133, 6);
      expect(tail.expectedShortfall).toBeCloseTo(0.017133, 6);
    },
  );
});

describe('historicalTail: published numbers', () => {
  it('Acerbi and Tasche (2002): four outcomes, the worst 37.5 % weighs one and a half of them', () => {
    const tail = historicalTail([0.02, -0.1, 0.05, -0.04], 0.625);
    expect(tail.valueAtRisk).toBeCloseTo(0.04, 15);
    expect(tail.expectedShortfall).toBeCloseTo((0.1 + 0.5 * 0.04) / 1.5, 15);
  });
  it.skipIf(!hasReference)(
    'PerformanceAnalytics test suite, EDHEC column 1, 95 %: historical ES -0.02408, and its interpolated VaR -0.014095 lies between ours and the next (data needed)',
    () => {
      const returns = edhec();
      const tail = historicalTail(returns, 0.95);
      expect(tail.expectedShortfall).toBeCloseTo(0.02408, 6);
      const next = returns.map((value) => -value).toSorted((a, b) => b - a)[5] ?? Number.NaN;
      expect(tail.valueAtRisk).toBeGreaterThanOrEqual(0.014095);
      expect(next).toBeLessThanOrEqual(0.014095);
      // R type 7 at 95 % of 100: 0.05 of the way from the sixth-worst toward the fifth.
      expect(next + 0.05 * (tail.valueAtRisk - next)).toBeCloseTo(0.014095, 6);
    },
  );
});

describe('historicalTail: laws', () => {
  const sample = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 300 });
  const confidence = fc.integer({ min: 1, max: 9_999 }).map((bps) => bps / 10_000);
  /** The confidence, or the most the sample can carry. */
  const carried = (values: readonly unknown[], c: number): number => Math.min(c, 1 - 1 / values.length);
  it('takes the loss at the rank, whole ranks without rounding trouble', () => {
    const returns = Array.from({ length: 100 }, (_, index) => -index / 1000);
    expect(historicalTail(returns, 0.95).valueAtRisk).toBe(0.095);
    expect(historicalTail(returns, 0.95).expectedShortfall).toBeCloseTo(0.097, 15);
    for (let k = 1; k < 100; k += 1)
      expect(historicalTail(returns, (100 - k) / 100).valueAtRisk).toBe((100 - k) / 1000);
  });
  it('does not depend on the order of the sample', () => {
    fc.assert(
      fc.property(sample, confidence, (returns, level) => {
        const c = carried(returns, level);
        expect(historicalTail(returns.toReversed(), c)).toEqual(historicalTail(returns, c));
      }),
    );
  });
  it('ES is never below VaR, and both rise with confidence', () => {
    fc.assert(
      fc.property(sample, confidence, confidence, (returns, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((c) =>
          historicalTail(returns, carried(returns, c)),
        ) as [TailRisk, TailRisk];
        expect(low.expectedShortfall).toBeGreaterThanOrEqual(low.valueAtRisk);
        expect(high.valueAtRisk).toBeGreaterThanOrEqual(low.valueAtRisk);
        expect(high.expectedShortfall).toBeGreaterThanOrEqual(low.expectedShortfall - 1e-12);
      }),
    );
  });
  it('a worse outcome never lowers either', () => {
    fc.assert(
      fc.property(
        sample,
        confidence,
        fc.nat(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (returns, level, at, drop) => {
          const c = carried(returns, level);
          const worse = returns.map((value, index) => (index === at % returns.length ? value - drop : value));
          const [before, after] = [historicalTail(returns, c), historicalTail(worse, c)];
          expect(after.valueAtRisk).toBeGreaterThanOrEqual(before.valueAtRisk);
          expect(after.expectedShortfall).toBeGreaterThanOrEqual(before.expectedShortfall - 1e-12);
        },
      ),
    );
  });
  it('ES is subadditive: two books together never risk more than apart', () => {
    const pairs = fc.array(
      fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })),
      {
        minLength: 2,
        maxLength: 200,
      },
    );
    fc.assert(
      fc.property(pairs, confidence, (rows, level) => {
        const c = carried(rows, level);
        const es = (values: number[]): number => historicalTail(values, c).expectedShortfall;
        const together = es(rows.map(([a, b]) => a + b));
        expect(together).toBeLessThanOrEqual(es(rows.map(([a]) => a)) + es(rows.map(([, b]) => b)) + 1e-12);
      }),
    );
  });
});

function edhec(): number[] {
  return gunzipSync(readFileSync(`${reference}/edhec_monthly_returns.csv.gz`))
    .toString('utf8')
    .trim()
    .split('\n')
    .slice(1, 101)
    .map((line) => Number(line.split(',')[1]));
}
