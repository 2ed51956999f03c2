import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raw, wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import { swapExactIn } from '../markets/swapExactIn.ts';
import { outOfPart, saleSteps, type Sale } from './saleSteps.ts';
import { poolOf } from './value.fixture.ts';

const sale = (floor: string, more: Partial<Sale> = {}): Sale => ({
  pool: poolOf('USDT', 'USDC', 10n ** 14n),
  fromAssetId: 'USDT',
  floorWad: parseWad(floor),
  boughtLowWad: parseWad('1'),
  ...more,
});
const total = (steps: ReturnType<typeof saleSteps>): readonly [bigint, bigint] => [
  steps.reduce((sum, step) => sum + step.inRaw, 0n),
  steps.reduce((sum, step) => sum + step.outRaw, 0n),
];

describe('saleSteps', () => {
  it('nothing to sell where the first unit would fetch less than the floor', () => {
    // At par with a fee of 0.05 % the first unit fetches 0.9995.
    expect(saleSteps(sale('0.9995'))).toEqual([]);
    expect(saleSteps(sale('1.2'))).toEqual([]);
    expect(saleSteps(sale('0.9994'))).not.toEqual([]);
  });
  it('nothing to sell into a pool without liquidity', () => {
    expect(saleSteps(sale('0.99', { pool: poolOf('USDT', 'USDC', 0n) }))).toEqual([]);
  });
  it('our own liquidity is no depth', () => {
    const ours = poolOf('USDT', 'USDC', 10n ** 14n, {
      ownLiquidityRaw: raw(10n ** 14n),
      ownPositions: [{ tickLower: -600, tickUpper: 600, liquidityRaw: raw(10n ** 14n) }],
    });
    expect(saleSteps(sale('0.99', { pool: ours }))).toEqual([]);
  });
  it.each(['USDT', 'USDC'])(
    'selling %s: slices add up to the swap that ends at the floor, and prices only fall',
    (from) => {
      const steps = saleSteps(sale('0.99', { fromAssetId: from }));
      expect(steps).toHaveLength(8);
      const [input, output] = total(steps);
      const whole = swapExactIn(poolOf('USDT', 'USDC', 10n ** 14n), from === 'USDT', raw(input));
      expect(whole.isComplete).toBe(true);
      // Each slice is rounded against the trader: two units at most.
      expect(whole.amountOutRaw - output <= 16n && whole.amountOutRaw >= output).toBe(true);
      for (const [index, step] of steps.entries()) {
        const before = steps[index - 1];
        if (before !== undefined) expect(step.outRaw * before.inRaw <= before.outRaw * step.inRaw).toBe(true);
      }
    },
  );
  it('the next unit after the last slice would fetch less than the floor', () => {
    const steps = saleSteps(sale('0.99'));
    const end = swapExactIn(poolOf('USDT', 'USDC', 10n ** 14n), true, raw(total(steps)[0])).pool;
    const more = 10n ** 9n;
    expect(swapExactIn(end, true, raw(more)).amountOutRaw * 100n < more * 99n).toBe(true);
  });
  it('a slice returns at least the floor for all of itself', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 950, max: 999 }),
        fc.bigInt(10n ** 9n, 10n ** 16n),
        fc.boolean(),
        (mille, liquidity, flip) => {
          const floorWad = wad(BigInt(mille) * 10n ** 15n);
          const from = flip ? 'USDT' : 'USDC';
          for (const step of saleSteps(
            sale('1', { pool: poolOf('USDT', 'USDC', liquidity), fromAssetId: from, floorWad }),
          ))
            expect((step.outRaw + 1n) * 1000n >= step.inRaw * BigInt(mille)).toBe(true);
        },
      ),
    );
  });
  it('a higher price of what is bought lets more be sold', () => {
    const [plain] = total(saleSteps(sale('0.995')));
    const [dear] = total(saleSteps(sale('0.995', { boughtLowWad: parseWad('1.002') })));
    expect(dear > plain).toBe(true);
  });
});

describe('outOfPart', () => {
  it('a part of a slice returns no less in the pool than its share says', () => {
    const pool = poolOf('USDT', 'USDC', 10n ** 14n);
    const [step] = saleSteps(sale('0.99'));
    if (step === undefined) throw new TypeError('no slice');
    fc.assert(
      fc.property(fc.bigInt(1n, step.inRaw), (part) => {
        expect(outOfPart(step, raw(part)) <= swapExactIn(pool, true, raw(part)).amountOutRaw + 1n).toBe(true);
      }),
    );
    expect(outOfPart(step, step.inRaw)).toBe(step.outRaw);
    expect(outOfPart(step, raw(0n))).toBe(0n);
  });
});
