import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wad, WAD } from '../units/amounts.ts';
import { judgeQuote, quoteFeeds, readFeed, type FeedAnswer } from './quoteFeeds.ts';

const bounds = { minPriceWad: wad(WAD / 10n), maxPriceWad: wad(10n * WAD) };
const NOW = 1_800_000_000;
const answer = (value: bigint, decimals = 8, change: Partial<FeedAnswer> = {}): FeedAnswer => ({
  feed: '0x01',
  answer: value,
  decimals,
  updatedAtSeconds: NOW,
  heartbeatSeconds: 3600,
  ...change,
});

// Edges stand in vectors/quotes.json, which the contract reads too.
describe('readFeed', () => {
  it('rounds down and up around the exact price, by one at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 36 }), fc.bigInt(1n, 10n ** 37n), (decimals, value) => {
        const read = readFeed(answer(value, decimals), bounds, NOW);
        if (!read.ok) return;
        const exact = value * WAD;
        const unit = 10n ** BigInt(decimals);
        expect(read.downWad * unit).toBeLessThanOrEqual(exact);
        expect(read.upWad * unit).toBeGreaterThanOrEqual(exact);
        expect(read.upWad - read.downWad).toBeLessThanOrEqual(1n);
      }),
    );
  });
});

describe('quoteFeeds', () => {
  it('has no price without a feed', () => {
    expect(quoteFeeds([], bounds, NOW)).toMatchObject({ ok: false, code: 'StaleFeed' });
  });

  it('never falls through to the feed that still answers', () => {
    const stale = answer(100_000_000n, 8, { updatedAtSeconds: NOW - 3601 });
    const fresh = answer(100_000_000n);
    for (const feeds of [
      [stale, fresh],
      [fresh, stale],
    ])
      expect(quoteFeeds(feeds, bounds, NOW)).toMatchObject({ ok: false, code: 'StaleFeed' });
  });

  it('does not depend on the order of the feeds', () => {
    fc.assert(
      fc.property(fc.bigInt(20_000_000n, 900_000_000n), fc.bigInt(20_000_000n, 900_000_000n), (a, b) => {
        const quote = quoteFeeds([answer(a), answer(b)], bounds, NOW);
        expect(quoteFeeds([answer(b), answer(a)], bounds, NOW)).toEqual(quote);
        expect(quote.ok && quote.lowWad <= quote.highWad).toBe(true);
      }),
    );
  });
});

describe('judgeQuote', () => {
  it('opens nothing by price without a price, and a guardian’s word without one', () => {
    const quote = quoteFeeds([], bounds, NOW);
    const asset = { depegPriceWad: wad(WAD), feedCount: 2 };
    expect(judgeQuote(quote, { ...asset, isDisabled: false })).toMatchObject({ isDepegged: false, isExitOpen: false });
    expect(judgeQuote(quote, { ...asset, isDisabled: true })).toMatchObject({ isDepegged: false, isExitOpen: true });
  });
});
