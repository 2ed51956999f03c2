import { describe, expect, it } from 'vitest';
import {
  attestedText,
  raw,
  type AttestedBookBody,
  type BookPosition,
  type LiabilityState,
  type Policy,
} from '@ballast/core';
import { readBooks, type BooksRead } from './readBooks.ts';
import { attestationFile, parseAttestation, signAttested, type SignedBook } from './signAttested.ts';

const NOW = 1_700_000_000;
const [ANNA, BEN, EVE] = ['11', '22', '33'].map((byte) => byte.repeat(32)) as [string, string, string];
const positionOf = (id: string, collateral: bigint, debt: bigint): BookPosition => ({
  id,
  collateralAssetId: 'WETH',
  collateralRaw: raw(collateral),
  collateralDecimals: 18,
  debtRaw: raw(debt),
});
const body: AttestedBookBody = {
  schema: 'ballast/attested-book/1',
  reserve: 'harbor',
  id: 'book-1',
  liabilityId: 'hUSD',
  institution: 'Book keeper',
  positions: [positionOf('1', 200n, 100n), positionOf('2', 80n, 100n)],
  asOfSeconds: NOW - 3_600,
  expiresAtSeconds: NOW + 86_400,
  documentHash: null,
};
const signedBy = (change: Partial<AttestedBookBody>, seeds: readonly string[]): SignedBook =>
  seeds.reduce<SignedBook>((record, seed) => signAttested<AttestedBookBody>(record, seed), {
    ...body,
    ...change,
    signatures: [],
  });
const keyOf = (seed: string): string => signedBy({}, [seed]).signatures[0]?.publicKey ?? '';
const policy = {
  reserve: 'harbor',
  assets: [{ id: 'WETH' }],
  liabilities: [
    { id: 'hUSD', kind: 'cdp' },
    { id: 'note', kind: 'par' },
  ],
  roles: { approvers: [keyOf(ANNA), keyOf(BEN)] },
} as unknown as Policy;
const owed = ['hUSD', 'note'].map((liabilityId) => ({ liabilityId, positions: [] }) as unknown as LiabilityState);
const read = (...texts: readonly string[]): BooksRead =>
  readBooks(
    policy,
    NOW,
    texts.map((text, index) => ({ name: `${index}.json`, text })),
    owed,
  );
const file = (change: Partial<AttestedBookBody> = {}, seeds: readonly string[] = [ANNA, BEN]): string =>
  attestationFile(signedBy(change, seeds));
const codes = ({ unknowns }: BooksRead): string[] => unknowns.map((item) => item.code);

describe('readBooks', () => {
  it('gives the liability the positions two approvers signed, and no other', () => {
    const { books, liabilities, unknowns, alerts } = read(file());
    expect(liabilities.map((item) => item.positions)).toEqual([body.positions, []]);
    expect([books.length, books[0]?.isDualApproved, unknowns, alerts]).toEqual([1, true, [], []]);
  });
  it('without a book the positions are unknown, and said', () => {
    expect(codes(read())).toEqual(['CDP_BOOK_NOT_READ']);
  });
  it.each<[string, string, string]>([
    ['one approver', file({}, [ANNA]), 'ATTESTED_NOT_APPROVED'],
    ['a stranger', file({}, [ANNA, EVE]), 'ATTESTED_NOT_APPROVED'],
    ['another reserve', file({ reserve: 'other' }), 'ATTESTED_OTHER_RESERVE'],
    ['a liability without a book', file({ liabilityId: 'note' }), 'ATTESTED_UNKNOWN_LIABILITY'],
    [
      'a position twice',
      file({ positions: [positionOf('1', 1n, 1n), positionOf('1', 2n, 2n)] }),
      'ATTESTED_POSITION_TWICE',
    ],
    [
      'collateral nobody listed',
      file({ positions: [{ ...positionOf('1', 1n, 1n), collateralAssetId: 'DOGE' }] }),
      'ATTESTED_UNKNOWN_ASSET',
    ],
    ['a time to come', file({ asOfSeconds: NOW + 1 }), 'ATTESTED_FROM_FUTURE'],
    ['an expiry before it was true', file({ expiresAtSeconds: NOW - 3_600 }), 'ATTESTED_EXPIRY_ORDER'],
  ])('a book of %s gives nothing', (_name, text, code) => {
    const result = read(text);
    expect([result.books, result.liabilities[0]?.positions]).toEqual([[], []]);
    expect(codes(result)).toEqual([code, 'CDP_BOOK_NOT_READ']);
  });
  it('the newest approved book stands; two of one time that differ stand for nothing', () => {
    const later = file({ id: 'book-2', asOfSeconds: NOW - 60, positions: [positionOf('9', 5n, 5n)] });
    expect(read(file(), later).liabilities[0]?.positions[0]?.id).toBe('9');
    expect(read(later, file()).liabilities[0]?.positions[0]?.id).toBe('9');
    expect(codes(read(file(), file({ positions: [] })))).toEqual(['ATTESTED_CONFLICT']);
    expect(read(file(), file()).books).toHaveLength(1);
  });
  it('an expired book is kept and said', () => {
    const { books, alerts } = read(file({ expiresAtSeconds: NOW }));
    expect([books.length, alerts.map((item) => item.code)]).toEqual([1, ['ATTESTED_EXPIRED']]);
  });
  it('leaves files alone that hold something else', () => {
    expect(codes(read('{', '{"schema":"ballast/attested/1"}'))).toEqual(['CDP_BOOK_NOT_READ']);
  });
});

describe('the text of a book', () => {
  it('survives its file, and changes with every position', () => {
    const again = parseAttestation(file(), 'book.json');
    expect(attestedText(again)).toBe(attestedText(body));
    expect(attestedText({ ...body, positions: body.positions.slice(1) })).not.toBe(attestedText(body));
  });
  it('a change of any field after signing leaves no signature', () => {
    const forged = { ...signedBy({}, [ANNA, BEN]), expiresAtSeconds: NOW * 2 };
    expect(codes(read(attestationFile(forged)))).toContain('ATTESTED_NOT_APPROVED');
  });
});
