import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exponential, logarithm, OutsideDomain } from './elementary.ts';
import { preciseExponential, preciseLogarithm, ulps } from './precise.fixture.ts';

const refusal = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof OutsideDomain) return error.code;
    throw error;
  }
  return 'no refusal';
};

describe('elementary functions: bad input', () => {
  it('logarithm refuses zero, negatives, NaN and infinity', () => {
    for (const bad of [0, -0, -1, -Number.MIN_VALUE, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(refusal(() => logarithm(bad))).toBe('QUANT_OUTSIDE_DOMAIN');
  });
  it('exponential refuses what could overflow, NaN and infinity', () => {
    for (const bad of [700.0000001, -700.0000001, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(refusal(() => exponential(bad))).toBe('QUANT_OUTSIDE_DOMAIN');
  });
});

describe('elementary functions: accuracy against 300-bit whole-number references', () => {
  it('logarithm stays within 1 ulp from the least to the largest double', () => {
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }), (x) => {
        expect(ulps(logarithm(x), preciseLogarithm(x))).toBeLessThan(1);
      }),
      { numRuns: 2000 },
    );
  });
  it('logarithm stays within 1 ulp of prices near one, where cancellation bites', () => {
    for (let i = -2000; i <= 2000; i += 1) {
      const x = 1 + i / 4096 + i * 1e-11;
      expect(ulps(logarithm(x), preciseLogarithm(x))).toBeLessThan(1);
    }
  });
  it('exponential stays within 0.75 ulp over ±700', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        const truth = preciseExponential(x);
        expect(ulps(exponential(x), truth.significand, truth.power)).toBeLessThan(0.75);
      }),
      { numRuns: 2000 },
    );
  });
  it('exponential stays within 0.75 ulp on a grid of small arguments', () => {
    for (let i = -3000; i <= 3000; i += 1) {
      const x = i / 1000 + i * 1e-10;
      const truth = preciseExponential(x);
      expect(ulps(exponential(x), truth.significand, truth.power)).toBeLessThan(0.75);
    }
  });
  it('hits the exact points', () => {
    expect(logarithm(1)).toBe(0);
    expect(exponential(0)).toBe(1);
    expect(logarithm(2)).toBe(0.6931471805599453);
    expect(exponential(1)).toBe(2.718281828459045);
    expect(logarithm(10)).toBe(2.302585092994046);
  });
});

describe('elementary functions: laws', () => {
  it('rise with their argument', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        expect(logarithm(x * 1.0001)).toBeGreaterThan(logarithm(x));
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: -699, max: 699, noNaN: true }), (x) => {
        expect(exponential(x + 1e-6 * (1 + Math.abs(x)))).toBeGreaterThan(exponential(x));
      }),
    );
  });
  it('undo each other', () => {
    fc.assert(
      fc.property(fc.double({ min: -600, max: 600, noNaN: true }), (x) => {
        expect(Math.abs(logarithm(exponential(x)) - x)).toBeLessThanOrEqual(4e-16 * Math.max(1, Math.abs(x)));
      }),
    );
  });
});
