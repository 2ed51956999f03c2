import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, wad } from '../units/amounts.ts';
import { formatWad, parseWad } from '../units/decimal.ts';
import type { PolicyAsset } from '../policy/policy.ts';
import type { PriceObservation, Snapshot } from '../records/snapshot.ts';
import { priceAssets } from './priceAssets.ts';
import { ADDRESS, assetOf, coinOf, policyOf, sourceOf } from '../policy/policy.fixture.ts';
import { carriedOf, contractOf, NOW, observe, quote, snapshotOf } from './value.fixture.ts';

const pricesOf = (
  assets: readonly PolicyAsset[],
  prices: readonly PriceObservation[],
  snapshot: Partial<Snapshot> = {},
) => {
  const policy = policyOf(assets);
  return priceAssets(snapshotOf({ prices, ...snapshot }), policy, carriedOf(policy));
};
const market = (id: string, quoted: string) =>
  ['a', 'b', 'c'].map((origin) => sourceOf(`${id}-${origin}`, { origin, quote: quoted }));
const share = (id: string, underlying: string, more: Parameters<typeof coinOf>[1] = {}): PolicyAsset =>
  coinOf(id, {
    underlying,
    ...more,
    pricing: {
      sources: [sourceOf(`${id}-rate`, { venue: 'erc4626', basis: 'fundamental', quote: underlying })],
      ...more.pricing,
    },
  });
const rate = (id: string, ratio: string, more: Partial<PriceObservation> = {}): PriceObservation =>
  observe(`${id}-rate`, ratio, { basis: 'fundamental', ...more });

describe('priceAssets: unknown stays unknown', () => {
  it('no observation at all: no interval, no permission, INDETERMINATE stated', () => {
    const [price] = pricesOf([assetOf('A')], []);
    expect(price).toMatchObject({
      status: 'INDETERMINATE',
      lowWad: null,
      highWad: null,
      markWad: null,
      markBasis: 'unknown',
      enter: { allowed: false },
      exit: { allowed: false },
      exitFloorWad: null,
      origins: 0,
    });
    expect(price?.sources.map((source) => source.code)).toEqual(['UNKNOWN', 'UNKNOWN', 'UNKNOWN']);
  });
  it('a par coin without a live answer is not worth par', () => {
    expect(pricesOf([assetOf('A')], quote('A', null))[0]?.markWad).toBeNull();
  });
  it('a redemption rate alone gives a value, and says that the market is missing', () => {
    const [, sDAI] = pricesOf([assetOf('DAI'), share('sDAI', 'DAI')], [...quote('DAI', '1'), rate('sDAI', '1.05')]);
    expect(sDAI).toMatchObject({
      status: 'INDETERMINATE',
      lowWad: parseWad('1.05'),
      markBasis: 'fundamental',
      enter: { code: 'NO_PRICE' },
      exit: { code: 'TOO_FEW_ORIGINS' },
    });
  });
  it('a redemption rate on something without a price is no price', () => {
    const [, sDAI] = pricesOf([assetOf('DAI'), share('sDAI', 'DAI')], [rate('sDAI', '1.05')]);
    expect(sDAI?.markWad).toBeNull();
    expect(sDAI?.sources[0]).toMatchObject({ verdict: 'dropped', code: 'QUOTE_UNKNOWN' });
  });
  it('a paused venue does not vote', () => {
    const contracts = [contractOf(ADDRESS, { isPaused: true })];
    const [price] = pricesOf([assetOf('A')], quote('A', '1'), { contracts });
    expect(price?.sources.map((source) => source.code)).toEqual(['VENUE_FLAGGED', 'VENUE_FLAGGED', 'VENUE_FLAGGED']);
  });
});

