import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, raw, wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import type { PolicyLiability } from '../policy/policy.ts';
import type { BalanceSheet } from '../records/sheet.ts';
import type { AttestedBook, LiabilityState, Snapshot } from '../records/snapshot.ts';
import { assetOf, cdpOf, coinOf, indexedOf, parOf, policyOf, usd } from '../policy/policy.fixture.ts';
import { carriedOf, holdingOf, NOW, owes, pendingOf, quote, sheetOf, snapshotOf, units } from './value.fixture.ts';

const usdc = assetOf('USDC');
const reserve = (
  liability: PolicyLiability,
  state: LiabilityState,
  more: Partial<Snapshot> = {},
  assets = [usdc, assetOf('USDT'), coinOf('ETH')],
): BalanceSheet =>
  sheetOf(policyOf(assets, { liabilities: [liability] }), snapshotOf({ liabilities: [state], ...more }));
const inUsdc = parOf({ owed: 'payoutAsset' });
const inDollars = parOf({ owed: 'numeraire' });

describe('valueLiabilities: unknown is never zero', () => {
  it.each<[string, Partial<Snapshot>]>([
    ['no state', { liabilities: [] }],
    ['unknown supply', { liabilities: [owes(null)] }],
    ['payout asset without price', { liabilities: [owes('100')], prices: [] }],
    ['queued payment without price', { liabilities: [owes('0', { pending: [pendingOf('USDT', '5')] })] }],
  ])('%s: the claim is null, there is no ratio, and the sheet is a bound', (_what, more) => {
    const sheet = reserve(inUsdc, owes('100'), { prices: quote('USDC', '1'), ...more });
    expect(sheet.liabilities[0]).toMatchObject({ claimWad: null });
    expect(sheet).toMatchObject({ backingRatioWad: null, riskAdjustedBackingRatioWad: null, isBound: true });
    expect(sheet.unknowns).toMatchObject([{ what: 'hUSD', code: 'UNKNOWN_CLAIM' }]);
  });
  it('a dollar claim needs no price at all', () => {
    expect(reserve(inDollars, owes('100')).liabilities[0]?.claimWad).toBe(usd('100'));
  });
});

describe('valueLiabilities: par claims', () => {
  it('USDC owed in USDC and held in USDC is no short: at 0.87 the reserve is still whole', () => {
    const sheet = reserve(inUsdc, owes('100'), {
      holdings: [holdingOf('USDC', '100')],
      prices: quote('USDC', '0.87', '0.871', '0.872'),
    });
    expect([sheet.assetsWad, sheet.liabilitiesWad, sheet.surplusWad]).toEqual([usd('87'), usd('87'), 0n]);
    expect(sheet.backingRatioWad).toBe(parseWad('1'));
  });
  it('the same claim owed in dollars is short by the fall', () => {
    const sheet = reserve(inDollars, owes('100'), {
      holdings: [holdingOf('USDC', '100')],
      prices: quote('USDC', '0.87'),
    });
    expect(sheet.surplusWad).toBe(usd('-13'));
    expect(sheet.backingRatioWad).toBe(parseWad('0.87'));
  });
  it('what is not held in the payout asset would have to be bought at the high side', () => {
    const sheet = reserve(inUsdc, owes('100'), {
      holdings: [holdingOf('USDC', '40')],
      prices: quote('USDC', '0.99', '0.995', '0.999'),
    });
    expect(sheet.liabilitiesWad).toBe(usd('99.54'));
  });
  it('our coin trading at 1.02 or 0.98 changes nothing: a claim is a contract, not a price', () => {
    const own = assetOf('hUSD', { class: 'ownLiability', isEligible: false });
    const at = (price: string) =>
      reserve(
        inDollars,
        owes('100'),
        { holdings: [holdingOf('USDC', '100')], prices: [...quote('USDC', '1'), ...quote('hUSD', price)] },
        [usdc, own],
      );
    for (const price of ['1.02', '0.98'])
      expect([at(price).liabilitiesWad, at(price).surplusWad, at(price).backingRatioWad]).toEqual([
        usd('100'),
        0n,
        parseWad('1'),
      ]);
  });
  it('our own token held extinguishes the claim once, and is no asset', () => {
    const own = assetOf('hUSD', { class: 'ownLiability', isEligible: false });
    const sheet = reserve(
      inDollars,
      owes('100', { heldByReserveRaw: units('30', 18) }),
      {
        holdings: [holdingOf('USDC', '70'), holdingOf('hUSD', '30', { id: 'own', decimals: 18 })],
        prices: [...quote('USDC', '1'), ...quote('hUSD', '1')],
      },
      [usdc, own],
    );
    expect(sheet.liabilities[0]?.outstandingRaw).toBe(units('70', 18));
    expect([sheet.assetsWad, sheet.liabilitiesWad, sheet.surplusWad]).toEqual([usd('70'), usd('70'), 0n]);
  });
  it('more of our own token held than exists extinguishes everything and no more', () => {
    const sheet = reserve(inDollars, owes('100', { heldByReserveRaw: units('130', 18) }));
    expect([sheet.liabilitiesWad, sheet.backingRatioWad]).toEqual([0n, null]);
  });
  it('dust of a claim is rounded up', () => {
    const sheet = reserve(parOf({ decimals: 24 }), owes('0', { supplyRaw: raw(1n), decimals: 24 }));
    expect(sheet.liabilitiesWad).toBe(1n);
  });
});

