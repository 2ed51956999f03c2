import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { normals } from '../failures/gaussianPaths.fixture.ts';
import { normalTail, historicalTail } from '../distributions/tailRisk.ts';
import { tailContributions } from './tailContributions.ts';

const loss = fc.double({ min: -100, max: 100, noNaN: true });
const rows = fc.array(fc.tuple(loss, loss), { minLength: 2, maxLength: 60 });
const level = fc.double({ min: 0.05, max: 0.99, noNaN: true });
const laid = (table: readonly (readonly number[])[]): Float64Array => Float64Array.from(table.flat());
const shortfall = (losses: readonly number[], confidence: number): number =>
  tailContributions(Float64Array.from(losses), 1, confidence).expectedShortfall;
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * (1 + Math.abs(a) + Math.abs(b));

describe('tailContributions', () => {
  it('sums to the expected shortfall, which is that of the whole', () => {
    fc.assert(
      fc.property(rows, level, (table, asked) => {
        const confidence = Math.min(asked, 1 - 1 / table.length);
        const { expectedShortfall, valueAtRisk, components } = tailContributions(laid(table), 2, confidence);
        const whole = historicalTail(
          table.map(([a, b]) => -(a + b)),
          confidence,
        );
        expect(
          near(
            components.reduce((sum, item) => sum + item, 0),
            expectedShortfall,
          ),
        ).toBe(true);
        expect(near(expectedShortfall, whole.expectedShortfall)).toBe(true);
        expect(near(valueAtRisk, whole.valueAtRisk)).toBe(true);
      }),
    );
  });

  it('counts the worst scenarios in their order, of equal ones the earlier, as a plain sort does', () => {
    const few = fc.array(fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -2, max: 2 })), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(few, level, (table, confidence) => {
        const mass = table.length * (1 - confidence);
        fc.pre(mass >= 1);
        const rank = Math.max(1, Math.ceil(mass - 1e-9));
        const worst = table.toSorted((a, b) => b[0] + b[1] - (a[0] + a[1])).slice(0, rank);
        const sums = [0, 0];
        worst.forEach((row, i) => {
          for (const part of [0, 1] as const)
            sums[part] = (sums[part] ?? 0) + (Math.min(1, Math.max(mass, 1e-9) - i) * row[part]) / Math.max(mass, 1e-9);
        });
        const { components, valueAtRisk } = tailContributions(laid(table), 2, confidence);
        components.forEach((component, part) => expect(component).toBeCloseTo(sums[part] ?? 0, 9));
        expect(valueAtRisk).toBe((worst.at(-1)?.[0] ?? 0) + (worst.at(-1)?.[1] ?? 0));
      }),
    );
  });

  it('gives each part of a normal book its share of the variance (McNeil, Frey and Embrechts, example 8.28)', () => {
    const [next, count, confidence] = [normals(11), 200_000, 0.975];
    const losses = new Float64Array(2 * count);
    // Losses 2 and 1 with correlation 0.5: variance 4 + 1 + 2 = 7, shares 5/7 and 2/7.
    for (let row = 0; row < count; row += 1) {
      const [z, w] = [next(), next()];
      losses[2 * row] = 2 * z;
      losses[2 * row + 1] = 0.5 * z + Math.sqrt(0.75) * w;
    }
    const { expectedShortfall, components } = tailContributions(losses, 2, confidence);
    const exact = normalTail({ mean: 0, deviation: Math.sqrt(7) }, confidence, 1).expectedShortfall;
    expect(expectedShortfall / exact).toBeCloseTo(1, 2);
    expect((components[0] ?? 0) / exact).toBeCloseTo(5 / 7, 2);
    expect((components[1] ?? 0) / exact).toBeCloseTo(2 / 7, 2);
  });

  it('is coherent: subadditive, monotone, positively homogeneous, moved by a sure loss', () => {
    const factor = fc.double({ min: 0.01, max: 50, noNaN: true });
    fc.assert(
      fc.property(rows, level, factor, loss, (table, asked, scale, sure) => {
        const confidence = Math.min(asked, 1 - 1 / table.length);
        const [a, b] = [table.map((row) => row[0]), table.map((row) => row[1])];
        const both = table.map((row) => row[0] + row[1]);
        const [one, two, together] = [a, b, both].map((losses) => shortfall(losses, confidence));
        expect((together ?? 0) <= (one ?? 0) + (two ?? 0) + 1e-9 * 1e3).toBe(true);
        expect(
          near(
            shortfall(
              a.map((item) => scale * item),
              confidence,
            ),
            scale * (one ?? 0),
          ),
        ).toBe(true);
        expect(
          near(
            shortfall(
              a.map((item) => item + sure),
              confidence,
            ),
            (one ?? 0) + sure,
          ),
        ).toBe(true);
        const worse = a.map((item, row) => item + Math.abs(b[row] ?? 0));
        expect(shortfall(worse, confidence) >= (one ?? 0) - 1e-9 * 1e3).toBe(true);
      }),
    );
  });

  it('depends on no order of scenarios or parts', () => {
    const table = [
      [3, 1],
      [9, -2],
      [-4, 5],
      [7, 7],
      [0, 1],
    ] as const;
    const same = tailContributions(laid(table), 2, 0.6);
    expect(tailContributions(laid(table.toReversed()), 2, 0.6)).toEqual(same);
    const swapped = tailContributions(laid(table.map(([a, b]) => [b, a])), 2, 0.6);
    expect(swapped.components.toReversed()).toEqual(same.components);
  });

  it('refuses shapes that do not fit and losses that are none', () => {
    for (const bad of [
      () => tailContributions(Float64Array.of(1, 2, 3), 2, 0.9),
      () => tailContributions(Float64Array.of(), 1, 0.9),
      () => tailContributions(Float64Array.of(1, NaN), 1, 0.9),
      () => tailContributions(Float64Array.of(1, 2), 1, 1),
    ])
      expect(bad).toThrow(OutsideDomain);
  });
});
