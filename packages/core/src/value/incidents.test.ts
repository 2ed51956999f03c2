import { describe, expect, it } from 'vitest';
import { bps } from '../units/amounts.ts';
import { formatWad, parseWad } from '../units/decimal.ts';
import type { AssetPrice } from '../records/sheet.ts';
import type { PriceObservation } from '../records/snapshot.ts';
import type { PolicyAsset } from '../policy/policy.ts';
import type { CarriedAsset } from '../records/carried.ts';
import { priceAssets } from './priceAssets.ts';
import { assetOf, coinOf, policyOf, sourceOf } from '../policy/policy.fixture.ts';
import { carriedOf, NOW, observe, quote, snapshotOf } from './value.fixture.ts';

const judge = (
  asset: PolicyAsset,
  prices: readonly PriceObservation[],
  past: Partial<CarriedAsset> = {},
  others: readonly PolicyAsset[] = [],
): AssetPrice => {
  const policy = policyOf([asset, ...others]);
  const carried = carriedOf(policy, { [asset.id]: past });
  const found = priceAssets(snapshotOf({ prices }), policy, carried)[0];
  if (found === undefined) throw new TypeError('the asset was not priced');
  return found;
};
const venues = (id: string, prices: Readonly<Record<string, string>>) => ({
  sources: Object.keys(prices).map((origin) => sourceOf(`${id}-${origin}`, { origin })),
  observed: Object.entries(prices).map(([origin, price]) => observe(`${id}-${origin}`, price)),
});
const show = (price: AssetPrice) => ({
  status: price.status,
  low: price.lowWad === null ? null : formatWad(price.lowWad),
  high: price.highWad === null ? null : formatWad(price.highWad),
  mark: price.markWad === null ? null : formatWad(price.markWad),
  basis: price.markBasis,
  enter: price.enter.code,
  exit: price.exit.code,
  floor: price.exitFloorWad === null ? null : formatWad(price.exitFloorWad),
});

