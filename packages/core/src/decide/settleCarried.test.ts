import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raw, wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import { DAY_SECONDS } from '../units/time.ts';
import type { CarriedState } from '../records/carried.ts';
import type { Plan, Receipt } from '../records/plan.ts';
import { CALM, IN_DOLLARS, receiptOf, START, swapsOf, thinkOf } from './decide.fixture.ts';
import { drainBudgets, settleCarried } from './settleCarried.ts';

const policy = IN_DOLLARS;
const { plan, carried } = thinkOf({ idle: { ...CALM.idle, weth: '20000' } });
const settle = (receipts: readonly Receipt[], from: CarriedState = carried): CarriedState =>
  settleCarried({ carried: from, plan, receipts, policy });
const swap = swapsOf(plan)[0] ?? fail();

function fail(): never {
  throw new TypeError('the fixture plans no swap');
}

describe('settleCarried: refusals', () => {
  it('refuses a receipt of another plan, and one of no action', () => {
    const other: Plan = { ...plan, cycle: 99 };
    expect(() => settle([receiptOf(other, swap, 'confirmed')])).toThrow(
      expect.objectContaining({ code: 'DECIDE_RECEIPT_OF_OTHER_PLAN', retryable: false }),
    );
    expect(() => settle([receiptOf(plan, { ...swap, index: 77 }, 'confirmed')])).toThrow(
      expect.objectContaining({ code: 'DECIDE_RECEIPT_OF_OTHER_PLAN' }),
    );
  });
});

describe('settleCarried: budgets', () => {
  it.each(['simulated', 'proposed', 'reverted', 'refused', 'skipped'] as const)('%s spends nothing', (outcome) => {
    const after = settle([receiptOf(plan, swap, outcome)]);
    expect([after.lossUsedWad, after.turnoverUsedWad]).toEqual([carried.lossUsedWad, carried.turnoverUsedWad]);
  });

  it('a confirmed swap spends its turnover and its loss as planned', () => {
    const after = settle([receiptOf(plan, swap, 'confirmed')]);
    expect(after.turnoverUsedWad).toBe(swap.soldWad);
    expect(after.lossUsedWad).toBe(swap.soldWad - swap.boughtWad);
  });

  it('less came back than expected: the loss is what really was lost', () => {
    const half = raw(swap.expectedOutRaw / 2n);
    const after = settle([receiptOf(plan, swap, 'confirmed', { amountOutRaw: half })]);
    expect(after.lossUsedWad).toBe(swap.soldWad - (swap.boughtWad * half) / swap.expectedOutRaw);
  });

  it('more came back than expected: never less than no loss', () => {
    const after = settle([receiptOf(plan, swap, 'confirmed', { amountOutRaw: raw(swap.expectedOutRaw * 2n) })]);
    expect(after.lossUsedWad).toBe(0n);
  });

  it('an amount nobody reported counts as planned', () => {
    const after = settle([receiptOf(plan, swap, 'confirmed', { amountOutRaw: null })]);
    expect(after.lossUsedWad).toBe(swap.soldWad - swap.boughtWad);
  });

  it('what a venue keeps of a withdrawal is spent as planned, once it is confirmed', () => {
    const withdrawal = { ...swap, kind: 'withdraw', assetId: 'usdt', amountRaw: raw(1n) } as const;
    const action = { ...withdrawal, venueId: 'aave-usdt', expectedCostWad: wad(7n) };
    const costly: Plan = { ...plan, actions: [action] };
    const lost = (outcome: Receipt['outcome']): bigint =>
      settleCarried({ carried, plan: costly, receipts: [receiptOf(costly, action, outcome)], policy }).lossUsedWad;
    expect([lost('confirmed'), lost('reverted')]).toEqual([carried.lossUsedWad + 7n, carried.lossUsedWad]);
  });

  it('withdrawals without a penalty, deposits, payments and intake spend nothing', () => {
    const calm = thinkOf({ rates: { 'aave-usdt': '0.04' }, claims: [{ payout: '1000', dueInSeconds: -1 }] });
    const receipts = calm.plan.actions.map((action) => receiptOf(calm.plan, action, 'confirmed'));
    expect(receipts.length).toBeGreaterThan(1);
    const after = settleCarried({ carried: calm.carried, plan: calm.plan, receipts, policy });
    expect([after.lossUsedWad, after.turnoverUsedWad]).toEqual([0n, 0n]);
  });

  it('what was spent drains at the rate of a day, and never below nothing', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, parseWad('40000000')),
        fc.integer({ min: 0, max: 3 * DAY_SECONDS }),
        (used, elapsed) => {
          const before: CarriedState = { ...carried, turnoverUsedWad: wad(used), budgetsAtSeconds: START };
          const after = drainBudgets(before, policy, START + elapsed);
          const refilled = (policy.limits.turnoverPerDayWad * BigInt(elapsed)) / BigInt(DAY_SECONDS);
          expect(after.turnoverUsedWad).toBe(used > refilled ? used - refilled : 0n);
        },
      ),
    );
  });

  it('draining in two steps never leaves less spent than draining in one', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, parseWad('40000000')),
        fc.integer({ min: 0, max: DAY_SECONDS }),
        fc.integer({ min: 0, max: DAY_SECONDS }),
        (used, first, second) => {
          const before: CarriedState = { ...carried, lossUsedWad: wad(used), budgetsAtSeconds: START };
          const twice = drainBudgets(drainBudgets(before, policy, START + first), policy, START + first + second);
          const once = drainBudgets(before, policy, START + first + second);
          expect(twice.lossUsedWad >= once.lossUsedWad).toBe(true);
        },
      ),
    );
  });

  it('a clock that did not move drains nothing', () => {
    const before: CarriedState = { ...carried, lossUsedWad: wad(5n), budgetsAtSeconds: START };
    expect(drainBudgets(before, policy, START)).toBe(before);
    expect(drainBudgets(before, policy, START - 1)).toBe(before);
  });
});