describe('valueLiabilities: the queue', () => {
  it('a queued payment is owed on top of the supply, in the asset it was promised in', () => {
    const sheet = reserve(inDollars, owes('60', { pending: [pendingOf('USDT', '40')] }), {
      prices: [...quote('USDC', '1'), ...quote('USDT', '0.98', '0.99', '0.995')],
    });
    expect(sheet.liabilities[0]).toMatchObject({ pendingWad: usd('39.8'), claimWad: usd('99.8') });
  });
  it('the queue is served by what we hold before the rest of the supply', () => {
    const sheet = reserve(inUsdc, owes('50', { pending: [pendingOf('USDC', '50')] }), {
      holdings: [holdingOf('USDC', '50')],
      prices: quote('USDC', '0.9', '0.91', '0.92'),
    });
    expect(sheet.liabilities[0]).toMatchObject({ pendingWad: usd('45'), claimWad: usd('91') });
  });
  it('what covers one liability does not cover the next', () => {
    const two = { ...parOf({ owed: 'payoutAsset' }), id: 'second' };
    const policy = policyOf([usdc], { liabilities: [inUsdc, two] });
    const sheet = sheetOf(
      policy,
      snapshotOf({
        liabilities: [owes('100'), owes('100', { liabilityId: 'second' })],
        holdings: [holdingOf('USDC', '100')],
        prices: quote('USDC', '0.99', '0.995', '0.999'),
      }),
    );
    expect(sheet.liabilities.map((line) => line.claimWad)).toEqual([usd('99'), usd('99.9')]);
  });
  it('pledged coins cover nothing', () => {
    const sheet = reserve(inUsdc, owes('100'), {
      holdings: [holdingOf('USDC', '100', { where: 'encumbered' })],
      prices: quote('USDC', '0.99', '0.995', '0.999'),
    });
    expect(sheet.liabilitiesWad).toBe(usd('99.9'));
  });
});

describe('valueLiabilities: indexed synthetics', () => {
  it('owe the index at its high side, times the units per token', () => {
    const sheet = reserve(indexedOf('ETH', '0.5'), owes('10'), { prices: quote('ETH', '1990', '2000', '2010') });
    expect(sheet.liabilitiesWad).toBe(usd('10050'));
  });
  it('after a crash too fast to believe, owe the slow average', () => {
    const policy = policyOf([usdc, coinOf('ETH')], { liabilities: [indexedOf('ETH')] });
    const carried = carriedOf(policy, { ETH: { slowPriceWad: parseWad('2000'), slowAtSeconds: NOW } });
    const sheet = sheetOf(policy, snapshotOf({ liabilities: [owes('10')], prices: quote('ETH', '1000') }), carried);
    expect(sheet.liabilitiesWad).toBe(usd('20000'));
  });
  it('an index without a price is no claim of zero', () => {
    expect(reserve(indexedOf('ETH'), owes('10')).liabilities[0]?.claimWad).toBeNull();
  });
});

