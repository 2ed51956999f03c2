import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NotPositiveDefinite } from '../algebra/cholesky.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { leastDeviation, type DeviationTask } from './leastDeviation.ts';
import { BadShape } from '../algebra/matrix.ts';
import { portfolioMoments } from './portfolioMoments.ts';
import { normalTail } from '../distributions/tailRisk.ts';

const found = (task: DeviationTask) => {
  const answer = leastDeviation(task);
  return answer.kind === 'found' ? answer : expect.fail(answer.kind);
};

/** S&P 500, long bonds, small caps. */
const THREE: DeviationTask = {
  means: [0.010111, 0.0043532, 0.0137058],
  covariance: [
    [0.00324625, 0.00022983, 0.00420395],
    [0.00022983, 0.00049937, 0.00019247],
    [0.00420395, 0.00019247, 0.00764097],
  ],
  mostWeights: [1, 1, 1],
  leastMean: 0.011,
};

describe('leastDeviation', () => {
  it('Rockafellar and Uryasev (2000), tables 1 to 4: weights .452011 .115573 .432416 at a mean of .011, their VaR and CVaR', () => {
    const { weights, mean, deviation } = found(THREE);
    [0.452011, 0.115573, 0.432416].forEach((weight, i) => expect(Math.abs(weights[i]! - weight)).toBeLessThan(6e-7));
    expect(mean).toBeCloseTo(0.011, 14);
    for (const [confidence, valueAtRisk, shortfall] of [
      [0.9, 0.067847, 0.096975],
      [0.95, 0.0902, 0.115908],
      [0.99, 0.132128, 0.152977],
    ] as const) {
      const tail = normalTail({ mean, deviation }, confidence, 1);
      expect(Math.abs(tail.valueAtRisk - valueAtRisk)).toBeLessThan(1.1e-6);
      expect(Math.abs(tail.expectedShortfall - shortfall)).toBeLessThan(1.1e-6);
    }
  });
  it('of two assets, by hand: the share (σ₂² − σ₁₂) ÷ (σ₁² + σ₂² − 2σ₁₂)', () => {
    const { weights } = found({
      means: [0, 0],
      covariance: [
        [0.04, 0.01],
        [0.01, 0.09],
      ],
      mostWeights: [1, 1],
      leastMean: null,
    });
    expect(weights[0]).toBeCloseTo(0.08 / 0.11, 14);
  });
  it('no other portfolio within the bounds with that mean varies less, in whatever order assets come', () => {
    const entry = fc.double({ min: -1, max: 1, noNaN: true });
    const share = fc.double({ min: 0.01, max: 1, noNaN: true });
    const given = fc.record({
      loads: fc.array(fc.array(entry, { minLength: 4, maxLength: 4 }), { minLength: 4, maxLength: 4 }),
      means: fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 4 }),
      most: fc.double({ min: 0.3, max: 1, noNaN: true }),
      other: fc.array(share, { minLength: 4, maxLength: 4 }),
    });
    fc.assert(
      fc.property(given, ({ loads, means: thousandths, most, other }) => {
        const means = thousandths.map((value, i) => value / 1000 + i / 1e4);
        const covariance = loads.map((row, i) =>
          loads.map((line, j) => row.reduce((sum, value, k) => sum + value * line[k]!, i === j ? 0.1 : 0)),
        );
        const whole = other.reduce((sum, value) => sum + value, 0);
        const rival = other.map((value) => value / whole);
        if (rival.some((weight) => weight > most)) return;
        const moments = portfolioMoments(rival, means, covariance);
        const task = { means, covariance, mostWeights: means.map(() => most), leastMean: moments.mean };
        const best = found(task);
        expect(best.deviation).toBeLessThanOrEqual(moments.deviation + 1e-10);
        expect(best.mean).toBeGreaterThanOrEqual(moments.mean - 1e-12);
        expect(best.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
        for (const weight of best.weights) {
          expect(weight).toBeGreaterThanOrEqual(-1e-14);
          expect(weight).toBeLessThanOrEqual(most + 1e-14);
        }
        const turned = found({
          ...task,
          means: means.toReversed(),
          covariance: covariance.map((row) => row.toReversed()).toReversed(),
        });
        expect(turned.deviation).toBeCloseTo(best.deviation, 10);
      }),
    );
  });
  it('ends where means are the same, or bounds leave one portfolio alone', () => {
    const entry = fc.double({ min: -1, max: 1, noNaN: true });
    const given = fc.record({
      loads: fc.array(fc.array(entry, { minLength: 4, maxLength: 4 }), { minLength: 4, maxLength: 4 }),
      means: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }),
      mostWeights: fc.constantFrom([1, 1, 1, 1], [0.5, 0.25, 1, 0.5], [0.25, 0.25, 0.25, 0.25], [0.2, 0.7, 0.05, 0.05]),
      asked: fc.constantFrom('most', 'none', 'one'),
    });
    fc.assert(
      fc.property(given, ({ loads, means: hundredths, mostWeights, asked }) => {
        const means = hundredths.map((value) => value / 100);
        const covariance = loads.map((row, i) =>
          loads.map((line, j) => row.reduce((sum, value, k) => sum + value * line[k]!, i === j ? 0.1 : 0)),
        );
        const task = { means, covariance, mostWeights };
        const most = leastDeviation({ ...task, leastMean: 1 });
        if (most.kind !== 'infeasible') return expect.fail(most.kind);
        const leastMean = { most: most.mostMean, none: null, one: Math.min(0.01, most.mostMean) }[asked];
        const { weights, mean } = found({ ...task, leastMean });
        expect(mean).toBeGreaterThanOrEqual((leastMean ?? 0) - 1e-12);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
        weights.forEach((weight, i) => expect(weight).toBeLessThanOrEqual(mostWeights[i]! + 1e-14));
      }),
      { numRuns: 300 },
    );
    const even = [1, 1, 1].map((whole) => whole / 3);
    expect(found({ ...THREE, mostWeights: even, leastMean: null }).weights).toEqual(even);
    // Of two assets of one mean, that mean asked for: as if none were.
    const two = {
      means: [0.01, 0.01],
      covariance: [
        [0.04, 0.01],
        [0.01, 0.09],
      ],
      mostWeights: [1, 1],
      leastMean: 0.01,
    };
    expect(found(two).weights[0]).toBeCloseTo(0.08 / 0.11, 14);
  });
  it('says where no portfolio has such a mean', () => {
    expect(leastDeviation({ ...THREE, leastMean: 0.02 })).toEqual({ kind: 'infeasible', mostMean: 0.0137058 });
    expect(found({ ...THREE, leastMean: 0.0137058 }).weights).toEqual([0, 0, 1]);
  });
  it('refuses a singular covariance, shapes, values and bounds that make no sense', () => {
    const singular = [
      [1, 1, 0],
      [1, 1, 0],
      [0, 0, 1],
    ];
    expect(() => leastDeviation({ ...THREE, covariance: singular })).toThrow(NotPositiveDefinite);
    expect(() => leastDeviation({ ...THREE, means: [0] })).toThrow(BadShape);
    for (const wrong of [
      { means: [Number.NaN, 0, 0] },
      { mostWeights: [0.3, 0.3, 0.3] },
      { mostWeights: [0, 1, 1] },
      { leastMean: Number.POSITIVE_INFINITY },
    ])
      expect(() => leastDeviation({ ...THREE, ...wrong })).toThrow(OutsideDomain);
  });
});
