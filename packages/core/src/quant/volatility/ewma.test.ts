import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { ewmaVariance } from './ewma.ts';
import { SampleRefused } from '../numbers/sample.ts';

describe('ewmaVariance', () => {
  it('weighs the past by powers of the decay', () => {
    const returns = [1, -2, 3, 0.5];
    const { variances, nextVariance } = ewmaVariance(returns, 0.9, 2);
    expect(variances[0]).toBe(2.5);
    const wanted = 2.5 * 0.9 ** 4 + 0.1 * (0.9 ** 3 * 1 + 0.9 ** 2 * 4 + 0.9 * 9 + 0.25);
    expect(nextVariance).toBeCloseTo(wanted, 14);
  });
  it('RiskMetrics Technical Document (1996), table 5.3: twenty days of USD/DEM in percent from the first square, the day after at 0.473', () => {
    const returns = [
      0.634, 0.115, -0.46, 0.094, 0.176, -0.088, -0.142, 0.324, -0.943, -0.528, -0.107, -0.16, -0.445, 0.053, 0.152,
      -0.318, 0.424, -0.708, -0.105, -0.257,
    ];
    const printed = [
      0.401, 0.378, 0.368, 0.346, 0.327, 0.308, 0.291, 0.28, 0.316, 0.314, 0.296, 0.28, 0.275, 0.258, 0.244, 0.236,
      0.233, 0.248, 0.234, 0.224,
    ];
    const { variances, nextVariance } = ewmaVariance(returns, 0.94, 1);
    // Three decimals of returns that had more: 0.634² is 0.402.
    [...variances.slice(1), nextVariance].forEach((variance, t) =>
      expect(Math.abs(variance - printed[t]!), `day ${t}`).toBeLessThan(0.0012),
    );
    expect(Math.abs(Math.sqrt(nextVariance) - 0.473)).toBeLessThan(0.001);
  });
  it('Hull, Options, Futures and Other Derivatives, EWMA at λ 0.9: from 1 % a day a move of 2 % makes a variance of 0.00013', () => {
    expect(ewmaVariance([0.01, 0.02], 0.9, 1).nextVariance).toBeCloseTo(0.00013, 15);
  });
  it('what comes later never moves an earlier variance beyond the warm-up', () => {
    const returns = Array.from({ length: 80 }, (_, i) => Math.sin(i));
    const [before, after] = [ewmaVariance(returns, 0.94), ewmaVariance([...returns.slice(0, 60), 99], 0.94)];
    expect(before.variances.slice(0, 60)).toEqual(after.variances.slice(0, 60));
  });
  it('refuses a decay outside (0, 1), one return, and NaN', () => {
    for (const bad of [0, 1, Number.NaN]) expect(() => ewmaVariance([1, 2], bad)).toThrow(OutsideDomain);
    expect(() => ewmaVariance([1, 2], 0.9, 0)).toThrow(OutsideDomain);
    expect(() => ewmaVariance([1], 0.9)).toThrow(SampleRefused);
    expect(() => ewmaVariance([1, Number.NaN], 0.9)).toThrow(SampleRefused);
  });
});