describe('priceAssets: quotes and chains of value', () => {
  it('a quote in another asset is carried into the numeraire', () => {
    const eth = coinOf('ETH', { pricing: { sources: market('ETH', 'USDC') } });
    const [, price] = pricesOf([assetOf('USDC'), eth], [...quote('USDC', '0.9'), ...quote('ETH', '2000')]);
    expect(price?.consensusWad).toBe(parseWad('1800'));
  });
  it('two assets quoted in each other cannot confirm each other', () => {
    const a = assetOf('A', { pricing: { sources: market('A', 'B') } });
    const b = assetOf('B', { pricing: { sources: market('B', 'A') } });
    for (const price of pricesOf([a, b], [...quote('A', '1'), ...quote('B', '1')])) {
      expect(price).toMatchObject({ status: 'INDETERMINATE', markWad: null });
      expect(price.sources.every((source) => source.code === 'QUOTE_UNKNOWN')).toBe(true);
    }
  });
  it('a quote asset without consensus drops the answers quoted in it and no others', () => {
    const sources = [...market('ETH', 'USD').slice(0, 2), sourceOf('ETH-c', { origin: 'c', quote: 'USDC' })];
    const eth = coinOf('ETH', { pricing: { sources } });
    const [, price] = pricesOf(
      [assetOf('USDC'), eth],
      [...quote('USDC', '0.874', '0.95', '1'), ...quote('ETH', '2000')],
    );
    expect(price).toMatchObject({ status: 'OK', origins: 2 });
    expect(price?.sources[2]?.code).toBe('QUOTE_UNKNOWN');
  });
  it('shares of shares multiply, and the interval of what is underneath carries through', () => {
    const [, stETH, wstETH] = pricesOf(
      [coinOf('ETH'), share('stETH', 'ETH'), share('wstETH', 'stETH')],
      [...quote('ETH', '1990', '2000', '2010'), rate('stETH', '1'), rate('wstETH', '1.2')],
    );
    expect([stETH?.lowWad, stETH?.highWad]).toEqual([parseWad('1990'), parseWad('2010')]);
    expect([wstETH?.lowWad, wstETH?.highWad]).toEqual([parseWad('2388'), parseWad('2412')]);
  });
  it('an underlying that halts still has an interval, so its share has one too', () => {
    const prices = [...quote('DAI', '0.874', '0.95', null), rate('sDAI', '1.1')];
    const [dai, sDAI] = pricesOf([assetOf('DAI'), share('sDAI', 'DAI')], prices);
    expect(dai?.status).toBe('HALT');
    expect([sDAI?.lowWad, sDAI?.highWad]).toEqual([parseWad('0.9614'), parseWad('1.045')]);
  });
  it('an asset made of itself has no value and does not hang', () => {
    const [a, b] = pricesOf([share('A', 'B'), share('B', 'A')], [rate('A', '1'), rate('B', '1')]);
    expect([a?.markWad, b?.markWad]).toEqual([null, null]);
  });
  it('of several redemption rates the lowest marks and the highest bounds', () => {
    const sources = ['x', 'y'].map((id) => sourceOf(`S-${id}`, { basis: 'fundamental', quote: 'USD', venue: 'nav' }));
    const prices = [rate('S', '1'), observe('S-x', '1.04'), observe('S-y', '1.05')];
    const [price] = pricesOf([coinOf('S', { pricing: { sources } })], prices);
    expect([price?.markWad, price?.highWad]).toEqual([parseWad('1.04'), parseWad('1.05')]);
  });
});

describe('priceAssets: laws', () => {
  const answers = fc.tuple(
    fc.option(fc.bigInt(10n ** 15n, 3n * 10n ** 18n), { nil: null }),
    fc.option(fc.bigInt(10n ** 15n, 3n * 10n ** 18n), { nil: null }),
    fc.option(fc.bigInt(10n ** 15n, 3n * 10n ** 18n), { nil: null }),
  );
  const rows = (values: readonly (bigint | null)[], assetId = 'A'): PriceObservation[] =>
    ['a', 'b', 'c'].map((origin, index) => {
      const value = values[index] ?? null;
      return { ...observe(`${assetId}-${origin}`, '1'), priceWad: value === null ? null : wad(value) };
    });
  it('the mark is the low side, the interval is ordered, and a live answer gives one', () => {
    fc.assert(
      fc.property(answers, (values) => {
        const [price] = pricesOf([assetOf('A')], rows(values));
        expect(price?.markWad).toBe(price?.lowWad);
        expect(price?.lowWad === null).toBe(values.every((value) => value === null));
        if (price?.lowWad != null && price.highWad !== null) expect(price.lowWad <= price.highWad).toBe(true);
        if (price?.enter.allowed) expect(price.exit.allowed).toBe(true);
        if (price?.markWad != null) expect(price.markWad <= parseWad('1')).toBe(true);
      }),
    );
  });
  it('does not depend on the order of sources, assets or observations', () => {
    fc.assert(
      fc.property(answers, answers, (one, two) => {
        const [a, b] = [assetOf('A'), coinOf('B')];
        const prices = [...rows(one, 'A'), ...rows(two, 'B')];
        const flip = (asset: PolicyAsset): PolicyAsset => ({
          ...asset,
          pricing: { ...asset.pricing, sources: asset.pricing.sources.toReversed() },
        });
        const straight = pricesOf([a, b], prices);
        const reversed = pricesOf([flip(b), flip(a)], prices.toReversed()).toReversed();
        const bare = (price: (typeof straight)[number]) => ({ ...price, sources: [] });
        expect(reversed.map(bare)).toEqual(straight.map(bare));
      }),
    );
  });
  it('a redemption rate can only lower the mark', () => {
    const sources = [...market('A', 'USD'), sourceOf('A-rate', { basis: 'fundamental', quote: 'USD', venue: 'nav' })];
    const asset = assetOf('A', { pricing: { sources } });
    fc.assert(
      fc.property(answers, fc.bigInt(10n ** 15n, 3n * 10n ** 18n), (values, ratio) => {
        const without = pricesOf([assetOf('A')], rows(values))[0]?.markWad ?? null;
        const observed = [...rows(values), { ...rate('A', '1'), priceWad: wad(ratio) }];
        const withRate = pricesOf([asset], observed)[0]?.markWad ?? null;
        expect(withRate).not.toBeNull();
        if (without !== null && withRate !== null) expect(withRate <= without).toBe(true);
      }),
    );
  });
});

