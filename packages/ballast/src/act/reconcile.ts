import type { Address } from '@ballast/core';
import type { ActChain } from './actChain.ts';
import type { Intent, Journal } from './journal.ts';

/** What became of one intent found open after a restart. */
export interface Reconciled {
  readonly intent: Intent;
  readonly outcome: 'confirmed' | 'reverted' | 'dropped' | 'waiting';
}

/**
 * Settles every open intent before anything new is planned. Never signs.
 *
 * planned: nothing was signed, so nothing can be on chain: dropped, the next cycle decides afresh.
 * signed or sent: the very same bytes are looked up, and resent while their nonce is free. The hash
 * is fixed at signing, so a resend can never become a second action. They are resent even when the
 * plan has expired: bytes once signed may sit in somebody's mempool, and only including them tells
 * their fate; the contract's own floor at inclusion bounds what that can cost.
 * A nonce used by another transaction means ours can never be included: dropped.
 */
export async function reconcileIntents(options: {
  readonly reserve: string;
  readonly journal: Journal;
  readonly chain: ActChain;
  readonly sender: Address;
  readonly polls?: number;
}): Promise<Reconciled[]> {
  const { journal, chain } = options;
  const results: Reconciled[] = [];
  for (const intent of await journal.open(options.reserve)) {
    results.push({ intent, outcome: await settleOne(intent, journal, chain, options.sender, options.polls ?? 3) });
  }
  return results;
}

async function settleOne(
  intent: Intent,
  journal: Journal,
  chain: ActChain,
  sender: Address,
  polls: number,
): Promise<Reconciled['outcome']> {
  if (
    intent.state === 'planned' ||
    intent.transactionHash === null ||
    intent.rawTransaction === null ||
    intent.nonce === null
  ) {
    await journal.settle(intent.id, 'dropped');
    return 'dropped';
  }
  for (let poll = 0; poll < polls; poll += 1) {
    const receipt = await chain.receipt(intent.transactionHash);
    if (receipt !== null) {
      const outcome = receipt.isSuccess ? 'confirmed' : 'reverted';
      await journal.settle(intent.id, outcome);
      return outcome;
    }
    if ((await chain.nonce(sender)) > intent.nonce) {
      await journal.settle(intent.id, 'dropped');
      return 'dropped';
    }
    await chain.send(intent.rawTransaction);
    await journal.sent(intent.id);
    await chain.settle();
  }
  return 'waiting';
}
