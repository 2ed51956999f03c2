import { RLP, type NestedUint8Array } from '@ethereumjs/rlp';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { Hex } from '../records/snapshot.ts';

/** What RLP decodes to: a byte string or a list. */
export type RlpItem = Uint8Array | NestedUint8Array;

const MAX_DEPTH = 8;

/** Strict RLP: the one encoding of what it decodes to, or null. Headers and trie nodes nest little; deeper bytes are refused. */
export function decodeRlp(bytes: Uint8Array): RlpItem | null {
  try {
    const item = RLP.decode(bytes);
    return depthOf(item) <= MAX_DEPTH && isSameBytes(RLP.encode(item), bytes) ? item : null;
  } catch {
    // The library answers malformed bytes by throwing, and a nesting bomb exhausts the stack; both mean: not RLP we read.
    return null;
  }
}

export const encodeRlp = (item: RlpItem): Uint8Array => RLP.encode(item);

function depthOf(item: RlpItem): number {
  return Array.isArray(item) ? 1 + item.reduce((deepest, child) => Math.max(deepest, depthOf(child)), 0) : 0;
}

/** A minimal big-endian integer of at most 32 bytes; null when it is longer or has leading zeros. */
export function integerOf(item: RlpItem | undefined): bigint | null {
  if (!(item instanceof Uint8Array) || item.length > 32 || item[0] === 0) return null;
  return item.length === 0 ? 0n : BigInt(`0x${bytesToHex(item)}`);
}

/** Bytes of 0x-prefixed hex with whole bytes; null for anything else. */
export function bytesOfHex(hex: unknown): Uint8Array | null {
  if (typeof hex !== 'string' || !/^0x([0-9a-f]{2})*$/.test(hex)) return null;
  return hexToBytes(hex.slice(2));
}

export const hexOfBytes = (bytes: Uint8Array): Hex => `0x${bytesToHex(bytes)}`;

export const isSameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);
