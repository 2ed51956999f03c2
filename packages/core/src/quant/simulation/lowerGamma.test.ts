import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { upperGamma } from '../numbers/gamma.ts';
import { gammaDensity, lowerGamma } from './lowerGamma.ts';

describe('lowerGamma', () => {
  it.each([
    [2.5, 1e-3, 9.50853459860793e-9],
    [2.5, 2, 0.4505840486472198],
    [0.5, 1e-10, 1.1283791670578994e-5],
    [50, 20, 1.2458926079719434e-8],
  ])('agrees with scipy 1.17.1 (gammainc) at %f, %f', (a, x, value) => {
    expect(lowerGamma(a, x) / value).toBeCloseTo(1, 11);
  });
  it('and the upper one make one', () => {
    for (const x of [0, 0.1, 1, 3, 10, 40]) expect(lowerGamma(2.5, x) + upperGamma(2.5, x)).toBeCloseTo(1, 13);
  });
  it('rises at the rate of the density', () => {
    const slope = (lowerGamma(3, 2.001) - lowerGamma(3, 1.999)) / 0.002;
    expect(gammaDensity(3, 2)).toBeCloseTo(slope, 6);
  });
  it('refuses a shape that is not positive, a negative place and NaN', () => {
    expect(() => lowerGamma(0, 1)).toThrow(OutsideDomain);
    expect(() => lowerGamma(1, -1)).toThrow(OutsideDomain);
    expect(() => lowerGamma(1, Number.NaN)).toThrow(OutsideDomain);
  });
});
