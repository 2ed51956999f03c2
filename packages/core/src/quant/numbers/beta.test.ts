import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialCumulative, incompleteBeta, logBeta } from './beta.ts';
import { expectDigits } from '../close.fixture.ts';
import { OutsideDomain } from './elementary.ts';

describe('incompleteBeta', () => {
  it('refuses parameters that are not positive and x outside [0, 1]', () => {
    for (const [a, b, x] of [
      [0, 1, 0.5],
      [1, -1, 0.5],
      [1, 1, 1.1],
      [1, 1, -0.1],
      [1, 1, Number.NaN],
      [Number.NaN, 1, 0.5],
    ] as const)
      expect(() => incompleteBeta(a, b, x)).toThrow(OutsideDomain);
    expect(() => binomialCumulative(0.5, 10, 0.1)).toThrow(OutsideDomain);
    expect(() => binomialCumulative(1, 10, 1.1)).toThrow(OutsideDomain);
  });
  it('mpmath 1.3.0 at 40 digits: 12 digits', () => {
    const table = [
      [0.5, 0.5, 0.3, 0.36901011956554536],
      [2.5, 0.5, 0.1, 0.0011144375415074218],
      [2.5, 0.5, 0.99, 0.8310822789720566],
      [30, 70, 0.3, 0.5116251045586092],
      [246, 5, 0.99, 0.8921876269036253],
      [1.3, 8.2, 0.001, 0.001695231355914754],
      [500, 500, 0.45, 0.0007636789395264982],
    ] as const;
    for (const [a, b, x, wanted] of table) expectDigits(incompleteBeta(a, b, x), wanted, 12, `I_${x}(${a}, ${b})`);
  });
  it('I_x(a, b) + I_(1−x)(b, a) = 1, and I rises with x', () => {
    const side = fc.double({ min: 0.1, max: 300, noNaN: true });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 1023 }), (a, b, i) => {
        const x = i / 1024;
        expect(Math.abs(incompleteBeta(a, b, x) + incompleteBeta(b, a, 1 - x) - 1)).toBeLessThan(1e-12);
        expect(incompleteBeta(a, b, x)).toBeGreaterThanOrEqual(incompleteBeta(a, b, x - 1 / 1024) - 1e-13);
      }),
    );
  });
  it('logBeta with a half agrees with the general one', () => {
    for (const a of [0.7, 3, 40]) expect(Math.abs(logBeta(a, 0.5) - logBeta(a, 0.5 + 1e-9))).toBeLessThan(1e-8);
  });
});

describe('binomialCumulative', () => {
  it('Basel Committee (1996), supervisory framework for backtesting, table 2: 250 trials at 1 %, four decimals', () => {
    const table = [0.0811, 0.2858, 0.5432, 0.7581, 0.8922, 0.9588, 0.9863, 0.996, 0.9989, 0.9997, 0.9999];
    table.forEach((wanted, k) => expect(Math.abs(binomialCumulative(k, 250, 0.01) - wanted)).toBeLessThan(5.1e-5));
  });
  it('sums the probabilities, and knows the ends', () => {
    const term = (k: number): number => [1, 6, 15, 20, 15, 6, 1][k]! * 0.3 ** k * 0.7 ** (6 - k);
    let sum = 0;
    for (let k = 0; k < 6; k += 1) {
      sum += term(k);
      expectDigits(binomialCumulative(k, 6, 0.3), sum, 14);
    }
    expect(binomialCumulative(-1, 6, 0.3)).toBe(0);
    expect(binomialCumulative(6, 6, 0.3)).toBe(1);
    expect(binomialCumulative(2, 6, 0)).toBe(1);
    expect(binomialCumulative(2, 6, 1)).toBe(0);
  });
});
