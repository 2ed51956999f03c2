import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { normalDensity, normalQuantile } from './normal.ts';
import { fixed, parts, preciseDensity, preciseNormal, ulps } from '../numbers/precise.fixture.ts';

/** How far a quantile is from the true one, in ulps of the quantile: its Φ misses p by error × density. */
function quantileUlps(p: number): number {
  const x = normalQuantile(p);
  const gap = preciseNormal(x) - fixed(p);
  const unit = 2 ** parts(x).exponent;
  // Both are far above 2^-300 here; 60 bits of each are plenty for a ratio.
  const scale = (value: bigint): number => Number(value >> 80n);
  return Math.abs(scale(gap) / scale(preciseDensity(x)) / unit);
}

describe('normalQuantile', () => {
  it('refuses probabilities that have no quantile', () => {
    for (const bad of [0, 1, -0.1, 1.1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => normalQuantile(bad)).toThrow(OutsideDomain);
  });
  it('Wichura (1988), AS 241: the three check values of the paper', () => {
    expect(normalQuantile(0.25)).toBeCloseTo(-0.6744897501960817, 15);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167814, 14);
    expect(normalQuantile(1e-20)).toBeCloseTo(-9.26234008979841, 13);
  });
  it('Abramowitz and Stegun, table 26.6: common quantiles to five places', () => {
    const table = [
      [0.9, 1.28155],
      [0.95, 1.64485],
      [0.975, 1.95996],
      [0.99, 2.32635],
      [0.995, 2.57583],
      [0.999, 3.09023],
    ] as const;
    for (const [p, x] of table) expect(normalQuantile(p)).toBeCloseTo(x, 5);
  });
  it('stays within 8 ulp of a 300-bit reference, except where p = 1/2 makes it vanish', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-18, max: 1 - 1e-15, noNaN: true }), (p) => {
        fc.pre(Math.abs(p - 0.5) > 1e-3);
        expect(quantileUlps(p)).toBeLessThan(8);
      }),
      { numRuns: 1000 },
    );
    for (let i = 1; i < 500; i += 1) if (i !== 250) expect(quantileUlps(i / 500)).toBeLessThan(8);
  });
  it('is odd around one half and rises with p', () => {
    expect(normalQuantile(0.5)).toBe(0);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: (1 << 20) - 1 }), (i) => {
        const p = i / (1 << 20);
        expect(normalQuantile(1 - p)).toBe(-normalQuantile(p) + 0);
        expect(normalQuantile(p)).toBeGreaterThan(normalQuantile(p - 2 ** -22));
      }),
    );
  });
});

describe('normalDensity', () => {
  it('stays within 40 ulp of a 300-bit reference out to ten deviations', () => {
    for (let i = -1000; i <= 1000; i += 1) {
      const x = i / 100;
      expect(ulps(normalDensity(x), preciseDensity(x))).toBeLessThan(40);
    }
  });
  it('is nothing beyond 37.4 deviations, where less than 4e-305 is left', () => {
    for (const x of [-38, 40, 1e6]) expect(normalDensity(x)).toBe(0);
    expect(() => normalDensity(Number.NaN)).toThrow(OutsideDomain);
  });
  it('is even and largest at zero', () => {
    expect(normalDensity(0)).toBe(0.3989422804014327);
    for (const x of [0.5, 1, 2, 3]) {
      expect(normalDensity(-x)).toBe(normalDensity(x));
      expect(normalDensity(x)).toBeLessThan(normalDensity(x - 0.5));
    }
  });
});
