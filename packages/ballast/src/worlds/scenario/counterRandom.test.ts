import { describe, expect, it } from 'vitest';
import { createRandom } from './counterRandom.ts';

describe('createRandom', () => {
  it('gives the same number for the same place, whatever was asked before', () => {
    const [a, b] = [createRandom(7, 'x'), createRandom(7, 'x')];
    b.uniform(99);
    expect(a.normal(5)).toBe(b.normal(5));
  });
  it('keeps seeds and labels apart', () => {
    const draws = [createRandom(1, 'a'), createRandom(2, 'a'), createRandom(1, 'b'), createRandom(11, '/a')];
    expect(new Set(draws.map((random) => random.uniform(0))).size).toBe(4);
  });
});
