import { describe, expect, it } from 'vitest';
import { raw } from '../units/amounts.ts';
import { attestedText } from './attestedText.ts';
import { NotCanonical } from './canonical.ts';
import type { AttestedRecord } from './snapshot.ts';

const record: AttestedRecord = {
  schema: 'ballast/attested/1',
  reserve: 'harbor',
  id: 'bank-1',
  assetId: 'USD',
  accountId: 'bank',
  institution: 'First Bank',
  kind: 'bank',
  amountRaw: raw(1_000_000_00n),
  decimals: 2,
  isEncumbered: false,
  lien: null,
  maturitySeconds: null,
  asOfSeconds: 1_700_000_000,
  expiresAtSeconds: 1_700_086_400,
  documentHash: null,
  signatures: [],
  signers: [],
  isDualApproved: false,
};

describe('attestedText', () => {
  it('refuses a record whose numbers are not exact', () => {
    expect(() => attestedText({ ...record, asOfSeconds: 1.5 })).toThrow(NotCanonical);
  });

  it('does not depend on signatures or on what is derived from them', () => {
    const signed = {
      ...record,
      signatures: [{ publicKey: 'aa', signature: 'bb' }],
      signers: ['aa'],
      isDualApproved: true,
    };
    expect(attestedText(signed)).toBe(attestedText(record));
  });

  it.each([
    ['reserve', { reserve: 'other' }],
    ['amount', { amountRaw: raw(1n) }],
    ['account', { accountId: 'elsewhere' }],
    ['lien', { lien: 'pledged' }],
    ['expiry', { expiresAtSeconds: 1_800_000_000 }],
  ])('changes with the %s', (_name, change) => {
    expect(attestedText({ ...record, ...change })).not.toBe(attestedText(record));
  });

  it('signs keys in canonical order with the amount as text', () => {
    expect(attestedText(record)).toMatch(/^\{"accountId":"bank","amountRaw":"100000000","asOfSeconds":1700000000,/);
  });
});
