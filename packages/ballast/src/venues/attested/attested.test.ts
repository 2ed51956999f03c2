import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attestedText, loadPolicy, raw, type AttestedBody, type Policy, type Snapshot } from '@ballast/core';
import { smallPolicy } from '../../observe/smallPolicy.fixture.ts';
import { readAttested } from './readAttested.ts';
import {
  AttestationMalformed,
  attestationFile,
  createAttestation,
  parseAttestation,
  signAttested,
  SigningKeyMalformed,
  type SignedAttestation,
} from './signAttested.ts';
import { isSignedBy, verifySignatures } from './verifySignatures.ts';

const NOW = 1_700_000_000;
const [ANNA, BEN, EVE] = ['11', '22', '33'].map((byte) => byte.repeat(32)) as [string, string, string];
const keyOf = (seed: string): string =>
  signAttested<AttestedBody>({ ...body, signatures: [] }, seed).signatures[0]?.publicKey ?? '';

const body: AttestedBody = {
  schema: 'ballast/attested/1',
  reserve: 'small',
  id: 'bank-1',
  assetId: 'USD',
  accountId: 'bank',
  institution: 'First Bank',
  kind: 'bank',
  amountRaw: raw(125_000_000n),
  decimals: 2,
  isEncumbered: false,
  lien: null,
  maturitySeconds: null,
  asOfSeconds: NOW - 3_600,
  expiresAtSeconds: NOW + 86_400,
  documentHash: null,
};

const token = (id: string, index: number) => ({
  id,
  address: `0x${String(index).padStart(40, '0')}` as const,
  decimals: 6,
  feedA: `0x${String(index + 10).padStart(40, '0')}` as const,
  feedB: `0x${String(index + 20).padStart(40, '0')}` as const,
  pythId: '0'.repeat(64),
});
const place = `0x${'9'.repeat(40)}` as const;
const policyOf = (approvers: readonly string[]): Policy =>
  loadPolicy(
    smallPolicy(
      {
        aggregator: place,
        pyth: place,
        tokens: [token('USDC', 1), token('WETH', 2)],
        pool: place,
        manager: place,
        savings: place,
        liability: `0x${'8'.repeat(40)}`,
        wallet: place,
        treasury: `0x${'7'.repeat(40)}`,
      },
      { approvers },
    ),
    'small.yaml',
  ).policy;
const policy = policyOf([keyOf(ANNA), keyOf(BEN)]);

const signed = (change: Partial<AttestedBody> = {}, seeds: readonly string[] = [ANNA, BEN]): SignedAttestation =>
  seeds.reduce<SignedAttestation>((record, seed) => signAttested(record, seed), { ...body, ...change, signatures: [] });
const read = (
  ...files: readonly string[]
): Required<Pick<Snapshot, 'holdings' | 'unknowns' | 'alerts' | 'attested'>> => {
  const part = readAttested(
    policy,
    NOW,
    files.map((text, index) => ({ name: `${index}.json`, text })),
  );
  return {
    holdings: part.holdings ?? [],
    unknowns: part.unknowns ?? [],
    alerts: part.alerts ?? [],
    attested: part.attested ?? [],
  };
};
const codes = (...files: readonly string[]): readonly string[] => read(...files).unknowns.map((item) => item.code);
const fileWith = (change: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ ...(JSON.parse(attestationFile(signed())) as object), ...change });

