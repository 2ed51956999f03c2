import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes } from '@noble/hashes/utils.js';
import type { MappingLayout } from '../records/proofs.ts';
import type { Address, Hex } from '../records/snapshot.ts';
import { bytesOfHex, decodeRlp, hexOfBytes, integerOf } from './rlp.ts';
import { EMPTY_TRIE_ROOT, refuseProof, verifyTrie, type Proven } from './trieProof.ts';

/** What a block header says that proofs need. */
export interface BlockHeader {
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly stateRoot: Hex;
  readonly number: number;
  readonly timestampSeconds: number;
}

const MIN_HEADER_FIELDS = 15;

/** Reads an execution-layer block header from its RLP; the hash is keccak of the same bytes, so the header cannot lie about itself. */
export function readHeader(headerRlp: Hex): Proven<BlockHeader> {
  const bytes = bytesOfHex(headerRlp);
  const fields = bytes === null ? null : decodeRlp(bytes);
  if (bytes === null || !Array.isArray(fields) || fields.length < MIN_HEADER_FIELDS)
    return refuseProof('HEADER_MALFORMED', 'not the RLP of a block header');
  const [parentHash, , , stateRoot, , , , , numberField] = fields;
  const number = integerOf(numberField);
  const timestamp = integerOf(fields[11]);
  if (
    !(parentHash instanceof Uint8Array && parentHash.length === 32) ||
    !(stateRoot instanceof Uint8Array && stateRoot.length === 32) ||
    number === null ||
    timestamp === null ||
    number > BigInt(Number.MAX_SAFE_INTEGER) ||
    timestamp > BigInt(Number.MAX_SAFE_INTEGER)
  )
    return refuseProof('HEADER_MALFORMED', 'a field of the header has the wrong shape');
  return {
    ok: true,
    value: {
      hash: hexOfBytes(keccak_256(bytes)),
      parentHash: hexOfBytes(parentHash),
      stateRoot: hexOfBytes(stateRoot),
      number: Number(number),
      timestampSeconds: Number(timestamp),
    },
  };
}

/** An account as its state trie holds it; balance in wei. */
export interface ProvenAccount {
  readonly nonce: bigint;
  readonly balanceRaw: bigint;
  readonly storageRoot: Hex;
  readonly codeHash: Hex;
}

/** Proves an account under a state root; null when the proof shows that there is none. */
export function verifyAccount(claim: {
  readonly stateRoot: Hex;
  readonly address: Address;
  readonly accountProof: readonly Hex[];
}): Proven<ProvenAccount | null> {
  const address = bytesOfHex(claim.address);
  if (address?.length !== 20) return refuseProof('PROOF_MALFORMED', 'the address is not 20 bytes of hex');
  const found = verifyTrie({ root: claim.stateRoot, key: keccak_256(address), nodes: claim.accountProof });
  if (!found.ok) return found;
  if (found.value === null) return { ok: true, value: null };
  const fields = decodeRlp(found.value);
  if (!Array.isArray(fields) || fields.length !== 4)
    return refuseProof('PROOF_MALFORMED', 'an account has four fields');
  const [nonceField, balanceField, storageRoot, codeHash] = fields;
  const [nonce, balanceRaw] = [integerOf(nonceField), integerOf(balanceField)];
  if (
    nonce === null ||
    balanceRaw === null ||
    !(storageRoot instanceof Uint8Array && storageRoot.length === 32) ||
    !(codeHash instanceof Uint8Array && codeHash.length === 32)
  )
    return refuseProof('PROOF_MALFORMED', 'a field of the account has the wrong shape');
  return {
    ok: true,
    value: { nonce, balanceRaw, storageRoot: hexOfBytes(storageRoot), codeHash: hexOfBytes(codeHash) },
  };
}

/**
 * Proves one storage word under a storage root; an absent word is zero. Chains take a word that became zero out of the
 * trie; a development chain may keep it, and the root commits to that zero just as well.
 */
export function verifyStorage(claim: {
  readonly storageRoot: Hex;
  readonly key: Hex;
  readonly proof: readonly Hex[];
}): Proven<bigint> {
  const key = bytesOfHex(claim.key);
  if (key?.length !== 32) return refuseProof('PROOF_MALFORMED', 'a storage key is 32 bytes of hex');
  const found = verifyTrie({ root: claim.storageRoot, key: keccak_256(key), nodes: claim.proof });
  if (!found.ok) return found;
  if (found.value === null) return { ok: true, value: 0n };
  const word = integerOf(decodeRlp(found.value) ?? undefined);
  return word === null
    ? refuseProof('PROOF_MALFORMED', 'a stored word is an integer of at most 32 bytes')
    : { ok: true, value: word };
}

/** Storage root to prove words under: an account that does not exist has no storage. */
export const storageRootOf = (account: ProvenAccount | null): Hex => account?.storageRoot ?? EMPTY_TRIE_ROOT;

/** Storage key of `mapping(address => uint256)` at a slot: keccak(holder ‖ slot) in Solidity, keccak(slot ‖ holder) in Vyper. */
export function balanceKey(holder: Address, slotIndex: number, layout: MappingLayout): Proven<Hex> {
  const address = bytesOfHex(holder);
  if (address?.length !== 20 || !Number.isSafeInteger(slotIndex) || slotIndex < 0)
    return refuseProof('PROOF_MALFORMED', 'a mapping key needs a 20-byte holder and a slot number');
  const paddedHolder = concatBytes(new Uint8Array(12), address);
  const slot = bytesOfHex(slotKey(slotIndex)) ?? new Uint8Array(32);
  const preimage = layout === 'solidity' ? concatBytes(paddedHolder, slot) : concatBytes(slot, paddedHolder);
  return { ok: true, value: hexOfBytes(keccak_256(preimage)) };
}

/** Storage key of a plain variable at a slot. */
export const slotKey = (slotIndex: number): Hex => `0x${slotIndex.toString(16).padStart(64, '0')}`;
