import { encodeFunctionData } from 'viem';
import { BallastError, type Action, type Address, type Hex, type Policy, type VaultState } from '@ballast/core';
import { vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import type { Call } from '../venues/venueRead.ts';

export class ActionNotEncodable extends BallastError {
  constructor(action: Action, reason: string) {
    super({
      code: 'ACT_NOT_ENCODABLE',
      message: `action ${action.index} (${action.kind}): ${reason}`,
      remedy: 'plan again under the policy the vault holds',
      retryable: false,
    });
  }
}

/** One planned action as one call of the vault: never a delegatecall, never with value. Throws when the policy or the vault lacks what it names. */
export function encodeAction(action: Action, policy: Policy, vault: VaultState): Call {
  return { to: vault.address, data: callData(action, policy, vault) };
}

function callData(action: Action, policy: Policy, vault: VaultState): Hex {
  switch (action.kind) {
    case 'swap':
      return encodeFunctionData({
        abi: vaultAbi,
        functionName: 'swap',
        args: [
          tokenOf(action, vault, action.fromAssetId),
          tokenOf(action, vault, action.toAssetId),
          feeOf(action, policy, action.venueId),
          action.amountInRaw,
          action.floorOutRaw,
          action.isExit,
        ],
      });
    case 'deposit':
    case 'withdraw':
      return encodeFunctionData({
        abi: vaultAbi,
        functionName: action.kind,
        args: [indexOf(action, vault, action.venueId), action.amountRaw],
      });
    case 'payRedemptions':
      return encodeFunctionData({
        abi: vaultAbi,
        functionName: 'payRedemptions',
        args: [BigInt(action.maxCount)],
      });
    case 'setIntake':
      return encodeFunctionData({ abi: vaultAbi, functionName: 'setMintPaused', args: [action.isPaused] });
  }
}

function tokenOf(action: Action, vault: VaultState, assetId: string): Address {
  const asset = vault.assets.find((item) => item.assetId === assetId);
  if (asset === undefined) throw new ActionNotEncodable(action, `the vault does not list ${assetId}`);
  return asset.token;
}

function feeOf(action: Action, policy: Policy, venueId: string): number {
  const venue = policy.venues.find((item) => item.id === venueId && item.kind === 'uniswap-v3');
  if (venue === undefined || venue.feePips === null)
    throw new ActionNotEncodable(action, `${venueId} is not a pool with a fee in the policy`);
  return venue.feePips;
}

function indexOf(action: Action, vault: VaultState, venueId: string): bigint {
  const venue = vault.venues.find((item) => item.venueId === venueId);
  if (venue === undefined) throw new ActionNotEncodable(action, `the vault does not list ${venueId}`);
  return BigInt(venue.index);
}