describe('readAttested refuses', () => {
  it.each([
    ['text that is not JSON', '{', 'ATTESTED_MALFORMED'],
    ['a list', '[]', 'ATTESTED_MALFORMED'],
    ['an unknown key', fileWith({ note: 'x' }), 'ATTESTED_MALFORMED'],
    ['a missing schema', fileWith({ schema: undefined }), 'ATTESTED_MALFORMED'],
    ['another schema', fileWith({ schema: 'ballast/attested/2' }), 'ATTESTED_MALFORMED'],
    ['an amount as a number', fileWith({ amountRaw: 125 }), 'ATTESTED_MALFORMED'],
    ['an amount with a point', fileWith({ amountRaw: '1250000.00' }), 'ATTESTED_MALFORMED'],
    ['a negative amount', fileWith({ amountRaw: '-1' }), 'ATTESTED_MALFORMED'],
    ['an amount with leading zeros', fileWith({ amountRaw: '007' }), 'ATTESTED_MALFORMED'],
    ['an amount of a hundred digits', fileWith({ amountRaw: '9'.repeat(100) }), 'ATTESTED_MALFORMED'],
    ['a time as text', fileWith({ asOfSeconds: '2026-01-01' }), 'ATTESTED_MALFORMED'],
    ['a time with a fraction', fileWith({ asOfSeconds: 1.5 }), 'ATTESTED_MALFORMED'],
    ['an expiry in milliseconds', fileWith({ expiresAtSeconds: 1_700_000_000_000 }), 'ATTESTED_MALFORMED'],
    [
      'a short signature',
      fileWith({ signatures: [{ publicKey: '00'.repeat(32), signature: 'ab' }] }),
      'ATTESTED_MALFORMED',
    ],
    ['another reserve', attestationFile(signed({ reserve: 'other' })), 'ATTESTED_OTHER_RESERVE'],
    ['an account that is no custodian', attestationFile(signed({ accountId: 'wallet' })), 'ATTESTED_UNKNOWN_ACCOUNT'],
    ['an unknown account', attestationFile(signed({ accountId: 'nobody' })), 'ATTESTED_UNKNOWN_ACCOUNT'],
    ['an unknown asset', attestationFile(signed({ assetId: 'EUR' })), 'ATTESTED_UNKNOWN_ASSET'],
    ['a statement from the future', attestationFile(signed({ asOfSeconds: NOW + 1 })), 'ATTESTED_FROM_FUTURE'],
    ['an expiry before its time', attestationFile(signed({ expiresAtSeconds: NOW - 3_600 })), 'ATTESTED_EXPIRY_ORDER'],
  ])('%s', (_name, file, code) => {
    const part = read(file);
    expect(part.holdings).toEqual([]);
    expect(part.unknowns.map((item) => item.code)).toEqual([code, 'ATTESTED_MISSING']);
  });

  it('prototype keys', () => {
    expect(codes('{"__proto__":{"isDualApproved":true}}')).toContain('ATTESTED_MALFORMED');
  });

  it('names the file and the field', () => {
    expect(read(fileWith({ amountRaw: 5 })).unknowns[0]?.reason).toMatch(/^0\.json: amountRaw: /);
  });
});

describe('approval', () => {
  it.each([
    ['nobody', []],
    ['one approver', [ANNA]],
    ['one approver and a stranger', [ANNA, EVE]],
    ['two strangers', [EVE, '44'.repeat(32)]],
  ])('by %s gives no amount', (_name, seeds) => {
    const part = read(attestationFile(signed({}, seeds)));
    expect(part.holdings).toMatchObject([{ amountRaw: null, withdrawableRaw: null, attestedId: 'bank-1' }]);
    expect(part.unknowns.map((item) => item.code)).toEqual(['ATTESTED_NOT_APPROVED']);
    expect(part.attested).toMatchObject([{ isDualApproved: false }]);
  });

  it('one approver signing twice is one approver', () => {
    const record = signed({}, [ANNA]);
    const twice = { ...record, signatures: [...record.signatures, ...record.signatures] };
    expect(read(attestationFile(twice)).holdings[0]?.amountRaw).toBeNull();
    expect(signAttested(record, ANNA).signatures).toHaveLength(1);
  });

  it('the same key in two spellings is one approver', () => {
    const record = signed({}, [ANNA]);
    const [only] = record.signatures;
    const spelled = { ...record, signatures: [only!, { ...only!, publicKey: `0x${only!.publicKey.toUpperCase()}` }] };
    expect(read(attestationFile(spelled)).holdings[0]?.amountRaw).toBeNull();
  });

  it.each(Object.keys(body).filter((key) => key !== 'schema'))('a change of %s after signing breaks it', (key) => {
    const value = body[key as keyof AttestedBody];
    const other =
      typeof value === 'bigint'
        ? raw(value + 1n)
        : typeof value === 'number'
          ? value + 1
          : typeof value === 'boolean'
            ? !value
            : `${value ?? ''}x`;
    const forged = { ...signed(), [key]: other } as SignedAttestation;
    expect(verifySignatures(forged, forged.signatures, policy.roles.approvers).isDualApproved).toBe(false);
  });

  it('a key that is no point of the curve signed nothing', () => {
    expect(isSignedBy(body, 'ff'.repeat(32), '00'.repeat(64))).toBe(false);
    expect(isSignedBy(body, 'zz', 'zz')).toBe(false);
  });

  it('a malformed secret is refused', () => {
    for (const seed of ['', 'ab', '0x', 'zz'.repeat(32)])
      expect(() => signAttested(signed({}, []), seed)).toThrow(SigningKeyMalformed);
  });

  it('any byte flipped in a signature breaks it', () => {
    const [mark] = signed({}, [ANNA]).signatures;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const bytes = Buffer.from(mark!.signature, 'hex');
        bytes[at] = bytes[at]! ^ flip;
        return !isSignedBy(body, mark!.publicKey, bytes.toString('hex'));
      }),
      { numRuns: 60 },
    );
  });
});

