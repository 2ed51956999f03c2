import { describe, expect, it } from 'vitest';
import { choleskyFactor, NotPositiveDefinite } from '../algebra/cholesky.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { at, BadShape } from '../algebra/matrix.ts';
import { stressedCorrelation, uniformCorrelation } from './stressedCorrelation.ts';

const CALM = [
  [1, 0.2, -0.1],
  [0.2, 1, 0.3],
  [-0.1, 0.3, 1],
];

describe('stressedCorrelation', () => {
  it('is calm at weight 0, the crisis at weight 1, and between them positive definite', () => {
    const crisis = uniformCorrelation(3, 1);
    expect(stressedCorrelation(CALM, crisis, 0)).toEqual(CALM);
    expect(stressedCorrelation(CALM, crisis, 1)).toEqual(crisis);
    for (const weight of [0.1, 0.5, 0.9, 0.999]) {
      const stressed = stressedCorrelation(CALM, crisis, weight);
      expect(choleskyFactor(stressed)).toHaveLength(3);
      expect(at(stressed, 0, 1)).toBeCloseTo(0.2 * (1 - weight) + weight, 14);
    }
  });
  it('refuses a weight outside [0, 1], another size, and a calm that contradicts itself', () => {
    const crisis = uniformCorrelation(3, 0.9);
    for (const weight of [-0.1, 1.1, Number.NaN])
      expect(() => stressedCorrelation(CALM, crisis, weight)).toThrow(OutsideDomain);
    expect(() => stressedCorrelation(CALM, uniformCorrelation(2, 0.9), 0.5)).toThrow(BadShape);
    const broken = [
      [1, 0.9, -0.9],
      [0.9, 1, 0.9],
      [-0.9, 0.9, 1],
    ];
    expect(() => stressedCorrelation(broken, crisis, 0.5)).toThrow(NotPositiveDefinite);
  });
  it('refuses a uniform correlation that no such number of series can have', () => {
    expect(() => uniformCorrelation(3, -0.5)).toThrow(OutsideDomain);
    expect(() => uniformCorrelation(0, 0)).toThrow(OutsideDomain);
  });
});
