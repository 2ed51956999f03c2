import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BPS, bps, raw, subFloor, wad, WAD, type Raw } from '../units/amounts.ts';
import type { Policy } from '../policy/policy.ts';
import type { Action } from '../records/plan.ts';
import { bookWithdrawals } from './bookLegs.ts';
import type { DecideContext } from './context.ts';
import { CALM, contextOf, IN_USDC, thinkOf } from './decide.fixture.ts';
import type { Draft } from './draft.ts';
import { deployedOf, idleRaw, reachableRaw } from './ledger.ts';

// Two venues of the same asset; by their names the dear one would come first.
const dear = (penaltyBps: number): Policy => ({
  ...IN_USDC,
  venues: IN_USDC.venues.map((venue) => ({
    ...venue,
    ...(venue.id === 'savings-dai' ? { assets: ['usdc'] } : {}),
    exitPenaltyBps: bps(venue.id === 'aave-usdc' ? penaltyBps : 0),
  })),
});
const million = (amount: number): Raw => raw(BigInt(Math.round(amount * 1_000_000)) * 1_000_000n);
const placed = {
  'aave-usdt': { own: '0', cash: '50000000' },
  'aave-usdc': { own: '4000000', cash: '50000000' },
  'savings-dai': { own: '4000000', cash: '50000000' },
};
const idle = { ...CALM.idle, usdc: '28750000' };
const at = (penaltyBps: number): DecideContext => contextOf({ policy: dear(penaltyBps), placed, idle });
const PURPOSE = { priority: 'payRedemptions', reason: 'test', sizedBy: 'test' } as const;
const take = (context: DecideContext, millions: number): Draft =>
  bookWithdrawals(
    context,
    { ledger: context.opening, actions: [], refused: [], reasons: [] },
    PURPOSE,
    'vault',
    'usdc',
    raw(idleRaw(context.opening, 'vault', 'usdc') + million(millions)),
  );
const taken = ({ actions }: Draft): string[] =>
  actions.flatMap((action: Action) =>
    action.kind === 'withdraw' ? [`${action.venueId} ${action.amountRaw} ${action.expectedCostWad}`] : [],
  );

describe('a withdrawal from a venue with an exit penalty', () => {
  it('comes after those that cost nothing, and without penalties the names decide', () => {
    expect(taken(take(at(0), 3))).toEqual(['aave-usdc 3000000000000 0']);
    expect(taken(take(at(50), 3))).toEqual(['savings-dai 3000000000000 0']);
  });

  it('counts what the venue keeps as its cost, as lost, and as gone', () => {
    const context = at(50);
    const done = take(context, 5.99);
    // 1.99m arrive, 2.0m are given up.
    expect(taken(done)).toEqual(['savings-dai 4000000000000 0', `aave-usdc 1990000000000 ${10_000n * WAD}`]);
    expect(done.ledger.lostWad).toBe(wad(10_000n * WAD));
    const [left] = deployedOf(done.ledger, 'vault', 'usdc');
    expect([left?.venueId, left?.amountRaw]).toEqual(['aave-usdc', million(2)]);
  });

  it('reaches no further than the penalty leaves', () => {
    const context = at(50);
    expect(taken(take(context, 100))).toEqual([
      'savings-dai 4000000000000 0',
      `aave-usdc 3980000000000 ${20_000n * WAD}`,
    ]);
    expect(taken(take(at(10_000), 100))).toEqual(['savings-dai 4000000000000 0']);
  });

  it('gives up at least its penalty and never more than is there, whatever is asked', () => {
    const context = at(50);
    const amounts = fc.bigInt({ min: 1n, max: 9_000_000_000_000n });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), amounts, (penalty, asked) => {
        const opening = { ...context.opening, exitPenalties: new Map([['aave-usdc', bps(penalty)]]) };
        const draft: Draft = { ledger: opening, actions: [], refused: [], reasons: [] };
        const wanted = raw(idleRaw(opening, 'vault', 'usdc') + asked);
        const { ledger } = bookWithdrawals({ ...context, opening }, draft, PURPOSE, 'vault', 'usdc', wanted);
        const insideOf = (from: typeof ledger): bigint =>
          from.holdings.find((item) => item.venueId === 'aave-usdc')?.amountRaw ?? 0n;
        const given = insideOf(opening) - insideOf(ledger);
        const got = subFloor(raw(idleRaw(ledger, 'vault', 'usdc') - idleRaw(opening, 'vault', 'usdc')), million(4));
        expect(insideOf(ledger)).toBeGreaterThanOrEqual(0n);
        expect(got * BPS).toBeLessThanOrEqual(given * (BPS - BigInt(penalty)));
        for (const holding of ledger.holdings) expect(reachableRaw(ledger, holding)).toBeGreaterThanOrEqual(0n);
      }),
    );
  });

  it('shows its cost in the plan, and what it lost is spent of the budget of the day', () => {
    const claims = [{ payout: '36000000', dueInSeconds: -60 }];
    const cheap = thinkOf({ policy: dear(0), placed, idle, claims });
    // So little that no pool is cheaper.
    const costly = thinkOf({ policy: dear(1), placed, idle, claims });
    const withdrawn = (turn: typeof cheap): string[] =>
      turn.plan.actions.flatMap((action) => (action.kind === 'withdraw' ? [action.venueId] : []));
    expect([withdrawn(cheap)[0], withdrawn(costly)[0]]).toEqual(['aave-usdc', 'savings-dai']);
    expect(
      costly.plan.actions.find((action) => action.kind === 'withdraw' && action.venueId === 'aave-usdc'),
    ).toMatchObject({
      priority: 'payRedemptions',
      // 3.25m arrive.
      expectedCostWad: expect.toSatisfy((cost: bigint) => cost >= 325n * WAD && cost < 326n * WAD),
    });
    const lost = (turn: typeof cheap): bigint => turn.plan.lossBudgetUsedWad;
    expect(lost(costly)).toBeGreaterThan(lost(cheap));
  });
});
