import { describe, expect, it } from 'vitest';
import {
  filterGarch,
  garchLikelihood,
  garchScores,
  garchWork,
  GARCH_ORDER,
  type VarianceStart,
} from './garchLikelihood.ts';
import { fromFree, toFree } from './garchSpace.ts';
import type { Innovation } from './innovations.ts';
import { skewedTLogDensity } from '../distributions/skewedT.ts';
import { testGarchReturns } from '../testNoise.fixture.ts';

const POINT = { mean: 0.02, omega: 0.04, up: 0.05, down: 0.13, beta: 0.88, nu: 6.3, skew: -0.15 };
const CASES = (['normal', 'studentT', 'skewedT'] as const).flatMap((innovation) =>
  (['sampleVariance', 'presample'] as const).map((start) => [innovation, start] as [Innovation, VarianceStart]),
);

describe('garchLikelihood', () => {
  it('QuantLib test suite, garch.cpp: deviations .452769 … .537187 of GARCH with α .2, β .3, ω .2 fed with .1 ten times', () => {
    const wanted = [
      0.452769, 0.513323, 0.530141, 0.5350841, 0.536558, 0.536999, 0.537132, 0.537171, 0.537183, 0.537187,
    ];
    const work = garchWork(wanted.map(() => 0.1));
    filterGarch(work, { mean: 0, omega: 0.2, up: 0.2, down: 0.2, beta: 0.3, nu: 0, skew: 0 }, 'presample');
    wanted.forEach((deviation, t) => expect(Math.abs(Math.sqrt(work.variance[t]!) - deviation)).toBeLessThan(1e-6));
  });
  it.each(CASES)('%s from %s: the gradient is that of differences, and the scores sum to it', (innovation, start) => {
    const work = garchWork(testGarchReturns(300, 7));
    const gradient = new Float64Array(7);
    const scratch = new Float64Array(7);
    const spec = { innovation, start };
    garchLikelihood(work, POINT, spec, gradient);
    const scores = garchScores(work, POINT, spec);
    GARCH_ORDER.forEach((name, k) => {
      const step = 1e-5;
      const at = (change: number): number =>
        garchLikelihood(work, { ...POINT, [name]: POINT[name] + change }, spec, scratch);
      const slope = (at(step) - at(-step)) / (2 * step);
      expect(Math.abs(slope - gradient[k]!), name).toBeLessThan(1e-5 * Math.max(1, Math.abs(slope)));
      let sum = 0;
      for (let t = 0; t < 300; t += 1) sum += scores[7 * t + k]!;
      expect(Math.abs(sum - gradient[k]!), name).toBeLessThan(1e-9 * Math.max(1, Math.abs(slope)));
    });
  });
  it('is the sum of log densities of residuals over deviations', () => {
    const work = garchWork(testGarchReturns(250, 9));
    const value = garchLikelihood(work, POINT, { innovation: 'skewedT', start: 'presample' }, new Float64Array(7));
    let sum = 0;
    for (let t = 0; t < 250; t += 1) {
      const h = work.variance[t]!;
      sum += skewedTLogDensity(work.residual[t]! / Math.sqrt(h), POINT) - Math.log(h) / 2;
    }
    expect(value).toBeCloseTo(sum, 9);
  });
  it('filters by the recursion, falls apart from rises', () => {
    const work = garchWork([1, -2, 0]);
    const next = filterGarch(work, { ...POINT, mean: 0 }, 'sampleVariance');
    const level = 5 / 3;
    const h2 = 0.04 + 0.05 * 1 + 0.88 * level;
    const h3 = 0.04 + 0.13 * 4 + 0.88 * h2;
    expect([...work.variance]).toEqual([level, h2, h3]);
    expect(next).toBeCloseTo(0.04 + 0.88 * h3, 14);
  });
});

describe('garchSpace', () => {
  const shape = { isAsymmetric: true, innovation: 'skewedT', mostPersistence: 0.999 } as const;
  it('there and back', () => {
    const { parameters } = fromFree(toFree(POINT, shape), shape);
    for (const name of GARCH_ORDER) expect(parameters[name]).toBeCloseTo(POINT[name], 10);
  });
  it('its matrix is that of differences', () => {
    const u = [0.1, -0.2, 0.4, -0.3, 0.2, -0.1, 0.25];
    const { jacobian } = fromFree(u, shape);
    u.forEach((_, row) => {
      const at = (change: number): ReturnType<typeof fromFree>['parameters'] =>
        fromFree(
          u.map((value, i) => (i === row ? value + change : value)),
          shape,
        ).parameters;
      GARCH_ORDER.forEach((name, column) => {
        const slope = (at(1e-6)[name] - at(-1e-6)[name]) / 2e-6;
        expect(Math.abs(slope - jacobian[row * 7 + column]!)).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)));
      });
    });
  });
});
