import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from './randomStream.ts';

describe('randomStream', () => {
  it('gives the same number for the same place, whatever was asked before', () => {
    const [a, b] = [randomStream([7, 9]), randomStream([7, 9])];
    b.uniform(99);
    expect(a.normal(5)).toBe(b.normal(5));
  });
  it('goes on beyond 2^32 draws', () => {
    const random = randomStream([1, 2]);
    expect(random.uniform(4_294_967_296)).not.toBe(random.uniform(0));
  });
  it('never gives 0 or 1, so that a normal is always finite', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (seed, index) => {
        const random = randomStream([seed, 0]);
        const u = random.uniform(index);
        return u > 0 && u < 1 && Number.isFinite(random.normal(index));
      }),
      { numRuns: 300 },
    );
  });
  it('has the mean, variance and tails of a standard normal', () => {
    const random = randomStream([1, 1]);
    const draws = Array.from({ length: 40_000 }, (_, index) => random.normal(index));
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / draws.length;
    const beyondTwo = draws.filter((x) => Math.abs(x) > 2).length / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(0.004);
  });
});
