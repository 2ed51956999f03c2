import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WAD, raw, wad, type Wad } from '../units/amounts.ts';
import type { GuardState } from './guardState.ts';
import { guardTerms } from './guardTerms.ts';
import { NOW, PLAIN, guardStateOf } from './vectors.fixture.ts';

/** One silent feed of what is sold; the base is bought. */
function silentState(exitFloorWad: Wad | null, blindWad: Wad | null): GuardState {
  const idleRaw = String(1_000_000n * WAD);
  const state = guardStateOf({
    assets: [
      ['bought', { ...PLAIN, idleRaw }],
      ['sold', { ...PLAIN, idleRaw, updatedAtA: NOW - 3_601 }],
    ],
  });
  const { vault } = state;
  if (vault.gates === undefined) throw new RangeError('a state with gates');
  const gates = vault.gates.assets.map((gate) =>
    gate.assetId === 'sold' ? { ...gate, exitFloorWad, blindWad } : gate,
  );
  const assets = vault.assets.map((asset) => (asset.assetId === 'sold' ? { ...asset, isExitOpen: true } : asset));
  return { ...state, vault: { ...vault, assets, gates: { ...vault.gates, assets: gates } } };
}
const exit = { fromAssetId: 'sold', toAssetId: 'bought', isExit: true, isAuction: true };

// Every refusal with its edge stands in vectors/terms.json, which the contract reads too.
describe('guardTerms', () => {
  it('floors a blind exit at the voted price, without slip, and charges it at the most it may be worth', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, 1_000_000n * WAD),
        fc.bigInt(1n, 2n * WAD),
        fc.bigInt(1n, 2n * WAD),
        (amount, floor, worth) => {
          const verdict = guardTerms(silentState(wad(floor), wad(worth)), { ...exit, amountInRaw: raw(amount) });
          if (!verdict.ok) expect.fail(verdict.code);
          expect(verdict.floorOutRaw * WAD).toBeGreaterThanOrEqual(amount * floor);
          expect((verdict.floorOutRaw - 1n) * WAD).toBeLessThan(amount * floor);
          expect(verdict.valueWad * WAD).toBeGreaterThanOrEqual(amount * worth);
        },
      ),
    );
  });

  it('refuses a blind exit where none was voted, and through the router', () => {
    const trade = { ...exit, amountInRaw: raw(WAD) };
    expect(guardTerms(silentState(null, null), trade)).toMatchObject({ ok: false, code: 'StaleFeed' });
    expect(guardTerms(silentState(WAD, WAD), { ...trade, isAuction: false })).toMatchObject({ code: 'StaleFeed' });
    expect(guardTerms(silentState(WAD, WAD), { ...trade, isExit: false })).toMatchObject({ code: 'StaleFeed' });
  });

  it('speaks of tokens', () => {
    const verdict = guardTerms(silentState(WAD, WAD), { ...exit, amountInRaw: raw(1_000_000n * WAD + 1n) });
    expect(verdict).toMatchObject({ reason: 'only 1000000 sold are idle and not owed to holders' });
  });
});
