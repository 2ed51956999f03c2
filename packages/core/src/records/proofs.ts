import type { Raw } from '../units/amounts.ts';
import type { Hash } from './hash.ts';
import type { Address, ChainId, Hex } from './snapshot.ts';

/** How a contract lays out its balance mapping: keccak(holder ‖ slot) in Solidity, keccak(slot ‖ holder) in Vyper. */
export type MappingLayout = 'solidity' | 'vyper';

/** One storage word of an account and the trie nodes from the account's storage root to it. */
export interface StorageProof {
  /** 32-byte storage key. */
  readonly key: Hex;
  readonly valueRaw: Raw;
  readonly proof: readonly Hex[];
}

/** One account and the trie nodes from the state root to it, as eth_getProof gives them. */
export interface AccountProof {
  readonly address: Address;
  readonly accountProof: readonly Hex[];
  readonly storage: readonly StorageProof[];
}

/** Header and proofs of one chain at the snapshot's block: keccak(headerRlp) = blockHash, and the header holds the state root. */
export interface ChainProof {
  readonly chain: ChainId;
  readonly blockNumber: number;
  readonly headerRlp: Hex;
  readonly blockHash: Hex;
  readonly accounts: readonly AccountProof[];
}

/**
 * Says which storage word holds an idle holding's amount. Only words whose whole value is the amount are listed;
 * a token that packs or derives its balances has no entry.
 */
export interface BalanceProof {
  readonly holdingId: string;
  readonly chain: ChainId;
  readonly token: Address;
  readonly holder: Address;
  /** Slot of the balance mapping itself. */
  readonly slotIndex: number;
  readonly key: Hex;
  readonly layout: MappingLayout;
  readonly amountRaw: Raw;
}

/**
 * Says which storage word holds the receipt tokens a deployed holding is converted from. The word proves how many
 * receipts there are; what they convert to is the venue's own arithmetic and stays an observation.
 */
export interface ReceiptProof {
  readonly holdingId: string;
  readonly chain: ChainId;
  readonly token: Address;
  readonly holder: Address;
  readonly slotIndex: number;
  readonly key: Hex;
  readonly layout: MappingLayout;
  /** share: the whole word. scaled: its low 128 bits, the balance before interest (Aave v3, UserState). */
  readonly form: 'share' | 'scaled';
  /** In raw units of the receipt, scaled where the form says so. */
  readonly amountRaw: Raw;
}

/** Says which storage word holds the supply of a liability token. */
export interface SupplyProof {
  readonly liabilityId: string;
  readonly chain: ChainId;
  readonly token: Address;
  readonly slotIndex: number;
  readonly key: Hex;
  readonly amountRaw: Raw;
}

/** State proofs kept beside a snapshot: whoever trusts a block hash can check balances and supplies offline. */
export interface Proofs {
  readonly schema: 'ballast/proofs/1';
  readonly reserve: string;
  readonly cycle: number;
  readonly parents: { readonly snapshot: Hash };
  readonly chains: readonly ChainProof[];
  readonly balances: readonly BalanceProof[];
  readonly receipts: readonly ReceiptProof[];
  readonly totalSupplies: readonly SupplyProof[];
}
