import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { upperGamma } from '../numbers/gamma.ts';
import { normalQuantile } from '../distributions/normal.ts';
import { philox4x32 } from './philox.ts';
import { lowerGamma } from './lowerGamma.ts';
import { mixingOfWord, normalOfWord } from './pathWords.ts';
import { gaussianMixing, mixingTable, normalTable } from './uniformTable.ts';

/** Words from the whole range, and from its two ends at every scale. */
const WORDS = [
  0,
  1,
  2,
  0x7fffffff,
  0x80000000,
  0xffffffff,
  0xfffffffe,
  ...Array.from({ length: 2_000 }, (_, i) => philox4x32([i, 0, 0, 0], [9, 9])[0]),
  ...Array.from({ length: 1_000 }, (_, i) => philox4x32([i, 0, 0, 0], [8, 9])[0] >>> (i % 32)),
  ...Array.from({ length: 1_000 }, (_, i) => ~(philox4x32([i, 0, 0, 0], [7, 9])[0] >>> (i % 32)) >>> 0),
];

describe('normalTable', () => {
  const table = normalTable();
  it('is the normal quantile to 2e-9, at both ends of the word too', () => {
    for (const word of WORDS) {
      const exact =
        word < 0x80000000
          ? normalQuantile((word + 0.5) / 4_294_967_296)
          : -normalQuantile(((~word >>> 0) + 0.5) / 4_294_967_296);
      expect(Math.abs(normalOfWord(table, word) - exact)).toBeLessThan(2e-9);
    }
  });
  it('mirrors a word and its complement exactly', () => {
    for (const word of WORDS) expect(normalOfWord(table, ~word >>> 0)).toBe(-normalOfWord(table, word));
  });
});

describe('mixingTable', () => {
  it.each([2, 2.5, 3, 5, 30, 100])('with %f degrees gives back the word’s probability, to 1e-8 in the value', (nu) => {
    const table = mixingTable(nu);
    const a = nu / 2;
    for (const word of WORDS) {
      const isUpper = word >= 0x80000000;
      const p = ((isUpper ? ~word >>> 0 : word) + 0.5) / 4_294_967_296;
      const value = mixingOfWord(table, word);
      // A relative error e in the value is 2e in χ²; compare the tail at both sides of that band.
      const [near, far] = [(a / (value * value)) * (1 - 2e-8), (a / (value * value)) * (1 + 2e-8)];
      const [below, above] = isUpper
        ? [upperGamma(a, far), upperGamma(a, near)]
        : [lowerGamma(a, near), lowerGamma(a, far)];
      expect(below).toBeLessThanOrEqual(p * (1 + 1e-12));
      expect(above).toBeGreaterThanOrEqual(p * (1 - 1e-12));
    }
  });
  it('with a tilt is the same over √tilt', () => {
    const [plain, tilted] = [mixingTable(5), mixingTable(5, 0.64)];
    for (const word of WORDS.slice(0, 100)) {
      expect(mixingOfWord(tilted, word) / mixingOfWord(plain, word)).toBeCloseTo(1.25, 8);
    }
  });
  it('is one for the Gaussian copula', () => {
    for (const word of WORDS) expect(mixingOfWord(gaussianMixing(), word)).toBe(1);
  });
  it('refuses degrees outside [1, 100] and tilts outside (0.5, 1]', () => {
    for (const nu of [0.5, 101, Number.NaN]) expect(() => mixingTable(nu)).toThrow(OutsideDomain);
    for (const tilt of [0.5, 1.1, Number.NaN]) expect(() => mixingTable(5, tilt)).toThrow(OutsideDomain);
  });
});
