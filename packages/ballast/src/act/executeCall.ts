import { keccak256 } from 'viem';
import {
  raw,
  sha256Text,
  type Action,
  type Address,
  type Hash,
  type Hex,
  type Plan,
  type Receipt,
} from '@ballast/core';
import type { Call } from '../venues/venueRead.ts';
import { RpcMalformed, RpcRefused, RpcUnreachable } from '../venues/rpc.ts';
import { readNonces, sendRaw, type ActChain, type Head, type MinedReceipt } from './actChain.ts';
import { awaitReceipt } from './awaitReceipt.ts';
import type { Intent, Journal } from '../store/journal.ts';
import { movedAmounts } from './movedAmounts.ts';
import type { Signer } from './signer.ts';

/** Points at which a process may die; tests kill it there. */
export type ActStep = 'planned' | 'signed' | 'broadcast' | 'sent' | 'included' | 'settled';

export interface ExecuteInput {
  readonly plan: Plan;
  readonly planHash: Hash;
  readonly action: Action;
  readonly call: Call;
  readonly gasUsed: bigint;
  readonly head: Head;
  readonly chain: ActChain;
  readonly journal: Journal;
  readonly signer: Signer;
  readonly polls: number;
  readonly confirmations: number;
  readonly onStep: (step: ActStep, intent: Intent) => void;
}

/** What a receipt says of an executed call. */
export type Executed = Pick<
  Receipt,
  'outcome' | 'code' | 'reason' | 'transactionHash' | 'blockNumber' | 'gasUsedRaw' | 'amountInRaw' | 'amountOutRaw'
>;

/** Idempotency key of one action of one plan. */
export const intentId = (planHash: Hash, index: number): string => sha256Text(`${planHash}:${index}`);

/**
 * Journals the intent, signs, sends and confirms. Each journal entry is durable before the next step. An action that
 * was begun before is not begun again. When the node's last word is unclear the intent stays open for reconcile.
 */
export async function executeCall(input: ExecuteInput): Promise<Executed> {
  const { action, call, chain, journal, planHash, plan, signer } = input;
  const nonces = await readNonces(chain, signer.address);
  if (nonces.waiting > nonces.mined)
    return unsent('ACT_NONCE_BUSY', 'another transaction of this signer is waiting: one lane per signer');
  const intent: Intent = {
    id: intentId(planHash, action.index),
    reserve: plan.reserve,
    cycle: plan.cycle,
    planHash,
    index: action.index,
    to: call.to,
    data: call.data,
    state: 'planned',
    nonce: null,
    rawTransaction: null,
    transactionHash: null,
  };
  if (!(await journal.plan(intent)))
    return unsent('ACT_ALREADY_BEGUN', 'this action was begun before; reconcile settles it');
  input.onStep('planned', intent);
  const rawTransaction = await signer.sign({
    chainId: chain.chainId,
    nonce: nonces.mined,
    to: call.to,
    data: call.data,
    gas: (input.gasUsed * 3n) / 2n + 50_000n,
    maxFeePerGas: input.head.baseFee * 2n + PRIORITY_FEE,
    maxPriorityFeePerGas: PRIORITY_FEE,
  });
  const transactionHash = keccak256(rawTransaction);
  await journal.sign(intent.id, { nonce: nonces.mined, rawTransaction, transactionHash });
  input.onStep('signed', intent);
  return follow(input, intent, { sender: signer.address, nonce: nonces.mined, rawTransaction, transactionHash });
}

const PRIORITY_FEE = 1_000_000_000n;

async function follow(
  input: ExecuteInput,
  intent: Intent,
  signed: Parameters<typeof awaitReceipt>[1],
): Promise<Executed> {
  const { chain, journal } = input;
  const open = (code: string, reason: string): Executed => ({
    ...unsent(code, reason),
    transactionHash: signed.transactionHash,
  });
  try {
    const answer = await sendRaw(chain, signed.rawTransaction);
    input.onStep('broadcast', intent);
    if (answer.kind === 'refused') return open('ACT_SEND_REFUSED', answer.reason);
    await journal.sent(intent.id);
    input.onStep('sent', intent);
    await chain.settle();
    const fate = await awaitReceipt(chain, signed, { polls: input.polls, confirmations: input.confirmations });
    if (fate.kind === 'waiting') return open('ACT_NOT_INCLUDED', 'sent but not yet included; reconcile settles it');
    input.onStep('included', intent);
    if (fate.kind === 'displaced') {
      await journal.settle(intent.id, 'dropped');
      return open('ACT_DISPLACED', 'another transaction of this signer took its place; plan again');
    }
    const { receipt } = fate;
    await journal.settle(intent.id, receipt.isSuccess ? 'confirmed' : 'reverted');
    input.onStep('settled', intent);
    return executedOf(input.action, input.call.to, signed.transactionHash, receipt);
  } catch (error) {
    // The bytes are signed and may have arrived: the intent stays open, and the next reconcile finds out.
    if (error instanceof RpcUnreachable || error instanceof RpcMalformed || error instanceof RpcRefused)
      return open('ACT_CHAIN_SILENT', `${error.message}; reconcile settles it`);
    throw error;
  }
}

/** What a mined transaction says of its action. */
export const executedOf = (action: Action, vault: Address, transactionHash: Hex, receipt: MinedReceipt): Executed => ({
  outcome: receipt.isSuccess ? 'confirmed' : 'reverted',
  code: receipt.isSuccess ? '' : 'ACT_REVERTED',
  reason: receipt.isSuccess ? '' : 'the chain refused what the simulation allowed: the world moved in between',
  transactionHash,
  blockNumber: receipt.blockNumber,
  gasUsedRaw: raw(receipt.gasUsed),
  ...movedAmounts(action, vault, receipt.logs),
});

/** Nothing of the action is known to have reached the chain. */
export const unsent = (code: string, reason: string): Executed => ({
  outcome: 'skipped',
  code,
  reason,
  transactionHash: null,
  blockNumber: null,
  gasUsedRaw: null,
  amountInRaw: null,
  amountOutRaw: null,
});
