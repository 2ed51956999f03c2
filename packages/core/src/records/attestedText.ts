import { canonicalText } from './canonical.ts';
import type { AttestedBook, AttestedPrice, AttestedRecord } from './snapshot.ts';

/** What a verifier derives, or the approvers add: no part of what they sign. */
type Approval = 'signatures' | 'signers' | 'isDualApproved';

/** What the approvers of an off-chain position sign. */
export type AttestedBody = Omit<AttestedRecord, Approval>;

/** The same of a book of positions. */
export type AttestedBookBody = Omit<AttestedBook, Approval>;

/** The same of a price. */
export type AttestedPriceBody = Omit<AttestedPrice, Approval>;

/** Whatever approvers sign. */
export type AnyAttestedBody = AttestedBody | AttestedBookBody | AttestedPriceBody;

/** The exact text an approver signs, and a verifier checks: the record without its approval, canonical. Pure. */
export function attestedText(record: AnyAttestedBody & Partial<Pick<AttestedRecord, Approval>>): string {
  const { signatures: _signatures, signers: _signers, isDualApproved: _isDualApproved, ...body } = record;
  return canonicalText(body);
}
