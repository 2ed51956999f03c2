import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mulDivUp, raw } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import type { Policy } from '../policy/policy.ts';
import type { VaultAsset } from '../records/snapshot.ts';
import { chargeSwap, type SwapCharge, type SwapTrial } from './chargeSwap.ts';
import type { DecideContext } from './context.ts';
import { CALM, contextOf, IN_DOLLARS, type World } from './decide.fixture.ts';
import { guardStateOf } from './guardStateOf.ts';

const MILLION = 1_000_000_000_000n;
const trialOf = (change: Partial<SwapTrial>): SwapTrial => ({
  fromId: 'usdc',
  toId: 'usdt',
  fromDecimals: 6,
  toDecimals: 6,
  amountInRaw: raw(MILLION),
  amountOutRaw: raw(MILLION),
  isExit: false,
  ...change,
});
const charge = (context: DecideContext, change: Partial<SwapTrial>): SwapCharge =>
  chargeSwap(context, context.opening, guardStateOf(context, context.opening, 'vault'), trialOf(change));
/** A world whose vault sees an asset otherwise than its sources do. */
const seen = (assetId: string, change: Partial<VaultAsset>): Partial<World> => {
  const assets = contextOf().snapshot.vault?.assets ?? [];
  return { vault: { assets: assets.map((asset) => (asset.assetId === assetId ? { ...asset, ...change } : asset)) } };
};
const observed: Policy = {
  ...IN_DOLLARS,
  accounts: IN_DOLLARS.accounts.map((account) => ({ ...account, kind: 'safe' })),
  execution: { ...IN_DOLLARS.execution, vault: null },
};

describe('chargeSwap: refusals', () => {
  it.each<readonly [string, Partial<World>, Partial<SwapTrial>]>([
    ['UNKNOWN_ASSET', {}, { fromId: 'pepe' }],
    ['NO_PRICE', { prices: { ...CALM.prices, usdc: null } }, {}],
    ['NO_PRICE', { prices: { ...CALM.prices, usdt: null } }, { fromId: 'usdc', toId: 'usdt' }],
    ['BELOW_FLOOR', {}, { amountOutRaw: raw((MILLION * 99n) / 100n) }],
    ['ExitNotOpen', {}, { isExit: true }],
    ['StaleFeed', seen('usdc', { lowWad: null, highWad: null, priceRefusal: 'StaleFeed' }), {}],
    ['FeedsDisagree', seen('usdc', { lowWad: parseWad('0.95') }), {}],
    ['EntryForbidden', seen('usdt', { isEntryAllowed: false }), {}],
    ['WrongMode', { vault: { mode: 'frozen' } }, {}],
    ['InsufficientIdle', {}, { amountInRaw: raw(40n * MILLION), amountOutRaw: raw(40n * MILLION) }],
    [
      'WeightCapExceeded',
      { idle: { ...CALM.idle, usdt: '63000000' } },
      { amountInRaw: raw(20n * MILLION), amountOutRaw: raw(20n * MILLION) },
    ],
  ])('%s', (code, world, trial) => {
    expect(charge(contextOf(world), trial)).toMatchObject({ ok: false, code });
  });

  it('the turnover of the day: exactly what is left fits, a unit more does not, and the room is named', () => {
    const left = parseWad('1000000');
    const policy = { ...IN_DOLLARS, limits: { ...IN_DOLLARS.limits, turnoverPerDayWad: left } };
    expect(charge(contextOf({ policy }), {}).ok).toBe(true);
    const over = charge(contextOf({ policy }), { amountInRaw: raw(MILLION + 1n), amountOutRaw: raw(MILLION + 1n) });
    expect(over).toMatchObject({ ok: false, code: 'budget:turnover', headroomWad: left });
  });

  it('the loss of the day: exactly what is left fits, a unit more does not', () => {
    const policy = { ...IN_DOLLARS, limits: { ...IN_DOLLARS.limits, lossPerDayWad: parseWad('1000') } };
    expect(charge(contextOf({ policy }), { amountOutRaw: raw(MILLION - 1_000_000_000n) }).ok).toBe(true);
    expect(charge(contextOf({ policy }), { amountOutRaw: raw(MILLION - 1_000_000_001n) })).toMatchObject({
      ok: false,
      code: 'budget:loss',
    });
  });

  it('a budget tightened on chain binds before that of the document', () => {
    expect(
      charge(contextOf({ vault: { lossBurstWad: parseWad('10') } }), { amountOutRaw: raw(MILLION - 20_000_000n) }),
    ).toMatchObject({
      ok: false,
      code: 'budget:loss',
    });
  });
});

