import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, raw, wad } from '../units/amounts.ts';
import type { Policy, PolicyAsset } from '../policy/policy.ts';
import type { LadderRung, RedeemedCash } from '../records/sheet.ts';
import type { Snapshot } from '../records/snapshot.ts';
import { assetOf, coinOf, parOf, policyOf, sourceOf, usd, venueOf } from '../policy/policy.fixture.ts';
import { freedBy, partsOfSale, redeemedCash } from './redeemedCash.ts';
import { holdingOf, observe, owes, poolOf, quote, recordOf, sheetOf, snapshotOf } from './value.fixture.ts';

const usdc = assetOf('USDC');
const usdt = assetOf('USDT');
const par = [...quote('USDC', '1'), ...quote('USDT', '1')];
const ladder = (assets: readonly PolicyAsset[], snapshot: Partial<Snapshot>): readonly LadderRung[] => {
  const policy: Policy = policyOf(assets, { liabilities: [parOf({ owed: 'payoutAsset' })] });
  return sheetOf(policy, snapshotOf({ liabilities: [owes('1000')], prices: par, ...snapshot })).ladder;
};
const dayOf = (rungs: readonly LadderRung[]): LadderRung =>
  rungs.find(({ horizon }) => horizon === 'day') ?? expect.fail('no rung');
const bill = coinOf('BILL', {
  class: 'tbill',
  liquidityTier: 'day',
  pricing: { method: 'nav', issuerHaircutBps: bps(10), sources: [sourceOf('BILL-a', { basis: 'fundamental' })] },
});
const bills = {
  holdings: [holdingOf('BILL', '10', { decimals: 18 })],
  prices: [...par, observe('BILL-a', '1', { basis: 'fundamental' })],
};
const share = coinOf('SHARE', {
  underlying: 'USDT',
  liquidityTier: 'day',
  pricing: { sources: [sourceOf('SHARE-a', { basis: 'fundamental', quote: 'USDT' })] },
});
const shares = {
  holdings: [holdingOf('SHARE', '100', { decimals: 18 })],
  prices: [...par, observe('SHARE-a', '1.1', { basis: 'fundamental' })],
};
const deep = poolOf('USDT', 'USDC', 10n ** 14n);

describe('what of the ladder rests on redemptions', () => {
  it('is a bill that its fund redeems, from the rung of its tier on, worth nothing where nobody buys it', () => {
    const rungs = ladder([usdc, bill], bills);
    expect(rungs.map((rung) => rung.redeemed)).toEqual([
      undefined,
      undefined,
      ...[1, 2].map(() => [{ assetId: 'BILL', drawnAs: 'BILL', venueId: null, cashWad: usd('10'), soldWad: usd('0') }]),
    ]);
  });

  it('is what a market pays instead, where there is one, and no more', () => {
    const pool = poolOf('BILL', 'USDC', 10n ** 18n, {
      decimals0: 18,
      tick: -276_325,
      sqrtPriceX96Raw: raw(79228162514264337593543n),
    });
    const wide = {
      ...pool,
      tickFrom: -280_000,
      tickTo: -270_000,
      ticks: [
        { tick: -279_000, liquidityNetRaw: raw(10n ** 18n) },
        { tick: -271_000, liquidityNetRaw: raw(-(10n ** 18n)) },
      ],
    };
    const [part] = dayOf(ladder([usdc, bill], { ...bills, pools: [wide] })).redeemed ?? [];
    expect(part?.cashWad).toBe(usd('10'));
    expect((part?.soldWad ?? 0n) > usd('9.9') && (part?.soldWad ?? 0n) < usd('10')).toBe(true);
  });

  it('is not cash that is there, nor what is sold, nor cash at par by definition', () => {
    const fiat = assetOf('CASH', { class: 'fiat', liquidityTier: 'hour', pricing: { method: 'par', sources: [] } });
    const rungs = ladder([usdc, usdt, fiat], {
      holdings: [
        holdingOf('USDC', '5'),
        holdingOf('USDT', '5'),
        holdingOf('CASH', '5', { accountId: 'bank', chain: null, attestedId: 'r1' }),
      ],
      attested: [recordOf('r1', 'CASH', '5')],
      pools: [deep],
    });
    expect(dayOf(rungs).draws).toHaveLength(3);
    expect(rungs.every((rung) => rung.redeemed === undefined)).toBe(true);
  });

  it('is, within a scarce budget, sold with what not being redeemed gives back', () => {
    const toUsdc = poolOf('SHARE', 'USDC', 10n ** 18n, {
      decimals0: 18,
      tick: -275_372,
      sqrtPriceX96Raw: raw(83095197869223157896060n),
      tickFrom: -280_000,
      tickTo: -270_000,
      ticks: [
        { tick: -279_000, liquidityNetRaw: raw(10n ** 18n) },
        { tick: -271_000, liquidityNetRaw: raw(-(10n ** 18n)) },
      ],
    });
    const traded = coinOf('SHARE', { underlying: 'USDT', liquidityTier: 'day' });
    const policy = policyOf([usdc, usdt, traded], { liabilities: [parOf({ owed: 'payoutAsset' })] });
    const scarce = { ...policy, limits: { ...policy.limits, turnoverPerDayWad: usd('40') } };
    const prices = [...par, ...quote('SHARE', '1.1')];
    const seen = snapshotOf({ liabilities: [owes('1000')], ...shares, prices, pools: [deep, toUsdc] });
    const { ladder: rungs } = sheetOf(scarce, seen);
    const day = dayOf(rungs);
    // A day's budget twice over has gone into what was redeemed; all of it is there again.
    const [part] = day.redeemed ?? [];
    expect([part?.assetId, part?.drawnAs]).toEqual(['SHARE', 'USDT']);
    expect((part?.cashWad ?? 0n) > usd('75') && (part?.cashWad ?? 0n) <= usd('80')).toBe(true);
    expect((part?.soldWad ?? 0n) > usd('70') && (part?.soldWad ?? 0n) <= (part?.cashWad ?? 0n)).toBe(true);
  });

  it('is the share of a sale that came of what was redeemed for it', () => {
    const only = dayOf(ladder([usdc, usdt, share], { ...shares, pools: [deep] }));
    const [draw] = only.draws;
    expect(only.redeemed).toEqual([
      { assetId: 'SHARE', drawnAs: 'USDT', venueId: 'USDT/USDC', cashWad: draw?.cashWad, soldWad: usd('0') },
    ]);
    const both = dayOf(
      ladder([usdc, usdt, share], {
        ...shares,
        holdings: [...shares.holdings, holdingOf('USDT', '330', { id: 'own' })],
        pools: [deep],
      }),
    );
    const [all] = both.draws;
    // 110 of 440.
    const [part] = both.redeemed ?? [];
    expect((part?.cashWad ?? 0n) * 4n - (all?.cashWad ?? 0n)).toBeLessThan(40n);
    expect((part?.cashWad ?? 0n) * 4n >= (all?.cashWad ?? 0n)).toBe(true);
  });
});

