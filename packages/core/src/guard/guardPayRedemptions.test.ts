import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, raw, wad, WAD } from '../units/amounts.ts';
import type { PendingRedemption } from '../records/snapshot.ts';
import { guardPayRedemptions } from './guardPayRedemptions.ts';
import { guardStateOf, NOW, PLAIN } from './vectors.fixture.ts';

const stateOf = (idleRaw: bigint, capPerDayWad: bigint | null = null, usedWad = 0n) =>
  guardStateOf({
    assets: [['asset', { ...PLAIN, decimals: 6, idleRaw: String(idleRaw) }]],
    redemption: {
      payoutAssetId: 'asset',
      owed: 'payoutAsset',
      feeBps: bps(0),
      capPerDayWad: capPerDayWad === null ? null : wad(capPerDayWad),
      usedWad: wad(usedWad),
      delaySeconds: 0,
    },
  });
const claim = (id: number, dollars: bigint, change: Partial<PendingRedemption> = {}): PendingRedemption => ({
  id,
  liabilityRaw: raw(dollars * WAD),
  payoutAssetId: 'asset',
  payoutRaw: raw(dollars * 10n ** 6n),
  requestedAtSeconds: NOW - 10,
  dueAtSeconds: NOW,
  isSetAside: false,
  ...change,
});

// Amounts with their edges stand in vectors/redemptions.json, which the contract reads too.
describe('guardPayRedemptions', () => {
  it('leaves claims set aside to their holders', () => {
    const verdict = guardPayRedemptions(stateOf(10n ** 12n), {
      pending: [claim(0, 1n, { isSetAside: true }), claim(1, 2n)],
      maxCount: 5,
    });
    expect(verdict.ok && verdict.payments.map(({ id }) => id)).toEqual([1]);
  });

  it('pays in the order of the queue, however it is given', () => {
    const verdict = guardPayRedemptions(stateOf(10n ** 12n), {
      pending: [claim(2, 3n), claim(0, 1n), claim(1, 2n)],
      maxCount: 2,
    });
    expect(verdict.ok && verdict.payments.map(({ id }) => id)).toEqual([0, 1]);
  });

  it('waits for a claim in an asset the law does not list', () => {
    const verdict = guardPayRedemptions(stateOf(10n ** 12n), {
      pending: [claim(0, 1n, { payoutAssetId: 'x' }), claim(1, 2n)],
      maxCount: 2,
    });
    expect(verdict).toMatchObject({ ok: false, code: 'NothingRedeemable' });
  });

  it('never pays more than cash, cap and claims, and stops after a part', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(1n, 1_000n), { maxLength: 6 }),
        fc.bigInt(0n, 2_000_000_000n),
        fc.option(fc.bigInt(0n, 2_000n * WAD)),
        (claims, cash, cap) => {
          const pending = claims.map((dollars, id) => claim(id, dollars));
          const verdict = guardPayRedemptions(stateOf(cash, cap), { pending, maxCount: 10 });
          if (!verdict.ok) return;
          const paid = verdict.payments.reduce((total, { payoutRaw }) => total + payoutRaw, 0n);
          const settled = verdict.payments.reduce((total, { settledWad }) => total + settledWad, 0n);
          expect(paid).toBeLessThanOrEqual(cash);
          if (cap !== null) expect(settled).toBeLessThanOrEqual(cap);
          expect(paid * 10n ** 12n).toBeLessThanOrEqual(settled);
          const parts = verdict.payments.filter(({ id, settledWad }) => settledWad < (claims[id] ?? 0n) * WAD);
          expect(parts.length).toBeLessThanOrEqual(1);
          expect(parts.every((part) => part === verdict.payments.at(-1))).toBe(true);
        },
      ),
    );
  });
});