describe('valueLiabilities: CDP books', () => {
  const eth = coinOf('ETH', { haircutFloorBps: bps(2000) });
  const position = (id: string, collateral: string, debt: string, asset = 'ETH') => ({
    id,
    collateralAssetId: asset,
    collateralRaw: units(collateral, 18),
    collateralDecimals: 18,
    debtRaw: units(debt, 18),
  });
  const book = (positions: LiabilityState['positions'], more: Partial<Snapshot> = {}, assets = [usdc, eth]) =>
    reserve(
      cdpOf(['ETH']),
      owes('200', { positions }),
      { prices: [...quote('USDC', '1'), ...quote('ETH', '1')], ...more },
      assets,
    );

  it('200 against 100 and 80 against 100 back 90 %, not 140 %', () => {
    const sheet = book([position('rich', '200', '100'), position('poor', '80', '100')]);
    expect(sheet.liabilities[0]?.bookBackingWad).toBe(usd('180'));
    expect(sheet.backingRatioWad).toBe(parseWad('0.9'));
  });
  it('a buffer of reserve assets adds to the book', () => {
    const sheet = book([position('rich', '200', '100'), position('poor', '80', '100')], {
      holdings: [holdingOf('USDC', '20')],
    });
    expect(sheet.backingRatioWad).toBe(parseWad('1'));
  });
  it('risk-adjusted, each collateral takes its haircut before it is compared with its debt', () => {
    const sheet = book([position('rich', '200', '100'), position('poor', '80', '100')]);
    // 200 × 0.8 covers 100; 80 × 0.8 = 64.
    expect(sheet.liabilities[0]?.bookRiskAdjustedWad).toBe(usd('164'));
    expect(sheet.riskAdjustedBackingRatioWad).toBe(parseWad('0.82'));
  });
  it('a book that expired backs nothing after haircut', () => {
    const booked = (expiresAtSeconds: number): BalanceSheet =>
      book([position('rich', '200', '100')], { books: [{ liabilityId: 'hUSD', expiresAtSeconds } as AttestedBook] });
    expect(booked(NOW + 1).liabilities[0]?.bookRiskAdjustedWad).toBe(usd('100'));
    expect(booked(NOW).liabilities[0]).toMatchObject({ bookBackingWad: usd('100'), bookRiskAdjustedWad: 0n });
  });
  it('collateral that depends on us, or is not the book’s, backs nothing after haircut', () => {
    const gov = coinOf('GOV', { class: 'governance', isEligible: false });
    const sheet = book(
      [position('a', '100', '100', 'GOV'), position('b', '100', '100', 'USDC')],
      { prices: [...quote('USDC', '1'), ...quote('GOV', '1')] },
      [usdc, eth, gov],
    );
    expect(sheet.liabilities[0]).toMatchObject({ bookBackingWad: usd('200'), bookRiskAdjustedWad: 0n });
  });
  it('collateral without a price counts nothing, is named, and makes the backing a lower bound', () => {
    const sheet = book([position('a', '200', '100'), position('b', '80', '100')], { prices: quote('USDC', '1') });
    expect(sheet.liabilities[0]?.bookBackingWad).toBe(0n);
    expect(sheet.isBound).toBe(true);
    expect(sheet.unknowns).toMatchObject([{ what: 'hUSD', code: 'UNKNOWN_PRICE' }]);
  });
  it('other kinds have no book', () => {
    expect(reserve(inDollars, owes('1')).liabilities[0]).toMatchObject({
      bookBackingWad: null,
      bookRiskAdjustedWad: null,
    });
  });
  it('splitting never lowers backing below the pool’s shortfall, pooling never shows more than debt', () => {
    const amount = fc.integer({ min: 0, max: 1000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, amount), { maxLength: 6 }), (pairs) => {
        const positions = pairs.map(([collateral, debt], index) =>
          position(`p${index}`, String(collateral), String(debt)),
        );
        const backing = book(positions).liabilities[0]?.bookBackingWad ?? 0n;
        const [collateral, debt] = pairs.reduce(([c, d], [x, y]) => [c + x, d + y], [0, 0]);
        expect(backing <= usd(String(Math.min(collateral, debt)))).toBe(true);
        const exact = pairs.reduce((total, [c, d]) => total + Math.min(c, d), 0);
        expect(backing).toBe(usd(String(exact)));
      }),
    );
  });
});

describe('valueLiabilities: laws', () => {
  const price = fc.bigInt(10n ** 17n, 10n ** 18n);
  it('a fully matched reserve is neutral to the last digit, whatever the price and the split of its lines', () => {
    fc.assert(
      fc.property(price, fc.array(fc.bigInt(1n, 10n ** 12n), { minLength: 1, maxLength: 5 }), (value, parts) => {
        const total = parts.reduce((sum, part) => sum + part, 0n);
        const sheet = reserve(inUsdc, owes('0', { supplyRaw: raw(total * 10n ** 12n) }), {
          holdings: parts.map((part, index) => holdingOf('USDC', '0', { id: `h${index}`, amountRaw: raw(part) })),
          prices: quote('USDC', '1').map((item) => ({ ...item, priceWad: wad(value) })),
        });
        expect([sheet.surplusWad, sheet.backingRatioWad]).toEqual([0n, parseWad('1')]);
      }),
    );
  });
  it('more supply never owes less, more of the payout asset never makes a claim dearer', () => {
    const amount = fc.bigInt(0n, 10n ** 24n);
    fc.assert(
      fc.property(amount, amount, fc.bigInt(0n, 10n ** 12n), fc.bigInt(0n, 10n ** 12n), (a, b, x, y) => {
        const claim = (supply: bigint, held: bigint): bigint =>
          reserve(inUsdc, owes('0', { supplyRaw: raw(supply) }), {
            holdings: [holdingOf('USDC', '0', { amountRaw: raw(held) })],
            prices: quote('USDC', '0.98', '0.99', '0.995'),
          }).liabilitiesWad;
        const [less, more] = [a < b ? a : b, a < b ? b : a];
        const [few, many] = [x < y ? x : y, x < y ? y : x];
        expect(claim(less, few) <= claim(more, few)).toBe(true);
        expect(claim(more, many) <= claim(more, few) + 1n).toBe(true);
      }),
    );
  });
});
