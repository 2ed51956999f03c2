import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { invertPositive } from './invertPositive.ts';
import { minimise } from './minimise.ts';

describe('minimise', () => {
  it("Rosenbrock's valley (1960): to (1, 1) from (−1.2, 1)", () => {
    const found = minimise(
      (x, gradient) => {
        const [a, b] = [1 - x[0]!, x[1]! - x[0]! * x[0]!];
        gradient.set([-2 * a - 400 * x[0]! * b, 200 * b]);
        return a * a + 100 * b * b;
      },
      [-1.2, 1],
      { leastGain: 1e-18 },
    );
    expect(found.ended).toBe('converged');
    expect(Math.abs(found.x[0]! - 1)).toBeLessThan(1e-7);
    expect(Math.abs(found.x[1]! - 1)).toBeLessThan(1e-7);
    expect(found.evaluations).toBeLessThan(80);
  });
  it('keeps out of where the objective has no value', () => {
    const found = minimise(
      (x, gradient) => {
        gradient[0] = 1 - 1 / x[0]!;
        return x[0]! > 0 ? x[0]! - Math.log(x[0]!) : Number.NaN;
      },
      [40],
    );
    expect(found.ended).toBe('converged');
    expect(found.x[0]).toBeCloseTo(1, 5);
  });
  it('says so when it may not go on, and when slope and value disagree', () => {
    const valley = (x: Float64Array, gradient: Float64Array): number => {
      gradient[0] = 4 * x[0]! * x[0]! * x[0]!;
      return x[0]! * x[0]! * x[0]! * x[0]!;
    };
    expect(minimise(valley, [5], { mostSteps: 2 }).ended).toBe('stepLimit');
    const wrong = minimise(
      (x, gradient) => {
        gradient[0] = -2 * x[0]!;
        return x[0]! * x[0]!;
      },
      [1],
    );
    expect(wrong.ended).toBe('stalled');
    expect(wrong.x[0]).toBe(1);
  });
  it('refuses a start without a value', () => {
    expect(() => minimise(() => Number.NaN, [0])).toThrow(OutsideDomain);
  });
});

describe('invertPositive', () => {
  it('inverts, and gives nothing for what is not positive definite', () => {
    const inverse = invertPositive(Float64Array.of(4, 2, 2, 3), 2);
    expect([...inverse!].map((x) => Math.round(x * 8))).toEqual([3, -2, -2, 4]);
    expect(invertPositive(Float64Array.of(1, 1, 1, 1), 2)).toBeNull();
    expect(invertPositive(Float64Array.of(1, 2, 2, 1), 2)).toBeNull();
    expect(invertPositive(Float64Array.of(Number.NaN), 1)).toBeNull();
  });
});
