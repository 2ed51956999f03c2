import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mulDivUp, raw, subFloor, wad, type Raw } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import { swapExactIn } from '../markets/swapExactIn.ts';
import type { Policy } from '../policy/policy.ts';
import { applySwap } from './bookLedger.ts';
import type { DecideContext } from './context.ts';
import { CALM, contextOf, IN_DOLLARS, type World } from './decide.fixture.ts';
import { lossLeft, turnoverLeft, type Leg } from './ledger.ts';
import { sizeRoute } from './sizeRoute.ts';
import { isDirect, sizeSwap, type SizedSwap } from './sizeSwap.ts';
import type { SwapWish } from './swapWish.ts';

const policyWith = (limits: Partial<Policy['limits']>): Policy => ({
  ...IN_DOLLARS,
  limits: { ...IN_DOLLARS.limits, ...limits },
});
const roomy = policyWith({ turnoverPerDayWad: parseWad('100000000'), lossPerDayWad: parseWad('5000000') });
const wishOf = (change: Partial<SwapWish>): SwapWish => ({
  accountId: 'vault',
  fromId: 'usdc',
  toId: 'usdt',
  mostInRaw: raw(10_000_000_000_000n),
  mostOutRaw: null,
  isExit: false,
  ...change,
});
const legsOf = (sized: SizedSwap): readonly Leg[] => (sized.ok ? sized.legs : []);
const inOf = (legs: readonly Leg[]): bigint => legs.reduce((total, leg) => total + leg.amountInRaw, 0n);
const outOf = (legs: readonly Leg[]): bigint => legs.reduce((total, leg) => total + leg.expectedOutRaw, 0n);
const size = (context: DecideContext, wish: Partial<SwapWish>): SizedSwap =>
  sizeSwap(context, context.opening, wishOf(wish));
const twoPools: Partial<World> = {
  policy: roomy,
  pools: {
    ...CALM.pools,
    'usdc-usdt': { price: '1', depth: '40000000' },
    'usdc-usdt-5': { price: '1', depth: '40000000' },
  },
};

describe('sizeSwap: refusals', () => {
  const context = contextOf();

  it.each<readonly [string, Partial<SwapWish>]>([
    ['NO_POOL', { fromId: 'usdc', toId: 'weth' }],
    ['NOTHING_TO_SELL', { mostInRaw: raw(0n) }],
    ['NOTHING_TO_SELL', { mostOutRaw: raw(0n) }],
    ['ExitNotOpen', { isExit: true }],
  ])('%s', (code, wish) => {
    expect(size(context, wish)).toMatchObject({ ok: false, code });
  });

  it('an asset leaves through the venues its policy names, and no other', () => {
    const leavingBy = (...exitVenues: string[]): Policy => ({
      ...roomy,
      assets: roomy.assets.map((asset) => (asset.id === 'usdc' ? { ...asset, exitVenues } : asset)),
    });
    const used = (...exitVenues: string[]): readonly string[] =>
      legsOf(size(contextOf({ ...twoPools, policy: leavingBy(...exitVenues) }), {})).map((leg) => leg.venueId);
    expect(used()).toHaveLength(2);
    expect(used('usdc-usdt-5')).toEqual(['usdc-usdt-5']);
    const elsewhere = contextOf({ ...twoPools, policy: leavingBy('weth-usdt') });
    expect(size(elsewhere, {})).toMatchObject({ ok: false, code: 'NO_POOL' });
    // What is bought comes in through any pool the policy lists.
    expect(legsOf(size(elsewhere, { fromId: 'usdt', toId: 'usdc' })).length).toBeGreaterThan(0);
  });

  it('no more than is idle, whatever is wished', () => {
    const sized = size(contextOf(twoPools), { fromId: 'ust', toId: 'usdt', mostInRaw: raw(99_000_000_000_000n) });
    expect(inOf(legsOf(sized)) <= 5_250_000_000_000n).toBe(true);
  });

  it('a pool whose price is below the floor takes nothing', () => {
    const cheap = contextOf({ pools: { ...CALM.pools, 'dai-usdt': { price: '0.98', depth: '20000000' } } });
    expect(size(cheap, { fromId: 'dai', toId: 'usdt', mostInRaw: raw(10n ** 24n) })).toMatchObject({
      ok: false,
      code: 'BELOW_FLOOR',
    });
  });

  it('a pool that was not observed beyond its edge is not sold into', () => {
    const shallow = contextOf({
      policy: roomy,
      pools: { ...CALM.pools, 'ust-usdt': { price: '1', depth: '1' } },
    });
    const sized = size(shallow, { fromId: 'ust', toId: 'usdt', mostInRaw: raw(5_000_000_000_000n) });
    expect(inOf(legsOf(sized)) < 1_000_000n).toBe(true);
  });
});

