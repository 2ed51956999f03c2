import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raw, valueDown, wad, type Raw, type Wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import type { Policy } from '../policy/policy.ts';
import type { Action } from '../records/plan.ts';
import type { DecideContext } from './context.ts';
import { CALM, contextOf, decimalsOf, IN_DOLLARS, IN_USDC, START, type World } from './decide.fixture.ts';
import type { Draft } from './draft.ts';
import { idleRaw } from './ledger.ts';
import { capState } from './measure.ts';
import { trade, type TradeOrder } from './trade.ts';

const withBudgets = (policy: Policy, turnover: string, loss: string): Policy => ({
  ...policy,
  limits: { ...policy.limits, turnoverPerDayWad: parseWad(turnover), lossPerDayWad: parseWad(loss) },
});
const roomy = withBudgets(IN_DOLLARS, '100000000', '5000000');
const million = (amount: number): Raw => raw(BigInt(Math.round(amount * 1_000_000)) * 1_000_000n);
const ORDER: TradeOrder = {
  priority: 'rebalance',
  fromId: 'usdc',
  toId: 'usdt',
  mostSoldWad: parseWad('1000000'),
  mostBoughtWad: null,
  mostBoughtRaw: null,
  sizedBy: 'target:usdc',
  reason: 'test',
  isExit: false,
};
const start = (context: DecideContext): Draft => ({ ledger: context.opening, actions: [], refused: [], reasons: [] });
const run = (context: DecideContext, change: Partial<TradeOrder> = {}, from = start(context)): Draft =>
  trade(context, from, { ...ORDER, ...change });
type Swap = Extract<Action, { readonly kind: 'swap' }>;
const swapsOf = (draft: Draft): Swap[] => draft.actions.filter((action) => action.kind === 'swap');
const soldOf = (draft: Draft, assetId: string): bigint =>
  swapsOf(draft).reduce((all, swap) => all + (swap.fromAssetId === assetId ? swap.amountInRaw : 0n), 0n);
const boughtOf = (draft: Draft, assetId: string): bigint =>
  swapsOf(draft).reduce((all, swap) => all + (swap.toAssetId === assetId ? swap.expectedOutRaw : 0n), 0n);
const codes = (draft: Draft): string[] => draft.refused.map((item) => item.code);

describe('trade: sizes', () => {
  const context = contextOf({ policy: roomy });

  it('sells what was ordered, sized by the rule that asked', () => {
    const done = run(context);
    expect(soldOf(done, 'usdc')).toBe(million(1));
    expect(swapsOf(done).every((swap) => swap.sizedBy === 'target:usdc')).toBe(true);
    expect(done.refused).toEqual([]);
  });

  it('buys no more than ordered, as money or as an amount, to within a basis point', () => {
    for (const bound of [{ mostBoughtWad: parseWad('250000') }, { mostBoughtRaw: million(0.25) }]) {
      const done = run(context, bound);
      expect(boughtOf(done, 'usdt')).toBeLessThanOrEqual(million(0.25));
      expect(boughtOf(done, 'usdt') * 10_000n).toBeGreaterThanOrEqual(million(0.25) * 9_998n);
    }
  });

  it('everything there is, where no most is said, and then the holding is what sized it', () => {
    const small = contextOf({ policy: roomy, idle: { ...CALM.idle, ust: '300000' } });
    const done = run(small, { fromId: 'ust', mostSoldWad: parseWad('9000000') });
    expect(soldOf(done, 'ust')).toBe(million(0.3));
    expect(swapsOf(done)[0]?.sizedBy).toBe('holding:ust');
  });

  it('takes deployed amounts back where idle ones do not reach, and no more of them', () => {
    const lent = contextOf({
      policy: roomy,
      supply: '60000000',
      idle: { ...CALM.idle, usdc: '1000000' },
      placed: { ...CALM.placed, 'aave-usdc': { own: '20000000', cash: '3000000' } },
    });
    const done = run(lent, { mostSoldWad: parseWad('2500000') });
    expect(done.refused).toEqual([]);
    expect(done.actions[0]).toMatchObject({ kind: 'withdraw', venueId: 'aave-usdc', amountRaw: million(1.5) });
    expect(soldOf(done, 'usdc')).toBe(million(2.5));
    expect(soldOf(run(lent, { mostSoldWad: null }), 'usdc')).toBeLessThanOrEqual(million(4));
  });

  it('leaves what the queue is owed', () => {
    const queued = contextOf({
      policy: withBudgets(IN_USDC, '100000000', '5000000'),
      idle: { ...CALM.idle, usdc: '25000000' },
      supply: '50000000',
      claims: [{ payout: '24000000', dueInSeconds: 3600 }],
    });
    const done = run(queued, { mostSoldWad: null });
    expect(codes(done)).toEqual([]);
    expect(soldOf(done, 'usdc')).toBe(million(1));
  });

  it('goes over the base where no pool is direct, and leaves the stock of the base as it was', () => {
    const done = run(context, { fromId: 'dai', toId: 'usdc', mostSoldWad: parseWad('1000000') });
    expect([...new Set(swapsOf(done).map((swap) => `${swap.fromAssetId} ${swap.toAssetId}`))]).toEqual([
      'dai usdt',
      'usdt usdc',
    ]);
    const made = boughtOf(done, 'usdt');
    expect(soldOf(done, 'usdt') * 1_000n).toBeGreaterThanOrEqual(made * 999n);
    expect(soldOf(done, 'usdt') * 1_000n).toBeLessThanOrEqual(made * 1_001n);
  });

  it('a budget that binds is the size, and the rest is said to wait', () => {
    for (const [policy, code] of [
      [withBudgets(IN_DOLLARS, '400000', '250000'), 'budget:turnover'],
      [withBudgets(IN_DOLLARS, '100000000', '300'), 'budget:loss'],
    ] as const) {
      const done = run(contextOf({ policy }), { mostSoldWad: parseWad('9000000') });
      expect(swapsOf(done)[0]?.sizedBy).toBe(code);
      expect(codes(done)).toEqual([code]);
    }
  });

  it('a cap on what is bought leaves its room and no more', () => {
    const narrow: Policy = {
      ...roomy,
      limits: {
        ...roomy.limits,
        exposures: roomy.limits.exposures.map((item) =>
          item.id === 'tether' ? { ...item, maxShareBps: 3_600n as typeof item.maxShareBps } : item,
        ),
      },
    };
    const done = run(contextOf({ policy: narrow }), { mostSoldWad: parseWad('9000000') });
    expect(swapsOf(done)[0]?.sizedBy).toBe('exposure:issuer:tether');
    expect(boughtOf(done, 'usdt')).toBeLessThanOrEqual(million(1.05));
    expect(soldOf(run(contextOf({ policy: narrow }), { priority: 'leaveDisabled' }), 'usdc')).toBe(million(1));
  });
});

