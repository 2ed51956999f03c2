import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, raw, WAD } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import { applyDeposit, applySwap } from './bookLedger.ts';
import { capRoom } from './capRoom.ts';
import { CALM, contextOf, type World } from './decide.fixture.ts';
import type { Leg } from './ledger.ts';
import { assetValueOf, backingOf, capState, totalOf } from './measure.ts';

const tokens = fc.integer({ min: 0, max: 60_000_000 }).map(String);
const worlds: fc.Arbitrary<Partial<World>> = fc
  .record({
    usdt: tokens,
    usdc: tokens,
    dai: tokens,
    ust: tokens,
    weth: fc.integer({ min: 0, max: 20_000 }).map(String),
    gov: tokens,
    own: tokens,
    price: fc.constantFrom('1', '0.97', null),
  })
  .map(({ own, price, ...idle }) => ({
    idle,
    placed: { ...CALM.placed, 'aave-usdc': { own, cash: '60000000' } },
    prices: { ...CALM.prices, usdc: price },
  }));

describe('measure: agrees with the assessment it is read beside', () => {
  it('every share cap has the value the assessment found, and is passed exactly where that says breached', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const context = contextOf(world);
        const total = totalOf(context, context.opening);
        for (const cap of context.caps) {
          const state = capState(context, context.opening, cap);
          const limit = context.assessment.limits.find((item) => item.id === cap.id);
          if (limit === undefined) expect.unreachable(`${cap.id} is not assessed`);
          expect(state.excessWad > 0n, cap.id).toBe(limit.status === 'breached');
          if (limit.note === '' && limit.valueWad !== null)
            expect(limit.valueWad).toBe((state.valueWad * WAD + total - 1n) / total);
        }
      }),
      { numRuns: 60, seed: 11 },
    );
  });

  it('totals are the sheet, with what backs nothing left out of what targets are shares of', () => {
    const context = contextOf({ idle: { ...CALM.idle, gov: '1000' } });
    expect(totalOf(context, context.opening)).toBe(context.sheet.assetsWad);
    expect(backingOf(context, context.opening)).toBe(context.sheet.assetsWad - parseWad('3000'));
    expect(assetValueOf(context, context.opening, 'weth')).toBe(parseWad('15750000'));
  });
});

describe('measure: follows the ledger', () => {
  const context = contextOf();
  const [pool] = context.opening.pools.filter((item) => item.venueId === 'usdc-usdt');
  if (pool === undefined) throw new TypeError('the fixture has no such pool');
  const leg: Leg = {
    accountId: 'vault',
    venueId: 'usdc-usdt',
    fromId: 'usdc',
    toId: 'usdt',
    originId: 'usdc',
    amountInRaw: raw(1_000_000_000_000n),
    expectedOutRaw: raw(999_000_000_000n),
    floorOutRaw: raw(0n),
    soldWad: parseWad('1000000'),
    boughtWad: parseWad('999000'),
    isExit: false,
    pool,
  };
  const after = applySwap(context.opening, leg);

  it('a swap moves value between assets, and its cost out of the whole', () => {
    expect(totalOf(context, after)).toBe(totalOf(context, context.opening) - parseWad('1000'));
    expect(assetValueOf(context, after, 'usdc')).toBe(parseWad('35750000'));
    expect(assetValueOf(context, after, 'usdt')).toBe(parseWad('37749000'));
    const circle = context.caps.find((cap) => cap.id === 'exposure:issuer:circle');
    expect(circle === undefined ? null : capState(context, after, circle).valueWad).toBe(parseWad('35750000'));
  });

  it('a deposit adds to the venue and its operator, and to nothing else', () => {
    const placed = applyDeposit(context.opening, 'vault', 'usdc', 'aave-usdc', raw(5_000_000_000_000n));
    const valueOf = (id: string): bigint | undefined => {
      const cap = context.caps.find((item) => item.id === id);
      return cap === undefined ? undefined : capState(context, placed, cap).valueWad;
    };
    expect(valueOf('venue:aave-usdc')).toBe(parseWad('5000000'));
    expect(valueOf('exposure:venue:aave')).toBe(parseWad('5000000'));
    expect(valueOf('exposure:issuer:circle')).toBe(parseWad('36750000'));
    expect(totalOf(context, placed)).toBe(totalOf(context, context.opening));
  });

  it('what has no value could excuse a cap: it is passed only beyond that', () => {
    const seen = contextOf({ idle: { ...CALM.idle, dai: '40000000' } });
    const blind = contextOf({
      idle: { ...CALM.idle, dai: '40000000' },
      prices: { ...CALM.prices, usdc: null },
    });
    const excess = (given: typeof seen): bigint | undefined => {
      const cap = given.caps.find((item) => item.id === 'weight:max:dai');
      return cap === undefined ? undefined : capState(given, given.opening, cap).excessWad;
    };
    expect(excess(seen)).toBe(0n);
    expect(excess(blind)).toBe(0n);
    const unbounded = contextOf({ idle: { ...CALM.idle, dai: '400000000', usdc: null } });
    expect(excess(unbounded)).toBe(0n);
  });

  it('room for a purchase leaves the cap whole even after its own cost', () => {
    const room = capRoom(
      context,
      context.opening,
      { assetId: 'usdt', accountId: 'vault', venueId: null },
      { assetId: 'weth', accountId: 'vault', venueId: null },
    );
    expect(room?.by).toBe('weight:max:weth');
    const cost = ((room?.valueWad ?? 0n) * 50n) / 10_000n;
    const share = (parseWad('15750000') + (room?.valueWad ?? 0n)) * 10_000n;
    expect(share <= (parseWad('105000000') - cost) * 2_500n).toBe(true);
    expect((room?.valueWad ?? 0n) > parseWad('10400000')).toBe(true);
  });

  it('a cap that includes both sides leaves room without bound', () => {
    const place = (assetId: string) => ({ assetId, accountId: 'vault', venueId: null });
    const only = { ...context, caps: context.caps.filter((cap) => cap.id === 'exposure:issuer:tether') };
    expect(capRoom(only, context.opening, place('usdt'), place('usdt'))).toBeNull();
  });
});

describe('caps in force', () => {
  it('the stricter of document and chain', () => {
    const venues = contextOf().snapshot.vault?.venues ?? [];
    const context = contextOf({ vault: { venues: venues.map((venue) => ({ ...venue, maxBps: bps(700) })) } });
    expect(context.caps.find((cap) => cap.id === 'venue:aave-usdc')?.maxBps).toBe(700n);
  });
});
