import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import { isTooFast, nextSlow, SLOW_SECONDS } from './velocityGate.ts';

const price = fc.bigInt(1n, 10n ** 24n).map(wad);
const volatility = fc.bigInt(0n, 10n ** 17n).map(wad);
const seconds = fc.integer({ min: 0, max: 40 * 86_400 });

describe('isTooFast', () => {
  it('Mango, 11 Oct 2022: 0.70 against 0.038 at 4 % a day is far too fast', () => {
    expect(isTooFast(parseWad('0.70'), parseWad('0.038'), parseWad('0.04'), 600)).toBe(true);
  });
  it('a quarter of a day at 4 % allows 12 %: 1 + 6 × 0.04 × √0.25', () => {
    const [slow, daily] = [parseWad('100'), parseWad('0.04')];
    expect(isTooFast(parseWad('112'), slow, daily, 0)).toBe(false);
    expect(isTooFast(parseWad('112.0001'), slow, daily, 0)).toBe(true);
  });
  it('never laxer than the logarithm of the rule: |ln(p ÷ slow)| > 6σ√Δt is always caught', () => {
    fc.assert(
      fc.property(price, price, volatility, seconds, (p, slow, daily, elapsed) => {
        const days = Math.min(elapsed + SLOW_SECONDS, 30 * 86_400) / 86_400;
        const logarithm = Math.abs(Math.log(Number(p) / Number(slow)));
        const width = Math.max(0.01, 6 * (Number(daily) / 1e18) * Math.sqrt(days));
        if (logarithm > width + 1e-9) expect(isTooFast(p, slow, daily, elapsed)).toBe(true);
      }),
    );
  });
  it('is symmetric in price and average, and silence only widens it', () => {
    fc.assert(
      fc.property(price, price, volatility, seconds, seconds, (p, slow, daily, a, b) => {
        expect(isTooFast(p, slow, daily, a)).toBe(isTooFast(slow, p, daily, a));
        if (isTooFast(p, slow, daily, Math.max(a, b))) expect(isTooFast(p, slow, daily, Math.min(a, b))).toBe(true);
      }),
    );
  });
  it('leaves a calm peg alone: one per cent passes even at zero volatility, more does not', () => {
    expect(isTooFast(parseWad('1.01'), parseWad('1'), wad(0n), 0)).toBe(false);
    expect(isTooFast(parseWad('1.010000000000000001'), parseWad('1'), wad(0n), 0)).toBe(true);
  });
  it('an average of nothing is always too fast', () => {
    expect(isTooFast(parseWad('1'), wad(0n), parseWad('1'), 86_400)).toBe(true);
  });
});

describe('nextSlow', () => {
  it('moves by the share of the time constant that passed, and all the way after it', () => {
    expect(nextSlow(parseWad('2'), parseWad('1'), SLOW_SECONDS / 2)).toBe(parseWad('1.5'));
    expect(nextSlow(parseWad('2'), parseWad('1'), SLOW_SECONDS)).toBe(parseWad('2'));
    expect(nextSlow(parseWad('2'), parseWad('1'), 10 * SLOW_SECONDS)).toBe(parseWad('2'));
  });
  it('a clock that stands still or runs back moves nothing', () => {
    expect(nextSlow(parseWad('2'), parseWad('1'), 0)).toBe(parseWad('1'));
    expect(nextSlow(parseWad('2'), parseWad('1'), -60)).toBe(parseWad('1'));
  });
  it('stays between price and average, and never above the exact value', () => {
    fc.assert(
      fc.property(price, price, seconds, (p, slow, elapsed) => {
        const next = nextSlow(p, slow, elapsed);
        expect(next >= (p < slow ? p : slow) && next <= (p > slow ? p : slow)).toBe(true);
        const step = BigInt(Math.min(elapsed, SLOW_SECONDS));
        expect((next - slow) * BigInt(SLOW_SECONDS) <= (p - slow) * step).toBe(true);
      }),
    );
  });
});
