import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WAD } from '../../units/amounts.ts';
import { wadToFloat } from '../../units/float.ts';
import type { Policy } from '../../policy/policy.ts';
import { historyOf, POLICY, START, YEAR } from '../assess.fixture.ts';
import { parseWhatIf } from './parseWhatIf.ts';
import { WhatIfNoHistory } from './pastMoves.ts';
import { resolveWhatIf } from './resolveWhatIf.ts';
import { eventsOf } from './whatIf.ts';

const resolve = (text: string, policy: Policy = POLICY, history = YEAR) =>
  resolveWhatIf(parseWhatIf(text, policy), { policy, history, nowSeconds: START });
const factor = (text: string, assetId: string, policy: Policy = POLICY, history = YEAR): number | undefined => {
  const event = eventsOf(resolve(text, policy, history).whatIf, 'move').find((item) => item.assetId === assetId);
  return event === undefined ? undefined : wadToFloat(event.factorWad);
};

describe('deviations', () => {
  // Log returns that alternate have a known root mean square.
  const steady = historyOf({ weth: [0.02, 1 / 1.02 - 1], usdc: [0], usdt: [0.001, -0.001] }, 366);
  const deviation = Math.log(1.02);

  it('moves an asset by so many root mean squares of its daily log returns, times the root of the days', () => {
    expect(factor('ETH -3sigma', 'weth', POLICY, steady)).toBeCloseTo(Math.exp(-3 * deviation), 6);
    expect(factor('ETH -2.5 sigma over 4d', 'weth', POLICY, steady)).toBeCloseTo(Math.exp(-5 * deviation), 6);
    expect(factor('ETH +1σ', 'weth', POLICY, steady)).toBeCloseTo(1.02, 6);
  });

  it('moves all at once, names what it cannot move, and gives way to what is said of one', () => {
    const { whatIf, notes } = resolve('all -3sigma, usdt = 0.9', POLICY, steady);
    expect(eventsOf(whatIf, 'move').map(({ assetId }) => assetId)).toEqual(['weth']);
    expect(eventsOf(whatIf, 'price').map(({ assetId }) => assetId)).toEqual(['usdt']);
    expect(notes.join()).toMatch(/not moved by it .*usdc \(its price never moved\)/);
    expect(factor('all -3sigma, ETH -10sigma', 'weth', POLICY, steady)).toBeCloseTo(Math.exp(-10 * deviation), 6);
  });

  it('lets a share follow what it is a share of', () => {
    const policy: Policy = {
      ...POLICY,
      assets: POLICY.assets.map((asset) => (asset.id === 'usdt' ? { ...asset, underlying: 'weth' } : asset)),
    };
    expect(factor('all -3sigma', 'usdt', policy, steady)).toBeUndefined();
    expect(factor('all -3sigma', 'weth', policy, steady)).toBeCloseTo(Math.exp(-3 * deviation), 6);
    expect(factor('usdt -3sigma', 'usdt', policy, steady)).toBeLessThan(1);
  });

  it('refuses an asset of too short a history, and a world without any', () => {
    const short = historyOf({ weth: [0.02, -0.01] }, 60);
    expect(() => resolve('ETH -3sigma', POLICY, short)).toThrow(WhatIfNoHistory);
    expect(() => resolve('ETH -3sigma', POLICY, short)).toThrow(/weth \(59 of 60 daily returns\)/);
    expect(() => resolve('all -3sigma', POLICY, historyOf({}, 0))).toThrow(WhatIfNoHistory);
  });

  it('does not read what lies after the moment asked of', () => {
    const later = historyOf({ weth: [0.02, 1 / 1.02 - 1] }, 366, START + 200 * 86_400);
    const wild = {
      ...later,
      series: later.series.map((item) => ({
        ...item,
        points: item.points.map((point, i) =>
          i > 165 ? { ...point, priceWad: (point.priceWad * 7n) as never } : point,
        ),
      })),
    };
    expect(factor('ETH -3sigma', 'weth', POLICY, wild)).toBe(factor('ETH -3sigma', 'weth', POLICY, later));
  });

  it('leaves something of every price, however far it falls', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 90 }), (count, days) => {
        for (const event of eventsOf(resolve(`all -${count}sigma over ${days}d`).whatIf, 'move'))
          expect(event.factorWad > 0n && event.factorWad <= WAD).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('again', () => {
  const day = (offset: number): string => new Date((START + offset * 86_400) * 1000).toISOString().slice(0, 10);

  it('moves each asset as its own price moved from that day on', () => {
    const points = YEAR.series.find((item) => item.assetId === 'weth')?.points ?? [];
    const [from, to] = [points.at(-11), points.at(-4)];
    if (from === undefined || to === undefined) expect.fail('the fixture has a year');
    expect(factor(`again ${day(-10)} over 7d`, 'weth')).toBeCloseTo(Number(to.priceWad) / Number(from.priceWad), 8);
  });

  it('refuses days nobody has prices of, and names assets that have none', () => {
    expect(() => resolve(`again ${day(-3)} over 7d`)).toThrow(WhatIfNoHistory);
    expect(() => resolve('again 2009-01-03')).toThrow(/no price of that day and of 2009-01-04/);
    expect(resolve(`again ${day(-10)}`).notes.join()).toMatch(/so not moved: gov/);
  });
});

describe('crisis', () => {
  it('knows assets wrapped, lets the unknown fall as ether did, coins stand, and holders run', () => {
    const { whatIf, notes } = resolve('crisis terra');
    expect(factor('crisis terra', 'weth')).toBeCloseTo(1 - 0.2562, 12);
    expect(factor('crisis terra', 'usdt')).toBeCloseTo(1 - 0.0514, 12);
    expect(factor('crisis terra', 'usdc')).toBeUndefined();
    expect(eventsOf(whatIf, 'redeem')).toMatchObject([
      { liabilityId: 'husd', shareBps: 1197n, overSeconds: 14 * 86_400 },
    ]);
    expect(notes.join('\n')).toMatch(/gov without a figure, so falling as ether did/i);
    expect(notes.join('\n')).toMatch(/usdc.* standing still/);
  });

  it('gives way to what is said of an asset or a liability', () => {
    const { whatIf } = resolve('crisis terra, ETH -60%, redeem 5%');
    expect(factor('crisis terra, ETH -60%, redeem 5%', 'weth')).toBe(0.4);
    expect(eventsOf(whatIf, 'redeem').map(({ shareBps }) => shareBps)).toEqual([500n]);
  });

  it('takes the discount of staked ether on top of ether', () => {
    const staked: Policy = {
      ...POLICY,
      assets: POLICY.assets.map((asset) =>
        asset.id === 'bill' ? { ...asset, class: 'lst', underlying: 'weth', pegWad: null } : asset,
      ),
    };
    expect(factor('crisis lenders-fail', 'bill', staked)).toBeCloseTo((1 - 0.4437) * (1 - 0.057), 12);
    // Without a discount in that crisis it follows, as every share does.
    expect(factor('crisis ftx', 'bill', staked)).toBeUndefined();
    // Ether told by itself takes it along: it does not stay behind where the crisis left it.
    const { whatIf, notes } = resolve('crisis lenders-fail, ETH -60%', staked);
    expect(eventsOf(whatIf, 'move').map(({ assetId }) => assetId)).not.toContain('bill');
    expect(notes.join()).toMatch(/the price of bill follows what it redeems for/);
    expect(factor('crisis lenders-fail, ETH -60%, bill -70%', 'bill', staked)).toBe(0.3);
  });
});
