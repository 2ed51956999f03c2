import { encodeFunctionData } from 'viem';
import type { Hash, Snapshot } from '@ballast/core';
import { attestorAbi } from '../venues/ballast-vault/vaultAbi.ts';
import type { ActChain } from './actChain.ts';
import { sendUnplanned } from './sendUnplanned.ts';
import type { Signer } from './signer.ts';
import { UNPLANNED_TERMS, type Tended } from './tendExits.ts';

/**
 * Commits the hash of a statement on chain, where the vault's law asks for one and the last is older than half of what
 * it allows: later it would be exit-only by itself. Doing it twice does no harm. A refusal, as where this signer is not
 * the attester, is returned and not thrown. Sends nothing without need.
 */
export async function tendProof(input: {
  readonly snapshot: Pick<Snapshot, 'vault' | 'asOfSeconds'>;
  readonly statementHash: Hash;
  readonly chain: ActChain;
  readonly signer: Signer;
}): Promise<readonly Tended[]> {
  const upkeep = input.snapshot.vault?.gates?.upkeep;
  if (upkeep === undefined || upkeep.maxProofAgeSeconds === null) return [];
  if ((input.snapshot.asOfSeconds - upkeep.provenAtSeconds) * 2 < upkeep.maxProofAgeSeconds) return [];
  const data = encodeFunctionData({ abi: attestorAbi, functionName: 'attest', args: [input.statementHash] });
  const sent = await sendUnplanned(input.chain, { to: upkeep.attestor, data }, input.signer, UNPLANNED_TERMS);
  return [{ call: 'attest', assetIds: [], ...sent }];
}
