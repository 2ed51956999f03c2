import { raw, type PendingRedemption, type Policy, type Unknown } from '@ballast/core';
import { ask, askAll } from '../ask.ts';
import { readOnce, type VenueRead } from '../venueRead.ts';
import { lawAddress } from './lawAddress.ts';
import { lawAbi, vaultAbi } from './vaultAbi.ts';

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
  const asked = askAll({
    open: ask(lawAddress(vault.address), lawAbi, 'openClaims', [MOST]),
    owed: ask(vault.address, vaultAbi, 'totalOwedWad', []),
  });
  const idOf = (token: string): string =>
    policy.assets.find((asset) => asset.deployments.some((item) => item.address === token.toLowerCase()))?.id ??
    token.toLowerCase();
  return readOnce(asked.calls, (results) => {
    const { open, owed } = asked.read(results);
    if (!open.ok) return unknownClaims(open.reason);
    if (!owed.ok) return unknownClaims(owed.reason);
    return {
      pending: open.value.map(({ id, claim, payoutRaw }) => ({
        id: Number(id),
        liabilityRaw: raw(claim.owedWad),
        payoutAssetId: idOf(claim.payoutAsset),
        payoutRaw: raw(payoutRaw),
        requestedAtSeconds: Number(claim.requestedAt),
        dueAtSeconds: Number(claim.dueAt),
        isSetAside: claim.state === SET_ASIDE,
      })),
      isComplete: open.value.reduce((sum, { claim }) => sum + claim.owedWad, 0n) === owed.value,
    };
  });
}

const unknownClaims = (reason: string): Unknown => ({ what: 'vault claims', code: 'VAULT_UNREADABLE', reason });
