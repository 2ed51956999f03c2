import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { attestedText, BallastError, type AttestedBody, type AttestedRecord } from '@ballast/core';
import { bareHex } from './verifySignatures.ts';

/** A record and the signatures it carries so far: what stands in its file. */
export type SignedAttestation = AttestedBody & Pick<AttestedRecord, 'signatures'>;

export class SigningKeyMalformed extends BallastError {
  constructor() {
    super({
      code: 'ATTESTED_KEY_MALFORMED',
      message: 'the signing key is not 32 bytes of hex',
      remedy: 'give the Ed25519 secret seed of an approver, 64 hex digits',
      retryable: false,
    });
  }
}

/** DER header of an Ed25519 secret key (RFC 8410), before the 32 seed bytes. */
const PKCS8_HEADER = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Adds one approver's signature; signing twice with one key replaces the earlier one. Throws SigningKeyMalformed. */
export function signAttested(record: SignedAttestation, secretSeed: string): SignedAttestation {
  const seed = Buffer.from(bareHex(secretSeed), 'hex');
  if (seed.length !== 32 || bareHex(secretSeed).length !== 64) throw new SigningKeyMalformed();
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEADER, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
  const signature = sign(null, Buffer.from(attestedText(record), 'utf8'), key).toString('hex');
  const others = record.signatures.filter((item) => bareHex(item.publicKey) !== publicKey);
  return { ...record, signatures: [...others, { publicKey, signature }] };
}

/** The record as the text of its file, amounts as decimal text. */
export const attestationFile = (record: SignedAttestation): string =>
  `${JSON.stringify({ ...record, amountRaw: record.amountRaw.toString() }, null, 2)}\n`;
