import { createPublicKey, verify } from 'node:crypto';
import { attestedText, type AnyAttestedBody, type AttestedRecord } from '@ballast/core';

/** Distinct approvers whose signature an off-chain position needs. */
export const APPROVALS_NEEDED = 2;

/** DER header of an Ed25519 public key (RFC 8410), before the 32 key bytes. */
const SPKI_HEADER = Buffer.from('302a300506032b6570032100', 'hex');

/** A key or signature in bare lower-case hex, however it was written. Pure. */
export const bareHex = (text: string): string => text.toLowerCase().replace(/^0x/, '');

/** Whether an Ed25519 signature (RFC 8032) over the record's text verifies. A malformed key or signature does not. */
export function isSignedBy(body: AnyAttestedBody, publicKey: string, signature: string): boolean {
  const [key, mark] = [Buffer.from(bareHex(publicKey), 'hex'), Buffer.from(bareHex(signature), 'hex')];
  if (key.length !== 32 || mark.length !== 64) return false;
  try {
    const spki = createPublicKey({ key: Buffer.concat([SPKI_HEADER, key]), format: 'der', type: 'spki' });
    return verify(null, Buffer.from(attestedText(body), 'utf8'), spki, mark);
  } catch {
    // The bytes are no point of the curve: nobody signed with them.
    return false;
  }
}

/** Who signed, each once, and whether two distinct approvers of the policy did. */
export function verifySignatures(
  body: AnyAttestedBody,
  signatures: AttestedRecord['signatures'],
  approvers: readonly string[],
): Pick<AttestedRecord, 'signers' | 'isDualApproved'> {
  const signers = [
    ...new Set(
      signatures
        .filter((item) => isSignedBy(body, item.publicKey, item.signature))
        .map((item) => bareHex(item.publicKey)),
    ),
  ].toSorted();
  const named = new Set(approvers.map(bareHex));
  return { signers, isDualApproved: signers.filter((key) => named.has(key)).length >= APPROVALS_NEEDED };
}
