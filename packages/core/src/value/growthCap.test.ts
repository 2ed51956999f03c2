import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, wad } from '../units/amounts.ts';
import { formatWad, parseWad } from '../units/decimal.ts';
import { capAssetRatio, capRatio, growthCap } from './growthCap.ts';
import { assetOf, policyOf } from '../policy/policy.fixture.ts';
import { carriedOf, NOW } from './value.fixture.ts';

const DAY = 86_400;
const ratio = fc.bigInt(1n, 10n ** 24n).map(wad);
const cap = fc.integer({ min: 0, max: 10_000 }).map(bps);
const seconds = fc.integer({ min: 0, max: 400 * DAY });

describe('growthCap', () => {
  it('Aave CAPO, rsETH: snapshot 1.05, 9.83 % a year, 30 days give 1.058483', () => {
    expect(formatWad(growthCap(parseWad('1.05'), bps(983), 30 * DAY), 6)).toBe('1.058483');
  });
  it('Aave CAPO, sUSDe: 50 % a year doubles nothing in a year but adds a half', () => {
    expect(growthCap(parseWad('1'), bps(5000), 365 * DAY)).toBe(parseWad('1.5'));
  });
  it('a clock that runs back gives no growth and no loss', () => {
    expect(growthCap(parseWad('1.05'), bps(983), -DAY)).toBe(parseWad('1.05'));
  });
  it('grows with time and rate, starts at the anchor, and is rounded down', () => {
    fc.assert(
      fc.property(ratio, cap, seconds, seconds, (anchor, rate, a, b) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)];
        expect(growthCap(anchor, rate, early) <= growthCap(anchor, rate, late)).toBe(true);
        expect(growthCap(anchor, rate, 0)).toBe(anchor);
        const year = 10_000n * 31_536_000n;
        expect(growthCap(anchor, rate, late) * year <= anchor * (year + rate * BigInt(late))).toBe(true);
      }),
    );
  });
});

describe('capRatio', () => {
  it('Moonwell wrsETH, 4 Nov 2025: 1.7e6 is cut to the cap, 1.057 passes', () => {
    const [anchor, rate] = [parseWad('1.05'), bps(983)];
    expect(formatWad(capRatio(parseWad('1700000'), anchor, rate, 30 * DAY), 6)).toBe('1.058483');
    expect(capRatio(parseWad('1.057'), anchor, rate, 30 * DAY)).toBe(parseWad('1.057'));
  });
  it('never raises a ratio: a slashing counts at once', () => {
    fc.assert(
      fc.property(ratio, ratio, cap, seconds, (seen, anchor, rate, elapsed) => {
        expect(capRatio(seen, anchor, rate, elapsed) <= seen).toBe(true);
      }),
    );
  });
});

describe('capAssetRatio', () => {
  const asset = assetOf('sDAI', { growthCapPerYearBps: bps(1000) });
  const past = carriedOf(policyOf([asset]), {
    sDAI: { anchorRatioWad: parseWad('1'), anchorAtSeconds: NOW - 365 * DAY },
  }).assets[0];
  it('cuts where both a cap and an anchor are known', () => {
    expect(capAssetRatio(parseWad('2'), asset, past, NOW)).toBe(parseWad('1.1'));
  });
  it('leaves a ratio alone without a cap, without an anchor, or never seen before', () => {
    expect(capAssetRatio(parseWad('2'), assetOf('sDAI'), past, NOW)).toBe(parseWad('2'));
    expect(capAssetRatio(parseWad('2'), asset, undefined, NOW)).toBe(parseWad('2'));
  });
});