describe('trade: refusals', () => {
  it('an asset outside the policy is no trade', () => {
    const context = contextOf();
    const draft = start(context);
    expect(run(context, { fromId: 'luna' }, draft)).toBe(draft);
    expect(run(context, { toId: 'luna' }, draft)).toBe(draft);
  });

  it.each<[string, Partial<World>, Partial<TradeOrder>, string]>([
    ['a hold', { carried: { stop: { kind: 'hold', reason: 'drill', atSeconds: START } } }, {}, 'HOLD'],
    ['our own health', { idle: { ...CALM.idle, gov: '900000' } }, { fromId: 'gov' }, 'ENDOGENOUS'],
    ['nothing known', { prices: { ...CALM.prices, dai: null } }, { fromId: 'dai' }, 'ASSET_UNKNOWN'],
    ['nodes that disagree', { agreement: 'disagreed' }, { fromId: 'usdt', toId: 'usdc' }, 'NODES_DISAGREE'],
    ['less than the least trade', {}, { mostSoldWad: parseWad('9999') }, 'BELOW_MIN_TRADE'],
    [
      'a pool far below the floor',
      { pools: { ...CALM.pools, 'ust-usdt': { price: '0.8', depth: '10000000' } } },
      { fromId: 'ust' },
      'BELOW_FLOOR',
    ],
    ['no pool at all', { pools: {} }, {}, 'NO_POOL'],
  ])('%s', (_name, world, order, code) => {
    const done = run(contextOf(world), order);
    expect(done.actions).toEqual([]);
    expect(codes(done)).toContain(code);
  });

  it('what is bought must be good to buy, but for holders and for the cash they will ask for', () => {
    const context = contextOf({ policy: roomy, prices: { ...CALM.prices, usdc: '0.985' } });
    const buying = (priority: TradeOrder['priority']): Draft =>
      run(context, { priority, fromId: 'usdt', toId: 'usdc', mostSoldWad: parseWad('100000') });
    for (const priority of ['leaveDisabled', 'cureCaps', 'rebalance'] as const) {
      expect(buying(priority).actions).toEqual([]);
      expect(codes(buying(priority))).toEqual(['BELOW_THRESHOLD']);
    }
    for (const priority of ['payRedemptions', 'restoreLiquidity'] as const)
      expect(codes(buying(priority))).not.toContain('BELOW_THRESHOLD');
  });

  it('the last small step a holder is owed is made, a small one that completes nothing is not', () => {
    const context = contextOf({ policy: roomy });
    const paying = { priority: 'payRedemptions', mostSoldWad: null } as const;
    expect(boughtOf(run(context, { ...paying, mostBoughtRaw: million(0.004) }), 'usdt')).toBeGreaterThan(0n);
    const little = contextOf({ policy: roomy, idle: { ...CALM.idle, usdc: '5000' } });
    expect(boughtOf(run(little, { ...paying, mostBoughtRaw: million(0.004) }), 'usdt')).toBeGreaterThan(0n);
    expect(codes(run(little, { ...paying, mostBoughtRaw: million(1) }))).toEqual(['BELOW_MIN_TRADE']);
  });
});

