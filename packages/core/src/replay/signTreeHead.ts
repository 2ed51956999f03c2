import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { BallastError } from '../units/error.ts';
import { canonicalText } from '../records/canonical.ts';
import type { TreeHead, UnsignedTreeHead } from '../records/treeHead.ts';
import { isHash } from './merkleLog.ts';

export class SecretKeyMalformed extends BallastError {
  constructor() {
    super({
      code: 'REPLAY_SECRET_KEY_MALFORMED',
      message: 'an Ed25519 secret key is 64 hex digits',
      remedy: 'write the 32-byte seed as hex, without spaces',
      retryable: false,
    });
  }
}

/** Public key (64 hex digits) of an Ed25519 seed (64 hex digits, 0x allowed). The error never shows the seed. */
export function publicKeyOf(secretKey: string): string {
  return bytesToHex(ed25519.getPublicKey(seedOf(secretKey)));
}

/** Signs a tree head; the same head and key give the same bytes. */
export function signTreeHead(head: Omit<UnsignedTreeHead, 'publicKey' | 'schema'>, secretKey: string): TreeHead {
  const unsigned: UnsignedTreeHead = {
    schema: 'ballast/tree-head/1',
    reserve: head.reserve,
    size: head.size,
    rootHash: head.rootHash,
    asOfSeconds: head.asOfSeconds,
    publicKey: publicKeyOf(secretKey),
  };
  const signature = ed25519.sign(utf8ToBytes(canonicalText(unsigned)), seedOf(secretKey));
  return { ...unsigned, signature: bytesToHex(signature) };
}

/** Whether a signed tree head is well formed and its own key signed it. Says nothing about whose key that is. */
export function verifyTreeHead(head: TreeHead): boolean {
  const { signature, ...unsigned } = head;
  if (head.schema !== 'ballast/tree-head/1' || typeof head.reserve !== 'string') return false;
  if (!Number.isSafeInteger(head.size) || head.size < 0 || !isHash(head.rootHash)) return false;
  if (!Number.isSafeInteger(head.asOfSeconds)) return false;
  return verifySignature({ text: canonicalText(unsigned), signature, publicKey: head.publicKey });
}

/** Whether an Ed25519 key (64 hex digits) signed the UTF-8 bytes of a text, by the strict rule of RFC 8032; malformed is a no. */
export function verifySignature(claim: {
  readonly text: string;
  readonly signature: string;
  readonly publicKey: string;
}): boolean {
  const { text, signature, publicKey } = claim;
  if (!isHexOf(signature, 64) || !isHexOf(publicKey, 32)) return false;
  return ed25519.verify(hexToBytes(signature), utf8ToBytes(text), hexToBytes(publicKey), { zip215: false });
}

const isHexOf = (value: unknown, bytes: number): value is string =>
  typeof value === 'string' && value.length === bytes * 2 && /^[0-9a-f]+$/.test(value);

function seedOf(secretKey: string): Uint8Array {
  const digits = secretKey.trim().replace(/^0x/, '').toLowerCase();
  if (!isHexOf(digits, 32)) throw new SecretKeyMalformed();
  return hexToBytes(digits);
}
