import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raw, wad, WAD } from '../units/amounts.ts';
import type { GuardState } from './guardState.ts';
import { guardSwap, guardSwapResult } from './guardSwap.ts';
import { guardStateOf, PLAIN, type AssetCase } from './vectors.fixture.ts';

const million = String(1_000_000n * WAD);
const rich: AssetCase = { ...PLAIN, idleRaw: million };
const wide = {
  lossBurstWad: million,
  lossUsedWad: '0',
  turnoverBurstWad: million,
  turnoverUsedWad: '0',
};
const stateOf = (sold: Partial<AssetCase> = {}, bought: Partial<AssetCase> = {}): GuardState =>
  guardStateOf({
    assets: [
      ['base', rich],
      ['sold', { ...rich, ...sold }],
      ['bought', { ...rich, ...bought }],
    ],
    budgets: wide,
  });
const swap = (amountInRaw: bigint, change = {}) => ({
  fromAssetId: 'sold',
  toAssetId: 'bought',
  amountInRaw: raw(amountInRaw),
  isExit: false,
  ...change,
});
const codeOf = (verdict: { readonly ok: boolean; readonly code?: string }): string =>
  verdict.ok ? 'ok' : (verdict.code ?? '');

// Every refusal with its edge stands in vectors/swaps.json, which the contract reads too; here is what it cannot say.
describe('guardSwap', () => {
  it('refuses what the law does not list, on either side', () => {
    expect(codeOf(guardSwap(stateOf(), swap(1n, { fromAssetId: 'x' })))).toBe('UnknownAsset');
    expect(codeOf(guardSwap(stateOf(), swap(1n, { toAssetId: 'x' })))).toBe('UnknownAsset');
  });

  it('refuses an asset against itself', () => {
    expect(codeOf(guardSwap(stateOf(), swap(1n, { toAssetId: 'sold' })))).toBe('SameAsset');
  });

  it('counts a holding it does not know as none', () => {
    const state = stateOf();
    const holdings = state.holdings.map((holding) => ({ ...holding, amountRaw: null }));
    expect(codeOf(guardSwap({ ...state, holdings }, swap(1n)))).toBe('InsufficientIdle');
  });

  it('leaves the base it is told, not the one of the vault, to the caller', () => {
    const state = { ...stateOf({ isDisabled: true }), baseAssetId: 'bought' };
    expect(codeOf(guardSwap(state, swap(1n, { isExit: true })))).toBe('ok');
  });

  it('says how much would still fit', () => {
    const state = { ...stateOf(), turnoverUsedWad: wad(BigInt(million) - 5n * WAD) };
    const verdict = guardSwap(state, swap(6n * WAD));
    expect(verdict).toMatchObject({ ok: false, code: 'TurnoverBudgetExceeded', headroomWad: 5n * WAD });
    expect(codeOf(guardSwap(state, swap(5n * WAD)))).toBe('ok');
  });

  it('floors more for more sold, never below the exact quotient', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, 1_000n * WAD),
        fc.bigInt(0n, 1_000n * WAD),
        fc.integer({ min: 0, max: 500 }),
        fc.bigInt(95_000_000n, 105_000_000n),
        (amount, more, slip, price) => {
          const answers = { answerA: String(price), answerB: String(price), maxDeviationBps: '10000' };
          const state = stateOf({ slipBps: String(slip), ...answers });
          const [one, two] = [guardSwap(state, swap(amount)), guardSwap(state, swap(amount + more))];
          if (!one.ok || !two.ok) expect.fail('refused');
          expect(two.floorOutRaw).toBeGreaterThanOrEqual(one.floorOutRaw);
          const numerator = amount * price * BigInt(10_000 - slip);
          expect(one.floorOutRaw * 10_000n * 100_000_000n).toBeGreaterThanOrEqual(numerator);
          expect((one.floorOutRaw - 1n) * 10_000n * 100_000_000n).toBeLessThan(numerator);
        },
      ),
    );
  });
});

describe('guardSwapResult', () => {
  it('refuses what guardSwap refuses, in the same words', () => {
    const state = { ...stateOf(), vault: { ...stateOf().vault, mode: 'frozen' as const } };
    expect(guardSwapResult(state, swap(1n), raw(1n))).toEqual(guardSwap(state, swap(1n)));
  });

  it('charges at least the true loss at every price between the feeds', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, 1_000n * WAD),
        fc.tuple(fc.bigInt(95_000_000n, 105_000_000n), fc.bigInt(0n, 900_000n), fc.bigInt(0n, 100n)),
        fc.bigInt(9_800n, 10_200n),
        (amount, [low, apart, at], paidBps) => {
          const honest = low + (apart * at) / 100n;
          const state = stateOf({ answerA: String(low), answerB: String(low + apart) });
          const paid = (amount * low * paidBps) / (100_000_000n * 10_000n);
          const verdict = guardSwapResult(state, swap(amount), raw(paid));
          if (!verdict.ok) return;
          // Bought at exactly one dollar by both its feeds.
          expect(verdict.lossWad + paid).toBeGreaterThanOrEqual((amount * honest) / 100_000_000n);
        },
      ),
    );
  });

  it('lets a gain through at no charge', () => {
    expect(guardSwapResult(stateOf(), swap(WAD), raw(2n * WAD))).toEqual({ ok: true, lossWad: 0n });
  });

  it('counts an endogenous holding as nothing when it weighs', () => {
    const state = stateOf({}, { maxBps: '5000' });
    const weighed = (isEndogenous: boolean): GuardState => ({
      ...state,
      vault: {
        ...state.vault,
        assets: state.vault.assets.map((asset) => (asset.assetId === 'base' ? { ...asset, isEndogenous } : asset)),
      },
    });
    // A million each: half of three is more than what the bought one comes to, half of two is not.
    const amount = 100_000n * WAD;
    expect(codeOf(guardSwapResult(weighed(false), swap(amount), raw(amount)))).toBe('ok');
    expect(codeOf(guardSwapResult(weighed(true), swap(amount), raw(amount)))).toBe('WeightCapExceeded');
  });
});
