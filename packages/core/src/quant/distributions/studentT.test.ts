import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectDigits } from '../close.fixture.ts';
import { logarithmOnePlus, OutsideDomain } from '../numbers/elementary.ts';
import { normalCumulative, normalQuantile } from './normal.ts';
import { studentTCumulative, studentTDensity, studentTQuantile, studentTTail } from './studentT.ts';

describe('Student t: bad input', () => {
  it('refuses degrees of freedom, probabilities and scales that make no sense', () => {
    for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => studentTDensity(0, bad)).toThrow(OutsideDomain);
      expect(() => studentTCumulative(0, bad)).toThrow(OutsideDomain);
      expect(() => studentTQuantile(0.1, bad)).toThrow(OutsideDomain);
    }
    for (const bad of [0, 1, Number.NaN]) expect(() => studentTQuantile(bad, 4)).toThrow(OutsideDomain);
    expect(() => studentTCumulative(Number.NaN, 4)).toThrow(OutsideDomain);
    expect(() => studentTTail({ location: 0, scale: 1, nu: 1 }, 0.99)).toThrow(OutsideDomain);
    expect(() => studentTTail({ location: 0, scale: -1, nu: 4 }, 0.99)).toThrow(OutsideDomain);
    expect(() => studentTTail({ location: Number.NaN, scale: 1, nu: 4 }, 0.99)).toThrow(OutsideDomain);
    expect(() => studentTTail({ location: 0, scale: 1, nu: 4 }, 1)).toThrow(OutsideDomain);
  });
  it('refuses a quantile beyond the doubles', () => {
    expect(() => studentTQuantile(1e-300, 0.1)).toThrow(OutsideDomain);
  });
});

describe('Student t: known numbers', () => {
  it('R 4.2.2 quantiles and closed-form shortfalls at 1 and 2.5 %, ν 3, 4, 5, 8: all ten decimals', () => {
    const table = [
      [3, 0.99, 4.5407028586, 7.0030820362],
      [3, 0.975, 3.1824463053, 5.0395830611],
      [4, 0.99, 3.746947388, 5.2205841945],
      [4, 0.975, 2.7764451052, 3.9935570227],
      [5, 0.99, 3.3649299989, 4.4524291118],
      [5, 0.975, 2.5705818356, 3.5215773317],
      [8, 0.99, 2.8964594477, 3.5908900713],
      [8, 0.975, 2.3060041352, 2.9699066362],
    ] as const;
    for (const [nu, confidence, valueAtRisk, expectedShortfall] of table) {
      const tail = studentTTail({ location: 0, scale: 1, nu }, confidence);
      expect(Math.abs(tail.valueAtRisk - valueAtRisk)).toBeLessThan(5.1e-11);
      expect(Math.abs(tail.expectedShortfall - expectedShortfall)).toBeLessThan(5.1e-11);
    }
  });
  it('mpmath 1.3.0 at 40 digits: probabilities to 12 digits', () => {
    const table = [
      [-40, 2.1, 0.00023081146031478969],
      [-3, 3, 0.028834442811218653],
      [-1e-3, 4, 0.499625000078125],
      [0.7, 5.5, 0.7437855375311961],
      [-8, 30, 3.1329112378503795e-9],
      [-5, 1000, 3.3836281823243153e-7],
      [2, 1, 0.8524163823495667],
    ] as const;
    for (const [t, nu, wanted] of table) expectDigits(studentTCumulative(t, nu), wanted, 12, `P(${t}; ${nu})`);
  });
  it('mpmath 1.3.0 at 40 digits: quantiles to 13 digits', () => {
    const table = [
      [0.01, 2.1, -6.530821866914483],
      [0.001, 3, -10.214531852407386],
      [0.025, 4.3, -2.7016948982822315],
      [1e-6, 8, -12.109834665556214],
      [0.3, 30, -0.5300190039065045],
      [0.01, 1000, -2.330082674755513],
    ] as const;
    for (const [p, nu, wanted] of table) expectDigits(studentTQuantile(p, nu), wanted, 13, `q(${p}; ${nu})`);
    // 0.4999 is not a double: its own rounding shows at the twelfth digit so near the middle.
    expectDigits(studentTQuantile(0.4999, 5), -0.00026343055607021455, 11);
  });
  it('normalCumulative, mpmath 1.3.0 at 60 digits: 12 digits, in the far tail too', () => {
    const table = [
      [-37, 5.725571222524577e-300],
      [-10, 7.619853024160525e-24],
      [-3, 0.0013498980316300946],
      [-1, 0.15865525393145705],
      [-0.1, 0.460172162722971],
      [0.5, 0.6914624612740131],
      [2, 0.9772498680518208],
      [6, 0.9999999990134123],
    ] as const;
    for (const [x, wanted] of table) expectDigits(normalCumulative(x), wanted, 12, `Φ(${x})`);
    expect(normalCumulative(-50)).toBe(0);
    expect(() => normalCumulative(Number.NaN)).toThrow(OutsideDomain);
  });
  it('logarithmOnePlus, mpmath 1.3.0: 15 digits however small', () => {
    const table = [
      [1e-20, 1e-20],
      [1e-9, 9.999999995e-10],
      [-1e-7, -1.0000000500000033e-7],
      [0.3, 0.26236426446749106],
      [-0.5, -0.6931471805599453],
      [4, 1.6094379124341003],
    ] as const;
    for (const [x, wanted] of table) expectDigits(logarithmOnePlus(x), wanted, 15, `ln(1 + ${x})`);
    expect(() => logarithmOnePlus(-1)).toThrow(OutsideDomain);
  });
});

describe('Student t: laws', () => {
  const freedom = fc.double({ min: 1.1, max: 200, noNaN: true });
  it('the quantile undoes the probability, is odd and rises', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4095 }), freedom, (i, nu) => {
        const p = i / 4096;
        const q = studentTQuantile(p, nu);
        expect(Math.abs(studentTCumulative(q, nu) / p - 1)).toBeLessThan(1e-11);
        expect(studentTQuantile(1 - p, nu)).toBe(-q + 0);
        if (i > 1) expect(q).toBeGreaterThan(studentTQuantile((i - 1) / 4096, nu));
      }),
    );
  });
  it('the density is the slope of the probability', () => {
    fc.assert(
      fc.property(fc.double({ min: -6, max: 6, noNaN: true }), freedom, (t, nu) => {
        const slope = (studentTCumulative(t + 1e-5, nu) - studentTCumulative(t - 1e-5, nu)) / 2e-5;
        expect(Math.abs(slope - studentTDensity(t, nu))).toBeLessThan(1e-8);
      }),
    );
  });
  it('comes to the normal as ν grows', () => {
    for (const p of [0.01, 0.025, 0.2])
      expect(Math.abs(studentTQuantile(p, 1e7) - normalQuantile(p))).toBeLessThan(1e-6);
  });
});
