import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WAD, bps, raw, wad } from '../units/amounts.ts';
import { NO_ANCHOR, type Anchor } from './grownValue.ts';
import { countedInVenue, noteFlow, refreshTotal, seenTotal } from './seenTotal.ts';

const NOW = 1_800_000_000;
const TERMS = { anchorMaxAgeSeconds: 600, maxGrowthPerDayBps: bps(2_000) };
const anchor = (value: bigint, atSeconds = NOW): Anchor => ({ valueWad: wad(value), atSeconds });
const values = fc.bigInt(1n, 10n ** 30n);

describe('seenTotal', () => {
  it('is used to the last second of its age', () => {
    expect(seenTotal(anchor(WAD), wad(5n), TERMS, NOW + 600)).toEqual(anchor(WAD));
    expect(seenTotal(anchor(WAD), wad(5n), TERMS, NOW + 601)).toEqual(anchor(5n, NOW + 601));
  });

  it('takes the first sight whole', () => {
    expect(seenTotal(NO_ANCHOR, wad(7n * WAD), TERMS, NOW)).toEqual(anchor(7n * WAD));
  });

  it('counts of a donation of any size no more than its growth', () => {
    fc.assert(
      fc.property(values, values, fc.integer({ min: 601, max: 10_000_000 }), (seen, donated, age) => {
        const next = refreshTotal(anchor(seen), wad(seen + donated), TERMS, NOW + age).valueWad;
        expect(next).toBeLessThanOrEqual(seen + (seen * 2_000n * BigInt(age)) / (10_000n * 86_400n));
        expect(next).toBeLessThanOrEqual(seen + donated);
      }),
    );
  });
});

describe('noteFlow', () => {
  it('adds intake and takes payments, as old as before, never below nothing', () => {
    expect(noteFlow(anchor(WAD), wad(5n), wad(2n))).toEqual(anchor(WAD + 3n));
    expect(noteFlow(anchor(WAD), wad(0n), wad(2n * WAD))).toEqual(anchor(0n));
  });

  it('notes nothing before the first sight', () => {
    expect(noteFlow(NO_ANCHOR, wad(5n), wad(0n))).toBe(NO_ANCHOR);
  });
});

describe('countedInVenue', () => {
  it('counts all before the first poke, and never more than is there', () => {
    const venue = { deployedRaw: raw(300n), receiptsRaw: raw(100n), maxGrowthPerDayBps: bps(100) };
    expect(countedInVenue({ ...venue, shareAnchor: NO_ANCHOR }, NOW)).toBe(300n);
    expect(countedInVenue({ ...venue, shareAnchor: anchor(2n * WAD) }, NOW)).toBe(200n);
    expect(countedInVenue({ ...venue, shareAnchor: anchor(9n * WAD) }, NOW)).toBe(300n);
    expect(countedInVenue({ ...venue, shareAnchor: anchor(2n * WAD), maxGrowthPerDayBps: bps(0) }, NOW)).toBe(300n);
  });

  it('rounds down', () => {
    const venue = { deployedRaw: raw(9n), receiptsRaw: raw(3n), maxGrowthPerDayBps: bps(100) };
    expect(countedInVenue({ ...venue, shareAnchor: anchor((WAD * 4n) / 3n) }, NOW)).toBe(3n);
  });
});
