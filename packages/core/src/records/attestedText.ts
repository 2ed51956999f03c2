import { canonicalText } from './canonical.ts';
import type { AttestedRecord } from './snapshot.ts';

/** What the approvers of an off-chain position sign: the record without signatures and without what a verifier derives from them. */
export type AttestedBody = Omit<AttestedRecord, 'signatures' | 'signers' | 'isDualApproved'>;

/** The exact text an approver signs, and a verifier checks. Pure. */
export function attestedText(record: AttestedBody): string {
  const body: AttestedBody = {
    schema: record.schema,
    reserve: record.reserve,
    id: record.id,
    assetId: record.assetId,
    accountId: record.accountId,
    institution: record.institution,
    kind: record.kind,
    amountRaw: record.amountRaw,
    decimals: record.decimals,
    isEncumbered: record.isEncumbered,
    lien: record.lien,
    maturitySeconds: record.maturitySeconds,
    asOfSeconds: record.asOfSeconds,
    expiresAtSeconds: record.expiresAtSeconds,
    documentHash: record.documentHash,
  };
  return canonicalText(body);
}
