import { encodeFunctionData } from 'viem';
import type { Address, Hex } from '@ballast/core';
import { vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import type { ActChain } from './actChain.ts';
import { ActRefused } from './applyPlan.ts';
import { safeBatch, type SafeBatch } from './safeBatch.ts';
import type { Signer } from './signer.ts';
import { sendUnplanned } from './sendUnplanned.ts';

const FROZEN = 2;
const freezeCall = (): Hex => encodeFunctionData({ abi: vaultAbi, functionName: 'setMode', args: [FROZEN] });

/** The freeze as a batch for the Safe that is the guardian. Pure. */
export const freezeBatch = (options: {
  readonly chainId: number;
  readonly vault: Address;
  readonly guardian: Address;
  readonly reason: string;
  readonly atSeconds: number;
}): SafeBatch =>
  safeBatch({
    chainId: options.chainId,
    safe: options.guardian,
    name: 'freeze the reserve vault',
    description: options.reason,
    createdAtSeconds: options.atSeconds,
    calls: [{ to: options.vault, data: freezeCall() }],
  });

/**
 * Freezes the vault with the guardian's key: simulated, signed, sent, followed to its inclusion. Needs no journal: the
 * call does the same however often it is made. Throws ACT_FREEZE_REFUSED when the vault would refuse it, and
 * ACT_FREEZE_NOT_INCLUDED, retryable, when it was not seen included.
 */
export async function freezeVault(chain: ActChain, vault: Address, guardian: Signer): Promise<Hex> {
  // A freeze must not wait behind others: it pays well, and takes the place of what the guardian has on its way.
  const terms = { tip: 5_000_000_000n, polls: 30, mayQueue: true };
  const sent = await sendUnplanned(chain, { to: vault, data: freezeCall() }, guardian, terms);
  if (sent.outcome === 'included' && sent.transactionHash !== null) return sent.transactionHash;
  if (sent.outcome === 'refused')
    throw new ActRefused(
      'ACT_FREEZE_REFUSED',
      `the vault ${sent.reason}`,
      'sign with the guardian or the owner of the vault',
    );
  throw new ActRefused(
    'ACT_FREEZE_NOT_INCLUDED',
    `transaction ${sent.transactionHash} is ${sent.outcome}`,
    'freeze again; the same call twice does no harm',
    true,
  );
}
