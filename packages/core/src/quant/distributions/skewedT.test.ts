import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectDigits } from '../close.fixture.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { skewedTCumulative, skewedTLogDensity, skewedTQuantile, skewedTTail } from './skewedT.ts';
import { studentTTail } from './studentT.ts';

const density = (z: number, nu: number, skew: number): number => Math.exp(skewedTLogDensity(z, { nu, skew }));

describe("Hansen's skewed t", () => {
  it('refuses ν up to 2, a skew of one or more and probabilities outside (0, 1)', () => {
    for (const [nu, skew] of [
      [2, 0],
      [Number.NaN, 0],
      [5, 1],
      [5, -1],
      [5, Number.NaN],
    ] as const)
      expect(() => skewedTLogDensity(0, { nu, skew })).toThrow(OutsideDomain);
    for (const bad of [0, 1, Number.NaN]) {
      expect(() => skewedTQuantile(bad, { nu: 5, skew: 0 })).toThrow(OutsideDomain);
      expect(() => skewedTTail({ nu: 5, skew: 0 }, bad)).toThrow(OutsideDomain);
    }
  });
  it("mpmath 1.3.0, quadrature of Hansen's density at 40 digits: density, probability, quantile and shortfall", () => {
    const table = [
      [5, -0.2, -1.3, 0.12067141166940755, -2, 0.032543222629505715],
      [5, -0.2, 0.4, 0.48847776321775616, 0.5, 0.7025680524838661],
      [8, 0.3, -1.3, 0.16095315677214153, -2, 0.010439122748277165],
      [8, 0.3, 0.4, 0.33214117507226004, 0.5, 0.7320503373851116],
      [3.5, 0, -1.3, 0.10397807383111218, -2, 0.022554354677918796],
      [3.5, 0, 0.4, 0.4520928168797914, 0.5, 0.7533889165062868],
    ] as const;
    for (const [nu, skew, z, wanted, x, chance] of table) {
      expectDigits(density(z, nu, skew), wanted, 13);
      expectDigits(skewedTCumulative(x, { nu, skew }), chance, 12);
    }
    const tails = [
      [5, -0.2, 0.01, -2.9420403412946574, 3.965595605322641],
      [5, -0.2, 0.025, -2.1996821134326323, 3.0910842358266652],
      [5, -0.2, 0.7, 0.4944769301807316, 0.4400106858785454],
      [8, 0.3, 0.01, -2.0163175818468466, 2.4171804599145084],
      [8, 0.3, 0.025, -1.6698908788398397, 2.057045248267436],
      [8, 0.3, 0.7, 0.3997757865729023, 0.5063679911051933],
    ] as const;
    for (const [nu, skew, p, quantile, shortfall] of tails) {
      expectDigits(skewedTQuantile(p, { nu, skew }), quantile, 12);
      expectDigits(skewedTTail({ nu, skew }, 1 - p).expectedShortfall, shortfall, 11);
    }
  });
  it('without skew it is the t of unit variance', () => {
    for (const nu of [2.5, 4, 30]) {
      const [skewed, plain] = [
        skewedTTail({ nu, skew: 0 }, 0.99),
        studentTTail({ location: 0, scale: Math.sqrt((nu - 2) / nu), nu }, 0.99),
      ];
      expectDigits(skewed.valueAtRisk, plain.valueAtRisk, 12);
      expectDigits(skewed.expectedShortfall, plain.expectedShortfall, 12);
    }
  });
  it('mirrored by the sign of the skew, with a quantile that undoes the probability, and ES beyond VaR', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 2.1, max: 60, noNaN: true }),
        fc.double({ min: -0.9, max: 0.9, noNaN: true }),
        fc.integer({ min: 1, max: 1023 }),
        (nu, skew, i) => {
          const p = i / 1024;
          const q = skewedTQuantile(p, { nu, skew });
          expect(Math.abs(skewedTCumulative(q, { nu, skew }) - p)).toBeLessThan(1e-11);
          expect(Math.abs(skewedTQuantile(1 - p, { nu, skew: -skew }) + q)).toBeLessThan(
            1e-9 * Math.max(1, Math.abs(q)),
          );
          const tail = skewedTTail({ nu, skew }, p);
          expect(tail.expectedShortfall).toBeGreaterThanOrEqual(tail.valueAtRisk);
        },
      ),
    );
  });
});
