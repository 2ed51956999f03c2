import { describe, expect, it } from 'vitest';
import { attestedText, wad, type AttestedPriceBody, type Policy, type PolicySource } from '@ballast/core';
import { readPrices, type PricesRead } from './readPrices.ts';
import { attestationFile, parseAttestation, signAttested, type SignedPrice } from './signAttested.ts';

const NOW = 1_700_000_000;
const [ANNA, BEN, EVE] = ['11', '22', '33'].map((byte) => byte.repeat(32)) as [string, string, string];
const body: AttestedPriceBody = {
  schema: 'ballast/attested-price/1',
  reserve: 'harbor',
  id: 'nav-2023-11-14',
  sourceId: 'fund-nav',
  institution: 'Fund administrator',
  priceWad: wad(1_012_300_000_000_000_000n),
  asOfSeconds: NOW - 3_600,
  expiresAtSeconds: NOW + 86_400,
  documentHash: null,
};
const signedBy = (change: Partial<AttestedPriceBody>, seeds: readonly string[]): SignedPrice =>
  seeds.reduce<SignedPrice>((record, seed) => signAttested<AttestedPriceBody>(record, seed), {
    ...body,
    ...change,
    signatures: [],
  });
const keyOf = (seed: string): string => signedBy({}, [seed]).signatures[0]?.publicKey ?? '';
const sourceOf = (id: string, change: Partial<PolicySource>): PolicySource =>
  ({
    id,
    venue: 'attested',
    chain: null,
    address: null,
    origin: 'administrator',
    quote: 'usd',
    ...change,
  }) as PolicySource;
const policy = {
  reserve: 'harbor',
  assets: [
    { id: 'FUND', pricing: { sources: [sourceOf('fund-nav', {}), sourceOf('fund-bank', { venue: 'nav' })] } },
    {
      id: 'USDC',
      pricing: { sources: [sourceOf('usdc-feed', { venue: 'chainlink', chain: 'eip155:1', address: '0x01' })] },
    },
  ],
  roles: { approvers: [keyOf(ANNA), keyOf(BEN)] },
} as unknown as Policy;
const read = (...texts: readonly string[]): PricesRead =>
  readPrices(
    policy,
    NOW,
    texts.map((text, index) => ({ name: `${index}.json`, text })),
  );
const file = (change: Partial<AttestedPriceBody> = {}, seeds: readonly string[] = [ANNA, BEN]): string =>
  attestationFile(signedBy(change, seeds));
/** What is unknown besides the source nobody signs for here. */
const codes = ({ unknowns }: PricesRead): string[] =>
  unknowns.filter((item) => item.what !== 'source:fund-bank').map((item) => item.code);
const answer = ({ prices }: PricesRead) => prices.find((item) => item.sourceId === 'fund-nav');

describe('readPrices', () => {
  it('answers for the source with what two approvers signed, as old as it is', () => {
    const result = read(file());
    expect(answer(result)).toMatchObject({
      assetId: 'FUND',
      priceWad: body.priceWad,
      quote: 'usd',
      updatedAtSeconds: NOW - 3_600,
      ageSeconds: 3_600,
      provenance: { kind: 'attested', method: 'record nav-2023-11-14 of Fund administrator' },
    });
    expect([codes(result), result.attestedPrices.length]).toEqual([[], 1]);
    // Sources with a contract are read elsewhere; a net asset value without one is read here.
    expect(result.prices.map((item) => item.sourceId)).toEqual(['fund-nav', 'fund-bank']);
    expect(result.unknowns.map((item) => item.what)).toEqual(['source:fund-bank']);
  });
  it.each<[string, string, string[]]>([
    ['nobody', '', ['ATTESTED_MISSING']],
    ['one approver', file({}, [ANNA]), ['ATTESTED_NOT_APPROVED', 'ATTESTED_MISSING']],
    ['a stranger', file({}, [ANNA, EVE]), ['ATTESTED_NOT_APPROVED', 'ATTESTED_MISSING']],
    ['another reserve', file({ reserve: 'x' }), ['ATTESTED_OTHER_RESERVE', 'ATTESTED_MISSING']],
    ['a source with a contract', file({ sourceId: 'usdc-feed' }), ['ATTESTED_UNKNOWN_SOURCE', 'ATTESTED_MISSING']],
    ['a time to come', file({ asOfSeconds: NOW + 1 }), ['ATTESTED_FROM_FUTURE', 'ATTESTED_MISSING']],
    [
      'an expiry before it was true',
      file({ expiresAtSeconds: NOW - 3_600 }),
      ['ATTESTED_EXPIRY_ORDER', 'ATTESTED_MISSING'],
    ],
    ['an expired record', file({ expiresAtSeconds: NOW }), ['ATTESTED_EXPIRED']],
  ])('by %s there is no price', (_name, text, expected) => {
    const result = read(text);
    expect(answer(result)?.priceWad).toBeNull();
    expect([result.attestedPrices, codes(result)]).toEqual([[], expected]);
  });
  it('the newest approved price stands; two of one time that differ stand for nothing', () => {
    const later = file({ id: 'nav-2', asOfSeconds: NOW - 60, priceWad: wad(10n ** 18n) });
    for (const files of [
      [file(), later],
      [later, file()],
    ])
      expect(answer(read(...files))?.priceWad).toBe(10n ** 18n);
    expect(codes(read(file(), file({ priceWad: wad(1n) })))).toEqual(['ATTESTED_CONFLICT']);
  });
  it('a price of zero, below zero or as a number is no price', () => {
    for (const text of ['0', '-1', '1.5'])
      expect(answer(read(file().replace('"1012300000000000000"', `"${text}"`)))?.priceWad).toBeNull();
    expect(answer(read(file().replace('"1012300000000000000"', '1')))?.priceWad).toBeNull();
  });
  it('its text survives its file', () => {
    expect(attestedText(parseAttestation(file(), 'nav.json'))).toBe(attestedText(body));
  });
});
