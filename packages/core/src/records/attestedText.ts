import { canonicalText } from './canonical.ts';
import type { AttestedBook, AttestedPrice, AttestedRecord } from './snapshot.ts';

/** What the approvers of an off-chain position sign: the record without signatures and without what a verifier derives from them. */
export type AttestedBody = Omit<AttestedRecord, 'signatures' | 'signers' | 'isDualApproved'>;

/** The same of a book of positions. */
export type AttestedBookBody = Omit<AttestedBook, 'signatures' | 'signers' | 'isDualApproved'>;

/** The same of a price. */
export type AttestedPriceBody = Omit<AttestedPrice, 'signatures' | 'signers' | 'isDualApproved'>;

/** Whatever approvers sign. */
export type AnyAttestedBody = AttestedBody | AttestedBookBody | AttestedPriceBody;

/** The exact text an approver signs, and a verifier checks. Pure. */
export function attestedText(record: AnyAttestedBody): string {
  if (record.schema === 'ballast/attested-price/1') return priceText(record);
  if (record.schema === 'ballast/attested-book/1') return bookText(record);
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

function bookText(record: AttestedBookBody): string {
  const body: AttestedBookBody = {
    schema: record.schema,
    reserve: record.reserve,
    id: record.id,
    liabilityId: record.liabilityId,
    institution: record.institution,
    positions: record.positions,
    asOfSeconds: record.asOfSeconds,
    expiresAtSeconds: record.expiresAtSeconds,
    documentHash: record.documentHash,
  };
  return canonicalText(body);
}

function priceText(record: AttestedPriceBody): string {
  const body: AttestedPriceBody = {
    schema: record.schema,
    reserve: record.reserve,
    id: record.id,
    sourceId: record.sourceId,
    institution: record.institution,
    priceWad: record.priceWad,
    asOfSeconds: record.asOfSeconds,
    expiresAtSeconds: record.expiresAtSeconds,
    documentHash: record.documentHash,
  };
  return canonicalText(body);
}
