import type { Address, Hex } from '@ballast/core';
import { readHead, readNonces, readReceipt, sendRaw, type ActChain, type MinedReceipt } from './actChain.ts';

export interface SignedIntent {
  readonly sender: Address;
  readonly nonce: number;
  readonly rawTransaction: Hex;
  readonly transactionHash: Hex;
}

/** What became of signed bytes after some polls. */
export type Fate =
  | { readonly kind: 'included'; readonly receipt: MinedReceipt }
  /** Another transaction used its nonce: these bytes can never be included. */
  | { readonly kind: 'displaced' }
  | { readonly kind: 'waiting' };

/**
 * Follows signed bytes to their fate; never signs. While their nonce is free the very same bytes are handed over
 * again, because a node may have dropped them and a resend can never become a second action. A receipt counts once
 * it is `confirmations` blocks deep; one that vanishes in a reorganisation is waited for again. A used nonce without
 * our receipt counts as displaced only when it is seen twice with the chain moved in between, because a node may show
 * the nonce before the receipt.
 */
export async function awaitReceipt(
  chain: ActChain,
  signed: SignedIntent,
  options: { readonly polls: number; readonly confirmations: number },
): Promise<Fate> {
  let displacedBefore = false;
  for (let poll = 0; poll < options.polls; poll += 1) {
    const receipt = await readReceipt(chain, signed.transactionHash);
    if (receipt !== null) {
      displacedBefore = false;
      const { number } = await readHead(chain);
      if (number - receipt.blockNumber + 1 >= options.confirmations) return { kind: 'included', receipt };
    } else if ((await readNonces(chain, signed.sender)).mined > signed.nonce) {
      if (displacedBefore) return { kind: 'displaced' };
      displacedBefore = true;
    } else {
      displacedBefore = false;
      await sendRaw(chain, signed.rawTransaction);
    }
    await chain.settle();
  }
  return { kind: 'waiting' };
}
