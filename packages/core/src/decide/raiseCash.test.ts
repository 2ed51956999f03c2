import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, raw, type Raw } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import type { Policy } from '../policy/policy.ts';
import type { Action } from '../records/plan.ts';
import type { DecideContext } from './context.ts';
import { CALM, contextOf, IN_DOLLARS, IN_USDC, START, vaultOf, type World } from './decide.fixture.ts';
import type { Draft } from './draft.ts';
import { idleRaw } from './ledger.ts';
import { isExitOpen, raiseCash } from './raiseCash.ts';

const roomy = (policy: Policy): Policy => ({
  ...policy,
  limits: { ...policy.limits, turnoverPerDayWad: parseWad('200000000'), lossPerDayWad: parseWad('9000000') },
});
const million = (amount: number): Raw => raw(BigInt(Math.round(amount * 1_000_000)) * 1_000_000n);
const raise = (context: DecideContext, payoutId: string, neededRaw: Raw, from?: Draft): Draft =>
  raiseCash(
    context,
    from ?? { ledger: context.opening, actions: [], refused: [], reasons: [] },
    'vault',
    payoutId,
    neededRaw,
  );
const soldIn = (draft: Draft): string[] => [
  ...new Set(draft.actions.flatMap((action) => (action.kind === 'swap' ? [action.fromAssetId] : []))),
];
const kinds = (draft: Draft): Action['kind'][] => draft.actions.map((action) => action.kind);

describe('raiseCash', () => {
  it('does nothing where the cash is there', () => {
    const context = contextOf({ policy: IN_USDC });
    const start: Draft = { ledger: context.opening, actions: [], refused: [], reasons: [] };
    expect(raise(context, 'usdc', million(36.75), start)).toBe(start);
    expect(raise(context, 'usdc', raw(0n), start)).toBe(start);
  });

  it('takes back from venues first, no more than they can return, and sells for the rest alone', () => {
    const context = contextOf({
      policy: roomy(IN_USDC),
      idle: { ...CALM.idle, usdc: '1000000' },
      placed: { ...CALM.placed, 'aave-usdc': { own: '10000000', cash: '4000000' } },
    });
    const within = raise(context, 'usdc', million(3));
    expect(within.actions).toMatchObject([{ kind: 'withdraw', venueId: 'aave-usdc', amountRaw: million(2) }]);
    const beyond = raise(context, 'usdc', million(6));
    expect(kinds(beyond)[0]).toBe('withdraw');
    expect(beyond.actions[0]).toMatchObject({ amountRaw: million(4) });
    expect(soldIn(beyond)).toEqual(['usdt']);
    expect(idleRaw(beyond.ledger, 'vault', 'usdc')).toBeGreaterThanOrEqual(million(6));
  });

  it('sells what leaves anyway, then surplus, then what is sound, and what is in doubt last', () => {
    const context = contextOf({
      policy: roomy(IN_DOLLARS),
      prices: { ...CALM.prices, ust: '0.97', dai: '0.985' },
      pools: {
        ...CALM.pools,
        'ust-usdt': { price: '0.97', depth: '10000000' },
        'dai-usdt': { price: '0.985', depth: '20000000' },
      },
      fallenSince: { ust: START - 7200 },
      idle: { usdt: '0', usdc: '40000000', dai: '3000000', ust: '2000000', weth: '1000' },
    });
    const all = raise(context, 'usdt', million(90));
    expect(soldIn(all)).toEqual(['ust', 'usdc', 'weth', 'dai']);
    expect(all.actions.every((action) => action.priority === 'payRedemptions')).toBe(true);
    expect(soldIn(raise(context, 'usdt', million(1)))).toEqual(['ust']);
    expect(soldIn(raise(context, 'usdt', million(10)))).toEqual(['ust', 'usdc']);
  });

  it('never sells what nobody can price, nor what depends on our own health', () => {
    const context = contextOf({
      policy: roomy(IN_DOLLARS),
      prices: { ...CALM.prices, dai: null },
      idle: { usdt: '0', usdc: '1000000', dai: '30000000', ust: '0', weth: '0', gov: '900000' },
    });
    const done = raise(context, 'usdt', million(20));
    expect(soldIn(done)).toEqual(['usdc']);
    expect(done.refused.filter((item) => !item.subject.startsWith('usdc'))).toEqual([]);
  });

  it('under a hold nothing is sold: what venues return is all there is, and the plan says so', () => {
    const context = contextOf({
      policy: IN_USDC,
      carried: { stop: { kind: 'hold', reason: 'drill', atSeconds: START } },
      idle: { ...CALM.idle, usdc: '0' },
      placed: { ...CALM.placed, 'aave-usdc': { own: '2000000', cash: '9000000' } },
    });
    const held = raise(context, 'usdc', million(5));
    expect(kinds(held)).toEqual(['withdraw']);
    expect(held.refused.map((item) => item.code)).toContain('HOLD');
  });

  it('reaches the need or all it may sell, never past it by more than a basis point, inside both budgets', () => {
    const whole = (most: number): fc.Arbitrary<string> => fc.integer({ min: 0, max: most }).map(String);
    const world: fc.Arbitrary<Partial<World>> = fc.record({
      policy: fc.constantFrom(IN_USDC, roomy(IN_USDC)),
      idle: fc.record({
        usdt: whole(30_000_000),
        usdc: whole(30_000_000),
        dai: whole(10_000_000),
        ust: whole(3_000_000),
        weth: whole(9_000),
      }),
      placed: fc.record({ own: whole(20_000_000), cash: whole(20_000_000) }).map((lent) => ({
        ...CALM.placed,
        'aave-usdc': lent,
      })),
      prices: fc.constantFrom('1', '0.985', '0.97').map((ust) => ({ ...CALM.prices, ust })),
      fallenSince: fc.constantFrom<World['fallenSince']>({}, { ust: START - 7200 }),
    });
    fc.assert(
      fc.property(world, fc.integer({ min: 0, max: 60 }), (change, millions) => {
        const context = contextOf(change);
        const needed = million(millions);
        const before = idleRaw(context.opening, 'vault', 'usdc');
        const done = raise(context, 'usdc', needed);
        const after = idleRaw(done.ledger, 'vault', 'usdc');
        const short = needed > before ? needed - before : 0n;
        expect(after).toBeGreaterThanOrEqual(before);
        expect(after).toBeLessThanOrEqual((short === 0n ? before : needed) + short / 10_000n + 1n);
        expect(done.ledger.soldWad).toBeLessThanOrEqual(done.ledger.turnoverLeftWad);
        expect(done.ledger.lostWad).toBeLessThanOrEqual(done.ledger.lossLeftWad);
        expect(soldIn(done)).not.toContain('usdc');
        for (const holding of done.ledger.holdings) expect(holding.amountRaw ?? 0n).toBeGreaterThanOrEqual(0n);
        if (after >= needed) expect(raise(context, 'usdc', needed, done)).toBe(done);
      }),
      { numRuns: 60, seed: 20_230_311 },
    );
  });
});

