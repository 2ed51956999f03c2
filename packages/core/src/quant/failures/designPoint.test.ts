import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logarithm, OutsideDomain } from '../numbers/elementary.ts';
import { designPoint, logMoments, type DesignPoint, type DesignSearch } from './designPoint.ts';
import { solveSystem } from '../algebra/newtonStep.ts';
import { normals } from './gaussianPaths.fixture.ts';

const row = (...values: readonly number[]): Float64Array => Float64Array.from(values);
function found(search: DesignSearch): DesignPoint {
  if (search.kind !== 'found') throw new RangeError(search.kind);
  return search.point;
}
/** Covariance of two deviations and a correlation. */
const joint = (a: number, b: number, rho: number): Float64Array => row(a * a, rho * a * b, rho * a * b, b * b);

describe('designPoint', () => {
  it('is the log of what is owed over what is held, for one asset', () => {
    const { logReturns, distance, shares } = found(
      designPoint({ mean: row(0.01), covariance: row(0.04) }, { weights: row(120), fixed: -100 }),
    );
    const fall = logarithm(100 / 120);
    expect(logReturns[0]).toBeCloseTo(fall, 10);
    expect(distance).toBeCloseTo(Math.abs(fall - 0.01) / 0.2, 9);
    expect(shares[0]).toBeCloseTo(1, 12);
  });

  it('is mean − Σw·(S + w·mean) ÷ wᵀΣw where the surplus is nearly linear (small moves)', () => {
    const [mean, covariance] = [row(1e-6, -2e-6), joint(1e-4, 2e-4, 0.3)];
    const weights = row(60, 45);
    const { logReturns, distance } = found(designPoint({ mean, covariance }, { weights, fixed: -104.999 }));
    const spread = [60 * 1e-8 + 45 * 0.6e-8, 60 * 0.6e-8 + 45 * 4e-8];
    const variance = 60 * (spread[0] ?? 0) + 45 * (spread[1] ?? 0);
    const centre = 0.001 + 60 * 1e-6 - 45 * 2e-6;
    expect(distance / (centre / Math.sqrt(variance))).toBeCloseTo(1, 3);
    logReturns.forEach((value, i) => {
      const expected = (mean[i] ?? 0) - ((spread[i] ?? 0) * centre) / variance;
      expect(value / expected).toBeCloseTo(1, 3);
    });
  });

  it('splits a fall over two like assets in halves, and moves a correlated one that is not held', () => {
    const even = found(
      designPoint({ mean: row(0, 0), covariance: joint(0.3, 0.3, 0) }, { weights: row(50, 50), fixed: -80 }),
    );
    expect(even.logReturns[0]).toBeCloseTo(even.logReturns[1] ?? NaN, 9);
    expect(even.logReturns[0]).toBeCloseTo(logarithm(0.8), 9);
    const alone = found(
      designPoint({ mean: row(0, 0), covariance: joint(0.3, 0.6, 0.5) }, { weights: row(100, 0), fixed: -80 }),
    );
    // E[y | x] = ρ·σy÷σx·x = x.
    expect(alone.logReturns[1]).toBeCloseTo(alone.logReturns[0] ?? NaN, 9);
    expect(alone.shares[0]).toBeCloseTo(1, 9);
  });

  it('scipy 1.17.1, minimize(method="trust-constr") of the Mahalanobis distance on the surface: three assets', () => {
    const covariance = row(0.0016, 0.0006, 0.0002, 0.0006, 0.0025, -0.0001, 0.0002, -0.0001, 0.0004);
    const returns = { mean: row(0.001, -0.002, 0.0005), covariance };
    const { logReturns, distance } = found(designPoint(returns, { weights: row(40, 50, 30), fixed: -100 }));
    [-0.19493304, -0.27204611, -0.03412733].forEach((value, i) => expect(logReturns[i]).toBeCloseTo(value, 7));
    expect(distance).toBeCloseTo(6.537790794959, 9);
  });

  it('lies on the surface, and no world on the surface is nearer', () => {
    const deviation = fc.double({ min: 0.05, max: 0.5, noNaN: true });
    const rho = fc.double({ min: -0.8, max: 0.9, noNaN: true });
    const angle = fc.double({ min: 0, max: 6.28, noNaN: true });
    const share = fc.double({ min: 0.1, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(deviation, deviation, rho, share, angle, (a, b, correlation, part, turn) => {
        const weights = row(100 * part, 100 * (1 - part));
        const covariance = joint(a, b, correlation);
        const { logReturns, distance } = found(designPoint({ mean: row(0, 0), covariance }, { weights, fixed: -85 }));
        const money = (x: number, y: number): number => 100 * part * Math.exp(x) + 100 * (1 - part) * Math.exp(y) - 85;
        expect(Math.abs(money(logReturns[0] ?? 0, logReturns[1] ?? 0))).toBeLessThan(1e-6);
        // Any direction on the circle of that distance, a little inside: still solvent.
        const [u, v] = [Math.cos(turn), Math.sin(turn)].map((value) => value * distance * 0.999);
        const x = a * (u ?? 0);
        const y = b * (correlation * (u ?? 0) + Math.sqrt(1 - correlation * correlation) * (v ?? 0));
        expect(money(x, y)).toBeGreaterThan(0);
      }),
    );
  });

  it('says when nothing need happen, or nothing can', () => {
    const one = { mean: row(0), covariance: row(0.04) };
    expect(designPoint(one, { weights: row(90), fixed: -100 })).toEqual({ kind: 'failed already' });
    expect(designPoint(one, { weights: row(90), fixed: 1 }).kind).toBe('cannot fail');
    expect(designPoint({ mean: row(0), covariance: row(0) }, { weights: row(120), fixed: -100 }).kind).toBe(
      'cannot fail',
    );
  });

  it('finds the rise that ruins a short', () => {
    const { logReturns } = found(
      designPoint({ mean: row(0), covariance: row(0.04) }, { weights: row(-50), fixed: 100 }),
    );
    expect(logReturns[0]).toBeCloseTo(logarithm(2), 9);
  });

  it('allows a singular covariance and refuses shapes, gaps and asymmetry', () => {
    const twin = found(
      designPoint({ mean: row(0, 0), covariance: joint(0.2, 0.2, 1) }, { weights: row(50, 50), fixed: -80 }),
    );
    expect(twin.distance).toBeCloseTo(-logarithm(0.8) / 0.2, 8);
    for (const bad of [row(0.04, 0, 0), row(0.04, 0.01, 0.02, 0.04), row(NaN, 0, 0, 1), row(-1, 0, 0, 1)])
      expect(() => designPoint({ mean: row(0, 0), covariance: bad }, { weights: row(1, 1), fixed: -1 })).toThrow(
        OutsideDomain,
      );
  });
});

describe('logMoments', () => {
  it('gives the covariance of two columns', () => {
    const { mean, covariance } = logMoments(row(1, 2, 3, 6, 5, 4), 2);
    expect([...mean, ...covariance].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([3, 4, 4, 2, 2, 4]);
  });

  it('recovers what samples were drawn from', () => {
    const next = normals(17);
    const rows = Float64Array.from({ length: 40_000 }, () => 0.2 * next());
    const { mean, covariance } = logMoments(rows, 2);
    expect(mean[0]).toBeCloseTo(0, 2);
    expect(covariance[0]).toBeCloseTo(0.04, 2);
    expect(covariance[1]).toBeCloseTo(0, 2);
  });

  it('refuses one row, and what is not finite', () => {
    expect(() => logMoments(row(1, 2), 2)).toThrow(OutsideDomain);
    expect(() => logMoments(row(1, NaN), 1)).toThrow(OutsideDomain);
  });
});

describe('solveSystem', () => {
  it('solves, with rows exchanged where a pivot is zero, and finds a singular system', () => {
    // y = 1, x + y = 3.
    expect([...(solveSystem(row(0, 1, 1, 1, 1, 3), 2) ?? [])]).toEqual([2, 1]);
    expect(solveSystem(row(1, 2, 3, 2, 4, 6), 2)).toBeNull();
  });
});