describe('sizeSwap: what binds is named', () => {
  it('nothing, when all that is wanted fits', () => {
    expect(size(contextOf(twoPools), { mostInRaw: raw(1_000_000_000_000n) })).toMatchObject({
      ok: true,
      boundBy: null,
    });
  });

  it('the turnover of the day', () => {
    const context = contextOf({ ...twoPools, policy: policyWith({ turnoverPerDayWad: parseWad('1000000') }) });
    const sized = size(context, {});
    expect(sized).toMatchObject({ ok: true, boundBy: 'budget:turnover' });
    expect(inOf(legsOf(sized)) > 999_000_000_000n).toBe(true);
  });

  it('the loss of the day', () => {
    const context = contextOf({ ...twoPools, policy: policyWith({ lossPerDayWad: parseWad('1000') }) });
    const sized = size(context, {});
    expect(sized).toMatchObject({ ok: true, boundBy: 'budget:loss' });
    const lost = legsOf(sized).reduce((total, leg) => total + subFloor(leg.soldWad, leg.boughtWad), 0n);
    expect(lost > parseWad('990') && lost <= parseWad('1000')).toBe(true);
  });

  it('the floor', () => {
    expect(size(contextOf(twoPools), { mostInRaw: raw(36_000_000_000_000n) })).toMatchObject({
      boundBy: 'BELOW_FLOOR',
    });
  });
});

describe('sizeSwap: laws', () => {
  const context = contextOf(twoPools);

  it('every leg returns its floor, and the sum stays inside wish and budgets', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, 36_000_000_000_000n),
        fc.option(fc.bigInt(1n, 20_000_000_000_000n), { nil: null }),
        (mostIn, mostOut) => {
          const legs = legsOf(
            size(context, { mostInRaw: raw(mostIn), mostOutRaw: mostOut === null ? null : raw(mostOut) }),
          );
          for (const leg of legs) expect(leg.expectedOutRaw >= leg.floorOutRaw).toBe(true);
          expect(inOf(legs) <= mostIn).toBe(true);
          if (mostOut !== null) expect(outOf(legs) <= mostOut).toBe(true);
          const after = legs.reduce(applySwap, context.opening);
          expect(lossLeft(after) >= 0n && turnoverLeft(after) >= 0n).toBe(true);
        },
      ),
      { numRuns: 25, seed: 17 },
    );
  });

  it('two pools bring at least what either would alone, and nearly what the best of a hundred splits would', () => {
    const most = 9_000_000_000_000n;
    const legs = legsOf(size(context, { mostInRaw: raw(most) }));
    const pools = context.opening.pools.filter((pool) => pool.venueId.startsWith('usdc-usdt'));
    const bring = (parts: readonly bigint[]): bigint =>
      pools.reduce((total, pool, index) => total + swapExactIn(pool, true, raw(parts[index] ?? 0n)).amountOutRaw, 0n);
    const splits = Array.from({ length: 101 }, (_, index) => [
      (most * BigInt(index)) / 100n,
      most - (most * BigInt(index)) / 100n,
    ]);
    const best = splits.map(bring).reduce((a, b) => (a > b ? a : b));
    expect(inOf(legs)).toBe(most);
    expect(outOf(legs) * 1_000_000n >= best * 999_990n).toBe(true);
  });

  it('a wish too small to split goes whole through one pool', () => {
    const legs = legsOf(size(context, { mostInRaw: raw(9_000_000_000n) }));
    expect(legs).toHaveLength(1);
    expect(inOf(legs)).toBe(9_000_000_000n);
  });

  it('more is wanted, more is sold, never less', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 36_000_000_000_000n), fc.bigInt(1n, 36_000_000_000_000n), (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const few = inOf(legsOf(size(context, { mostInRaw: raw(low) })));
        const many = inOf(legsOf(size(context, { mostInRaw: raw(high) })));
        // A share of the last part dealt out over two pools may differ.
        expect(many * 1_000n >= few * 999n).toBe(true);
      }),
      { numRuns: 15, seed: 4 },
    );
  });
});

