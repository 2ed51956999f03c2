import {
  guardDeposit,
  guardPayRedemptions,
  guardSwapResult,
  guardWithdraw,
  type Action,
  type GuardVerdict,
  type VaultState,
} from '@ballast/core';
import { guardStateOf, type Now } from './readNow.ts';

/** What the twin says of an action on the vault as just read: the contract's own verdict before it is asked. Pure. */
export function checkTwin(action: Action, now: Now, nowSeconds: number): GuardVerdict<object> {
  const state = guardStateOf(now, nowSeconds);
  switch (action.kind) {
    case 'swap':
      return guardSwapResult(state, action, action.expectedOutRaw);
    case 'deposit':
      return guardDeposit(state, action);
    case 'withdraw':
      return guardWithdraw(state, action);
    case 'payRedemptions':
      return guardPayRedemptions(state, { pending: now.claims.pending, maxCount: action.maxCount });
    case 'setIntake':
      return action.isPaused || now.vault.mode === 'run'
        ? { ok: true }
        : { ok: false, code: 'WrongMode', reason: `no intake in mode ${now.vault.mode}`, headroomWad: null };
  }
}

/**
 * Refuses when a price the action rests on moved by more than the policy allows since the plan. Pure.
 * Looks at the vault's own prices, because its floor will be computed from them.
 */
export function checkDrift(
  action: Action,
  then: VaultState,
  now: VaultState,
  maxDriftBps: bigint,
): GuardVerdict<object> {
  for (const assetId of assetsOf(action)) {
    const [before, after] = [priceOf(then, assetId), priceOf(now, assetId)];
    if (before === null || after === null) continue;
    const change = after > before ? after - before : before - after;
    if (change * 10_000n > before * maxDriftBps)
      return {
        ok: false,
        code: 'ACT_PRICE_DRIFT',
        reason: `${assetId} moved by more than ${maxDriftBps} bps since the plan: plan again`,
        headroomWad: null,
      };
  }
  return { ok: true };
}

const priceOf = (vault: VaultState, assetId: string): bigint | null =>
  vault.assets.find((asset) => asset.assetId === assetId)?.lowWad ?? null;

function assetsOf(action: Action): readonly string[] {
  switch (action.kind) {
    case 'swap':
      return [action.fromAssetId, action.toAssetId];
    case 'deposit':
      return [action.assetId];
    // What is owed is paid, and money comes home, whatever the price did.
    case 'withdraw':
    case 'payRedemptions':
    case 'setIntake':
      return [];
  }
}
