import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RAY, raw, ray } from '../units/amounts.ts';
import type { DecideContext } from './context.ts';
import { contextOf, START } from './decide.fixture.ts';
import { venueRate } from './venueRate.ts';

const rateOf = (context: DecideContext, venueId: string, amount: bigint): bigint | null => {
  const venue = context.venues.find((item) => item.id === venueId);
  if (venue === undefined) throw new TypeError(venueId);
  return venueRate(context, context.opening, venue, raw(amount));
};

describe('venueRate: lending', () => {
  const context = contextOf({ rates: { 'aave-usdt': '0.04' } });

  it('the rate as observed for nothing more, half of it for as much again', () => {
    expect(rateOf(context, 'aave-usdt', 0n)).toBe(RAY / 25n);
    expect(rateOf(context, 'aave-usdt', 200_000_000_000_000n)).toBe(RAY / 50n);
  });

  it('never more for more', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 16n), fc.bigInt(0n, 10n ** 16n), (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect((rateOf(context, 'aave-usdt', high) ?? 0n) <= (rateOf(context, 'aave-usdt', low) ?? 0n)).toBe(true);
      }),
      { numRuns: 50, seed: 3 },
    );
  });
});

describe('venueRate: savings', () => {
  const seenBefore = (days: number, priceRay: bigint): DecideContext => {
    const context = contextOf();
    const from = { sharePriceRay: RAY, atSeconds: START - days * 86_400 };
    return {
      ...context,
      snapshot: {
        ...context.snapshot,
        savings: context.snapshot.savings.map((item) => ({ ...item, sharePriceRay: ray(priceRay) })),
      },
      carried: { ...context.carried, savings: [{ venueId: 'savings-dai', from, next: from }] },
    };
  };

  it('what the share gained since it was seen, by the year', () => {
    expect(rateOf(seenBefore(365, RAY + RAY / 20n), 'savings-dai', 0n)).toBe(RAY / 20n);
    expect(rateOf(seenBefore(73, RAY + RAY / 100n), 'savings-dai', 0n)).toBe(RAY / 20n);
  });

  it('unknown before a day has passed, and when it was never seen', () => {
    expect(rateOf(seenBefore(0, RAY + RAY / 20n), 'savings-dai', 0n)).toBeNull();
    const context = contextOf();
    expect(rateOf({ ...context, carried: { ...context.carried, savings: [] } }, 'savings-dai', 0n)).toBeNull();
  });

  it('a share that lost pays less than nothing', () => {
    expect((rateOf(seenBefore(365, RAY - RAY / 20n), 'savings-dai', 0n) ?? 0n) < 0n).toBe(true);
  });
});
