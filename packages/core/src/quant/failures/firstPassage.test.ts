import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { firstPassageProbability, terminalProbability } from './firstPassage.ts';
import { normals } from './gaussianPaths.fixture.ts';

describe('firstPassageProbability', () => {
  it('is twice the terminal one without drift (reflection principle)', () => {
    const diffusion = { distance: 0.05, drift: 0, deviation: 0.02 };
    expect(firstPassageProbability(diffusion, 7)).toBeCloseTo(2 * terminalProbability(diffusion, 7), 14);
  });

  it.each([
    [0.001, 30, 0.5655931995845187],
    [-0.001, 30, 0.7262360437722645],
    [0, 7, 0.34470422200695766],
  ])('with drift %f over %i steps as mpmath 1.3 at 30 digits', (drift, time, expected) => {
    expect(firstPassageProbability({ distance: 0.05, drift, deviation: 0.02 }, time)).toBeCloseTo(expected, 13);
  });

  it('agrees with a walk looked at daily, by the continuity correction', () => {
    const next = normals(7);
    const [paths, days, diffusion] = [40_000, 30, { distance: 0.08, drift: -0.0005, deviation: 0.02 }];
    let failed = 0;
    for (let path = 0; path < paths; path += 1) {
      let [money, isFailed] = [diffusion.distance, false];
      for (let day = 0; day < days; day += 1) {
        money += diffusion.drift + diffusion.deviation * next();
        isFailed ||= money < 0;
      }
      if (isFailed) failed += 1;
    }
    const expected = firstPassageProbability(diffusion, days, days);
    // Three standard errors of sampling; the correction itself is good to less than one here.
    expect(Math.abs(failed / paths - expected)).toBeLessThan(3 * Math.sqrt((expected * (1 - expected)) / paths));
    expect(firstPassageProbability(diffusion, days)).toBeGreaterThan(expected);
  });

  it('rises with time and falls with distance, and is never below the terminal one', () => {
    const positive = fc.double({ min: 0.01, max: 5, noNaN: true });
    const drift = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(positive, positive, drift, positive, (a, b, mu, time) => {
        const at = (distance: number, over = time): number =>
          firstPassageProbability({ distance, drift: mu, deviation: 1 }, over);
        expect(at(Math.min(a, b))).toBeGreaterThanOrEqual(at(Math.max(a, b)) - 1e-13);
        expect(at(a, time + b)).toBeGreaterThanOrEqual(at(a) - 1e-13);
        expect(at(a)).toBeGreaterThanOrEqual(
          terminalProbability({ distance: a, drift: mu, deviation: 1 }, time) - 1e-13,
        );
      }),
    );
  });

  it('is certain at the barrier, holds at extreme drifts and refuses what is no diffusion', () => {
    expect(firstPassageProbability({ distance: 0, drift: 1, deviation: 1 }, 1)).toBe(1);
    expect(firstPassageProbability({ distance: 1, drift: -1000, deviation: 1 }, 1)).toBe(1);
    expect(firstPassageProbability({ distance: 1, drift: 1000, deviation: 1 }, 1)).toBe(0);
    for (const bad of [{ deviation: 0 }, { deviation: NaN }, { distance: NaN }, { drift: Infinity }])
      expect(() => firstPassageProbability({ distance: 1, drift: 0, deviation: 1, ...bad }, 1)).toThrow(OutsideDomain);
  });
});
