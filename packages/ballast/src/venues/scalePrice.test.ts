import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scalePriceDown, scalePriceUp } from './scalePrice.ts';

describe('scalePrice', () => {
  it.each([
    [100_000_000n, 8, 10n ** 18n],
    [1n, 18, 1n],
    [1n, 19, 0n],
    [-1n, 19, -1n],
    [5n, 0, 5n * 10n ** 18n],
    [5n, -3, 5_000n * 10n ** 18n],
  ])('%s with %i decimals is %s, rounded down', (answer, decimals, expected) => {
    expect(scalePriceDown(answer, decimals)).toBe(expected);
  });

  it('rounds a width up', () => {
    expect(scalePriceUp(1n, 19)).toBe(1n);
  });

  it('down never exceeds up, and they differ by at most one unit', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }),
        fc.integer({ min: -18, max: 36 }),
        (answer, decimals) => {
          const gap = scalePriceUp(answer, decimals) - scalePriceDown(answer, decimals);
          return gap === 0n || gap === 1n;
        },
      ),
    );
  });
});
