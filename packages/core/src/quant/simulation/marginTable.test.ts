import { describe, expect, it } from 'vitest';
import { exponential, OutsideDomain } from '../numbers/elementary.ts';
import { normalQuantile } from '../distributions/normal.ts';
import { skewedTQuantile } from '../distributions/skewedT.ts';
import { studentTCumulative, studentTQuantile } from '../distributions/studentT.ts';
import { CELL } from './cubicTable.ts';
import type { Margin } from './margin.ts';
import { copulaNodes } from './copulaNodes.ts';
import { marginTable, type MarginTable } from './marginTable.ts';

/** The table read the slow way: octave and cell by comparison. */
function readTable({ cells, limit }: MarginTable, x: number): number {
  const y = Math.min(Math.abs(x) + 1, limit);
  let [octave, start] = [0, 1];
  for (; y >= 2 * start; octave += 1) start *= 2;
  const inside = (y / start - 1) * 32;
  const cell = 2 * (octave * 32 + Math.floor(inside)) + (x < 0 ? 1 : 0);
  const t = inside - Math.floor(inside) + 1;
  const [c0 = 0, c1 = 0, c2 = 0, c3 = 0] = cells.subarray(cell * CELL, cell * CELL + CELL);
  return ((c3 * t + c2) * t + c1) * t + c0;
}

describe('marginTable', () => {
  const places = Array.from(
    { length: 400 },
    (_, i) => (i % 2 === 0 ? -1 : 1) * 0.0173 * (i + 1) * (1 + (i * i) / 20_000),
  );
  it.each([
    [5, 3],
    [5, 12],
    [3, 30],
    [30, 3],
    [2, 5],
  ])('from a t copula of %i degrees to a t margin of %i is the quantile at its probability', (copula, nu) => {
    const margin: Margin = { kind: 'studentT', nu, location: 0.0003, scale: 0.02 };
    const table = marginTable(margin, copulaNodes(copula));
    for (const x of places) {
      const p = studentTCumulative(-Math.abs(x), copula);
      if (p < 1e-12) continue;
      const log = 0.0003 - 0.02 * Math.sign(x) * studentTQuantile(p, nu);
      if (log > 1) continue;
      const exact = exponential(log) - 1;
      expect(Math.abs(readTable(table, x) - exact)).toBeLessThan(1e-5 * Math.abs(exact) + 1e-9 * 0.02);
    }
  });
  it.each([-0.4, 0.15])('from a t copula to a skewed t margin, skew %f', (skew) => {
    const shape = { nu: 5, skew };
    const table = marginTable({ kind: 'skewedT', ...shape, location: 0.001, scale: 0.02 }, copulaNodes(4));
    for (const x of places) {
      const p = studentTCumulative(-Math.abs(x), 4);
      const z = x < 0 ? skewedTQuantile(p, shape) : -skewedTQuantile(p, { nu: 5, skew: -skew });
      if (0.02 * z > 1) continue;
      const exact = exponential(0.001 + 0.02 * z) - 1;
      expect(Math.abs(readTable(table, x) - exact)).toBeLessThan(1e-5 * Math.abs(exact) + 1e-6 * 0.02);
    }
  });
  it('from a t copula to a normal margin', () => {
    const table = marginTable({ kind: 'normal', location: 0, deviation: 0.05 }, copulaNodes(4));
    for (const x of places) {
      const p = studentTCumulative(-Math.abs(x), 4);
      const exact = exponential(-0.05 * Math.sign(x) * normalQuantile(p)) - 1;
      expect(Math.abs(readTable(table, x) - exact)).toBeLessThan(1e-6 * Math.abs(exact) + 1e-9 * 0.05);
    }
  });
  it('is e^(location + scale·x) − 1 where copula and margin are the same law', () => {
    const table = marginTable({ kind: 'studentT', nu: 5, location: 0, scale: 0.01 }, copulaNodes(5));
    for (const x of places) expect(readTable(table, x)).toBeCloseTo(exponential(0.01 * x) - 1, 9);
  });
  it('holds the last value beyond its end, and log returns within ±50', () => {
    const table = marginTable({ kind: 'studentT', nu: 2, location: 0, scale: 1 }, copulaNodes(5));
    expect(readTable(table, 1e9)).toBe(readTable(table, 1e12));
    expect(readTable(table, 1e9)).toBeLessThan(exponential(50) * (1 + 1e-12));
    expect(readTable(table, -1e9)).toBeCloseTo(-1, 12);
  });
  it('is flat at e^location − 1 for an asset that does not move', () => {
    const table = marginTable({ kind: 'normal', location: 0.01, deviation: 0 }, copulaNodes(5));
    for (const x of places) expect(readTable(table, x)).toBeCloseTo(exponential(0.01) - 1, 15);
  });
  it('refuses margins that are no distribution', () => {
    const nodes = copulaNodes(5);
    expect(() => marginTable({ kind: 'normal', location: Number.NaN, deviation: 1 }, nodes)).toThrow(OutsideDomain);
    expect(() => marginTable({ kind: 'normal', location: 0, deviation: -1 }, nodes)).toThrow(OutsideDomain);
    expect(() => marginTable({ kind: 'skewedT', nu: 2, skew: 0, location: 0, scale: 1 }, nodes)).toThrow(OutsideDomain);
    expect(() => marginTable({ kind: 'skewedT', nu: 5, skew: 1, location: 0, scale: 1 }, nodes)).toThrow(OutsideDomain);
    expect(() => marginTable({ kind: 'studentT', nu: 0.5, location: 0, scale: 1 }, nodes)).toThrow(OutsideDomain);
  });
});