describe('settleCarried: in flight', () => {
  const open = { code: 'ACT_NOT_INCLUDED' };

  it('what was sent and not included stays in flight, uncharged', () => {
    const after = settle([receiptOf(plan, swap, 'skipped', open)]);
    expect(after.inFlight).toHaveLength(1);
    expect(after.inFlight[0]?.index).toBe(swap.index);
    expect(after.turnoverUsedWad).toBe(0n);
  });

  it('an action begun before and not settled stays in flight', () => {
    expect(settle([receiptOf(plan, swap, 'skipped', { code: 'ACT_ALREADY_BEGUN' })]).inFlight).toHaveLength(1);
  });

  it('an action that was never sent is not in flight', () => {
    expect(settle([receiptOf(plan, swap, 'skipped', { code: 'ACT_EARLIER_ACTION_FAILED' })]).inFlight).toEqual([]);
  });

  it('a later receipt of the same plan clears it and charges it then, once', () => {
    const first = settle([receiptOf(plan, swap, 'skipped', open)]);
    const second = settle([receiptOf(plan, swap, 'confirmed')], first);
    expect(second.inFlight).toEqual([]);
    expect(second.turnoverUsedWad).toBe(swap.soldWad);
  });

  it('seen twice it is listed once', () => {
    const first = settle([receiptOf(plan, swap, 'skipped', open)]);
    expect(settle([receiptOf(plan, swap, 'skipped', open)], first).inFlight).toHaveLength(1);
  });

  it('intents of other plans are left alone', () => {
    const other = { planHash: '0x0abc', index: 3 };
    const after = settle([receiptOf(plan, swap, 'confirmed')], { ...carried, inFlight: [other] });
    expect(after.inFlight).toEqual([other]);
  });

  it('everything else is inherited unchanged', () => {
    const after = settle([receiptOf(plan, swap, 'confirmed')]);
    const { lossUsedWad: _loss, turnoverUsedWad: _turnover, ...rest } = after;
    const { lossUsedWad: _lossBefore, turnoverUsedWad: _turnoverBefore, ...before } = carried;
    expect(rest).toEqual(before);
  });
});