/** The law with a share that each venue named keeps of what leaves it. */
const keeping = (shares: Readonly<Record<string, number>>, policy = roomy(IN_USDC)): Policy => ({
  ...policy,
  venues: policy.venues.map((venue) => ({ ...venue, exitPenaltyBps: bps(shares[venue.id] ?? 0) })),
});
const stepsOf = (draft: Draft): string[] =>
  draft.actions.flatMap((action) =>
    action.kind === 'swap' ? [`sell ${action.fromAssetId}`] : action.kind === 'withdraw' ? [action.venueId] : [],
  );

describe('raiseCash, where a venue keeps a share of what leaves it', () => {
  const lent = {
    idle: { ...CALM.idle, usdc: '0' },
    placed: { ...CALM.placed, 'aave-usdc': { own: '10000000', cash: '50000000' } },
  };
  const at = (share: number, more: Partial<World> = {}): DecideContext =>
    contextOf({ policy: keeping({ 'aave-usdc': share }), ...lent, ...more });

  it('sells first what costs less than that share, and no unit that costs more', () => {
    // The cheaper of the two pools takes 0.01 % and more: for that the venue is left first, at 3 % it is not left at all.
    expect(stepsOf(raise(at(1), 'usdc', million(3)))).toEqual(['aave-usdc']);
    const dear = raise(at(300), 'usdc', million(3));
    expect(new Set(stepsOf(dear))).toEqual(new Set(['sell usdt']));
    for (const share of [6, 20, 60]) {
      const done = raise(at(share), 'usdc', million(9));
      const first = done.actions.filter((action) => action.kind === 'swap');
      const index = done.actions.findIndex((action) => action.kind === 'withdraw');
      for (const swap of first.filter((action) => action.index < index)) {
        const kept = Number(swap.boughtWad) / Number(swap.soldWad);
        expect(kept).toBeGreaterThan(1 - share / 10_000);
      }
      expect(idleRaw(done.ledger, 'vault', 'usdc')).toBeGreaterThanOrEqual(million(9));
    }
  });

  it('without a share it is left before anything is sold, as ever', () => {
    expect(stepsOf(raise(at(0), 'usdc', million(3)))).toEqual(['aave-usdc']);
  });

  it('loses no more than by leaving the venue alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 9 }), (share, millions) => {
        const context = at(share);
        const done = raise(context, 'usdc', million(millions));
        const spent = done.actions.reduce((total, action) => total + Number(action.expectedCostWad), 0);
        // The least trade may be left to the venue.
        const alone = (millions * 1e24 * share) / (10_000 - share);
        expect(spent).toBeLessThanOrEqual(alone * 1.001 + 1e18);
        expect(idleRaw(done.ledger, 'vault', 'usdc')).toBeGreaterThanOrEqual(million(millions));
      }),
      { numRuns: 25, seed: 20_230_311 },
    );
  });

  it('where all of it is not enough, raises no less than by leaving every venue first', () => {
    const idle = { usdt: '2000000', usdc: '500000', dai: '7000000', ust: '0', weth: '0' };
    const placed = {
      ...CALM.placed,
      'aave-usdt': { own: '5000000', cash: '50000000' },
      'aave-usdc': { own: '2000000', cash: '10000000' },
    };
    const pools = {
      ...CALM.pools,
      'usdc-usdt': { price: '1', depth: '300000000' },
      'usdc-usdt-5': { price: '1', depth: '300000000' },
      'dai-usdt': { price: '1', depth: '300000000' },
    };
    const policy = keeping({ 'aave-usdt': 5 });
    const tight = { ...policy, limits: { ...policy.limits, turnoverPerDayWad: parseWad('8000000') } };
    // Two exchanges for each unit of DAI: sold before the venue of USDT is left, it would use the turnover up at 7.5m.
    const scarce = raise(contextOf({ policy: tight, idle, placed, pools }), 'usdc', million(10.2));
    expect(idleRaw(scarce.ledger, 'vault', 'usdc')).toBeGreaterThan(million(8.6));
    const shallow = raise(
      contextOf({
        policy: keeping({ 'aave-usdc': 20, 'aave-usdt': 60 }),
        idle: { usdt: '9000000', usdc: '0', dai: '0', ust: '0', weth: '0' },
        placed: { ...placed, 'aave-usdc': { own: '8000000', cash: '10000000' } },
        pools: {
          ...CALM.pools,
          'usdc-usdt': { price: '1', depth: '1000000' },
          'usdc-usdt-5': { price: '1', depth: '20000000' },
        },
      }),
      'usdc',
      million(13.8),
    );
    // In two pieces each held to the floor by itself it would be 10.66m.
    expect(idleRaw(shallow.ledger, 'vault', 'usdc')).toBeGreaterThan(million(11.1));
  });

  it('doubtful assets wait even for a dear venue', () => {
    const doubtful = at(300, {
      prices: { ...CALM.prices, dai: '0.985' },
      pools: { ...CALM.pools, 'dai-usdt': { price: '0.985', depth: '20000000' } },
      idle: { usdt: '0', usdc: '0', dai: '5000000', ust: '0', weth: '0' },
    });
    expect(stepsOf(raise(doubtful, 'usdc', million(3)))).toEqual(['aave-usdc']);
  });

  it('what must leave a dear venue before it is sold costs both, and its share is charged to the budget of the sale', () => {
    const policy = keeping({ 'aave-usdt': 100 });
    const both = contextOf({
      policy,
      idle: { usdt: '2000000', usdc: '0', dai: '0', ust: '0', weth: '0' },
      placed: { ...CALM.placed, 'aave-usdt': { own: '30000000', cash: '50000000' } },
    });
    expect(stepsOf(raise(both, 'usdc', million(1))).includes('aave-usdt')).toBe(false);
    const beyond = raise(both, 'usdc', million(5));
    expect(stepsOf(beyond).indexOf('aave-usdt')).toBeGreaterThan(0);
    const tight = (loss: string): Draft =>
      raise(
        contextOf({
          policy: { ...policy, limits: { ...policy.limits, lossPerDayWad: parseWad(loss) } },
          idle: { usdt: '0', usdc: '0', dai: '0', ust: '0', weth: '0' },
          placed: { ...CALM.placed, 'aave-usdt': { own: '30000000', cash: '50000000' } },
        }),
        'usdc',
        million(5),
      );
    for (const loss of ['5000', '20000', '40000']) {
      const { ledger } = tight(loss);
      expect(ledger.lostWad).toBeLessThanOrEqual(ledger.lossLeftWad);
      // 1 % for the venue and a little for the pool: the budget is used, and not twice.
      expect(Number(ledger.lostWad)).toBeGreaterThan(0.98 * Number(ledger.lossLeftWad));
      const raised = Number(idleRaw(ledger, 'vault', 'usdc')) / 1e6;
      expect(raised).toBeGreaterThan(Number(loss) / 0.0125);
      expect(raised).toBeLessThan(Number(loss) / 0.0101);
    }
    expect(idleRaw(tight('90000').ledger, 'vault', 'usdc')).toBeGreaterThanOrEqual(million(5));
  });
});

describe('isExitOpen', () => {
  const vault = vaultOf({ ...CALM, policy: IN_DOLLARS });
  const open = (isOpen: boolean): Partial<World> => ({
    vault: {
      assets: vault.assets.map((asset) => ({ ...asset, isExitOpen: asset.assetId === 'ust' ? isOpen : false })),
    },
  });
  it('is what the chain says, and without a vault the document decides alone', () => {
    expect(isExitOpen(contextOf(open(true)), 'ust')).toBe(true);
    expect(isExitOpen(contextOf(open(false)), 'ust')).toBe(false);
    expect(isExitOpen(contextOf(open(true)), 'usdc')).toBe(false);
    expect(isExitOpen(contextOf({ hasVault: false }), 'usdc')).toBe(true);
  });
});
