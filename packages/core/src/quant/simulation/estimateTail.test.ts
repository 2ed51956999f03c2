import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { BadShape, TooFewObservations } from '../algebra/matrix.ts';
import { normalQuantile } from '../distributions/normal.ts';
import { randomStream } from './randomStream.ts';
import { historicalTail } from '../distributions/tailRisk.ts';
import { estimateTail } from './estimateTail.ts';

const normals = (count: number, seed: number): Float64Array => {
  const random = randomStream([seed, 11]);
  return Float64Array.from({ length: count }, (_, i) => random.normal(i));
};

describe('estimateTail', () => {
  it('is the tail of the empirical distribution, for small samples and large', () => {
    for (const count of [1_000, 50_000]) {
      const profits = normals(count, 1);
      for (const confidence of [0.5, 0.9, 0.975, 0.99]) {
        const exact = historicalTail([...profits], confidence);
        const estimate = estimateTail(profits, { confidence });
        expect(estimate.valueAtRisk).toBe(exact.valueAtRisk);
        expect(estimate.expectedShortfall).toBeCloseTo(exact.expectedShortfall, 9);
      }
    }
  });
  it('has standard errors that hold: errors of 60 normal samples have a spread of about one', () => {
    const z = normalQuantile(0.99);
    const shortfall = 2.665214220345806;
    let [squaresVar, squaresEs] = [0, 0];
    for (let seed = 0; seed < 60; seed += 1) {
      const tail = estimateTail(normals(20_000, 100 + seed), { confidence: 0.99 });
      squaresVar += ((tail.valueAtRisk - z) / tail.valueAtRiskError) ** 2 / 60;
      squaresEs += ((tail.expectedShortfall - shortfall) / tail.expectedShortfallError) ** 2 / 60;
    }
    for (const squares of [squaresVar, squaresEs]) {
      expect(squares).toBeGreaterThan(0.55);
      expect(squares).toBeLessThan(1.6);
    }
  });
  it('weighs: a sample in which every path counts twice is half as long', () => {
    const profits = normals(20_000, 5);
    const weights = new Float64Array(20_000).map((_, i) => (i % 2 === 0 ? 2 : 0));
    const half = estimateTail(
      profits.filter((_, i) => i % 2 === 0),
      { confidence: 0.99 },
    );
    const weighed = estimateTail(profits, { confidence: 0.99, weights });
    expect(weighed.valueAtRisk).toBe(half.valueAtRisk);
    expect(weighed.expectedShortfall).toBeCloseTo(half.expectedShortfall, 9);
  });
  it('moves and stretches with the profits (translation, positive homogeneity)', () => {
    const profits = normals(5_000, 6);
    const base = estimateTail(profits, { confidence: 0.95 });
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.double({ min: 0.01, max: 50, noNaN: true }),
        (move, by) => {
          const tail = estimateTail(
            profits.map((value) => by * value + move),
            { confidence: 0.95 },
          );
          expect(tail.valueAtRisk).toBeCloseTo(by * base.valueAtRisk - move, 9);
          expect(tail.expectedShortfall).toBeCloseTo(by * base.expectedShortfall - move, 9);
          expect(tail.expectedShortfallError).toBeCloseTo(by * base.expectedShortfallError, 8);
        },
      ),
      { numRuns: 30 },
    );
  });
  it('is subadditive in ES, paths being the same', () => {
    const [a, b] = [normals(10_000, 7), normals(10_000, 8)];
    const both = a.map((value, i) => value + (b[i] ?? 0));
    const shortfall = (profits: Float64Array): number => estimateTail(profits, { confidence: 0.975 }).expectedShortfall;
    expect(shortfall(both)).toBeLessThanOrEqual(shortfall(a) + shortfall(b) + 1e-12);
  });
  it('gives no error to a sample without spread', () => {
    const tail = estimateTail(new Float64Array(1_000).fill(-3), { confidence: 0.9 });
    expect(tail).toEqual({
      valueAtRisk: 3,
      expectedShortfall: 3,
      valueAtRiskError: 0,
      expectedShortfallError: 0,
      paths: 1_000,
    });
  });
  it('refuses NaN, confidences outside (0, 1), parts of a batch, too few batches and too thin a tail', () => {
    const profits = normals(1_000, 9);
    expect(() => estimateTail(Float64Array.of(...profits, Number.NaN), { confidence: 0.9 })).toThrow(OutsideDomain);
    for (const confidence of [0, 1, Number.NaN]) {
      expect(() => estimateTail(profits, { confidence })).toThrow(OutsideDomain);
    }
    expect(() => estimateTail(profits, { confidence: 0.9, batch: 3 })).toThrow(BadShape);
    expect(() => estimateTail(profits, { confidence: 0.9, batch: 500 })).toThrow(TooFewObservations);
    expect(() => estimateTail(profits, { confidence: 0.995 })).toThrow(TooFewObservations);
    expect(() => estimateTail(profits, { confidence: 0.9, weights: new Float64Array(2) })).toThrow(BadShape);
  });
});
