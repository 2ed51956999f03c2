import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps } from '../units/amounts.ts';
import { assetOf, parOf, policyOf, usd, venueOf } from '../policy/policy.fixture.ts';
import type { Policy } from '../policy/policy.ts';
import type { LadderRung } from '../records/sheet.ts';
import type { Snapshot } from '../records/snapshot.ts';
import { holdingOf, owes, poolOf, quote, sheetOf, snapshotOf, units } from './value.fixture.ts';

const prices = [...quote('USDC', '1'), ...quote('USDT', '1')];
const assets = [assetOf('USDC'), assetOf('USDT')];
const law = (penaltyBps: number, limits: Partial<Policy['limits']> = {}): Policy => {
  const dear = { exitPenaltyBps: bps(penaltyBps) };
  const policy = policyOf(assets, {
    liabilities: [parOf({ owed: 'payoutAsset' })],
    venues: [venueOf('dear', { ...dear, assets: ['USDC'] }), venueOf('dear-usdt', { ...dear, assets: ['USDT'] })],
  });
  return { ...policy, limits: { ...policy.limits, ...limits } };
};
const now = (policy: Policy, snapshot: Partial<Snapshot>): LadderRung => {
  const [rung] = sheetOf(policy, snapshotOf({ liabilities: [owes('1000')], prices, ...snapshot })).ladder;
  return rung ?? expect.fail('no rung');
};
const deployed = (assetId: string, amount: string, venueId: string) =>
  holdingOf(assetId, amount, { id: venueId, where: 'deployed', venueId });
const cash = deployed('USDC', '1000', 'dear');
const stock = deployed('USDT', '1000', 'dear-usdt');
const pool = poolOf('USDT', 'USDC', 10n ** 14n);

describe('the ladder and venues that keep a share of what leaves', () => {
  it('counts what arrives, and what the venue keeps as the cost', () => {
    const { draws, cashWad, exitCostWad } = now(law(100), { holdings: [cash] });
    expect(draws).toEqual([
      { assetId: 'USDC', venueId: 'dear', amountRaw: units('1000'), cashWad: usd('990'), costWad: usd('10') },
    ]);
    expect([cashWad, exitCostWad]).toEqual([usd('990'), usd('10')]);
  });

  it('counts the share once where the rest is sold as well', () => {
    const free = now(law(0), { holdings: [deployed('USDT', '990', 'dear-usdt')], pools: [pool] });
    const dear = now(law(100), { holdings: [stock], pools: [pool] });
    expect(dear.cashWad).toBe(free.cashWad);
    expect(dear.exitCostWad).toBe(free.exitCostWad + usd('10'));
    expect(dear.draws.map(({ amountRaw }) => amountRaw)).toEqual([units('1000')]);
  });

  it('sells before it leaves a venue that costs more, and after one that costs less', () => {
    // The pool takes some 0.08 %; cash in the venue 0.2 % or 0.01 %.
    const both = { holdings: [cash, holdingOf('USDT', '1000')], pools: [pool] };
    const order = (penaltyBps: number): string[] => now(law(penaltyBps), both).draws.map(({ assetId }) => assetId);
    expect(order(20)).toEqual(['USDT', 'USDC']);
    expect(order(1)).toEqual(['USDC', 'USDT']);
  });

  it('a loss budget that is scarce goes to the cheapest cash, and refuses no venue', () => {
    const both = { holdings: [cash, holdingOf('USDT', '1000')], pools: [pool] };
    const scarce = { lossPerDayWad: usd('0.9') };
    // 1,000 through the pool lose some 0.78; at 0.2 % the venue keeps 2, and is charged after.
    expect(now(law(20, scarce), both).cashWad).toBeGreaterThan(usd('1997'));
    // At 0.01 % it is charged 0.1 before: the same sale still fits; at 0.04 % it no longer does.
    expect(now(law(1, scarce), both).cashWad).toBeGreaterThan(usd('1998'));
    const cut = now(law(4, scarce), both);
    expect(cut.draws.map(({ assetId }) => assetId)).toEqual(['USDC', 'USDT']);
    expect(cut.cashWad).toBeLessThan(usd('1700'));
    expect(now(law(100, { lossPerDayWad: usd('0') }), both).cashWad).toBe(usd('990'));
  });

  it('stock that must leave such a venue first is sold last', () => {
    const both = { holdings: [stock, holdingOf('USDT', '1000')], pools: [pool] };
    const half = now(law(50, { turnoverPerDayWad: usd('1000') }), both);
    // A thousand of turnover: all from what is idle, nothing kept by the venue.
    expect(half.exitCostWad).toBeLessThan(usd('0.8'));
  });

  it('cash and cost are what is held, and never more cash for a larger share', () => {
    const amount = fc.integer({ min: 0, max: 5_000_000 }).map(String);
    fc.assert(
      fc.property(amount, amount, amount, fc.nat(9_999), fc.nat(9_999), (lent, placed, idle, one, other) => {
        const holdings = [
          deployed('USDC', lent, 'dear'),
          deployed('USDT', placed, 'dear-usdt'),
          holdingOf('USDT', idle),
        ];
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const at = (penaltyBps: number): LadderRung => now(law(penaltyBps), { holdings, pools: [pool] });
        const [cheap, dear] = [at(low), at(high)];
        expect(dear.cashWad <= cheap.cashWad + 10n).toBe(true);
        for (const rung of [cheap, dear])
          expect(rung.cashWad + rung.exitCostWad).toBeLessThanOrEqual(
            usd(String(Number(lent) + Number(placed) + Number(idle))) + 10n ** 13n,
          );
      }),
      { numRuns: 60 },
    );
  });
});
