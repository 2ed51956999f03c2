import { describe, expect, it } from 'vitest';
import { randomStream } from '../../quant/simulation/randomStream.ts';
import { fitFloating } from './fitFloating.ts';
import { floatingDependence } from './floatingDependence.ts';

const { normal } = randomStream([6, 1]);
const days = (from: number, deviation: number, count = 400): ReadonlyMap<number, number> =>
  new Map(Array.from({ length: count }, (_, day) => [day, deviation * normal(from + day)]));
const common = days(0, 0.02);
const other = new Map([...common].map(([day, move]) => [day, 0.6 * move + 0.016 * normal(9_000 + day)] as const));
const fits = (...series: readonly ReadonlyMap<number, number>[]) => series.map(fitFloating);

describe('floatingDependence', () => {
  it('needs none of one asset', () => {
    expect(floatingDependence(['a'], fits(common))).toEqual({ correlation: [[1]], degrees: 'gaussian' });
  });
  it('finds the correlation of shocks on the days both have', () => {
    const found = floatingDependence(['a', 'b'], fits(common, new Map([...other].slice(100))));
    if ('why' in found) throw new TypeError(found.why);
    expect(found.correlation[0]?.[1]).toBeGreaterThan(0.45);
    expect(found.correlation[0]?.[1]).toBeLessThan(0.75);
  });
  it('names the first two of which one tells the other, also where it is the opposite', () => {
    const against = new Map([...common].map(([day, move]) => [day, -move]));
    for (const twin of [common, against])
      expect(floatingDependence(['a', 'b', 'c'], fits(common, other, twin))).toEqual({
        why: 'dependence: a and c always move together; take the prices of one away and name the other as its underlying',
      });
  });
  it('says why where no day is shared, and calls nobody twins for a few', () => {
    const few = new Map([...common].slice(-5).concat([...other].map(([day, move]) => [day + 1_000, move] as const)));
    expect(floatingDependence(['a', 'b'], fits(common, few))).toMatchObject({
      why: expect.stringMatching(/^dependence: 5 observations/),
    });
    const later = new Map([...other].map(([day, move]) => [day + 1_000, move]));
    expect(floatingDependence(['a', 'b'], fits(common, later))).toEqual({
      why: 'dependence: a, b have no day in common',
    });
  });
});
