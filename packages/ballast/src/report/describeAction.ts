import type { Action, Policy, RefusedAction } from '@ballast/core';
import { limitName } from './limitName.ts';
import { tokens } from './money.ts';

/** One action as a short imperative line. */
export function describeAction(action: Action, policy: Policy): string {
  const amount = (raw: bigint, assetId: string): string => {
    const decimals = policy.assets.find((asset) => asset.id === assetId)?.deployments[0]?.decimals ?? 18;
    return `${tokens(raw, decimals)} ${assetId}`;
  };
  switch (action.kind) {
    case 'payRedemptions':
      return `pay ${action.maxCount} redemption${action.maxCount === 1 ? '' : 's'}: ${amount(action.payoutRaw, action.payoutAssetId)}`;
    case 'swap':
      return `sell ${amount(action.amountInRaw, action.fromAssetId)} for ≥ ${amount(action.floorOutRaw, action.toAssetId)}`;
    case 'withdraw':
      return `withdraw ${amount(action.amountRaw, action.assetId)} from ${action.venueId}`;
    case 'deposit':
      return `deposit ${amount(action.amountRaw, action.assetId)} into ${action.venueId}`;
    case 'setIntake':
      return `${action.isPaused ? 'pause' : 'resume'} intake of ${action.liabilityId}`;
  }
}

const NAMES: Readonly<Record<Action['kind'], string>> = {
  payRedemptions: 'pay redemptions',
  swap: 'sell',
  withdraw: 'withdraw',
  deposit: 'deposit',
  setIntake: 'change intake',
};

/** What was refused, in the words of what is done; a limit for its subject is what it would have cured. */
export function actionName({ kind, subject }: Pick<RefusedAction, 'kind' | 'subject'>): string {
  const named = limitName(subject);
  return `${NAMES[kind]}${named === subject ? '' : ' to cure'} ${named}`;
}
