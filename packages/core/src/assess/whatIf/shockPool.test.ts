import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raw, WAD, wad } from '../../units/amounts.ts';
import { swapExactIn } from '../../markets/swapExactIn.ts';
import { sqrtRatioAtTick } from '../../markets/tickMath.ts';
import type { PoolState } from '../../records/snapshot.ts';
import { snapshotOf, CALM } from '../assess.fixture.ts';
import { shockPool } from './shockPool.ts';

const deep = (): PoolState => {
  const [pool] = snapshotOf(CALM).pools;
  if (pool === undefined) throw new RangeError('the fixture has a pool');
  // Twice as deep between −200 and 200 as out to ±1000.
  const ticks = (
    [
      [-1000, 1n],
      [-200, 1n],
      [200, -1n],
      [1000, -1n],
    ] as const
  ).map(([tick, net]) => ({
    tick,
    liquidityNetRaw: raw(net * 10n ** 16n),
  }));
  return { ...pool, liquidityRaw: raw(2n * 10n ** 16n), ticks };
};
const move = (pool: PoolState, factor: number, depthWad = WAD): PoolState =>
  shockPool(pool, { factor0Wad: wad(BigInt(Math.round(factor * 1e6)) * 10n ** 12n), factor1Wad: WAD, depthWad });

describe('shockPool', () => {
  it('walks the price along the ticks it knows', () => {
    const fallen = move(deep(), 0.97);
    // ln 0.97 ÷ ln 1.0001 = −304.6, so the tick is −305 and one of the two positions is left.
    expect([fallen.tick, fallen.liquidityRaw]).toEqual([-305, 10n ** 16n]);
    expect(fallen.sqrtPriceX96Raw >= sqrtRatioAtTick(-305)).toBe(true);
    expect(fallen.sqrtPriceX96Raw < sqrtRatioAtTick(-304)).toBe(true);
  });

  it('knows no depth beyond the ticks that were read', () => {
    const gone = move(deep(), 0.7);
    expect([gone.liquidityRaw, gone.ticks.length, gone.tickFrom === gone.tickTo]).toEqual([0n, 0, true]);
    expect(swapExactIn(gone, true, raw(10n ** 6n)).amountOutRaw).toBe(0n);
  });

  it('keeps our own liquidity apart from what a loss of depth takes', () => {
    const own = { tickLower: -200, tickUpper: 200, liquidityRaw: raw(10n ** 16n) };
    const pool = { ...deep(), ownLiquidityRaw: raw(10n ** 16n), ownPositions: [own] };
    const thin = move(pool, 1, wad(WAD / 2n));
    expect([thin.liquidityRaw, thin.ownLiquidityRaw]).toEqual([15n * 10n ** 15n, 10n ** 16n]);
  });

  it('is the same pool when nothing happens, or when both assets move alike', () => {
    expect(shockPool(deep(), { factor0Wad: WAD, factor1Wad: WAD, depthWad: WAD })).toEqual(deep());
    const half = wad(WAD / 2n);
    expect(shockPool(deep(), { factor0Wad: half, factor1Wad: half, depthWad: WAD })).toEqual(deep());
  });

  it('never returns more for a sale when there is less depth', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 }), (a, b) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        const out = (share: number): bigint =>
          swapExactIn(move(deep(), 0.99, wad((BigInt(share) * WAD) / 100n)), true, raw(10n ** 14n)).amountOutRaw;
        expect(out(less) <= out(more)).toBe(true);
      }),
    );
  });
});
