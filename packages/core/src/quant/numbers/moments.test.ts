import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from './elementary.ts';
import { sampleMoments } from './moments.ts';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const reference = `${process.env['BALLAST_DATA_DIR'] ?? `${root}../shared/data`}/reference`;
const hasReference = existsSync(`${reference}/nist_strd_univariate_data.csv.gz`);
const rows = (file: string): string[][] =>
  gunzipSync(readFileSync(`${reference}/${file}`))
    .toString('utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
/** Correct significant digits: minus the decimal logarithm of the relative error. */
const digits = (actual: number, certified: number): number =>
  actual === certified ? 15 : Math.min(15, -Math.log10(Math.abs(actual - certified) / Math.abs(certified)));
const alternating = (first: number, low: number, high: number): number[] => [
  first,
  ...Array.from({ length: 1000 }, (_, index) => (index % 2 === 0 ? low : high)),
];

describe('sampleMoments', () => {
  it('refuses fewer than two values, NaN and infinity', () => {
    for (const bad of [[], [1], [1, Number.NaN], [1, Number.POSITIVE_INFINITY, 2]])
      expect(() => sampleMoments(bad)).toThrow(OutsideDomain);
  });
  it('NIST StRD NumAcc1: mean 10000002, deviation 1', () => {
    expect(sampleMoments([10000001, 10000003, 10000002])).toEqual({ mean: 10000002, deviation: 1 });
  });
  it('NIST StRD NumAcc2: mean 1.2, deviation 0.1, to 13 digits', () => {
    const { mean, deviation } = sampleMoments(alternating(1.2, 1.1, 1.3));
    expect(digits(mean, 1.2)).toBeGreaterThan(14);
    expect(digits(deviation, 0.1)).toBeGreaterThan(13);
  });
  it('NIST StRD NumAcc3 and NumAcc4: as many digits as the data hold once rounded to binary', () => {
    const third = sampleMoments(alternating(1000000.2, 1000000.1, 1000000.3));
    expect(digits(third.mean, 1000000.2)).toBeGreaterThan(14);
    expect(digits(third.deviation, 0.1)).toBeGreaterThan(9);
    const fourth = sampleMoments(alternating(10000000.2, 10000000.1, 10000000.3));
    expect(digits(fourth.mean, 10000000.2)).toBeGreaterThan(14);
    expect(digits(fourth.deviation, 0.1)).toBeGreaterThan(8);
  });
  it.skipIf(!hasReference)(
    'NIST StRD Lew, Lottery, Mavro, Michelso: certified values to 12 digits (data needed)',
    () => {
      const data = rows('nist_strd_univariate_data.csv.gz');
      const certified = rows('nist_strd_univariate_certified.csv.gz');
      expect(certified.length).toBe(6);
      for (const [name = '', n, mean, deviation] of certified) {
        const values = data.filter((row) => row[0] === name).map((row) => Number(row[1]));
        expect(values.length).toBe(Number(n));
        const actual = sampleMoments(values);
        expect(digits(actual.mean, Number(mean))).toBeGreaterThan(12);
        expect(digits(actual.deviation, Number(deviation))).toBeGreaterThan(12);
      }
    },
  );
  it('moves with a shift and stretches with a scale', () => {
    const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(values, fc.integer({ min: -8, max: 8 }), (sample, shift) => {
        const base = sampleMoments(sample);
        const moved = sampleMoments(sample.map((value) => 4 * value + shift));
        expect(Math.abs(moved.mean - (4 * base.mean + shift))).toBeLessThan(1e-13);
        expect(Math.abs(moved.deviation - 4 * base.deviation)).toBeLessThan(1e-13);
      }),
    );
  });
});
