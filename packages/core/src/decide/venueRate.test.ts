import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RAY, raw, ray, wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import type { Policy } from '../policy/policy.ts';
import type { DecideContext } from './context.ts';
import { CALM, contextOf, IN_DOLLARS, START } from './decide.fixture.ts';
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
  const [dai] = IN_DOLLARS.assets.filter((asset) => asset.id === 'dai');
  const vault = IN_DOLLARS.venues.find((venue) => venue.id === 'savings-dai');
  if (dai === undefined || vault === undefined) throw new TypeError('the fixture has no savings');
  const share: Policy['assets'][number] = {
    ...dai,
    id: 'sdai',
    isBase: false,
    underlying: 'dai',
    targetWeightBps: 0n as typeof dai.targetWeightBps,
    minWeightBps: 0n as typeof dai.minWeightBps,
    pricing: {
      ...dai.pricing,
      sources: dai.pricing.sources.map((source) => ({
        ...source,
        id: `s${source.id}`,
        venue: 'erc4626',
        address: vault.address,
        basis: 'fundamental',
      })),
    },
  };
  const policy: Policy = { ...IN_DOLLARS, assets: [...IN_DOLLARS.assets, share] };
  const withShare = (days: number, priceRay: bigint): DecideContext => {
    const context = contextOf({ policy, prices: { ...CALM.prices, sdai: '1' } });
    return {
      ...context,
      snapshot: {
        ...context.snapshot,
        savings: context.snapshot.savings.map((item) => ({ ...item, sharePriceRay: ray(priceRay) })),
      },
      carried: {
        ...context.carried,
        assets: context.carried.assets.map((asset) =>
          asset.assetId === 'sdai'
            ? { ...asset, anchorRatioWad: wad(parseWad('1')), anchorAtSeconds: START - days * 86_400 }
            : asset,
        ),
      },
    };
  };

  it('what the share gained since its anchor, by the year', () => {
    expect(rateOf(withShare(365, RAY + RAY / 20n), 'savings-dai', 0n)).toBe(RAY / 20n);
    expect(rateOf(withShare(73, RAY + RAY / 100n), 'savings-dai', 0n)).toBe(RAY / 20n);
  });

  it('unknown before a day has passed, and without an anchor or a share in the policy', () => {
    expect(rateOf(withShare(0, RAY + RAY / 20n), 'savings-dai', 0n)).toBeNull();
    expect(rateOf(contextOf(), 'savings-dai', 0n)).toBeNull();
  });

  it('a share that lost pays less than nothing', () => {
    expect((rateOf(withShare(365, RAY - RAY / 20n), 'savings-dai', 0n) ?? 0n) < 0n).toBe(true);
  });
});
