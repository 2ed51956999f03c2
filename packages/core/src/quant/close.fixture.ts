import { expect } from 'vitest';

/** Fails unless `actual` equals `wanted` to `digits` significant digits, i.e. relative error below 10^−digits. */
export function expectDigits(actual: number, wanted: number, digits: number, label = ''): void {
  const error = wanted === 0 ? Math.abs(actual) : Math.abs(actual / wanted - 1);
  expect(error, `${label} ${actual} for ${wanted}`).toBeLessThan(10 ** -digits);
}
