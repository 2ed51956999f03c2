import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WAD, bps, raw, type Raw } from '../units/amounts.ts';
import { auctionPrice, auctionSpan, type AuctionLot } from './auctionPrice.ts';
import type { GuardState } from './guardState.ts';
import { plain } from './vectorDice.fixture.ts';
import { NOW, guardStateOf } from './vectors.fixture.ts';

const PREMIUM = bps(200);
const lot: AuctionLot = {
  soldAssetId: 'sold',
  boughtAssetId: 'bought',
  isExit: false,
  startedAtSeconds: NOW,
  endsAtSeconds: NOW + 3_600,
  leftRaw: raw(1_000n * WAD),
};
const rich = { idleRaw: String(1_000_000n * WAD) };
const state = guardStateOf({
  assets: [
    ['bought', plain(rich)],
    ['sold', plain(rich)],
  ],
});
const at = (seconds: number): GuardState => ({ ...state, nowSeconds: NOW + seconds });
const priceOf = (seconds: number, amountRaw: Raw, premium = PREMIUM): bigint => {
  const price = auctionPrice(at(seconds), lot, amountRaw, premium);
  return price.ok ? price.priceRaw : expect.fail(price.reason);
};

describe('auctionPrice', () => {
  it('begins at the premium over the price and falls in a straight line to the floor of a trade', () => {
    const span = auctionSpan(state, lot, raw(1_000n * WAD), PREMIUM);
    if (!span.ok) expect.fail(span.reason);
    else {
      expect(span.firstRaw).toBe(1_020n * WAD);
      expect(priceOf(0, raw(1_000n * WAD))).toBe(span.firstRaw);
      expect(priceOf(1_800, raw(1_000n * WAD))).toBe((span.firstRaw + span.floorRaw) / 2n);
      expect(priceOf(3_599, raw(1_000n * WAD))).toBeGreaterThan(span.floorRaw);
    }
  });

  it('is over at its end, and when nothing is left', () => {
    expect(auctionPrice(at(3_600), lot, raw(1n), PREMIUM)).toMatchObject({ ok: false, code: 'NoAuction' });
    expect(auctionPrice(at(0), { ...lot, leftRaw: raw(0n) }, raw(1n), PREMIUM)).toMatchObject({ code: 'NoAuction' });
  });

  it('asks no mode, and refuses what the trade would be refused for', () => {
    const frozen: GuardState = { ...state, vault: { ...state.vault, mode: 'frozen' } };
    expect(auctionPrice(frozen, lot, raw(1n), PREMIUM).ok).toBe(true);
    expect(auctionPrice(state, { ...lot, isExit: true }, raw(1n), PREMIUM)).toMatchObject({ code: 'ExitNotOpen' });
    expect(auctionPrice(state, lot, raw(2_000_000n * WAD), PREMIUM)).toMatchObject({ code: 'InsufficientIdle' });
    expect(auctionPrice(state, { ...lot, boughtAssetId: 'none' }, raw(1n), PREMIUM)).toMatchObject({
      code: 'UnknownAsset',
    });
  });

  it('never rises with time, never falls with the amount or the premium, and is never below the floor', () => {
    const seconds = fc.integer({ min: 0, max: 3_599 });
    const amounts = fc.bigInt({ min: 1n, max: 500_000n * WAD });
    const premiums = fc.integer({ min: 0, max: 5_000 });
    fc.assert(
      fc.property(seconds, seconds, amounts, amounts, premiums, (one, other, amount, more, premium) => {
        const [early, late] = [Math.min(one, other), Math.max(one, other)];
        const price = priceOf(early, raw(amount), bps(premium));
        expect(priceOf(late, raw(amount), bps(premium))).toBeLessThanOrEqual(price);
        expect(priceOf(early, raw(amount + more), bps(premium))).toBeGreaterThanOrEqual(price);
        expect(priceOf(early, raw(amount), bps(premium + 1))).toBeGreaterThanOrEqual(price);
        const span = auctionSpan(state, lot, raw(amount), bps(premium));
        expect(span.ok && span.floorRaw <= price && price <= span.firstRaw).toBe(true);
      }),
    );
  });
});
