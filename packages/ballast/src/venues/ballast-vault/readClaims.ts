import { decodeFunctionResult, encodeFunctionData } from 'viem';
import { raw, type PendingRedemption, type Policy, type Unknown } from '@ballast/core';
import { readOnce, type VenueRead } from '../venueRead.ts';
import { vaultAbi } from './vaultAbi.ts';

/** Claims read at once; what lies beyond is owed all the same and shows in `owedWad`. */
const MOST = 200n;
const SET_ASIDE = 1;

/** Claims of the vault not yet paid: those set aside, then the queue in order. */
export interface OpenClaims {
  readonly pending: readonly PendingRedemption[];
  /** False when more claims wait than were read. */
  readonly isComplete: boolean;
}

/** Open claims of a policy's vault at one block, in one round of two calls; Unknown when it does not answer. */
export function readClaims(policy: Policy): VenueRead<OpenClaims | Unknown> {
  const vault = policy.execution.vault;
  if (vault === null) return readOnce([], () => unknownClaims('this policy names no vault'));
  const calls = [
    { to: vault.address, data: encodeFunctionData({ abi: vaultAbi, functionName: 'openClaims', args: [MOST] }) },
    { to: vault.address, data: encodeFunctionData({ abi: vaultAbi, functionName: 'totalOwedWad' }) },
  ];
  const idOf = (token: string): string =>
    policy.assets.find((asset) => asset.deployments.some((item) => item.address === token.toLowerCase()))?.id ??
    token.toLowerCase();
  return readOnce(calls, ([claims, total]) => {
    if (claims?.ok !== true || total?.ok !== true) return unknownClaims('the vault does not answer');
    try {
      const open = decodeFunctionResult({ abi: vaultAbi, functionName: 'openClaims', data: claims.data });
      const owedWad = decodeFunctionResult({ abi: vaultAbi, functionName: 'totalOwedWad', data: total.data });
      return {
        pending: open.map(({ id, claim, payoutRaw }) => ({
          id: Number(id),
          liabilityRaw: raw(claim.owedWad),
          payoutAssetId: idOf(claim.payoutAsset),
          payoutRaw: raw(payoutRaw),
          requestedAtSeconds: Number(claim.requestedAt),
          dueAtSeconds: Number(claim.dueAt),
          isSetAside: claim.state === SET_ASIDE,
        })),
        isComplete: open.reduce((sum, { claim }) => sum + claim.owedWad, 0n) === owedWad,
      };
    } catch {
      return unknownClaims('the vault answers in another shape');
    }
  });
}

const unknownClaims = (reason: string): Unknown => ({ what: 'vault claims', code: 'VAULT_UNREADABLE', reason });
