import { keccak256 } from 'viem';
import type { Address, Hex } from '@ballast/core';
import { readHead, readNonces, sendRaw, simulateCalls, type ActChain } from './actChain.ts';
import { awaitReceipt } from './awaitReceipt.ts';
import type { Signer } from './signer.ts';
import { revertOf } from './simulateAction.ts';

/** What became of a call that stands in no plan. */
export interface Unplanned {
  /** refused: the simulation reverted, nothing was sent; waiting: sent and not seen included. */
  readonly outcome: 'included' | 'reverted' | 'displaced' | 'waiting' | 'refused';
  readonly reason: string;
  /** Name of the contract's error where the simulation reverted with one of its own, else empty. */
  readonly code: string;
  readonly transactionHash: Hex | null;
}

/**
 * Simulates a call, signs it, sends it and follows it to its inclusion. Only for calls that do the same however often
 * they are made, so that they need no journal. Never waits behind an own transaction that is still on its way.
 */
export async function sendUnplanned(
  chain: ActChain,
  call: { readonly to: Address; readonly data: Hex },
  signer: Signer,
  terms: { readonly tip: bigint; readonly polls: number; readonly mayQueue: boolean },
): Promise<Unplanned> {
  const head = await readHead(chain);
  const [simulated] = await simulateCalls(chain, [{ from: signer.address, ...call }], head);
  const refused = (reason: string, code = ''): Unplanned => ({
    outcome: 'refused',
    reason,
    code,
    transactionHash: null,
  });
  if (simulated === undefined || !simulated.isSuccess) {
    const revert = revertOf(simulated?.returnData ?? '0x');
    return refused(revert.reason, revert.code);
  }
  const nonces = await readNonces(chain, signer.address);
  if (!terms.mayQueue && nonces.waiting > nonces.mined) return refused('another transaction of this signer is waiting');
  const nonce = nonces.mined;
  const rawTransaction = await signer.sign({
    chainId: chain.chainId,
    nonce,
    ...call,
    gas: simulated.gasUsed * 2n + 50_000n,
    maxFeePerGas: head.baseFee * 4n + terms.tip,
    maxPriorityFeePerGas: terms.tip,
  });
  const transactionHash = keccak256(rawTransaction);
  await sendRaw(chain, rawTransaction);
  await chain.settle();
  const signed = { sender: signer.address, nonce, rawTransaction, transactionHash };
  const fate = await awaitReceipt(chain, signed, { polls: terms.polls, confirmations: 1 });
  const outcome = fate.kind === 'included' ? (fate.receipt.isSuccess ? 'included' : 'reverted') : fate.kind;
  return { outcome, reason: '', code: '', transactionHash };
}
