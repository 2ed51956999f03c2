import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raw } from '../units/amounts.ts';
import { flatPool } from './flatPool.fixture.ts';
import { largestInput, swapExactIn } from './swapExactIn.ts';
import { MAX_TICK, sqrtRatioAtTick, tickAtSqrtRatio } from './tickMath.ts';

describe('swapExactIn', () => {
  it('matches the constant-product formula inside one range, rounded against the trader', () => {
    const liquidity = 10n ** 24n;
    const amount = 10n ** 20n;
    const net = (amount * 997_000n) / 1_000_000n;
    const exact = (liquidity * net) / (liquidity + net);
    const { amountOutRaw, isComplete } = swapExactIn(flatPool(liquidity), true, raw(amount));
    expect(isComplete).toBe(true);
    expect(amountOutRaw <= exact && exact - amountOutRaw <= 2n).toBe(true);
  });
  it('stops where observed liquidity ends, and says so', () => {
    const result = swapExactIn(flatPool(10n ** 18n), false, raw(10n ** 24n));
    expect(result.isComplete).toBe(false);
    expect(result.amountConsumedRaw < 10n ** 24n).toBe(true);
  });
  it('never counts our own liquidity as depth', () => {
    const [all, half] = [
      swapExactIn(flatPool(10n ** 22n), true, raw(10n ** 20n)),
      swapExactIn(flatPool(2n * 10n ** 22n, 10n ** 22n), true, raw(10n ** 20n)),
    ];
    expect(half.amountOutRaw).toBe(all.amountOutRaw);
  });
  it('splitting a swap never returns more; more input never returns less', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 21n), fc.bigInt(1n, 10n ** 21n), fc.boolean(), (a, b, direction) => {
        const pool = flatPool(10n ** 23n);
        const once = swapExactIn(pool, direction, raw(a + b));
        const first = swapExactIn(pool, direction, raw(a));
        const second = swapExactIn(first.pool, direction, raw(b));
        expect(first.amountOutRaw + second.amountOutRaw <= once.amountOutRaw).toBe(true);
        expect(once.amountOutRaw >= first.amountOutRaw).toBe(true);
      }),
    );
  });
  it('largestInput respects its floor and finds the edge', () => {
    const pool = flatPool(10n ** 22n);
    const accepts = (amountIn: bigint, out: bigint): boolean => out * 1000n >= amountIn * 990n;
    const best = largestInput(pool, true, raw(10n ** 23n), accepts);
    expect(best).not.toBeNull();
    if (best === null) return;
    expect(accepts(best.amountIn, best.result.amountOutRaw)).toBe(true);
    const beyond = raw(best.amountIn + best.amountIn / 1000n);
    expect(accepts(beyond, swapExactIn(pool, true, beyond).amountOutRaw)).toBe(false);
  });

  it('nothing in, nothing out, and the pool as it was', () => {
    const pool = flatPool(10n ** 20n);
    expect(swapExactIn(pool, true, raw(0n))).toEqual({
      amountOutRaw: 0n,
      amountConsumedRaw: 0n,
      isComplete: true,
      pool,
    });
  });
  it('a pool without liquidity takes nothing and says so', () => {
    const result = swapExactIn({ ...flatPool(0n), ticks: [] }, true, raw(10n ** 18n));
    expect([result.amountOutRaw, result.amountConsumedRaw, result.isComplete]).toEqual([0n, 0n, false]);
  });
  it('ends exactly on a tick: its liquidity is crossed, the tick is the one below', () => {
    const L = 10n ** 22n;
    const stepped = {
      ...flatPool(L),
      ticks: [
        { tick: -600, liquidityNetRaw: raw(L / 2n) },
        { tick: -60, liquidityNetRaw: raw(L / 2n) },
        { tick: 600, liquidityNetRaw: raw(-L) },
      ],
    };
    const down = swapExactIn(stepped, true, raw(10n ** 24n), sqrtRatioAtTick(-60));
    expect([down.pool.sqrtPriceX96Raw, down.pool.tick, down.pool.liquidityRaw]).toEqual([
      sqrtRatioAtTick(-60),
      -61,
      L / 2n,
    ]);
    // And back up through it, the liquidity returns.
    const up = swapExactIn(down.pool, false, raw(10n ** 24n), sqrtRatioAtTick(0));
    expect([up.pool.tick, up.pool.liquidityRaw, up.pool.sqrtPriceX96Raw]).toEqual([0, L, 1n << 96n]);
  });
  it('starting exactly on an initialised tick, going down crosses it at no cost', () => {
    const L = 10n ** 22n;
    const onEdge = {
      ...flatPool(L),
      ticks: [
        { tick: -600, liquidityNetRaw: raw(3n * L) },
        { tick: 0, liquidityNetRaw: raw(-2n * L) },
        { tick: 600, liquidityNetRaw: raw(-L) },
      ],
    };
    const result = swapExactIn(onEdge, true, raw(10n ** 18n));
    expect(result.pool.liquidityRaw).toBe(3n * L);
    expect(result.amountOutRaw).toBe(swapExactIn(flatPool(3n * L), true, raw(10n ** 18n)).amountOutRaw);
  });
  it('jumps a gap without liquidity: the price moves there for nothing', () => {
    const L = 10n ** 20n;
    const gap = {
      ...flatPool(L),
      ticks: [
        { tick: -600, liquidityNetRaw: raw(L) },
        { tick: -300, liquidityNetRaw: raw(-L) },
        { tick: -60, liquidityNetRaw: raw(L) },
        { tick: 600, liquidityNetRaw: raw(-L) },
      ],
    };
    const upTo = swapExactIn(gap, true, raw(10n ** 24n), sqrtRatioAtTick(-300));
    const through = swapExactIn(gap, true, raw(upTo.amountConsumedRaw + 10n ** 15n));
    expect(upTo.pool.liquidityRaw).toBe(L);
    expect(upTo.amountOutRaw).toBe(swapExactIn(gap, true, raw(10n ** 24n), sqrtRatioAtTick(-60)).amountOutRaw);
    expect(through.isComplete).toBe(true);
    expect(through.pool.sqrtPriceX96Raw < sqrtRatioAtTick(-300)).toBe(true);
  });
  it('stops at the edge of the range even where the last tick is the edge, at the ends of all prices too', () => {
    const wide = { ...flatPool(10n ** 18n), ticks: [], tickFrom: -MAX_TICK, tickTo: MAX_TICK };
    for (const zeroForOne of [true, false]) {
      const result = swapExactIn(wide, zeroForOne, raw(1n << 200n));
      expect(result.isComplete).toBe(false);
      expect(result.pool.sqrtPriceX96Raw).toBe(sqrtRatioAtTick(zeroForOne ? -MAX_TICK : MAX_TICK));
    }
    const tight = { ...flatPool(10n ** 18n), tickFrom: -600, tickTo: 600 };
    expect(swapExactIn(tight, true, raw(10n ** 24n)).pool.sqrtPriceX96Raw).toBe(sqrtRatioAtTick(-600));
  });
  it('ticks outside the observed range are not believed', () => {
    const L = 10n ** 20n;
    const odd = { ...flatPool(L), tickFrom: -120, tickTo: 120 };
    const result = swapExactIn(odd, true, raw(10n ** 24n));
    expect(result.pool.sqrtPriceX96Raw).toBe(sqrtRatioAtTick(-120));
  });
  it('a price limit behind the price sells nothing', () => {
    const result = swapExactIn(flatPool(10n ** 20n), true, raw(10n ** 18n), (1n << 96n) + 1n);
    expect([result.amountConsumedRaw, result.isComplete]).toEqual([0n, false]);
  });
  it('our own range is taken out, and ends where it ends', () => {
    const L = 10n ** 22n;
    const mixed = {
      ...flatPool(2n * L, L),
      ticks: [
        { tick: -600, liquidityNetRaw: raw(L) },
        { tick: -60, liquidityNetRaw: raw(L) },
        { tick: 60, liquidityNetRaw: raw(-L) },
        { tick: 600, liquidityNetRaw: raw(-L) },
      ],
      ownPositions: [{ tickLower: -60, tickUpper: 60, liquidityRaw: raw(L) }],
    };
    for (const amount of [10n ** 18n, 10n ** 20n, 2n * 10n ** 20n]) {
      const gap =
        swapExactIn(flatPool(L), true, raw(amount)).amountOutRaw - swapExactIn(mixed, true, raw(amount)).amountOutRaw;
      // The extra stop rounds once more.
      expect(gap >= 0n && gap <= 2n).toBe(true);
    }
  });
  it('a tick whose nets cancel may be left out by an observer: our range still ends there', () => {
    const L = 10n ** 22n;
    // Another lender from -600 to -60, we from -60 to 600: at -60 the nets cancel.
    const pool = {
      ...flatPool(L, L),
      ticks: [
        { tick: -600, liquidityNetRaw: raw(L) },
        { tick: 600, liquidityNetRaw: raw(-L) },
      ],
      ownPositions: [{ tickLower: -60, tickUpper: 600, liquidityRaw: raw(L) }],
    };
    const named = { ...pool, ticks: [pool.ticks[0]!, { tick: -60, liquidityNetRaw: raw(0n) }, pool.ticks[1]!] };
    const [hidden, shown] = [pool, named].map((item) => swapExactIn(item, true, raw(10n ** 20n)));
    expect(hidden?.amountOutRaw).toBe(shown?.amountOutRaw);
    // Nothing of ours is sold to: the first unit fetches the price at -60 less the fee.
    expect((hidden?.amountOutRaw ?? 0n) < 10n ** 20n - (10n ** 20n * 60n) / 10_000n).toBe(true);
    expect((hidden?.amountOutRaw ?? 0n) > 0n).toBe(true);
  });
  it('the tick of the result is the tick of its price, and a swap in parts goes where the whole goes', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 20n), fc.bigInt(1n, 10n ** 20n), fc.boolean(), (a, b, zeroForOne) => {
        const pool = flatPool(10n ** 22n);
        const first = swapExactIn(pool, zeroForOne, raw(a)).pool;
        const second = swapExactIn(first, zeroForOne, raw(b)).pool;
        const whole = swapExactIn(pool, zeroForOne, raw(a + b)).pool;
        expect(second.tick).toBe(tickAtSqrtRatio(second.sqrtPriceX96Raw));
        const gap = second.sqrtPriceX96Raw - whole.sqrtPriceX96Raw;
        // Two fees rounded up instead of one: a few units of input apart.
        expect((gap < 0n ? -gap : gap) * 10n ** 18n < whole.sqrtPriceX96Raw).toBe(true);
      }),
    );
  });
  it('there and back never profits', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 21n), fc.boolean(), (amount, zeroForOne) => {
        const pool = flatPool(10n ** 22n);
        const there = swapExactIn(pool, zeroForOne, raw(amount));
        const back = swapExactIn(there.pool, !zeroForOne, there.amountOutRaw);
        expect(back.amountOutRaw <= there.amountConsumedRaw).toBe(true);
      }),
    );
  });
});

