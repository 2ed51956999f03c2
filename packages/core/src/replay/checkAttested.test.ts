import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { describe, expect, it } from 'vitest';
import { raw, wad } from '../units/amounts.ts';
import type { Policy } from '../policy/policy.ts';
import { attestedText, type AttestedBookBody, type AttestedPriceBody } from '../records/attestedText.ts';
import type { AttestedBook, AttestedPrice, LiabilityState, PriceObservation, Snapshot } from '../records/snapshot.ts';
import { checkAttested } from './checkAttested.ts';
import { publicKeyOf } from './signTreeHead.ts';

const [ANNA, BEN, EVE] = ['11', '22', '33'].map((byte) => byte.repeat(32)) as [string, string, string];
const body: AttestedBookBody = {
  schema: 'ballast/attested-book/1',
  reserve: 'harbor',
  id: 'book-1',
  liabilityId: 'hUSD',
  institution: 'Book keeper',
  positions: [
    { id: '1', collateralAssetId: 'WETH', collateralRaw: raw(200n), collateralDecimals: 18, debtRaw: raw(100n) },
  ],
  asOfSeconds: 1_700_000_000,
  expiresAtSeconds: 1_700_086_400,
  documentHash: null,
};
const signed = (secrets: readonly string[] = [ANNA, BEN], change: Partial<AttestedBook> = {}): AttestedBook => ({
  ...body,
  signatures: secrets.map((secret) => ({
    publicKey: publicKeyOf(secret),
    signature: bytesToHex(ed25519.sign(utf8ToBytes(attestedText(body)), hexToBytes(secret))),
  })),
  signers: secrets.map(publicKeyOf).toSorted(),
  isDualApproved: true,
  ...change,
});
const policy = { roles: { approvers: [ANNA, BEN].map(publicKeyOf) } } as unknown as Policy;
const codesOf = (books: readonly AttestedBook[], positions: LiabilityState['positions'] = body.positions): string[] =>
  checkAttested(
    {
      reserve: 'harbor',
      holdings: [],
      attested: [],
      books,
      attestedPrices: [],
      prices: [],
      liabilities: [{ liabilityId: 'hUSD', positions } as unknown as LiabilityState],
    } as unknown as Snapshot,
    policy,
  ).map((check) => (check.ok ? 'ok' : check.code));

describe('checkAttested: books of positions', () => {
  it('passes what two approvers signed and the liability counts', () => {
    expect(codesOf([signed()])).toEqual(['ok']);
  });
  it.each<[string, string[]]>([
    ['WRONG_POSITIONS', codesOf([signed()], [])],
    ['WRONG_SIGNERS', codesOf([signed([ANNA, BEN], { positions: [] })], [])],
    ['WRONG_SIGNERS', codesOf([signed([ANNA, BEN], { expiresAtSeconds: 1_800_000_000 })])],
    ['WRONG_SIGNERS', codesOf([signed([ANNA, BEN], { signatures: [] })])],
    ['WRONG_APPROVAL', codesOf([signed([ANNA, EVE])])],
    ['NOT_APPROVED', codesOf([signed([ANNA], { isDualApproved: false })])],
    ['WRONG_RESERVE', codesOf([signed([ANNA, BEN], { reserve: 'other' })])],
    ['MISSING', codesOf([])],
  ])('%s', (code, codes) => {
    expect(codes).toEqual([code]);
  });
  it('COUNTED_TWICE', () => {
    expect(codesOf([signed(), signed()])).toEqual(['COUNTED_TWICE', 'COUNTED_TWICE']);
  });
});

describe('checkAttested: prices', () => {
  const said: AttestedPriceBody = {
    schema: 'ballast/attested-price/1',
    reserve: 'harbor',
    id: 'nav-1',
    sourceId: 'fund-nav',
    institution: 'Administrator',
    priceWad: wad(5n),
    asOfSeconds: 1_700_000_000,
    expiresAtSeconds: 1_700_086_400,
    documentHash: null,
  };
  const price = (secrets: readonly string[] = [ANNA, BEN], change: Partial<AttestedPrice> = {}): AttestedPrice => ({
    ...said,
    signatures: secrets.map((secret) => ({
      publicKey: publicKeyOf(secret),
      signature: bytesToHex(ed25519.sign(utf8ToBytes(attestedText(said)), hexToBytes(secret))),
    })),
    signers: secrets.map(publicKeyOf).toSorted(),
    isDualApproved: true,
    ...change,
  });
  const answer = (change: Partial<PriceObservation> = {}): PriceObservation =>
    ({
      sourceId: 'fund-nav',
      priceWad: wad(5n),
      updatedAtSeconds: 1_700_000_000,
      provenance: { kind: 'attested' },
      ...change,
    }) as PriceObservation;
  const codes = (
    attestedPrices: readonly AttestedPrice[],
    prices: readonly PriceObservation[] = [answer()],
    asOfSeconds = 1_700_000_001,
  ): string[] =>
    checkAttested(
      {
        reserve: 'harbor',
        asOfSeconds,
        holdings: [],
        attested: [],
        books: [],
        liabilities: [],
        attestedPrices,
        prices,
      } as unknown as Snapshot,
      policy,
    ).map((check) => (check.ok ? 'ok' : check.code));

  it('passes what two approvers signed and the source says', () => {
    expect(codes([price()])).toEqual(['ok']);
  });
  it.each<[string, string[]]>([
    ['WRONG_PRICE', codes([price()], [answer({ priceWad: wad(6n) })])],
    ['WRONG_PRICE', codes([price()], [answer({ updatedAtSeconds: 1_700_000_001 })])],
    ['WRONG_SIGNERS', codes([price([ANNA, BEN], { priceWad: wad(6n) })], [answer({ priceWad: wad(6n) })])],
    ['NOT_APPROVED', codes([price([ANNA], { isDualApproved: false })])],
    ['EXPIRED', codes([price()], [answer()], 1_700_086_400)],
    ['COUNTED_TWICE', codes([price()], [answer(), answer()])],
    ['MISSING', codes([], [answer()])],
  ])('%s', (code, found) => {
    expect(found).toEqual([code]);
  });
});
