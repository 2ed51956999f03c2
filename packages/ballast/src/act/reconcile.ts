import type { Address } from '@ballast/core';
import type { ActChain } from './actChain.ts';
import { awaitReceipt } from './awaitReceipt.ts';
import type { Intent, Journal } from '../store/journal.ts';

/** What became of one intent found open after a restart. */
export interface Reconciled {
  readonly intent: Intent;
  readonly outcome: 'confirmed' | 'reverted' | 'dropped' | 'waiting';
}

/**
 * Settles every open intent before anything new is planned. Never signs.
 *
 * planned: nothing was signed, so nothing can be on chain: dropped, the next cycle decides afresh.
 * signed or sent: the very same bytes are followed to their fate (awaitReceipt). They are handed over again even
 * when the plan has expired: bytes once signed may sit in somebody's mempool, and only including them tells their
 * fate; the contract's own floor at inclusion bounds what that can cost.
 */
export async function reconcileIntents(options: {
  readonly reserve: string;
  readonly journal: Journal;
  readonly chain: ActChain;
  readonly sender: Address;
  readonly polls?: number;
  readonly confirmations?: number;
}): Promise<Reconciled[]> {
  const results: Reconciled[] = [];
  for (const intent of await options.journal.open(options.reserve)) {
    const outcome = await settleIntent(intent, options);
    if (outcome !== 'waiting') await options.journal.settle(intent.id, outcome);
    results.push({ intent, outcome });
  }
  return results;
}

async function settleIntent(
  intent: Intent,
  options: {
    readonly chain: ActChain;
    readonly sender: Address;
    readonly polls?: number;
    readonly confirmations?: number;
  },
): Promise<Reconciled['outcome']> {
  const { nonce, rawTransaction, transactionHash } = intent;
  if (intent.state === 'planned' || nonce === null || rawTransaction === null || transactionHash === null)
    return 'dropped';
  const fate = await awaitReceipt(
    options.chain,
    { sender: options.sender, nonce, rawTransaction, transactionHash },
    { polls: options.polls ?? 6, confirmations: options.confirmations ?? 1 },
  );
  switch (fate.kind) {
    case 'included':
      return fate.receipt.isSuccess ? 'confirmed' : 'reverted';
    case 'displaced':
      return 'dropped';
    case 'waiting':
      return 'waiting';
  }
}
