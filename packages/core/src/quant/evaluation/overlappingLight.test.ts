import { describe, expect, it } from 'vitest';
import { binomialCumulative } from '../numbers/beta.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { overlappingBounds } from './overlappingLight.ts';
import { scatter } from './scatter.fixture.ts';

const request = (seed: number, days: number, horizonDays: number) => ({
  days,
  horizonDays,
  p: 0.01,
  draws: scatter(seed),
  histories: 10_000,
});

describe('overlappingBounds', () => {
  it('ORE, QuantExt test suite, stoplightbounds.cpp: ten-day results over 200, 300 and 500 days, green to 7, 9, 13, yellow to 22, 26, 32', () => {
    const table = [
      [200, 7, 22],
      [300, 9, 26],
      [500, 13, 32],
    ] as const;
    for (const [days, green, yellow] of table) {
      const bounds = overlappingBounds(request(days, days, 10));
      expect(Math.abs(bounds.green - green), `${days}`).toBeLessThanOrEqual(1);
      // One history in ten thousand lies beyond.
      expect(Math.abs(bounds.yellow - yellow), `${days}`).toBeLessThanOrEqual(6);
    }
  });
  it('ORE, same file: three books correlated by a half over 250 days, green to 19, yellow to 51', () => {
    const bounds = overlappingBounds({ ...request(3, 250, 10), books: 3, correlation: 0.5 });
    expect(Math.abs(bounds.green - 19)).toBeLessThanOrEqual(1);
    expect(Math.abs(bounds.yellow - 51)).toBeLessThanOrEqual(10);
  });
  it('without overlap it is the binomial', () => {
    const { green } = overlappingBounds(request(9, 250, 1));
    expect(binomialCumulative(green, 250, 0.01)).toBeGreaterThan(0.95);
    expect(binomialCumulative(green - 1, 250, 0.01)).toBeLessThan(0.95);
  });
  it('books that move as one count as often as they are', () => {
    const one = overlappingBounds({ ...request(2, 100, 5), histories: 500, correlation: 1 });
    const two = overlappingBounds({ ...request(2, 100, 5), histories: 500, books: 2, correlation: 1 });
    expect(two.green % 2).toBe(0);
    expect(Math.abs(two.green / 2 - one.green)).toBeLessThanOrEqual(1);
  });
  it('refuses counts that are none, chances and correlations outside their range', () => {
    const base = { ...request(1, 20, 2), histories: 10 };
    for (const wrong of [
      { days: 0 },
      { horizonDays: 1.5 },
      { histories: 0 },
      { books: 0 },
      { p: 0 },
      { p: Number.NaN },
      { correlation: -0.1 },
      { correlation: 1.1 },
    ])
      expect(() => overlappingBounds({ ...base, ...wrong })).toThrow(OutsideDomain);
  });
});
