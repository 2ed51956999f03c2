import { describe, expect, it } from 'vitest';
import { bps, raw } from '../units/amounts.ts';
import { guardFillAuction, guardOpenAuction } from './guardAuction.ts';
import type { GuardState } from './guardState.ts';
import { plain } from './vectorDice.fixture.ts';
import { NOW, guardStateOf } from './vectors.fixture.ts';

const rich = { decimals: 6, idleRaw: '1000000000' };
const base = guardStateOf({
  assets: [
    ['USD', plain(rich)],
    ['DAI', plain(rich)],
  ],
});
const open = (change: Partial<Parameters<typeof guardOpenAuction>[1]> = {}, state: GuardState = base) =>
  guardOpenAuction(
    state,
    {
      soldAssetId: 'DAI',
      boughtAssetId: 'USD',
      amountRaw: raw(500_000_000n),
      isExit: false,
      isKeeper: true,
      ...change,
    },
    null,
    3_600,
  );

// Every order of refusals is in vectors/auctions.json, which the contract answers too; here are the words.
describe('guardOpenAuction', () => {
  it('puts up what the keeper asks, and of an exit all', () => {
    expect(open()).toMatchObject({ ok: true, lot: { leftRaw: 500_000_000n, endsAtSeconds: NOW + 3_600 } });
    const exiting = {
      ...base,
      vault: { ...base.vault, assets: base.vault.assets.map((asset) => ({ ...asset, isExitOpen: true })) },
    };
    expect(open({ isExit: true, isKeeper: false }, exiting)).toMatchObject({ lot: { leftRaw: 2n ** 256n - 1n } });
  });
  it('says why not', () => {
    expect(open({ isKeeper: false })).toMatchObject({ reason: 'only an exit is put up for auction by anybody' });
    expect(
      guardOpenAuction(
        base,
        { soldAssetId: 'DAI', boughtAssetId: 'USD', amountRaw: raw(1n), isExit: false, isKeeper: true },
        null,
        null,
      ),
    ).toMatchObject({
      reason: 'the law of the vault holds no auctions',
    });
    expect(open({ amountRaw: raw(1_000_000_001n) })).toMatchObject({
      reason: 'only 1000 DAI are idle and not owed to holders',
    });
  });
});

describe('guardFillAuction', () => {
  it('leaves what was not bought, and names the price in tokens where it is above what is offered', () => {
    const opened = open();
    if (!opened.ok) expect.fail(opened.reason);
    else {
      const fill = { amountRaw: raw(200_000_000n), mostRaw: raw(204_000_000n) };
      expect(guardFillAuction(base, opened.lot, fill, bps(200))).toMatchObject({
        paidRaw: 204_000_000n,
        lot: { leftRaw: 300_000_000n },
      });
      expect(guardFillAuction(base, opened.lot, { ...fill, mostRaw: raw(200_000_000n) }, bps(200))).toMatchObject({
        code: 'AbovePrice',
        reason: 'it costs 204 USD now, above 200 USD',
      });
    }
  });
});
