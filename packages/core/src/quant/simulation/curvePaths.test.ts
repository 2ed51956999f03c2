import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { curveLaw, simulateCurve, WIDEST_YEAR, YIELD_QUANTILES } from './curvePaths.ts';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const file = resolve(
  root,
  process.env['BALLAST_DATA_DIR'] ?? '../shared/data',
  'rates/us_treasury_par_curve_daily_1990_2025_07.csv.gz',
);
const REQUEST = { key: [3, 4], stream: 2, steps: 7, from: 0, count: 5_000 } as const;
const deviation = (values: ArrayLike<number>): number =>
  Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0) / values.length);

describe('simulateCurve', () => {
  it('adds up moves that scatter as the days of 35 years did, or of 2008', () => {
    const [mean, worse] = [curveLaw('mean'), curveLaw('worse')];
    // A straight line between quantiles is a little wider than the days were: 4.66 bps.
    expect(deviation(mean.moves)).toBeGreaterThan(4.66e-4);
    expect(deviation(mean.moves)).toBeLessThan(5.6e-4);
    expect(deviation(worse.moves) / deviation(mean.moves)).toBeCloseTo(WIDEST_YEAR, 9);
    const shifts = simulateCurve(mean, REQUEST);
    const week = shifts.filter((_, i) => i % 7 === 6);
    expect(deviation(week) / (deviation(mean.moves) * Math.sqrt(7))).toBeCloseTo(1, 1);
  });
  it('draws a path alike whatever stretch it is drawn in', () => {
    const whole = simulateCurve(curveLaw('mean'), { ...REQUEST, count: 64 });
    const part = simulateCurve(curveLaw('mean'), { ...REQUEST, from: 40, count: 24 });
    expect(part).toEqual(whole.slice(40 * 7));
  });
  it('refuses places that are none', () => {
    expect(() => simulateCurve(curveLaw('mean'), { ...REQUEST, from: 0.5 })).toThrow(OutsideDomain);
    expect(() => simulateCurve(curveLaw('mean'), { ...REQUEST, count: -1 })).toThrow(OutsideDomain);
  });
});

describe.skipIf(!existsSync(file))('the three-month yield, day by day (needs BALLAST_DATA_DIR)', () => {
  const [head = '', ...rows] = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
  const at = head.split(',').indexOf('m3');
  const yields = rows
    .map((row) => row.split(','))
    .filter((cells) => cells[at] !== '')
    .map((cells) => ({ year: (cells[0] ?? '').slice(0, 4), value: Number(cells[at]) }));
  const changes = yields
    .slice(1)
    .map(({ year, value }, i) => ({ year, change: Math.round(100 * (value - (yields[i]?.value ?? 0))) }));
  it('has the quantiles that are drawn from', () => {
    const sorted = changes.map(({ change }) => change).toSorted((a, b) => a - b);
    expect(sorted).toHaveLength(8_867);
    for (const [p, quantile] of YIELD_QUANTILES) expect(sorted[Math.round(p * (sorted.length - 1))]).toBe(quantile);
  });
  it('was widest in 2008', () => {
    const all = deviation(changes.map(({ change }) => change));
    const years = [...new Set(changes.map(({ year }) => year))].map((year) =>
      deviation(changes.filter((item) => item.year === year).map(({ change }) => change)),
    );
    expect(Math.max(...years) / all).toBeCloseTo(WIDEST_YEAR, 1);
  });
});
