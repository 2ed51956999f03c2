import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectDigits } from '../close.fixture.ts';
import { OutsideDomain } from './elementary.ts';
import { chiSquareTail, logGamma, logGammaHalfStep, logGammaHalfStepSlope, upperGamma } from './gamma.ts';

describe('gamma functions: bad input', () => {
  it('refuse zero, negatives, NaN and infinity', () => {
    for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => logGamma(bad)).toThrow(OutsideDomain);
      expect(() => logGammaHalfStep(bad)).toThrow(OutsideDomain);
      expect(() => logGammaHalfStepSlope(bad)).toThrow(OutsideDomain);
      expect(() => upperGamma(bad, 1)).toThrow(OutsideDomain);
    }
    expect(() => upperGamma(1, -1)).toThrow(OutsideDomain);
    expect(() => upperGamma(1, Number.NaN)).toThrow(OutsideDomain);
  });
});

describe('gamma functions: mpmath 1.3.0 at 40 digits', () => {
  it('logGamma to 1e-14 absolute or 15 digits', () => {
    const table = [
      [1e-5, 11.512919692895826],
      [0.25, 1.2880225246980774],
      [0.5, 0.5723649429247001],
      [1.5, -0.12078223763524522],
      [2.5, 0.2846828704729192],
      [3.7, 1.4280723266653879],
      [10, 12.801827480081469],
      [15.5, 26.536914491115613],
      [171, 706.5730622457874],
      [1e6, 12815504.569147611],
    ] as const;
    for (const [x, wanted] of table)
      expect(Math.abs(logGamma(x) - wanted)).toBeLessThan(Math.max(1e-14, 1e-15 * Math.abs(wanted)));
  });
  it('the half step and its slope to 14 digits, for large x too', () => {
    const table = [
      [0.01, -4.046506060112221, 98.6458979337051],
      [0.5, -0.5723649429247001, 1.3862943611198906],
      [1.05, -0.09095307214223428, 0.5800675588395147],
      [2, 0.2846828704729192, 0.28037230554677606],
      [7.3, 0.976827200527276, 0.07083335505732362],
      [12, 1.2320396660625599, 0.04253397129910003],
      [100, 2.3013350982022227, 0.005012499843757812],
      [1e6, 6.907755153982137, 5.00000125e-7],
    ] as const;
    for (const [x, step, slope] of table) {
      expectDigits(logGammaHalfStep(x), step, 14, `step at ${x}`);
      expectDigits(logGammaHalfStepSlope(x), slope, 14, `slope at ${x}`);
    }
  });
  it('the upper incomplete gamma to 13 digits', () => {
    const table = [
      [0.5, 0.1, 0.654720846018577],
      [0.5, 3.5, 0.0081509715935027],
      [1, 2, 0.1353352832366127],
      [3, 0.5, 0.9856123220330293],
      [3, 20, 4.555149505589213e-7],
      [3.5, 4.4, 0.2673360200173781],
      [50, 70, 0.005140502458505894],
    ] as const;
    for (const [a, x, wanted] of table) expectDigits(upperGamma(a, x), wanted, 13, `Q(${a}, ${x})`);
    expectDigits(upperGamma(0.5, 300), 1.674167984691788e-132, 12);
  });
});

describe('gamma functions: laws', () => {
  it('Γ(x + 1) = x Γ(x), and two half steps make a whole one', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 500, noNaN: true }), (x) => {
        const whole = logGammaHalfStep(x) + logGammaHalfStep(x + 0.5);
        expect(Math.abs(whole - Math.log(x))).toBeLessThan(1e-14 * Math.max(1, Math.abs(Math.log(x))));
        expect(Math.abs(logGamma(x + 1) - logGamma(x) - Math.log(x))).toBeLessThan(
          1e-14 * Math.max(2, logGamma(x + 2)),
        );
      }),
    );
  });
  it('chi-square tails: one at zero, e^(−x/2) for two degrees, zero far out, falling', () => {
    expect(chiSquareTail(0, 3)).toBe(1);
    expect(chiSquareTail(-1e-9, 3)).toBe(1);
    expect(chiSquareTail(5000, 1)).toBe(0);
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 100, noNaN: true }), fc.integer({ min: 1, max: 20 }), (x, k) => {
        expectDigits(chiSquareTail(x, 2), Math.exp(-x / 2), 13);
        expect(chiSquareTail(x * 1.01, k)).toBeLessThanOrEqual(chiSquareTail(x, k));
      }),
    );
  });
});
