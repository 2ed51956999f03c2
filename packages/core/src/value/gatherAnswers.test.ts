import { describe, expect, it } from 'vitest';
import { bps } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import { assetOf, coinOf, policyOf, sourceOf } from '../policy/policy.fixture.ts';
import type { PolicyAsset } from '../policy/policy.ts';
import type { PriceObservation } from '../records/snapshot.ts';
import { gatherAnswers, liveRatio } from './gatherAnswers.ts';
import { contextOf } from './priceAssets.ts';
import { carriedOf, NOW, observe, snapshotOf } from './value.fixture.ts';

const share = (ids: readonly string[], more: Partial<PolicyAsset> = {}): PolicyAsset =>
  coinOf('S', {
    underlying: 'USDC',
    growthCapPerYearBps: bps(1000),
    ...more,
    pricing: { sources: ids.map((id) => sourceOf(id, { basis: 'fundamental', quote: 'USDC' })) },
  });
const context = (asset: PolicyAsset, prices: readonly PriceObservation[], anchor: string | null = null) =>
  contextOf(
    snapshotOf({ prices }),
    carriedOf(policyOf([asset]), {
      S: anchor === null ? {} : { anchorRatioWad: parseWad(anchor), anchorAtSeconds: NOW },
    }),
  );

describe('gatherAnswers', () => {
  it('keeps votes and redemption rates apart, and says of each source what became of it', () => {
    const asset = assetOf('A', {
      pricing: { sources: [sourceOf('m'), sourceOf('silent'), sourceOf('r', { basis: 'fundamental' })] },
    });
    const found = gatherAnswers(asset, context(asset, [observe('m', '1'), observe('r', '1.1')]));
    expect(found.market.map((answer) => [answer.sourceId, answer.drop])).toEqual([
      ['m', ''],
      ['silent', 'UNKNOWN'],
    ]);
    expect(found.fundamental).toEqual({ lowWad: parseWad('1.1'), highWad: parseWad('1.1') });
    expect(found.fundamentalSources).toMatchObject([{ sourceId: 'r', verdict: 'inlier', code: '' }]);
  });
  it('a reason of the answer itself comes before any about its quote', () => {
    const asset = assetOf('A', { pricing: { sources: [sourceOf('m')] } });
    const blind = { ...context(asset, [observe('m', '1', { isClamped: true })]), quoteOf: () => null };
    expect(gatherAnswers(asset, blind).market[0]?.drop).toBe('CLAMPED');
  });
  it('the interval of the underlying multiplies through, the low side down and the high side up', () => {
    const asset = share(['r']);
    const wide = {
      ...context(asset, [observe('r', '1.5')]),
      underlyingOf: () => ({ lowWad: parseWad('0.000000000000000001'), highWad: parseWad('0.000000000000000001') }),
    };
    expect(gatherAnswers(asset, wide).fundamental).toEqual({ lowWad: 1n, highWad: 2n });
  });
});

describe('liveRatio', () => {
  it('is null without a live rate', () => {
    const asset = share(['r']);
    expect(liveRatio(asset, context(asset, []))).toBeNull();
    expect(liveRatio(asset, context(asset, [observe('r', null)]))).toBeNull();
    expect(liveRatio(asset, context(asset, [observe('r', '1.2', { isClamped: true })]))).toBeNull();
  });
  it('is the lowest of several, cut to the cap, and no market price', () => {
    const asset = share(['r', 'q']);
    const prices = [observe('r', '1.2'), observe('q', '1.1')];
    expect(liveRatio(asset, context(asset, prices))).toBe(parseWad('1.1'));
    expect(liveRatio(asset, context(asset, prices, '1.05'))).toBe(parseWad('1.05'));
    const traded = assetOf('S', { pricing: { sources: [sourceOf('r')] } });
    expect(liveRatio(traded, context(traded, prices))).toBeNull();
  });
});
