import type { Policy } from '../policy/policy.ts';
import type { Proofs, ReceiptProof } from '../records/proofs.ts';
import type { Snapshot } from '../records/snapshot.ts';
import { sum } from '../units/amounts.ts';
import { wordId, type StateEvidence } from './stateEvidence.ts';
import { balanceKey } from './stateProof.ts';

const LOW_HALF = (1n << 128n) - 1n;

/**
 * Checks that a proven word holds the receipt tokens behind a deployed holding: receipt and holder as the policy names
 * them, and no less converted than an Aave index of one, or as many shares in all as the vault's state says. How the
 * receipts convert is not proven. `words` are those the proofs really show, by wordId. Pure.
 */
export function proveReceipt(
  receipt: ReceiptProof,
  input: {
    readonly proofs: Proofs;
    readonly snapshot: Snapshot;
    readonly policy: Policy;
    readonly words: ReadonlyMap<string, bigint>;
  },
): StateEvidence {
  const { snapshot, policy } = input;
  const say = (ok: boolean, code: string, detail: string): StateEvidence => ({
    kind: 'receipt',
    subject: receipt.holdingId,
    ok,
    code,
    detail,
  });
  const holding = snapshot.holdings.find((item) => item.id === receipt.holdingId);
  if (holding === undefined) return say(false, 'PROOF_UNKNOWN_HOLDING', 'the snapshot has no such holding');
  const venue = policy.venues.find((item) => item.id === holding.venueId);
  const form = venue?.kind === 'aave-v3' ? 'scaled' : venue?.kind === 'erc4626' ? 'share' : null;
  const token = venue?.receipt ?? (form === 'share' ? venue?.address : null);
  if (form !== receipt.form || token !== receipt.token || venue?.chain !== receipt.chain)
    return say(false, 'PROOF_WRONG_TOKEN', `${receipt.token} is no ${receipt.form} receipt of ${holding.venueId}`);
  const account = policy.accounts.find((item) => item.id === holding.accountId);
  if (account?.address !== receipt.holder || account.chain !== receipt.chain)
    return say(false, 'PROOF_WRONG_HOLDER', `${receipt.holder} is not the account ${holding.accountId} of the policy`);
  const key = balanceKey(receipt.holder, receipt.slotIndex, receipt.layout);
  if (!key.ok) return say(false, key.code, key.reason);
  if (key.value !== receipt.key)
    return say(
      false,
      'PROOF_WRONG_KEY',
      `the receipts of ${receipt.holder} stand under ${key.value}, not ${receipt.key}`,
    );
  const word = input.words.get(wordId(receipt.chain, receipt.token, receipt.key));
  if (word === undefined) return say(false, 'PROOF_MISSING', 'no valid proof of this word is in the record');
  const held = form === 'scaled' ? word & LOW_HALF : word;
  if (held !== receipt.amountRaw)
    return say(false, 'PROOF_WRONG_VALUE', `the chain holds ${held} receipts; claimed ${receipt.amountRaw}`);
  const fault = form === 'scaled' ? indexFault(receipt, holding.amountRaw) : sharesFault(venue.id, input);
  if (fault !== null) return say(false, 'PROOF_WRONG_VALUE', fault);
  return say(
    true,
    '',
    `${held} receipts in slot ${receipt.slotIndex} of ${receipt.token}; their conversion is not proven`,
  );
}

/** An index of Aave begins at one and only grows; the conversion rounds half up. */
function indexFault({ amountRaw }: ReceiptProof, observedRaw: bigint | null): string | null {
  if (observedRaw === null || (observedRaw >= amountRaw && (amountRaw > 0n || observedRaw === 0n))) return null;
  return `${amountRaw} scaled receipts cannot be ${observedRaw}`;
}

/** Where every account's shares are proven, they add up to what the vault's state says. */
function sharesFault(
  venueId: string,
  { proofs, snapshot }: { readonly proofs: Proofs; readonly snapshot: Snapshot },
): string | null {
  const observed = snapshot.savings.find((item) => item.venueId === venueId)?.sharesRaw ?? null;
  const ids = new Set(snapshot.holdings.filter((item) => item.venueId === venueId).map((item) => item.id));
  const proven = proofs.receipts.filter((item) => ids.has(item.holdingId));
  const total = sum(proven.map((item) => item.amountRaw));
  const isWhole = new Set(proven.map((item) => item.holdingId)).size === ids.size;
  if (observed === null || (isWhole ? total === observed : total <= observed)) return null;
  return `${total} shares are claimed; observed ${observed}`;
}
