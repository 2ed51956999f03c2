import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WAD, bps, wad } from '../units/amounts.ts';
import { DAY_SECONDS } from '../units/time.ts';
import { NO_ANCHOR, countedOf, dayAnchor, grownValue, type Anchor } from './grownValue.ts';

const NOW = 1_800_000_000;
const anchor = (valueWad: bigint, atSeconds = NOW): Anchor => ({ valueWad: wad(valueWad), atSeconds });
const values = fc.bigInt(1n, 10n ** 30n);

describe('grownValue', () => {
  it('adds its basis points in a day, rounded down', () => {
    expect(grownValue(anchor(WAD), bps(1_000), NOW)).toBe(WAD);
    expect(grownValue(anchor(WAD), bps(1_000), NOW + DAY_SECONDS)).toBe((WAD * 11n) / 10n);
    expect(grownValue(anchor(1n), bps(9_999), NOW + DAY_SECONDS)).toBe(1n);
  });

  it('caps nothing before the first sight or without a cap', () => {
    expect(grownValue(NO_ANCHOR, bps(1_000), NOW)).toBeNull();
    expect(grownValue(anchor(WAD), bps(0), NOW)).toBeNull();
    expect(countedOf(wad(7n * WAD), NO_ANCHOR, bps(1_000), NOW)).toBe(7n * WAD);
  });

  it('takes a time before the sight for the sight', () => {
    expect(grownValue(anchor(WAD), bps(1_000), NOW - DAY_SECONDS)).toBe(WAD);
  });

  it('never counts more than the value, nor more than the cap, and more with time', () => {
    fc.assert(
      fc.property(
        values,
        values,
        fc.integer({ min: 1, max: 20_000 }),
        fc.nat(1e7),
        fc.nat(1e7),
        (seen, value, cap, age, later) => {
          const most = grownValue(anchor(seen), bps(cap), NOW + age);
          const counted = countedOf(wad(value), anchor(seen), bps(cap), NOW + age);
          if (most === null) expect.fail('capped');
          expect(counted).toBe(value < most ? value : most);
          expect(countedOf(wad(value), anchor(seen), bps(cap), NOW + age + later)).toBeGreaterThanOrEqual(counted);
        },
      ),
    );
  });
});

describe('dayAnchor', () => {
  it('goes down at once and up once a day', () => {
    const old = anchor(WAD);
    expect(dayAnchor(old, wad(WAD - 1n), NOW + 1)).toEqual(anchor(WAD - 1n, NOW + 1));
    expect(dayAnchor(old, wad(WAD), NOW + DAY_SECONDS - 1)).toBe(old);
    expect(dayAnchor(old, wad(2n * WAD), NOW + DAY_SECONDS - 1)).toBe(old);
    expect(dayAnchor(old, wad(2n * WAD), NOW + DAY_SECONDS)).toEqual(anchor(2n * WAD, NOW + DAY_SECONDS));
  });

  it('keeps no more than 128 bits', () => {
    expect(dayAnchor(NO_ANCHOR, wad(1n << 130n), NOW).valueWad).toBe((1n << 128n) - 1n);
  });

  // The claim behind it: however often anybody looks, a price counts no more than daily compounding of its cap.
  it('lets no number of looks add more than a day of growth a day', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 5_000 }),
        (gaps, cap) => {
          let seen = anchor(WAD);
          let now = NOW;
          for (const gap of gaps) {
            now += gap;
            seen = dayAnchor(seen, countedOf(wad(10n ** 30n), seen, bps(cap), now), now);
          }
          // A day's growth on what a day's growth made, once for every day begun and for the one before it is looked at.
          const days = Math.ceil((now - NOW) / DAY_SECONDS);
          let most: bigint = WAD;
          for (let day = 0; day < 2 * days; day += 1) most += (most * BigInt(cap)) / 10_000n;
          expect(seen.valueWad).toBeLessThanOrEqual(most);
        },
      ),
    );
  });
});
