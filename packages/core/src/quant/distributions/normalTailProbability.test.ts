import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { normalQuantile } from './normal.ts';
import { normalTailProbability } from './normalTailProbability.ts';

describe('normalTailProbability', () => {
  it.each([
    [0, 0.5],
    [0.5, 0.3085375387259869],
    [1, 0.15865525393145705],
    [2, 0.02275013194817921],
    [2.999, 0.0013543365337271062],
    [3.001, 0.0013454728250849664],
    [5, 2.866515718791939e-7],
    [10, 7.619853024160525e-24],
    [20, 2.7536241186062337e-89],
    [37, 5.725571222524577e-300],
  ])('gives P(Z > %f) as mpmath 1.3 at 30 digits', (x, expected) => {
    expect(Math.abs(normalTailProbability(x) / expected - 1)).toBeLessThan(2e-14);
    expect(Math.abs(normalTailProbability(-x) - (1 - expected))).toBeLessThan(3e-16);
  });

  it('inverts the quantile', () => {
    for (const p of [1e-12, 1e-6, 0.01, 0.3, 0.5, 0.77, 0.999])
      expect(normalTailProbability(-normalQuantile(p)) / p).toBeCloseTo(1, 12);
  });

  it('is nothing far out and refuses NaN', () => {
    expect([normalTailProbability(40), normalTailProbability(-40)]).toEqual([0, 1]);
    expect(() => normalTailProbability(NaN)).toThrow(OutsideDomain);
  });
});
