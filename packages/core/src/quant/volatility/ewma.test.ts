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
