import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { impactIndices } from './impactIndices.ts';

const THREE = {
  claims: [
    [0, 1, 0],
    [10, 0, 3],
    [3, 2, 0],
  ],
  buffers: [2, 5, 2],
};

describe('impactIndices', () => {
  it('NetworkRiskMeasures, its tests: susceptibility (0, 1, 1.25), fluidity .75, diffusion (1.25, 1.5, 0)', () => {
    const { susceptibility, fluidity, diffusion } = impactIndices(THREE);
    [0, 1, 1.25].forEach((value, i) => expect(susceptibility[i]).toBeCloseTo(value, 14));
    expect(fluidity).toBeCloseTo(0.75, 14);
    expect(diffusion.map(({ start }) => start)).toEqual([1.25, 1, 0]);
    expect(diffusion.map(({ intermediate }) => intermediate)).toEqual([0, 0.5, 0]);
    expect(diffusion.map(({ total }) => total)).toEqual([1.25, 1.5, 0]);
  });
  it('of a ring of three, each failing the next: ways of 1, 2, 4 … steps count 1 ÷ k!', () => {
    const ring = impactIndices({
      claims: [
        [0, 0, 1],
        [1, 0, 0],
        [0, 1, 0],
      ],
      buffers: [1, 1, 1],
    });
    // 1 + 1/2! + 1/4! + 1/5! + 1/7! + …: e less the terms of whole rounds.
    let [sum, term] = [0, 1];
    for (let k = 1; k < 25; k += 1) {
      term /= k;
      if (k % 3 !== 0) sum += term;
    }
    for (const value of ring.susceptibility) expect(value).toBeCloseTo(sum, 14);
  });
  it('is nothing where no failure fails another, and for nobody', () => {
    const { susceptibility, diffusion } = impactIndices({ ...THREE, buffers: [100, 100, 100] });
    expect(susceptibility).toEqual([0, 0, 0]);
    expect(diffusion.every(({ total }) => total === 0)).toBe(true);
    expect(impactIndices({ claims: [], buffers: [] })).toEqual({ susceptibility: [], fluidity: 0, diffusion: [] });
  });
  it('refuses a buffer of nothing', () => {
    expect(() => impactIndices({ ...THREE, buffers: [2, 0, 2] })).toThrow(OutsideDomain);
  });
});