describe('cash without a redemption', () => {
  const wide = (assetId: string, boughtId: string, liquidity: bigint, tick: number, sqrtPriceX96: bigint) =>
    poolOf(assetId, boughtId, liquidity, {
      decimals0: 18,
      tick,
      sqrtPriceX96Raw: raw(sqrtPriceX96),
      tickFrom: -280_000,
      tickTo: -270_000,
      ticks: [
        { tick: -279_000, liquidityNetRaw: raw(liquidity) },
        { tick: -271_000, liquidityNetRaw: raw(-liquidity) },
      ],
    });
  const placed = (assetId: string, venueId: string, amount: number, isDeployed: boolean) =>
    holdingOf(assetId, `${amount}`, {
      id: assetId,
      decimals: assetId === 'USDT' ? 6 : 18,
      ...(isDeployed ? { where: 'deployed', venueId } : {}),
    });
  const tier = (asset: PolicyAsset, isOpen: boolean): PolicyAsset => ({
    ...asset,
    liquidityTier: isOpen ? 'day' : 'longer',
  });
  const traded = coinOf('SHARE', { underlying: 'USDT' });
  const world = fc.record({
    penalties: fc.array(fc.constantFrom(0, 5, 50, 300), { minLength: 3, maxLength: 3 }),
    amounts: fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 3, maxLength: 3 }),
    isDeployed: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    depths: fc.array(fc.constantFrom(0n, 10n ** 15n, 10n ** 16n, 10n ** 18n), { minLength: 3, maxLength: 3 }),
    turnover: fc.constantFrom('40', '500', '100000'),
    loss: fc.constantFrom('0.5', '3', '20', '10000'),
  });

  it('is what the ladder reaches where that asset cannot be redeemed, or less: budgets, penalties and depth once', () => {
    fc.assert(
      fc.property(world, ({ penalties, amounts, isDeployed, depths, turnover, loss }) => {
        const [a, b, c] = ['SHARE', 'BILL', 'USDT'].map((assetId, i) =>
          venueOf(`in-${assetId}`, { exitPenaltyBps: bps(penalties[i] ?? 0), assets: [assetId] }),
        );
        const pools = [
          poolOf('USDT', 'USDC', 10n ** 11n + (depths[0] ?? 0n) / 100n),
          wide('SHARE', 'USDC', depths[1] ?? 0n, -275_372, 83_095_197_869_223_157_896_060n),
          wide('BILL', 'USDC', depths[2] ?? 0n, -276_325, 79_228_162_514_264_337_593_543n),
        ].filter(({ liquidityRaw }) => liquidityRaw > 0n);
        const seen = snapshotOf({
          liabilities: [owes('100000')],
          prices: [...par, ...quote('SHARE', '1.1'), ...bills.prices.slice(par.length)],
          holdings: ['SHARE', 'BILL', 'USDT'].map((assetId, i) =>
            placed(assetId, `in-${assetId}`, amounts[i] ?? 1, isDeployed[i] === true),
          ),
          pools,
        });
        const dayWith = (shut: readonly string[]): LadderRung => {
          const assets = [traded, bill].map((asset) => tier(asset, !shut.includes(asset.id)));
          const policy = policyOf([usdc, usdt, ...assets], {
            liabilities: [parOf({ owed: 'payoutAsset' })],
            venues: [a, b, c].flatMap((venue) => (venue === undefined ? [] : [venue])),
          });
          const limits = { ...policy.limits, turnoverPerDayWad: usd(turnover), lossPerDayWad: usd(loss) };
          return dayOf(sheetOf({ ...policy, limits }, seen).ladder);
        };
        const { cashWad, redeemed = [] } = dayWith([]);
        for (const shut of [['SHARE'], ['BILL'], ['SHARE', 'BILL']]) {
          const gone = redeemed
            .filter(({ assetId }) => shut.includes(assetId))
            .reduce((total, part) => total + part.cashWad - part.soldWad, 0n);
          // Sales go by price and not by turnover, so that a scarce turnover may be used a little worse.
          expect(Number(cashWad - gone)).toBeLessThanOrEqual(1.001 * Number(dayWith(shut).cashWad) + 1e12);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('partsOfSale and redeemedCash', () => {
  const amount = fc.bigInt({ min: 0n, max: 10n ** 30n });
  const item = (assetId: string) => ({
    assetId,
    venueId: null,
    chain: 'a',
    decimals: 18,
    amountRaw: raw(1n),
    penaltyBps: bps(0),
    freeInSeconds: 0,
    markWad: wad(1n),
  });

  it('attribute a whole sale, rounded up by less than a unit each, and nothing of another place', () => {
    fc.assert(
      fc.property(amount, fc.array(amount, { minLength: 1, maxLength: 4 }), (cash, stocks) => {
        const stockRaw = raw(stocks.reduce((sum, stock) => sum + stock, 0n));
        const from = stocks.map((stock, index) => ({
          item: item(`s${index}`),
          into: { assetId: 'u', amountRaw: raw(stock) },
        }));
        const used = { turnoverWad: wad(cash), lossWad: wad(cash / 100n) };
        const sale = { assetId: 'u', chain: 'a', venueId: 'v', penaltyBps: bps(0), cashWad: wad(cash), used, stockRaw };
        const parts = partsOfSale(sale, from);
        if (stockRaw === 0n) {
          expect(parts).toEqual([]);
          return;
        }
        const total = parts.reduce((sum, part) => sum + part.cashWad, 0n);
        expect(total >= cash && total < cash + BigInt(stocks.length)).toBe(true);
        const freed = parts.reduce((sum, part) => sum + freedBy([part], part.assetId).turnoverWad, 0n);
        expect(freed <= cash && freed > cash - BigInt(stocks.length) - 1n).toBe(true);
        expect(partsOfSale({ ...sale, chain: 'b' }, from)).toEqual([]);
        expect(partsOfSale({ ...sale, assetId: 'w' }, from)).toEqual([]);
        expect(partsOfSale({ ...sale, penaltyBps: bps(5) }, from)).toEqual([]);
      }),
    );
  });

  it('never count a sale above the redemption it stands for, nor one sale twice', () => {
    const part = fc.record({
      assetId: fc.constantFrom('x', 'y'),
      drawnAs: fc.constantFrom('x', 'u'),
      venueId: fc.constantFrom(null, 'v'),
      cashWad: amount.map(wad),
      turnoverWad: fc.constant(wad(0n)),
      lossWad: fc.constant(wad(0n)),
    });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), amount, amount, (parts, x, y) => {
        const sale = (assetId: string, cash: bigint) => ({
          assetId,
          venueId: 'v',
          amountRaw: raw(1n),
          cashWad: wad(cash),
          costWad: wad(0n),
        });
        const found = redeemedCash(parts, [sale('x', x), sale('y', y)]);
        const sum = (list: readonly { readonly assetId: string }[], key: 'cashWad' | 'soldWad', id: string): bigint =>
          list.reduce(
            (total, entry) => total + (entry.assetId === id ? ((entry as RedeemedCash)[key] as bigint) : 0n),
            0n,
          );
        expect(found.every(({ cashWad, soldWad }) => soldWad <= cashWad && cashWad > 0n)).toBe(true);
        for (const [id, sold] of [
          ['x', x],
          ['y', y],
        ] as const) {
          expect(sum(found, 'cashWad', id)).toBe(sum(parts, 'cashWad', id));
          expect(sum(found, 'soldWad', id) <= sold).toBe(true);
        }
        expect(new Set(found.map((entry) => [entry.assetId, entry.drawnAs, entry.venueId].join())).size).toBe(
          found.length,
        );
      }),
    );
  });
});