describe('an approved record', () => {
  it('is a holding with its institution as source', () => {
    const part = read(attestationFile(signed()));
    expect(part.unknowns).toEqual([]);
    expect(part.holdings).toMatchObject([
      {
        id: 'USD@bank/bank-1',
        where: 'idle',
        amountRaw: 125_000_000n,
        withdrawableRaw: 125_000_000n,
        decimals: 2,
        chain: null,
        provenance: { kind: 'attested', timeSeconds: NOW - 3_600 },
      },
    ]);
    expect(part.attested[0]?.signers).toEqual([keyOf(ANNA), keyOf(BEN)].toSorted());
  });

  it('with a lien is encumbered and cannot be withdrawn', () => {
    for (const change of [{ lien: 'pledged to a lender' }, { isEncumbered: true }])
      expect(read(attestationFile(signed(change))).holdings).toMatchObject([
        { where: 'encumbered', amountRaw: 125_000_000n, withdrawableRaw: 0n },
      ]);
  });

  it('cannot be withdrawn before it matures, and is called late afterwards', () => {
    expect(read(attestationFile(signed({ maturitySeconds: NOW + 1 }))).holdings).toMatchObject([
      { where: 'deployed', withdrawableRaw: 0n },
    ]);
    const late = read(attestationFile(signed({ maturitySeconds: NOW })));
    expect(late.alerts).toMatchObject([{ subject: 'attested:bank-1', code: 'ATTESTED_MATURED' }]);
  });

  it('stays listed after it expired, for value to take out, and is said', () => {
    const part = read(attestationFile(signed({ expiresAtSeconds: NOW })));
    expect(part.holdings[0]?.amountRaw).toBe(125_000_000n);
    expect(part.alerts).toMatchObject([{ code: 'ATTESTED_EXPIRED' }]);
  });
});

describe('records under one id', () => {
  const older = attestationFile(signed({ asOfSeconds: NOW - 7_200, amountRaw: raw(1n) }));
  const newer = attestationFile(signed());

  it('the newest stands, in whatever order the files come', () => {
    for (const files of [
      [older, newer],
      [newer, older],
    ])
      expect(read(...files).holdings.map((item) => item.amountRaw)).toEqual([125_000_000n]);
  });

  it('a newer file nobody signed does not unseat a signed one', () => {
    const unsigned = attestationFile(signed({ asOfSeconds: NOW, amountRaw: raw(9n) }, []));
    expect(read(newer, unsigned).holdings.map((item) => item.amountRaw)).toEqual([125_000_000n]);
    expect(read(unsigned, newer).holdings.map((item) => item.amountRaw)).toEqual([125_000_000n]);
  });

  it('two of one time that differ stand for nothing', () => {
    const other = attestationFile(signed({ amountRaw: raw(5n) }));
    expect(codes(newer, other)).toEqual(['ATTESTED_CONFLICT', 'ATTESTED_MISSING']);
    expect(read(newer, other).holdings).toEqual([]);
    expect(read(newer, newer).holdings).toHaveLength(1);
  });
});

describe('createAttestation', () => {
  it('refuses what a file could not hold', () => {
    for (const change of [{ amountRaw: raw(-1n) }, { asOfSeconds: 1.5 }, { institution: '' }, { id: 'a b' }])
      expect(() => createAttestation({ ...body, ...change })).toThrow(AttestationMalformed);
  });

  it('gives a record two approvers sign one after the other, through its file', () => {
    const first = signAttested(createAttestation(body), ANNA);
    const second = signAttested(parseAttestation(attestationFile(first), 'bank-1.json'), BEN);
    expect(read(attestationFile(second)).holdings[0]?.amountRaw).toBe(125_000_000n);
  });
});

describe('the file', () => {
  it('is what the approvers signed, read back', () => {
    const record = signed();
    const part = read(attestationFile(record));
    expect(attestedText(part.attested[0]!)).toBe(attestedText(record));
  });

  it('no custodian account without a record passes in silence', () => {
    expect(read().unknowns).toEqual([expect.objectContaining({ what: 'account:bank', code: 'ATTESTED_MISSING' })]);
  });
});
