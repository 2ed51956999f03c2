import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAX_TICK,
  MIN_TICK,
  SqrtPriceOutOfRange,
  sqrtRatioAtTick,
  tickAtSqrtRatio,
  TickOutOfRange,
} from './tickMath.ts';

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof TickOutOfRange || error instanceof SqrtPriceOutOfRange) return error.code;
    throw error;
  }
  return '';
};
const MIN_SQRT_RATIO = 4_295_128_739n;
const MAX_SQRT_RATIO = 1_461_446_703_485_210_103_287_273_052_203_988_822_378_723_970_342n;

describe('sqrtRatioAtTick', () => {
  it.each([MIN_TICK - 1, MAX_TICK + 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %s', (tick) => {
    expect(codeOf(() => sqrtRatioAtTick(tick))).toBe('MARKETS_TICK_OUT_OF_RANGE');
  });
  it('Uniswap v3-core TickMath.spec.ts: bounds and their neighbours', () => {
    expect(sqrtRatioAtTick(MIN_TICK)).toBe(MIN_SQRT_RATIO);
    expect(sqrtRatioAtTick(MIN_TICK + 1)).toBe(4_295_343_490n);
    expect(sqrtRatioAtTick(MAX_TICK)).toBe(MAX_SQRT_RATIO);
    expect(sqrtRatioAtTick(MAX_TICK - 1)).toBe(1_461_373_636_630_004_318_706_518_188_784_493_106_690_254_656_249n);
    expect(sqrtRatioAtTick(0)).toBe(1n << 96n);
  });
  it('agrees with √1.0001^tick to a part in 10^12 and rises with the tick', () => {
    fc.assert(
      fc.property(fc.integer({ min: -400_000, max: 400_000 }), (tick) => {
        const exact = 1.0001 ** (tick / 2);
        expect(Math.abs(Number(sqrtRatioAtTick(tick)) / 2 ** 96 / exact - 1)).toBeLessThan(1e-9);
        expect(sqrtRatioAtTick(tick + 1) > sqrtRatioAtTick(tick)).toBe(true);
      }),
    );
  });
});

describe('tickAtSqrtRatio', () => {
  it.each([0n, MIN_SQRT_RATIO - 1n, MAX_SQRT_RATIO, MAX_SQRT_RATIO + 1n])('refuses %s', (price) => {
    expect(codeOf(() => tickAtSqrtRatio(price))).toBe('MARKETS_PRICE_OUT_OF_RANGE');
  });
  it('Uniswap v3-core TickMath.spec.ts: the ends of its range', () => {
    expect(tickAtSqrtRatio(MIN_SQRT_RATIO)).toBe(MIN_TICK);
    expect(tickAtSqrtRatio(4_295_343_490n)).toBe(MIN_TICK + 1);
    expect(tickAtSqrtRatio(MAX_SQRT_RATIO - 1n)).toBe(MAX_TICK - 1);
  });
  it('is the inverse: ratio(tick(p)) ≤ p < ratio(tick(p) + 1)', () => {
    fc.assert(
      fc.property(fc.integer({ min: MIN_TICK, max: MAX_TICK - 1 }), (tick) => {
        const price = sqrtRatioAtTick(tick);
        expect(tickAtSqrtRatio(price)).toBe(tick);
        expect(tickAtSqrtRatio(sqrtRatioAtTick(tick + 1) - 1n)).toBe(tick);
      }),
    );
  });
});
