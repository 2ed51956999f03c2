import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, raw, sum } from '../units/amounts.ts';
import {
  NO_TRANSIT,
  guardSend,
  guardSettle,
  guardTakeBack,
  transitCounted,
  transitRoom,
  type TransitRoute,
  type TransitState,
} from './transitLedger.ts';

const NOW = 1_800_000_000;
const DAY = 86_400;
const route: TransitRoute = {
  assetId: 'USDC',
  decimals: 6,
  capRaw: raw(150_000_000_000n),
  maxAgeSeconds: 4 * DAY,
  haircutPerDayBps: bps(200),
};
const sent = (amount: bigint, at = NOW, state: TransitState = NO_TRANSIT): TransitState => {
  const verdict = guardSend(route, state, raw(amount), at);
  return verdict.ok ? verdict.state : expect.fail(verdict.reason);
};

describe('the transit ledger', () => {
  it('says in tokens what a route still takes', () => {
    const full = sent(120_000_000_000n);
    expect(guardSend(route, full, raw(40_000_000_000n), NOW)).toMatchObject({
      code: 'RouteFull',
      reason: 'the route takes 30000 USDC more now',
    });
    expect(guardTakeBack(route, full, raw(1n))).toMatchObject({ reason: 'only 0 USDC have come back' });
    expect(guardSettle(full, 3, true)).toMatchObject({ reason: 'transfer 3 is settled, or was never sent' });
  });

  it('in any greatest age lets out at most twice the cap, whatever the bridge says has arrived', () => {
    const steps = fc.array(
      fc.record({ after: fc.nat(2 * DAY), amount: fc.bigInt({ min: 1n, max: route.capRaw }), isLied: fc.boolean() }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(steps, (events) => {
        let [state, now] = [NO_TRANSIT, NOW];
        const out: { readonly at: number; readonly amount: bigint }[] = [];
        for (const { after, amount, isLied } of events) {
          now += after;
          const room = transitRoom(route, state, now);
          const verdict = guardSend(route, state, raw(amount), now);
          expect(verdict.ok).toBe(amount <= room && state.open.length < 16);
          if (!verdict.ok) continue;
          out.push({ at: now, amount });
          state = verdict.state;
          const settled = guardSettle(state, state.nextId - 1, true);
          if (isLied && settled.ok) state = settled.state;
        }
        for (const { at } of out) {
          const within = out.filter((item) => item.at >= at && item.at <= at + route.maxAgeSeconds);
          expect(sum(within.map(({ amount }) => amount))).toBeLessThanOrEqual(2n * route.capRaw);
        }
      }),
    );
  });

  it('counts less with age and never more than what is out and came back', () => {
    const amounts = fc.array(fc.bigInt({ min: 1n, max: 10_000_000_000n }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(amounts, fc.nat(6 * DAY), fc.nat(6 * DAY), fc.nat(7), (list, one, other, id) => {
        let state = list.reduce((done, amount) => sent(amount, NOW, done), NO_TRANSIT);
        const back = guardSettle(state, id, false);
        if (back.ok) state = back.state;
        const [early, late] = [NOW + Math.min(one, other), NOW + Math.max(one, other)];
        expect(transitCounted(route, state, late)).toBeLessThanOrEqual(transitCounted(route, state, early));
        expect(transitCounted(route, state, early)).toBeLessThanOrEqual(sum(list));
        expect(transitCounted(route, state, late)).toBeGreaterThanOrEqual(state.returnedRaw);
      }),
    );
  });
});