describe('priceAssets: single-origin classes follow their class', () => {
  const bill = (more: Parameters<typeof coinOf>[1] = {}): PolicyAsset =>
    coinOf('BILL', {
      class: 'tbill',
      growthCapPerYearBps: bps(1000),
      ...more,
      pricing: {
        method: 'nav',
        issuerHaircutBps: bps(50),
        sources: [sourceOf('BILL-nav', { venue: 'nav', basis: 'fundamental', heartbeatSeconds: 86_400 })],
        dailyVolatilityWad: parseWad('0.001'),
        ...more.pricing,
      },
    });
  const nav = (price: string | null, more: Partial<PriceObservation> = {}) =>
    observe('BILL-nav', price, { basis: 'fundamental', ...more });

  it('a NAV two days old on a one-day heartbeat is no verdict', () => {
    const [price] = pricesOf([bill()], [nav('1.02', { updatedAtSeconds: NOW - 2 * 86_400 })]);
    expect(price).toMatchObject({ status: 'INDETERMINATE', markWad: null, exit: { code: 'NO_PRICE', allowed: false } });
    expect(price?.enter.code).toBe('NO_PRICE');
  });
  it('a live NAV may be entered and left at its mark, on one origin', () => {
    const [price] = pricesOf([bill()], [nav('1.02')]);
    expect(price).toMatchObject({
      status: 'CLASS',
      markBasis: 'class',
      origins: 1,
      enter: { allowed: true, code: 'CLASS' },
      exit: { allowed: true, code: 'CLASS' },
      exitFloorWad: parseWad('1.02'),
      originsBelowIffy: 0,
    });
  });
  it('a NAV that jumps is valued at its slow average and not entered', () => {
    const policy = policyOf([bill({ growthCapPerYearBps: null })]);
    const carried = carriedOf(policy, { BILL: { slowPriceWad: parseWad('1.02'), slowAtSeconds: NOW } });
    const [price] = priceAssets(snapshotOf({ prices: [nav('1.5')] }), policy, carried);
    expect(price).toMatchObject({ status: 'HALT', markWad: parseWad('1.02'), markBasis: 'slow average' });
    expect(price?.highWad).toBe(parseWad('1.5'));
    expect(price?.enter.code).toBe('VELOCITY');
  });
  it('of several stated figures the lowest counts', () => {
    const sources = ['nav', 'admin'].map((id) => sourceOf(`BILL-${id}`, { venue: 'nav' }));
    const [price] = pricesOf(
      [bill({ pricing: { sources } })],
      [observe('BILL-nav', '1.03'), observe('BILL-admin', '1.02')],
    );
    expect([price?.markWad, price?.highWad].map((item) => formatWad(item ?? 0n))).toEqual(['1.02', '1.03']);
  });
  it('cash at par is worth its peg, and a dollar where no peg is written', () => {
    const cash = (pegWad: PolicyAsset['pegWad']) =>
      assetOf('EUR', { class: 'fiat', pegWad, pricing: { method: 'par', sources: [] } });
    expect(pricesOf([cash(parseWad('1.1'))], [])[0]?.markWad).toBe(parseWad('1.1'));
    expect(pricesOf([cash(null)], [])[0]?.markWad).toBe(parseWad('1'));
  });
  it('an asset quoted in a single-origin class uses its figure', () => {
    const eth = coinOf('ETH', { pricing: { sources: market('ETH', 'BILL') } });
    const [, price] = pricesOf([bill(), eth], [nav('1.02'), ...quote('ETH', '1000')]);
    expect(price?.consensusWad).toBe(parseWad('1020'));
  });
  it('is not entered when not eligible', () => {
    expect(pricesOf([bill({ isEligible: false })], [nav('1')])[0]?.enter.code).toBe('NOT_ELIGIBLE');
  });
});
