import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps } from '../units/amounts.ts';
import { guardPushHaircut, haircutInForce } from './haircutInForce.ts';

const NOW = 1_800_000_000;
const share = fc.integer({ min: 0, max: 10_000 });

describe('haircutInForce', () => {
  it('falls by whole basis points, late rather than early, to the floor', () => {
    const at = (seconds: number) =>
      haircutInForce(bps(500), { pushedBps: bps(2_500), pushedAtSeconds: NOW }, bps(1_000), NOW + seconds);
    expect([0, 86, 87, 43_200, 86_400, 172_799, 172_800, 1e9].map((seconds) => Number(at(seconds)))).toEqual([
      2_500, 2_500, 2_499, 2_000, 1_500, 501, 500, 500,
    ]);
  });

  it('is never below the floor, never above what was pushed, and never rises by itself', () => {
    fc.assert(
      fc.property(share, share, share, fc.nat(1e8), fc.nat(1e8), (floor, pushed, decay, age, later) => {
        const at = (seconds: number) =>
          haircutInForce(bps(floor), { pushedBps: bps(pushed), pushedAtSeconds: NOW }, bps(decay), NOW + seconds);
        expect(at(age)).toBeGreaterThanOrEqual(BigInt(floor));
        expect(at(age)).toBeLessThanOrEqual(BigInt(Math.max(floor, pushed)));
        expect(at(age + later)).toBeLessThanOrEqual(at(age));
      }),
    );
  });
});

describe('guardPushHaircut', () => {
  it('lets a steward raise only, and only so far', () => {
    fc.assert(
      fc.property(share, share, share, fc.integer({ min: 0, max: 12_000 }), (floor, above, most, to) => {
        const inForce = Math.min(10_000, floor + above);
        const asset = { assetId: 'asset', floorBps: bps(floor), inForceBps: bps(inForce) };
        const verdict = guardPushHaircut(asset, bps(to), bps(most));
        expect(verdict.ok).toBe(to > inForce && to <= Math.min(10_000, floor + most));
        if (!verdict.ok) expect(verdict.code).toBe('Loosening');
      }),
    );
  });
});