describe('largestInput', () => {
  const pool = flatPool(10n ** 22n);
  const keeps = (mille: bigint) => (amountIn: bigint, out: bigint) => out * 1000n >= amountIn * mille;
  it('is null where nothing is accepted, where there is nothing to sell, and where the pool takes nothing', () => {
    expect(largestInput(pool, true, raw(10n ** 20n), () => false)).toBeNull();
    expect(largestInput(pool, true, raw(0n), () => true)).toBeNull();
    expect(largestInput({ ...flatPool(0n), ticks: [] }, true, raw(10n ** 20n), () => true)).toBeNull();
  });
  it('is all of it where all of it is accepted', () => {
    expect(largestInput(pool, true, raw(10n ** 18n), keeps(990n))?.amountIn).toBe(10n ** 18n);
  });
  it('is no more than the pool can absorb', () => {
    const found = largestInput(pool, true, raw(10n ** 30n), () => true);
    expect(found?.result.isComplete).toBe(true);
    expect(found?.amountIn).toBe(swapExactIn(pool, true, raw(10n ** 30n)).amountConsumedRaw);
  });
  it('its result is the swap of its amount, accepted, and one part in a million more is not', () => {
    fc.assert(
      fc.property(fc.bigInt(900n, 996n), fc.boolean(), (mille, zeroForOne) => {
        const found = largestInput(pool, zeroForOne, raw(10n ** 22n), keeps(mille));
        if (found === null) throw new TypeError('nothing was found');
        expect(found.result).toEqual(swapExactIn(pool, zeroForOne, found.amountIn));
        expect(keeps(mille)(found.amountIn, found.result.amountOutRaw)).toBe(true);
        const beyond = swapExactIn(pool, zeroForOne, raw(found.amountIn + found.amountIn / 1_000_000n));
        expect(
          beyond.isComplete && keeps(mille)(found.amountIn + found.amountIn / 1_000_000n, beyond.amountOutRaw),
        ).toBe(false);
      }),
    );
  });
});