describe('trade: laws', () => {
  const whole = (low: number, high: number): fc.Arbitrary<string> => fc.integer({ min: low, max: high }).map(String);
  const world: fc.Arbitrary<Partial<World>> = fc.record({
    policy: fc.constantFrom(IN_DOLLARS, roomy, withBudgets(IN_USDC, '3000000', '900')),
    idle: fc.record({
      usdt: whole(0, 60_000_000),
      usdc: whole(0, 60_000_000),
      dai: whole(0, 20_000_000),
      ust: whole(0, 6_000_000),
      weth: whole(0, 10_000),
    }),
    placed: fc.record({ own: whole(0, 20_000_000), cash: whole(0, 30_000_000) }).map((lent) => ({
      ...CALM.placed,
      'aave-usdc': lent,
    })),
    pools: whole(500_000, 40_000_000).map((depth) => ({
      ...CALM.pools,
      'usdc-usdt': { price: '1', depth },
      'dai-usdt': { price: '1', depth },
    })),
  });
  const pair = fc.constantFrom(['usdc', 'usdt'], ['usdt', 'usdc'], ['dai', 'usdc'], ['weth', 'usdt'], ['usdt', 'weth']);
  const most = fc.option(fc.integer({ min: 0, max: 30_000_000 }), { nil: null });
  const money = (whole: number | null): Wad | null => (whole === null ? null : parseWad(String(whole)));
  const priority = fc.constantFrom<TradeOrder['priority']>('payRedemptions', 'leaveDisabled', 'cureCaps', 'rebalance');

  it('no bound of the order, no budget, no floor and no cap of its own is passed, and nothing is sold twice', () => {
    fc.assert(
      fc.property(world, pair, most, most, priority, (change, [fromId = '', toId = ''], sell, buy, first) => {
        const context = contextOf(change);
        const order = { priority: first, fromId, toId, mostSoldWad: money(sell), mostBoughtWad: money(buy) };
        const done = run(context, order);
        const worth = (assetId: string, amountRaw: bigint): bigint => {
          const mark = context.sheet.prices.find((price) => price.assetId === assetId)?.markWad ?? wad(0n);
          return valueDown(raw(amountRaw), decimalsOf(context.policy, assetId), mark);
        };
        const sold = soldOf(done, fromId);
        const bought = boughtOf(done, toId);
        if (sell !== null) expect(worth(fromId, sold)).toBeLessThanOrEqual(parseWad(String(sell)));
        if (buy !== null) expect(worth(toId, bought)).toBeLessThanOrEqual(parseWad(String(buy)));
        expect(done.ledger.soldWad).toBeLessThanOrEqual(done.ledger.turnoverLeftWad);
        expect(done.ledger.lostWad).toBeLessThanOrEqual(done.ledger.lossLeftWad);
        for (const swap of swapsOf(done)) expect(swap.floorOutRaw).toBeLessThanOrEqual(swap.expectedOutRaw);
        for (const holding of done.ledger.holdings) expect(holding.amountRaw ?? 0n).toBeGreaterThanOrEqual(0n);
        expect(idleRaw(done.ledger, 'vault', toId)).toBeGreaterThanOrEqual(0n);
        if (first !== 'cureCaps' && first !== 'rebalance') return;
        for (const cap of context.caps) {
          const [was, is] = [capState(context, context.opening, cap), capState(context, done.ledger, cap)];
          if (is.valueWad > was.valueWad) expect(is.excessWad).toBe(0n);
        }
      }),
      { numRuns: 60, seed: 20_230_311 },
    );
  });

  it('what is left of an order goes no further than the order', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 20_000, max: 20_000_000 }), (change, sell) => {
        const context = contextOf(change);
        const once = run(context, { mostSoldWad: money(sell) });
        const left = BigInt(sell) * 1_000_000n - soldOf(once, 'usdc');
        const again = run(context, { mostSoldWad: wad(left * 1_000_000_000_000n) }, once);
        expect(soldOf(again, 'usdc')).toBeLessThanOrEqual(BigInt(sell) * 1_000_000n);
        expect(again.actions.slice(0, once.actions.length)).toEqual(once.actions);
        expect(again.actions.map((action) => action.index)).toEqual(again.actions.map((_action, index) => index));
      }),
      { numRuns: 40, seed: 20_230_311 },
    );
  });
});