describe('incidents: inputs as published, verdicts of the whole pricing', () => {
  it('normal day: Chainlink 1.0001, Pyth 0.9998, Curve 1.0000, Uniswap 0.9995 at half weight', () => {
    const { sources, observed } = venues('DAI', { cl: '1.0001', pyth: '0.9998', curve: '1.0000' });
    const uniswap = sourceOf('DAI-uni', { origin: 'uni', weightBps: bps(5000) });
    const dai = assetOf('DAI', { pricing: { sources: [...sources, uniswap] } });
    const price = judge(dai, [...observed, observe('DAI-uni', '0.9995')]);
    expect(formatWad(price.consensusWad ?? 0n)).toBe('1');
    expect(show(price)).toEqual({
      status: 'OK',
      low: '0.9995',
      high: '1.0001',
      mark: '0.9995',
      basis: 'market',
      enter: 'CONSENSUS',
      exit: 'CONSENSUS',
      floor: '0.9995',
    });
  });

  it('USDC, 11 Mar 2023: Kraken 0.874 and Binance 0.882 widen the interval, forbid entry, still permit exit', () => {
    const { sources, observed } = venues('USDC', { kraken: '0.874', binance: '0.882' });
    const price = judge(assetOf('USDC', { pricing: { sources } }), observed, { slowPriceWad: parseWad('1') });
    expect(show(price)).toEqual({
      status: 'HALT',
      low: '0.874',
      high: '1',
      mark: '0.874',
      basis: 'market',
      enter: 'NO_CONSENSUS',
      exit: 'TWO_ORIGINS',
      floor: '0.874',
    });
    expect([price.originsBelowIffy, price.originsBelowDisabled]).toEqual([2, 2]);
  });

  it('USDC, 11 Mar 2023: one venue at 0.874 while two stand at par is one origin, not a depeg', () => {
    const price = judge(assetOf('USDC'), quote('USDC', '0.874', '0.999', '0.9995'));
    expect(price.originsBelowDisabled).toBe(1);
    expect(show(price)).toMatchObject({ status: 'OK', low: '0.999', floor: '0.999', enter: 'BELOW_THRESHOLD' });
  });

  it('Compound DAI, 26 Nov 2020: Coinbase 1.30, others 1.03, 1.01, 1.012 (illustrative) give 1.01 and no entry', () => {
    const { sources, observed } = venues('DAI', { coinbase: '1.30', a: '1.03', b: '1.01', c: '1.012' });
    const price = judge(assetOf('DAI', { pricing: { sources } }), observed);
    expect(formatWad(price.consensusWad ?? 0n)).toBe('1.01');
    // A dollar coin above par is marked at par: it redeems for no more.
    expect(show(price)).toMatchObject({ status: 'DEGRADED', mark: '1', basis: 'fundamental', high: '1.012' });
    expect(price.enter.code).toBe('CONSENSUS_DEGRADED');
  });

  it('Synthetix sKRW, 25 Jun 2019: 0.00086 against 0.86 halts, is marked low and never averaged to 0.43043', () => {
    const { sources, observed } = venues('sKRW', { one: '0.00086', two: '0.86' });
    const price = judge(coinOf('sKRW', { pricing: { sources } }), observed);
    expect(show(price)).toMatchObject({
      status: 'HALT',
      low: '0.00086',
      high: '0.86',
      enter: 'NO_CONSENSUS',
      exit: 'SPREAD_TOO_WIDE',
      floor: null,
    });
    expect(price.consensusWad).toBeNull();
  });

  it('Venus and Blizz LUNA, 12 May 2022: a feed stuck at its minimum of 0.107 while markets trade at 0.01', () => {
    const { sources } = venues('LUNA', { chainlink: '0.107', market: '0.01' });
    const luna = coinOf('LUNA', { pricing: { sources } });
    const clamped = observe('LUNA-chainlink', '0.107', { isClamped: true });
    const price = judge(luna, [clamped, observe('LUNA-market', '0.01')]);
    expect(show(price)).toMatchObject({ status: 'HALT', low: '0.01', mark: '0.01', enter: 'NO_CONSENSUS' });
    expect(price.sources[0]).toMatchObject({ verdict: 'dropped', code: 'CLAMPED' });
    expect(price.exit.code).toBe('TOO_FEW_ORIGINS');
  });

  it('Venus LUNA, 12 May 2022: an answer 90000 s old on a heartbeat of 86400 s is stale and gives no verdict', () => {
    const sources = [sourceOf('LUNA-chainlink', { heartbeatSeconds: 86_400 })];
    const old = observe('LUNA-chainlink', '0.107', { updatedAtSeconds: NOW - 90_000, ageSeconds: 90_000 });
    expect(show(judge(coinOf('LUNA', { pricing: { sources } }), [old]))).toEqual({
      status: 'INDETERMINATE',
      low: null,
      high: null,
      mark: null,
      basis: 'unknown',
      enter: 'NO_PRICE',
      exit: 'TOO_FEW_ORIGINS',
      floor: null,
    });
  });

  it('USDe on Binance, 10 Oct 2025: 0.65 on one venue, 0.995, 0.93, 0.9965 elsewhere, redemption 1.0', () => {
    const prices = { binance: '0.65', b: '0.995', c: '0.93', d: '0.9965', redemption: '1.0' };
    const { sources, observed } = venues('USDe', prices);
    const price = judge(assetOf('USDe', { pricing: { sources } }), observed);
    expect(formatWad(price.consensusWad ?? 0n)).toBe('0.9965');
    expect(show(price)).toMatchObject({
      status: 'DEGRADED',
      low: '0.995',
      high: '1',
      exit: 'CONSENSUS',
      floor: '0.995',
    });
    expect(price.enter.allowed).toBe(false);
  });

  it('Mango, 11 Oct 2022: 0.91, 0.75, 0.70 with a 30-minute average of 0.038 pass the vote, and the gate halts', () => {
    const { sources, observed } = venues('MNGO', { a: '0.91', b: '0.75', c: '0.70', twap: '0.038' });
    const price = judge(coinOf('MNGO', { pricing: { sources } }), observed, {
      slowPriceWad: parseWad('0.038'),
      slowAtSeconds: NOW - 600,
    });
    expect(formatWad(price.consensusWad ?? 0n)).toBe('0.7');
    expect(show(price)).toMatchObject({
      status: 'HALT',
      low: '0.038',
      mark: '0.038',
      basis: 'slow average',
      high: '0.75',
      enter: 'VELOCITY',
    });
  });

  it('Mango, 11 Oct 2022: with one venue left live the pump is not believed either', () => {
    const { sources } = venues('MNGO', { a: '0.91', b: '0.75' });
    const price = judge(coinOf('MNGO', { pricing: { sources } }), [observe('MNGO-a', '0.91')], {
      slowPriceWad: parseWad('0.038'),
      slowAtSeconds: NOW - 600,
    });
    expect(show(price)).toMatchObject({ status: 'HALT', mark: '0.038', exit: 'TOO_FEW_ORIGINS' });
  });

  it('Moonwell wrsETH, 4 Nov 2025: a ratio of 1.7e6 is cut to 1.05 grown 30 days at 9.83 % = 1.058483', () => {
    const eth = coinOf('ETH');
    const wrsETH = coinOf('wrsETH', {
      class: 'lst',
      underlying: 'ETH',
      growthCapPerYearBps: bps(983),
      pricing: {
        sources: [sourceOf('wrsETH-ratio', { venue: 'erc4626', basis: 'fundamental', quote: 'ETH' })],
      },
    });
    const ratio = observe('wrsETH-ratio', '1700000', { basis: 'fundamental', quote: 'ETH' });
    const past = { anchorRatioWad: parseWad('1.05'), anchorAtSeconds: NOW - 30 * 86_400 };
    const price = judge(wrsETH, [ratio, ...quote('ETH', '1')], past, [eth]);
    expect(formatWad(price.fundamentalWad ?? 0n, 6)).toBe('1.058483');
    expect(price.sources[0]).toMatchObject({ verdict: 'inlier', code: 'GROWTH_CAPPED' });
    expect(price.markBasis).toBe('fundamental');
  });

  it('Moonwell wrsETH, 4 Nov 2025: the hard bound of the source refuses 1.7e6 even where no anchor is known', () => {
    const sources = [
      sourceOf('wrsETH-ratio', {
        venue: 'erc4626',
        basis: 'fundamental',
        quote: 'ETH',
        maxPriceWad: parseWad('1.5'),
      }),
    ];
    const wrsETH = coinOf('wrsETH', { underlying: 'ETH', pricing: { sources } });
    const ratio = observe('wrsETH-ratio', '1700000', { basis: 'fundamental', quote: 'ETH' });
    const price = judge(wrsETH, [ratio, ...quote('ETH', '1')], {}, [coinOf('ETH')]);
    expect(price.markWad).toBeNull();
    expect(price.sources[0]?.code).toBe('OUT_OF_BOUNDS');
  });

  it('Moonwell cbETH, 15 Feb 2026: a ratio taken for a dollar price (1.12) is refused by the hard bound', () => {
    const sources = ['a', 'b', 'c'].map((origin) =>
      sourceOf(`cbETH-${origin}`, { origin, minPriceWad: parseWad('100') }),
    );
    const price = judge(coinOf('cbETH', { pricing: { sources } }), quote('cbETH', '1.12', '2200', '2203'));
    expect(show(price)).toMatchObject({ status: 'OK', low: '2200' });
    expect(price.sources[0]?.code).toBe('OUT_OF_BOUNDS');
  });

  it('Harvest, 26 Oct 2020: a share of a pool is worth its virtual price times the worst coin, never the pool spot', () => {
    const usdc = assetOf('USDC');
    const usdt = assetOf('USDT');
    const lp = assetOf('yPool', {
      class: 'lpShare',
      pegWad: null,
      constituents: ['USDC', 'USDT'],
      pricing: {
        sources: [
          sourceOf('yPool-virtual', { venue: 'attested', basis: 'fundamental', quote: 'USDC' }),
          ...['a', 'b', 'c'].map((origin) => sourceOf(`yPool-${origin}`, { origin })),
        ],
      },
    });
    const virtual = observe('yPool-virtual', '1.03', { basis: 'fundamental', quote: 'USDC' });
    const coins = [...quote('USDC', '1'), ...quote('USDT', '0.97')];
    // The swing lifted the spot by a hundredth; the share stays at 1.03 × 0.97.
    const price = judge(lp, [virtual, ...quote('yPool', '1.04'), ...coins], {}, [usdc, usdt]);
    expect(show(price)).toMatchObject({ mark: '0.9991', basis: 'fundamental', high: '1.04' });
    // And a spot pushed down counts at once.
    expect(show(judge(lp, [virtual, ...quote('yPool', '0.98'), ...coins], {}, [usdc, usdt])).mark).toBe('0.98');
  });

  it('Cream, 27 Oct 2021: a donation that doubles the share price moves the mark by its growth cap alone', () => {
    const yUSD = assetOf('yUSD', {
      pegWad: null,
      underlying: 'USDC',
      growthCapPerYearBps: bps(1000),
      pricing: {
        method: 'nav',
        issuerHaircutBps: bps(100),
        sources: [sourceOf('yUSD-share', { venue: 'erc4626', basis: 'fundamental', quote: 'USDC' })],
      },
    });
    const doubled = observe('yUSD-share', '2', { basis: 'fundamental', quote: 'USDC' });
    const past = { anchorRatioWad: parseWad('1'), anchorAtSeconds: NOW - 86_400 };
    const price = judge(yUSD, [doubled, ...quote('USDC', '1')], past, [assetOf('USDC')]);
    expect(formatWad(price.markWad ?? 0n, 6)).toBe('1.000273');
  });

  it('stETH, 10 Jun 2022: the market at 0.95 of the redemption rate is marked at the market, both are reported', () => {
    const eth = coinOf('ETH');
    const stETH = coinOf('stETH', {
      class: 'lst',
      underlying: 'ETH',
      growthCapPerYearBps: bps(875),
      pricing: {
        sources: [
          ...['a', 'b', 'c'].map((origin) => sourceOf(`stETH-${origin}`, { origin })),
          sourceOf('stETH-rate', { venue: 'erc4626', basis: 'fundamental', quote: 'ETH' }),
        ],
      },
      states: {
        iffyDeviationBps: bps(300),
        iffyForSeconds: 3600,
        disabledDeviationBps: bps(1000),
        disabledForSeconds: 3600,
        recoverDeviationBps: bps(100),
        recoverForSeconds: 3600,
      },
    });
    const rate = observe('stETH-rate', '1', { basis: 'fundamental', quote: 'ETH' });
    const price = judge(stETH, [...quote('stETH', '1710', '1712', '1711'), rate, ...quote('ETH', '1800')], {}, [eth]);
    expect(show(price)).toMatchObject({ status: 'OK', low: '1710', high: '1800', mark: '1710', basis: 'market' });
    expect(formatWad(price.fundamentalWad ?? 0n)).toBe('1800');
    expect([price.originsBelowIffy, price.originsBelowDisabled]).toEqual([3, 0]);
    expect(price.enter.code).toBe('BELOW_THRESHOLD');
  });

  it('UST, 11 May 2022: three venues between 0.60 and 0.45 part by a third; confirmed below, they still permit exit', () => {
    const price = judge(assetOf('UST'), quote('UST', '0.60', '0.55', '0.45'), { slowPriceWad: parseWad('0.9') });
    expect(price.originsBelowDisabled).toBe(3);
    expect(show(price)).toMatchObject({ status: 'HALT', low: '0.45', exit: 'CONFIRMED_BELOW', floor: '0.55' });
  });
});
