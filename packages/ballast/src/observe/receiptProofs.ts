import {
  balanceKey,
  raw,
  type Address,
  type ChainId,
  type ChainProof,
  type Policy,
  type ReceiptProof,
  type Snapshot,
} from '@ballast/core';
import { receiptOf } from '../venues/snapshotPart.ts';
import type { BalanceSlot } from './balanceSlots.ts';

/** A lending or savings venue with the token it answers a deposit with. */
interface ReceiptVenue {
  readonly venueId: string;
  readonly token: Address;
  readonly form: ReceiptProof['form'];
}

/** Lending and savings venues of a chain. Pure. */
export const receiptVenues = (policy: Policy, chain: ChainId): ReceiptVenue[] =>
  policy.venues.flatMap((venue) => {
    const token = venue.kind === 'uniswap-v3' || venue.chain !== chain ? null : receiptOf(venue);
    return token === null ? [] : [{ venueId: venue.id, token, form: venue.kind === 'aave-v3' ? 'scaled' : 'share' }];
  });

const LOW_HALF = (1n << 128n) - 1n;

/** Which proven words hold the receipts behind deployed holdings. Pure. */
export function receiptProofs(
  snapshot: Snapshot,
  policy: Policy,
  proof: ChainProof,
  slots: ReadonlyMap<Address, BalanceSlot>,
): ReceiptProof[] {
  return receiptVenues(policy, proof.chain).flatMap(({ venueId, token, form }) => {
    const slot = slots.get(token);
    const account = proof.accounts.find((item) => item.address === token);
    if (slot === undefined || account === undefined) return [];
    return snapshot.holdings.flatMap((holding): ReceiptProof[] => {
      const holder = policy.accounts.find((item) => item.id === holding.accountId)?.address ?? null;
      if (holding.venueId !== venueId || holding.amountRaw === null || holder === null) return [];
      const key = balanceKey(holder, slot.slotIndex, slot.layout);
      const word = key.ok ? account.storage.find((item) => item.key === key.value) : undefined;
      if (!key.ok || word === undefined) return [];
      const amountRaw = raw(form === 'scaled' ? word.valueRaw & LOW_HALF : word.valueRaw);
      return [{ holdingId: holding.id, chain: proof.chain, token, holder, ...slot, key: key.value, form, amountRaw }];
    });
  });
}
