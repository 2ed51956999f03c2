import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, raw, wad, WAD } from '../units/amounts.ts';
import { guardDeposit } from './guardDeposit.ts';
import { guardStateOf, PLAIN } from './vectors.fixture.ts';

const rich = { ...PLAIN, idleRaw: String(1_000_000n * WAD) };
const stateOf = (maxBps: number, insideRaw = 0n) =>
  guardStateOf({
    assets: [
      ['asset', rich],
      ['other', rich],
    ],
    venue: { assetId: 'asset', maxBps: String(maxBps), isEntryAllowed: true },
    insideRaw: String(insideRaw),
    budgets: { lossBurstWad: String(WAD), lossUsedWad: '0' },
  });
const codeOf = (verdict: { readonly ok: boolean; readonly code?: string }): string =>
  verdict.ok ? 'ok' : (verdict.code ?? '');

// Every refusal with its edge stands in vectors/deposits.json, which the contract reads too.
describe('guardDeposit', () => {
  it('refuses a venue, and an asset, the law does not list', () => {
    const state = stateOf(5000);
    expect(codeOf(guardDeposit(state, { venueId: 'x', amountRaw: raw(1n) }))).toBe('UnknownVenue');
    const unlisted = { ...state, vault: { ...state.vault, assets: state.vault.assets.slice(1) } };
    expect(codeOf(guardDeposit(unlisted, { venueId: 'venue', amountRaw: raw(1n) }))).toBe('UnknownAsset');
  });

  it('counts a holding it does not know as none', () => {
    const state = stateOf(5000);
    const holdings = state.holdings.map((holding) => ({ ...holding, amountRaw: null }));
    expect(codeOf(guardDeposit({ ...state, holdings }, { venueId: 'venue', amountRaw: raw(1n) }))).toBe(
      'InsufficientIdle',
    );
  });

  it('refuses a negative amount', () => {
    expect(codeOf(guardDeposit(stateOf(5000), { venueId: 'venue', amountRaw: raw(-1n) }))).toBe('ZeroAmount');
  });

  it('names a headroom that fits, and one more does not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), fc.bigInt(0n, 400_000n * WAD), (maxBps, inside) => {
        const state = stateOf(maxBps, inside);
        const verdict = guardDeposit(state, { venueId: 'venue', amountRaw: raw(1_000_000n * WAD) });
        if (verdict.ok) expect.fail('a million fits');
        expect(verdict.code).toBe('VenueCapExceeded');
        const room = verdict.headroomWad ?? 0n;
        // One dollar a token of 18 decimals: value and amount are the same number.
        if (room > 0n) expect(codeOf(guardDeposit(state, { venueId: 'venue', amountRaw: raw(room) }))).toBe('ok');
        expect(codeOf(guardDeposit(state, { venueId: 'venue', amountRaw: raw(room + 1n) }))).toBe('VenueCapExceeded');
      }),
    );
  });

  it('asks for liquidity only where the deposit locks something', () => {
    const state = stateOf(5000, 1_000n);
    const { gates } = state.vault;
    if (gates === undefined) expect.fail('no gates');
    const under = (maturity: number, withdrawable: bigint) =>
      codeOf(
        guardDeposit(
          {
            ...state,
            vault: {
              ...state.vault,
              gates: {
                ...gates,
                claimsWad: wad(10_000_000n * WAD),
                minLiquidBps: [bps(10_000), bps(10_000), bps(10_000)],
                venues: [{ venueId: 'venue', risks: 0, maturity }],
              },
            },
            holdings: state.holdings.map((holding) =>
              holding.where === 'deployed' ? { ...holding, withdrawableRaw: raw(withdrawable) } : holding,
            ),
          },
          { venueId: 'venue', amountRaw: raw(WAD) },
        ),
      );
    expect([under(0, 1_000n), under(0, 999n), under(1, 1_000n)]).toEqual(['ok', 'IlliquidReserve', 'IlliquidReserve']);
  });
});
