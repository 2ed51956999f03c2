import { encodeFunctionData, keccak256 } from 'viem';
import type { Address, Hex } from '@ballast/core';
import { vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import { readHead, readNonces, sendRaw, simulateCalls, type ActChain } from './actChain.ts';
import { ActRefused } from './applyPlan.ts';
import { awaitReceipt } from './awaitReceipt.ts';
import { safeBatch, type SafeBatch } from './safeBatch.ts';
import type { Signer } from './signer.ts';
import { revertOf } from './simulateAction.ts';

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
  const head = await readHead(chain);
  const data = freezeCall();
  const [simulated] = await simulateCalls(chain, [{ from: guardian.address, to: vault, data }], head);
  if (simulated === undefined || !simulated.isSuccess) {
    const { reason } = revertOf(simulated?.returnData ?? '0x');
    throw new ActRefused(
      'ACT_FREEZE_REFUSED',
      `the vault ${reason}`,
      'sign with the guardian or the owner of the vault',
    );
  }
  const { mined: nonce } = await readNonces(chain, guardian.address);
  const rawTransaction = await guardian.sign({
    chainId: chain.chainId,
    nonce,
    to: vault,
    data,
    gas: simulated.gasUsed * 2n + 50_000n,
    // A freeze must not wait behind others: it pays well.
    maxFeePerGas: head.baseFee * 4n + 5_000_000_000n,
    maxPriorityFeePerGas: 5_000_000_000n,
  });
  const transactionHash = keccak256(rawTransaction);
  await sendRaw(chain, rawTransaction);
  await chain.settle();
  const signed = { sender: guardian.address, nonce, rawTransaction, transactionHash };
  const fate = await awaitReceipt(chain, signed, { polls: 30, confirmations: 1 });
  if (fate.kind === 'included' && fate.receipt.isSuccess) return transactionHash;
  throw new ActRefused(
    'ACT_FREEZE_NOT_INCLUDED',
    `transaction ${transactionHash} is ${fate.kind === 'included' ? 'reverted' : fate.kind}`,
    'freeze again; the same call twice does no harm',
    true,
  );
}
