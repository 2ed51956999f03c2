import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, raw, wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import { swapExactIn } from '../markets/swapExactIn.ts';
import type { Priority, RefusedAction } from '../records/plan.ts';
import { applySwap } from './bookLedger.ts';
import type { DecideContext } from './context.ts';
import { CALM, contextOf, IN_DOLLARS } from './decide.fixture.ts';
import { book, comesBefore, costOf, money, note, PRIORITIES, refuse, type Draft, type Step } from './draft.ts';
import type { Ledger, Leg } from './ledger.ts';

/** Three quarters of the reserve in USDC: its weight and its issuer stand above their caps. */
const crowded = contextOf({
  policy: {
    ...IN_DOLLARS,
    limits: { ...IN_DOLLARS.limits, turnoverPerDayWad: parseWad('90000000'), lossPerDayWad: parseWad('5000000') },
  },
  idle: { ...CALM.idle, usdt: '12000000', usdc: '72000000' },
  supply: '50000000',
});
const empty = (context: DecideContext): Draft => ({
  ledger: context.opening,
  actions: [],
  refused: [],
  reasons: [],
});
const limitsOf = (draft: Draft): string[] =>
  draft.actions.flatMap((action) => action.worsens.map((item) => item.limitId)).toSorted();

/** One exchange of whole dollars as a step of a priority, whatever a contract would say to it. */
function swapStep(ledger: Ledger, priority: Priority, fromId: string, toId: string, dollars: number): Step {
  const pool = ledger.pools.find(
    (item) => [item.asset0, item.asset1].toSorted().join() === [fromId, toId].toSorted().join(),
  );
  if (pool === undefined) throw new TypeError('the fixture trades this pair');
  const amountInRaw = raw(BigInt(dollars) * 1_000_000n);
  const { amountOutRaw, pool: poolAfter } = swapExactIn(pool, pool.asset0 === fromId, amountInRaw);
  const leg: Leg = {
    accountId: 'vault',
    venueId: pool.venueId,
    fromId,
    toId,
    originId: fromId,
    amountInRaw,
    expectedOutRaw: amountOutRaw,
    floorOutRaw: raw(0n),
    soldWad: parseWad(String(dollars)),
    boughtWad: parseWad(String(dollars)),
    isExit: false,
    pool: poolAfter,
  };
  const after = applySwap(ledger, leg);
  const action = {
    kind: 'swap',
    priority,
    accountId: 'vault',
    venueId: leg.venueId,
    fromAssetId: fromId,
    toAssetId: toId,
    amountInRaw: leg.amountInRaw,
    expectedOutRaw: leg.expectedOutRaw,
    floorOutRaw: leg.floorOutRaw,
    isExit: false,
    soldWad: leg.soldWad,
    boughtWad: leg.boughtWad,
    reason: 'test',
    sizedBy: 'test',
    expectedCostWad: costOf(crowded, ledger, after),
  } as const;
  return { action, after };
}
const CIRCLE = ['exposure:issuer:circle', 'weight:max:usdc'];