describe('chargeSwap: the floor', () => {
  const floorOf = (context: DecideContext, change: Partial<SwapTrial> = {}): bigint => {
    const verdict = charge(context, change);
    return verdict.ok ? verdict.floorOutRaw : -1n;
  };

  it('is the price less the slip, rounded up', () => {
    expect(floorOf(contextOf())).toBe((MILLION * 9_950n) / 10_000n);
    expect(floorOf(contextOf(), { amountInRaw: raw(1_000_001n), amountOutRaw: raw(1_000_001n) })).toBe(995_001n);
  });

  it('the higher one of document and contract binds, whichever it is', () => {
    expect(floorOf(contextOf(seen('usdc', { highWad: parseWad('1.004') })))).toBe(
      mulDivUp(MILLION, 1_004n * 995n, 1_000_000n),
    );
    expect(floorOf(contextOf(seen('usdc', { lowWad: parseWad('0.999'), highWad: parseWad('0.999') })))).toBe(
      (MILLION * 9_950n) / 10_000n,
    );
  });

  it('without a vault the document alone decides', () => {
    const context = contextOf({ policy: observed, hasVault: false });
    expect(guardStateOf(context, context.opening, 'vault')).toBeNull();
    expect(charge(context, {})).toMatchObject({ ok: true, floorOutRaw: (MILLION * 9_950n) / 10_000n });
  });

  it('one unit below is refused, the floor itself is not', () => {
    const floor = floorOf(contextOf());
    expect(charge(contextOf(), { amountOutRaw: raw(floor) }).ok).toBe(true);
    expect(charge(contextOf(), { amountOutRaw: raw(floor - 1n) }).ok).toBe(false);
  });
});

describe('chargeSwap: the charge', () => {
  it('sold at the consensus, bought at the consensus: only what is lost is lost', () => {
    expect(charge(contextOf(), { amountOutRaw: raw(MILLION - 1_000_000n) })).toMatchObject({
      ok: true,
      soldWad: parseWad('1000000'),
      boughtWad: parseWad('999999'),
    });
  });

  it('a gain is no loss', () => {
    const verdict = charge(contextOf(), { amountOutRaw: raw(MILLION + 5_000_000n) });
    expect(verdict.ok && verdict.boughtWad >= verdict.soldWad).toBe(true);
  });

  it('the larger charge of document and contract is booked', () => {
    const verdict = charge(contextOf(seen('usdc', { highWad: parseWad('1.003') })), {});
    expect(verdict).toMatchObject({ ok: true, soldWad: parseWad('1003000'), boughtWad: parseWad('1000000') });
  });

  it('more back is never charged more, more sold is never charged less', () => {
    const context = contextOf();
    const lostOf = (amountIn: bigint, amountOut: bigint): bigint => {
      const verdict = charge(context, { amountInRaw: raw(amountIn), amountOutRaw: raw(amountOut) });
      return verdict.ok ? (verdict.soldWad > verdict.boughtWad ? verdict.soldWad - verdict.boughtWad : 0n) : -1n;
    };
    fc.assert(
      fc.property(fc.bigInt(1_000n, MILLION), fc.bigInt(0n, 40n), fc.bigInt(0n, 40n), (amountIn, a, b) => {
        const [few, many] = a < b ? [a, b] : [b, a];
        const out = (part: bigint): bigint => (amountIn * (10_000n - part)) / 10_000n + 1n;
        const [less, more] = [lostOf(amountIn, out(few)), lostOf(amountIn, out(many))];
        expect(less >= 0n && more >= less).toBe(true);
      }),
      { numRuns: 100, seed: 2 },
    );
  });

  it('what the queue is owed is not the keeper to sell; once paid, the rest is', () => {
    const context = contextOf({ claims: [{ payout: '30000000', dueInSeconds: -1 }] });
    const sell = { fromId: 'usdt', toId: 'usdc', amountInRaw: raw(7n * MILLION), amountOutRaw: raw(7n * MILLION) };
    expect(charge(context, sell)).toMatchObject({ ok: false, code: 'InsufficientIdle' });
    const paid = { ...context.opening, claims: [] };
    const state = guardStateOf(context, paid, 'vault');
    expect(state?.vault.assets.find((asset) => asset.assetId === 'usdt')?.owedRaw).toBe(0n);
    expect(chargeSwap(context, paid, state, trialOf(sell)).ok).toBe(true);
  });
});
