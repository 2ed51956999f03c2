import type { Seconds } from '../units/time.ts';
import type { Hash } from './hash.ts';

/** What an attester signs about a log: its size, its root, and the time of its last cycle. */
export interface UnsignedTreeHead {
  readonly schema: 'ballast/tree-head/1';
  readonly reserve: string;
  /** Cycles in the log. */
  readonly size: number;
  readonly rootHash: Hash;
  readonly asOfSeconds: Seconds;
  /** Ed25519 public key, 64 lower-case hex digits. */
  readonly publicKey: string;
}

/** A tree head with its Ed25519 signature over the canonical text of all other fields, 128 lower-case hex digits. */
export interface TreeHead extends UnsignedTreeHead {
  readonly signature: string;
}
