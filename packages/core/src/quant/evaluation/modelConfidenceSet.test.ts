import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { modelConfidenceSet } from './modelConfidenceSet.ts';
import { SampleRefused } from '../numbers/sample.ts';
import { scatter as draws } from './scatter.fixture.ts';
import { testNormal } from '../testNoise.fixture.ts';

const losses = (offsets: readonly number[], days: number, seed: number): number[][] => {
  const normal = testNormal(seed);
  const shared = Array.from({ length: days }, normal);
  return offsets.map((offset) => shared.map((value) => value + offset + 0.5 * normal()));
};

describe('modelConfidenceSet', () => {
  it('numpy 2.4, the definition written out, on the same resamples: four levels', () => {
    const given = [0, 0.02, 0.05, 0.11].map((extra, model) =>
      Array.from({ length: 200 }, (_, t) => Math.cos(1.7 * t) + 0.6 * Math.sin(0.37 * t * t * (model + 1)) + extra),
    );
    const known = { uniform: (index: number): number => ((((index + 1) ** 2 * 7919) % 10_007) + 0.5) / 10_007 };
    const levels = modelConfidenceSet(given, { draws: known, resamples: 500, blockDays: 5 });
    [0.98, 1.0, 0.98, 0.088].forEach((level, model) => expect(levels[model]).toBeCloseTo(level, 12));
  });
  it('arch 8.0.0, MCS(method="max", bootstrap="circular", block_size=5) with 200,000 resamples of its own: five levels', () => {
    const given = [0, 0.08, 0.14, 0.2, 0.05].map((extra, model) =>
      Array.from({ length: 200 }, (_, t) => Math.cos(1.7 * t) + 0.6 * Math.sin(0.37 * t * t * (model + 1)) + extra),
    );
    const levels = modelConfidenceSet(given, { draws: draws(4), resamples: 10_000, blockDays: 5 });
    [1, 0.2749, 0.1171, 0.00287, 0.6179].forEach((level, model) => {
      const error = Math.sqrt((level * (1 - level)) / 10_000);
      expect(Math.abs(levels[model]! - level), `model ${model}`).toBeLessThanOrEqual(4 * error);
    });
  });
  it('keeps the best and drops what is clearly worse', () => {
    const levels = modelConfidenceSet(losses([0, 0, 0.3, 1], 500, 3), { draws: draws(1) });
    expect(Math.max(levels[0]!, levels[1]!)).toBe(1);
    expect(Math.min(levels[0]!, levels[1]!)).toBeGreaterThan(0.1);
    expect(levels[2]).toBeLessThan(0.01);
    expect(levels[3]).toBeLessThan(0.01);
  });
  it('of three equal models all stay in the 90 % set about nine times in ten', () => {
    let whole = 0;
    for (let seed = 0; seed < 100; seed += 1) {
      const levels = modelConfidenceSet(losses([0, 0, 0], 250, seed), { draws: draws(seed), resamples: 300 });
      if (levels.every((level) => level >= 0.1)) whole += 1;
    }
    expect(whole).toBeGreaterThanOrEqual(82);
    expect(whole).toBeLessThanOrEqual(98);
  });
  it('does not depend on the order of the models, nor on what all share', () => {
    const rows = losses([0, 0.1, 0.2], 300, 5);
    const levels = modelConfidenceSet(rows, { draws: draws(2) });
    expect(modelConfidenceSet(rows.toReversed(), { draws: draws(2) })).toEqual(levels.toReversed());
    const moved = rows.map((row) => row.map((loss, t) => loss + Math.sin(t)));
    modelConfidenceSet(moved, { draws: draws(2) }).forEach((level, at) => expect(level).toBeCloseTo(levels[at]!, 1));
  });
  it('models that never differ stay together', () => {
    const [row] = losses([0], 100, 1);
    expect(modelConfidenceSet([row!, row!], { draws: draws(1) })).toEqual([1, 1]);
  });
  it('refuses one model, few days, different days, NaN, few resamples and blocks longer than the sample', () => {
    const rows = losses([0, 0], 50, 1);
    const d = draws(1);
    expect(() => modelConfidenceSet([rows[0]!], { draws: d })).toThrow(OutsideDomain);
    expect(() =>
      modelConfidenceSet(
        rows.map((row) => row.slice(0, 20)),
        { draws: d },
      ),
    ).toThrow(SampleRefused);
    expect(() => modelConfidenceSet([rows[0]!, rows[1]!.slice(1)], { draws: d })).toThrow(OutsideDomain);
    expect(() => modelConfidenceSet([rows[0]!, rows[1]!.map(() => Number.NaN)], { draws: d })).toThrow(SampleRefused);
    expect(() => modelConfidenceSet(rows, { draws: d, resamples: 10 })).toThrow(OutsideDomain);
    expect(() => modelConfidenceSet(rows, { draws: d, blockDays: 51 })).toThrow(OutsideDomain);
  });
});
