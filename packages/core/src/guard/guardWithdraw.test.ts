import { describe, expect, it } from 'vitest';
import { raw } from '../units/amounts.ts';
import { guardWithdraw } from './guardWithdraw.ts';
import { guardStateOf, PLAIN } from './vectors.fixture.ts';

const state = guardStateOf({
  assets: [['asset', PLAIN]],
  venue: { assetId: 'asset', maxBps: '0', isEntryAllowed: false },
  insideRaw: '1000',
});
const codeOf = (verdict: { readonly ok: boolean; readonly code?: string }): string =>
  verdict.ok ? 'ok' : (verdict.code ?? '');
const withLiquid = (withdrawable: bigint | null) => ({
  ...state,
  holdings: state.holdings.map((holding) => ({
    ...holding,
    withdrawableRaw: withdrawable === null ? null : raw(withdrawable),
  })),
});

describe('guardWithdraw', () => {
  it('refuses an unknown venue', () => {
    expect(codeOf(guardWithdraw(state, { venueId: 'x', amountRaw: raw(1n) }))).toBe('UnknownVenue');
  });

  it('refuses more than the venue could return now, in the twin’s own word', () => {
    const short = withLiquid(400n);
    expect(codeOf(guardWithdraw(short, { venueId: 'venue', amountRaw: raw(400n) }))).toBe('ok');
    expect(codeOf(guardWithdraw(short, { venueId: 'venue', amountRaw: raw(401n) }))).toBe('VenueIlliquid');
  });

  it('counts unknown cash as none, and what is not inside before that', () => {
    expect(codeOf(guardWithdraw(withLiquid(null), { venueId: 'venue', amountRaw: raw(1n) }))).toBe('VenueIlliquid');
    expect(codeOf(guardWithdraw(state, { venueId: 'venue', amountRaw: raw(1001n) }))).toBe('InsufficientDeployed');
  });

  it('stays open in a venue closed to entry, in every mode', () => {
    for (const mode of ['run', 'exitOnly', 'frozen'] as const)
      expect(
        codeOf(
          guardWithdraw({ ...state, vault: { ...state.vault, mode } }, { venueId: 'venue', amountRaw: raw(1000n) }),
        ),
      ).toBe('ok');
  });
});