describe('sizeRoute', () => {
  const even = (legs: readonly Leg[]): boolean => {
    const made = outOf(legs.filter((leg) => leg.toId === 'usdt'));
    const spent = inOf(legs.filter((leg) => leg.fromId === 'usdt'));
    return made * 1_000n >= spent * 999n && spent * 1_000n >= made * 999n;
  };

  it('a pair with a pool, or the base on one side, needs no detour', () => {
    const context = contextOf(twoPools);
    expect(isDirect(context, context.opening, 'usdc', 'usdt')).toBe(true);
    expect(isDirect(context, context.opening, 'usdc', 'dai')).toBe(false);
    const route = sizeRoute(context, context.opening, wishOf({ mostInRaw: raw(1_000_000_000n) }));
    expect(legsOf(route).every((leg) => leg.toId === 'usdt' && leg.originId === 'usdc')).toBe(true);
  });

  it.each(['1000', '250000', '3000000'])('over the base, %s: what comes in goes on', (tokens) => {
    const context = contextOf(twoPools);
    const mostInRaw = raw(BigInt(tokens) * 1_000_000n);
    const legs = legsOf(sizeRoute(context, context.opening, wishOf({ toId: 'dai', mostInRaw })));
    expect(legs.length).toBeGreaterThan(1);
    expect(even(legs)).toBe(true);
    expect(legs.filter((leg) => leg.originId === null).every((leg) => leg.toId === 'usdt')).toBe(true);
  });

  it('over the base with a budget for one way only: half goes both ways', () => {
    const policy = policyWith({ turnoverPerDayWad: parseWad('1000000') });
    const context = contextOf({ ...twoPools, policy });
    const route = sizeRoute(context, context.opening, wishOf({ toId: 'dai' }));
    const legs = legsOf(route);
    expect(even(legs)).toBe(true);
    const sold = legs.reduce((total, leg) => total + leg.soldWad, 0n);
    expect(sold <= parseWad('1000000') && sold > parseWad('995000')).toBe(true);
  });

  it('over the base for an amount wanted: no less than it, and no more', () => {
    const context = contextOf(twoPools);
    const mostOutRaw: Raw = raw(150_000n * 10n ** 18n);
    const legs = legsOf(
      sizeRoute(context, context.opening, wishOf({ toId: 'dai', mostInRaw: raw(36_000_000_000_000n), mostOutRaw })),
    );
    const out = outOf(legs.filter((leg) => leg.toId === 'dai'));
    expect(out <= mostOutRaw && out * 10_000n >= mostOutRaw * 9_999n).toBe(true);
  });

  it('a base at its cap on chain: its own stock goes first and is made up for', () => {
    const context = contextOf({
      ...twoPools,
      idle: { ...CALM.idle, usdt: '63000000', usdc: '20000000', dai: '1000000', weth: '7875' },
    });
    const legs = legsOf(
      sizeRoute(context, context.opening, wishOf({ fromId: 'usdc', toId: 'dai', mostInRaw: raw(2_000_000_000_000n) })),
    );
    expect(legs[0]).toMatchObject({ fromId: 'usdt', toId: 'dai', originId: 'usdc' });
    expect(legs.at(-1)).toMatchObject({ fromId: 'usdc', toId: 'usdt', originId: null });
    expect(even(legs)).toBe(true);
  });

  it('a disabled base is no way through', () => {
    const context = contextOf(twoPools);
    const barred: DecideContext = {
      ...context,
      mandate: { ...context.mandate, intoBase: { code: 'BASE_DISABLED', reason: 'test' } },
    };
    expect(sizeRoute(barred, barred.opening, wishOf({ toId: 'dai' }))).toMatchObject({
      ok: false,
      code: 'BASE_DISABLED',
    });
  });
});

describe('the floor of an exit', () => {
  it('is the exit floor less the exit slip, rounded up, and the charge is at the consensus', () => {
    const world: Partial<World> = {
      policy: roomy,
      prices: { ...CALM.prices, ust: ['0.95', '0.96', '0.96'] },
      pools: { ...CALM.pools, 'ust-usdt': { price: '0.955', depth: '10000000' } },
    };
    const context = contextOf({ ...world, fallenSince: { ust: 1 } });
    const legs = legsOf(
      size(context, { fromId: 'ust', toId: 'usdt', mostInRaw: raw(1_000_000_000_001n), isExit: true }),
    );
    const [leg] = legs;
    const least = context.assets.find((view) => view.assetId === 'ust')?.price.exitFloorWad ?? 0n;
    expect(least >= parseWad('0.95') && least <= parseWad('0.96')).toBe(true);
    expect(leg?.floorOutRaw).toBe(mulDivUp(1_000_000_000_001n, least * 95n, 100n * 10n ** 18n));
    expect(wad(leg?.soldWad ?? 0n)).toBe(parseWad('960000.00000096'));
  });
});
