import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, philox4x32 } from './counterRandom.ts';

describe('philox4x32', () => {
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ] as const)('gives the known answer of Random123 (kat_vectors, philox4x32 10) for %j', (counter, key, answer) => {
    expect(philox4x32(counter, key)).toEqual(answer);
  });
});

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
  it('never gives 0 or 1, so that a normal is always finite', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (seed, index) => {
        const random = createRandom(seed, 'p');
        const u = random.uniform(index);
        return u > 0 && u < 1 && Number.isFinite(random.normal(index));
      }),
      { numRuns: 300 },
    );
  });
  it('has the mean, variance and tails of a standard normal', () => {
    const random = createRandom(1, 'moments');
    const draws = Array.from({ length: 40_000 }, (_, index) => random.normal(index));
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / draws.length;
    const beyondTwo = draws.filter((x) => Math.abs(x) > 2).length / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(0.004);
  });
});
