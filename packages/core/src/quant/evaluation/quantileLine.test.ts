import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { quantileLine, type Line, type QuantileTask } from './quantileLine.ts';
import { SampleRefused } from '../numbers/sample.ts';

const lossOf = ({ x, y, weights, level }: QuantileTask, { intercept, slope }: Line): number =>
  x.reduce((sum, at, i) => {
    const gap = y[i]! - intercept - slope * at;
    return sum + weights[i]! * (gap > 0 ? level * gap : (level - 1) * gap);
  }, 0);

describe('quantileLine', () => {
  it('no line through two of the points has less loss, and one of these is best (Koenker and Bassett, 1978, theorem 3.1)', () => {
    const point = fc.tuple(
      fc.double({ min: -5, max: 5, noNaN: true }),
      fc.double({ min: -5, max: 5, noNaN: true }),
      fc.double({ min: 0.1, max: 3, noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 4, maxLength: 25 }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        (points, level) => {
          const task = {
            x: points.map(([x]) => x),
            y: points.map(([, y]) => y),
            weights: points.map(([, , weight]) => weight),
            level,
          };
          if (new Set(task.x).size < 2) return;
          const found = lossOf(task, quantileLine(task));
          points.forEach(([x0, y0], i) =>
            points.slice(i + 1).forEach(([x1, y1]) => {
              // Slopes beyond this carry the rounding of the points.
              if (Math.abs(x1 - x0) < 1e-6) return;
              const slope = (y1 - y0) / (x1 - x0);
              expect(found).toBeLessThanOrEqual(lossOf(task, { slope, intercept: y0 - slope * x0 }) + 1e-7);
            }),
          );
        },
      ),
    );
  });
  it('nor where points lie in a row by the dozen', () => {
    const point = fc.tuple(
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 1, max: 3 }),
    );
    const level = fc.constantFrom(0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.95, 0.975);
    fc.assert(
      fc.property(fc.array(point, { minLength: 4, maxLength: 40 }), level, (points, share) => {
        const [x, y, weights] = [points.map(([a]) => a), points.map(([, b]) => b), points.map(([, , w]) => w)];
        if (new Set(x).size < 2) return;
        const task = { x, y, weights, level: share };
        let best = Number.POSITIVE_INFINITY;
        for (let i = 0; i < x.length; i += 1)
          for (let j = 0; j < i; j += 1)
            if (x[i] !== x[j]) {
              const slope = (y[i]! - y[j]!) / (x[i]! - x[j]!);
              best = Math.min(best, lossOf(task, { slope, intercept: y[i]! - slope * x[i]! }));
            }
        expect(lossOf(task, quantileLine(task))).toBeLessThanOrEqual(best + 1e-9);
      }),
      { numRuns: 500 },
    );
  });
  it('quantreg 5.94 of R (rq) on its of R (rq) on its stackloss, stack.loss over Air.Flow, plain and weighted by 1 ÷ Air.Flow: lines and losses', () => {
    const x = [80, 80, 75, 62, 62, 62, 62, 62, 58, 58, 58, 58, 58, 58, 50, 50, 50, 50, 50, 56, 70];
    const y = [42, 37, 37, 28, 18, 18, 19, 20, 15, 14, 14, 13, 11, 12, 8, 7, 8, 8, 9, 15, 15];
    const table = [
      [0.1, x.map(() => 1), -18, 0.5, 13.15],
      [0.25, x.map(() => 1), -44, 1, 22.75],
      [0.25, x.map((value) => 1 / value), -36.75, 0.875, 0.349604885057],
      [0.75, x.map(() => 1), -48.666666667, 1.133333333, 20.3166666667],
      [0.9, x.map((value) => 1 / value), -47, 1.12, 0.196566621643],
      [0.95, x.map(() => 1), -70.166666667, 1.583333333, 8.3875],
    ] as const;
    for (const [level, weights, intercept, slope, loss] of table) {
      const task = { x, y, weights, level };
      const line = quantileLine(task);
      expect(line.intercept, `${level}`).toBeCloseTo(intercept, 8);
      expect(line.slope, `${level}`).toBeCloseTo(slope, 8);
      expect(lossOf(task, line), `${level}`).toBeCloseTo(loss, 9);
    }
  });
  it('moves with y, and a point of more weight holds the line', () => {
    const x = [0, 1, 2, 3, 4, 5, 6];
    const y = [0.1, 0.9, 2.3, 2.8, 4.4, 4.9, 9];
    const even = { x, y, weights: x.map(() => 1), level: 0.5 };
    const line = quantileLine(even);
    const moved = quantileLine({ ...even, y: y.map((value, i) => value + 3 + 2 * x[i]!) });
    expect(moved.intercept).toBeCloseTo(line.intercept + 3, 12);
    expect(moved.slope).toBeCloseTo(line.slope + 2, 12);
    const held = quantileLine({ ...even, weights: [1, 1, 1, 1, 1, 1, 100] });
    expect(held.intercept + 6 * held.slope).toBeCloseTo(9, 12);
  });
  it('refuses a regressor that does not move, too few points, weights and levels that are none, NaN', () => {
    const good = { x: [1, 2, 3], y: [1, 2, 4], weights: [1, 1, 1], level: 0.5 };
    expect(() => quantileLine({ ...good, x: [1, 1, 1] })).toThrow(SampleRefused);
    expect(() => quantileLine({ ...good, x: [1, 2], y: [1, 2] })).toThrow(SampleRefused);
    expect(() => quantileLine({ ...good, y: [1, 2, Number.NaN] })).toThrow(SampleRefused);
    expect(() => quantileLine({ ...good, weights: [1, 1] })).toThrow(OutsideDomain);
    expect(() => quantileLine({ ...good, weights: [1, 0, 1] })).toThrow(OutsideDomain);
    expect(() => quantileLine({ ...good, level: 1 })).toThrow(OutsideDomain);
  });
});
