import { describe, expect, it } from 'vitest';
import { exponential, logarithm, normalQuantile, OutsideDomain } from './elementary.ts';
import { historicalTail, normalTail } from './tailRisk.ts';

describe('elementary functions', () => {
  it('agree with the engine within 4 ulp over their range', () => {
    for (let i = 0; i < 4000; i += 1) {
      const x = exponential((i - 2000) / 40);
      expect(Math.abs(x / Math.exp((i - 2000) / 40) - 1)).toBeLessThan(1e-14);
      expect(Math.abs(logarithm(x) - Math.log(x))).toBeLessThan(
        4 * Number.EPSILON * Math.max(1, Math.abs(Math.log(x))),
      );
    }
  });
  it('normalQuantile: published values (Wichura 1988, AS 241)', () => {
    expect(normalQuantile(0.25)).toBeCloseTo(-0.6744897501960817, 15);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167814, 14);
    expect(normalQuantile(1e-20)).toBeCloseTo(-9.26234008979841, 13);
  });
  it('refuse what has no answer', () => {
    for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => logarithm(bad)).toThrow(OutsideDomain);
    for (const bad of [0, 1, Number.NaN]) expect(() => normalQuantile(bad)).toThrow(OutsideDomain);
    expect(() => exponential(701)).toThrow(OutsideDomain);
  });
});

describe('tails', () => {
  it('Hull two-asset VaR: 10 m at 2 %, 5 m at 1 %, correlation 0.3, 10 days, 99 % (z = 2.326): 1,471,092 · 367,773 · 1,619,872', () => {
    const [a, b] = [10e6 * 0.02, 5e6 * 0.01];
    const z = normalQuantile(0.99) / 2.326;
    const both = Math.sqrt(a * a + b * b + 2 * 0.3 * a * b);
    const published = [1_471_092, 367_773, 1_619_872];
    [a, b, both].forEach((deviation, index) =>
      expect(Math.round(normalTail(0, deviation, 0.99, 10).valueAtRisk / z)).toBe(published[index]),
    );
  });
  it('historical: the loss at rank, and the mean beyond', () => {
    const returns = Array.from({ length: 100 }, (_, index) => -index / 1000);
    expect(historicalTail(returns, 0.95).valueAtRisk).toBeCloseTo(0.095, 12);
    expect(historicalTail(returns, 0.95).expectedShortfall).toBeCloseTo(0.097, 12);
  });
});