describe('book: what may be worsened', () => {
  const buy = (priority: Priority): Draft =>
    book(crowded, empty(crowded), [swapStep(crowded.opening, priority, 'usdt', 'usdc', 1_000_000)]);

  it.each<Priority>(['payRedemptions', 'restrictIntake', 'leaveDisabled', 'restoreLiquidity'])(
    '%s comes before caps: it may pass them, and names each with the path back',
    (priority) => {
      const booked = buy(priority);
      expect(booked.actions).toHaveLength(1);
      expect(limitsOf(booked)).toEqual(CIRCLE);
      expect(booked.actions[0]?.worsens.every((item) => item.pathBack.startsWith('cureCaps '))).toBe(true);
    },
  );

  it.each<Priority>(['cureCaps', 'rebalance', 'deposit'])(
    '%s may not: it is refused and nothing is booked',
    (priority) => {
      const booked = buy(priority);
      expect(booked.actions).toEqual([]);
      expect(booked.ledger).toBe(crowded.opening);
      expect(booked.refused).toMatchObject([
        { kind: 'swap', subject: 'usdt → usdc', priority, code: 'WORSENS_BREACHED_LIMIT' },
      ]);
    },
  );

  it('what lowers a breached cap is booked without a word', () => {
    const booked = book(crowded, empty(crowded), [swapStep(crowded.opening, 'cureCaps', 'usdc', 'usdt', 1_000_000)]);
    expect([booked.actions.length, limitsOf(booked), booked.refused]).toEqual([1, [], []]);
  });

  it('steps that belong together are judged by where they end', () => {
    const into = swapStep(crowded.opening, 'rebalance', 'usdt', 'usdc', 1_000_000);
    const out = swapStep(into.after, 'rebalance', 'usdc', 'usdt', 2_000_000);
    const both = book(crowded, empty(crowded), [into, out]);
    expect(both.actions.map((action) => action.index)).toEqual([0, 1]);
    expect([limitsOf(both), both.refused]).toEqual([[], []]);
    const worse = swapStep(out.after, 'rebalance', 'usdt', 'usdc', 3_000_000);
    const none = book(crowded, empty(crowded), [into, out, worse]);
    expect([none.actions, none.ledger]).toEqual([[], crowded.opening]);
  });

  it('an index goes on where the plan ended, and no steps change nothing', () => {
    const once = book(crowded, empty(crowded), [swapStep(crowded.opening, 'cureCaps', 'usdc', 'usdt', 1_000_000)]);
    const twice = book(crowded, once, [swapStep(once.ledger, 'cureCaps', 'usdc', 'usdt', 1_000_000)]);
    expect(twice.actions.map((action) => action.index)).toEqual([0, 1]);
    expect(book(crowded, twice, [])).toBe(twice);
  });

  it('cash below what a horizon asks for is named before it is restored, and left to its own sizing after', () => {
    const rung = { horizon: 'now', heldWad: wad(5n), requiredWad: wad(10n), coverageBps: bps(1_000) } as const;
    const ledger: Ledger = { ...crowded.opening, rungs: [{ ...rung, cashWad: wad(5n) }] };
    const after: Ledger = { ...ledger, rungs: [{ ...rung, cashWad: wad(4n) }] };
    const bookedBy = (priority: Priority): string[] => {
      const { action } = swapStep(crowded.opening, priority, 'usdc', 'usdt', 1_000_000);
      return limitsOf(book(crowded, { ...empty(crowded), ledger }, [{ action, after }]));
    };
    expect(bookedBy('leaveDisabled')).toEqual(['liquidity:now']);
    expect(bookedBy('restoreLiquidity')).toEqual([]);
    expect(bookedBy('cureCaps')).toEqual([]);
  });

  it('whatever the priority, pair and size: booked and later limits named, or refused and nothing changed', () => {
    const cured: Readonly<Record<string, Priority>> = { exposure: 'cureCaps', weight: 'cureCaps', venue: 'cureCaps' };
    fc.assert(
      fc.property(
        fc.constantFrom(...PRIORITIES),
        fc.constantFrom(['usdt', 'usdc'], ['usdc', 'usdt'], ['usdt', 'dai']),
        fc.integer({ min: 20_000, max: 4_000_000 }),
        (priority, [fromId = '', toId = ''], dollars) => {
          const start = empty(crowded);
          const step = swapStep(crowded.opening, priority, fromId, toId, dollars);
          const booked = book(crowded, start, [step]);
          if (booked.actions.length === 0) {
            expect(booked.ledger).toBe(start.ledger);
            expect(booked.refused).toHaveLength(1);
            return;
          }
          expect(booked.ledger).toBe(step.after);
          for (const limitId of limitsOf(booked)) {
            const cure = cured[limitId.split(':')[0] ?? ''] ?? 'restoreLiquidity';
            expect(comesBefore(priority, cure)).toBe(true);
          }
        },
      ),
      { numRuns: 80, seed: 7 },
    );
  });
});

describe('refuse and note', () => {
  const refusal: RefusedAction = {
    kind: 'swap',
    subject: 'usdc → usdt',
    priority: 'rebalance',
    code: 'NO_POOL',
    reason: 'none',
    headroomWad: null,
  };
  it('one refusal of one thing by one rule is said once; another rule, subject or priority is another', () => {
    const others: readonly Partial<RefusedAction>[] = [
      { code: 'LEVEL' },
      { subject: 'dai → usdt' },
      { priority: 'cureCaps' },
      { kind: 'deposit' },
    ];
    const start = refuse(empty(crowded), refusal);
    expect(refuse(start, { ...refusal, reason: 'in other words' })).toBe(start);
    const all = others.reduce((done, change) => refuse(done, { ...refusal, ...change }), start);
    expect(all.refused).toHaveLength(5);
  });
  it('reasons stand in the order they were found', () => {
    expect(note(note(empty(crowded), 'first'), 'second').reasons).toEqual(['first', 'second']);
  });
});

describe('words and order', () => {
  it.each([
    ['0', '0 usd'],
    ['999', '999 usd'],
    ['1000', '1,000 usd'],
    ['1234567', '1,234,567 usd'],
  ])('%s is %s', (amount, said) => {
    expect(money(crowded, parseWad(amount))).toBe(said);
  });
  it('priorities are one strict order', () => {
    for (const [at, one] of PRIORITIES.entries())
      for (const [place, other] of PRIORITIES.entries()) expect(comesBefore(one, other)).toBe(at < place);
  });
});
