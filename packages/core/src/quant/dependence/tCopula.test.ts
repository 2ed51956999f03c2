import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NotPositiveDefinite } from '../algebra/cholesky.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { BadShape } from '../algebra/matrix.ts';
import { correlationFromKendall, tCopulaDensity, tCopulaTailDependence } from './tCopula.ts';

const THREE = [
  [1, 0.6, 0.3],
  [0.6, 1, 0.5],
  [0.3, 0.5, 1],
];

describe('t copula: R 4.2.2 (mvtnorm, qt, pt)', () => {
  it('density at (0.1, 0.2, 0.4), five degrees of freedom: 2.1594445162', () => {
    expect(tCopulaDensity([0.1, 0.2, 0.4], THREE, 5)).toBeCloseTo(2.1594445162, 9);
  });
  it.each([
    [0, 3, 0.1161165235],
    [0, 5, 0.0498252628],
    [0, 10, 0.0068723033],
    [0.5, 3, 0.3125],
    [0.5, 5, 0.20703125],
    [0.5, 10, 0.0818642312],
    [0.9, 3, 0.6701799733],
    [0.9, 5, 0.5945030477],
    [0.9, 10, 0.4627244947],
  ])('tail dependence at rho %f, nu %i: %f', (rho, nu, lambda) => {
    expect(tCopulaTailDependence(rho, nu)).toBeCloseTo(lambda, 10);
  });
});

describe('tCopulaDensity', () => {
  it('is the same for the mirrored corner and for series in another order', () => {
    const p = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(p, p, (a, b) => {
        const two = [
          [1, 0.4],
          [0.4, 1],
        ];
        const density = tCopulaDensity([a, b], two, 4);
        expect(tCopulaDensity([b, a], two, 4) / density).toBeCloseTo(1, 10);
        expect(tCopulaDensity([1 - a, 1 - b], two, 4) / density).toBeCloseTo(1, 9);
      }),
      { numRuns: 50 },
    );
  });
  it('refuses probabilities of 0 and 1, another number of them, and a singular correlation', () => {
    expect(() => tCopulaDensity([0, 0.5, 0.5], THREE, 5)).toThrow(OutsideDomain);
    expect(() => tCopulaDensity([0.5, 1, 0.5], THREE, 5)).toThrow(OutsideDomain);
    expect(() => tCopulaDensity([0.5], THREE, 5)).toThrow(BadShape);
    const twins = [
      [1, 1],
      [1, 1],
    ];
    expect(() => tCopulaDensity([0.5, 0.5], twins, 5)).toThrow(NotPositiveDefinite);
  });
});

describe('tCopulaTailDependence and correlationFromKendall', () => {
  it('grows with the correlation and falls with the degrees of freedom', () => {
    for (const rho of [-0.5, 0, 0.5]) {
      expect(tCopulaTailDependence(rho + 0.1, 4)).toBeGreaterThan(tCopulaTailDependence(rho, 4));
      expect(tCopulaTailDependence(rho, 5)).toBeLessThan(tCopulaTailDependence(rho, 4));
    }
  });
  it('sends tau 1/3 to 1/2, and the ends to themselves', () => {
    expect(correlationFromKendall(1 / 3)).toBeCloseTo(0.5, 15);
    for (const tau of [-1, 0, 1]) expect(correlationFromKendall(tau)).toBeCloseTo(tau, 15);
  });
  it('refuse correlations and taus out of range', () => {
    for (const rho of [-1, 1, Number.NaN]) expect(() => tCopulaTailDependence(rho, 4)).toThrow(OutsideDomain);
    expect(() => tCopulaTailDependence(0, 0)).toThrow(OutsideDomain);
    expect(() => correlationFromKendall(1.1)).toThrow(OutsideDomain);
  });
});
