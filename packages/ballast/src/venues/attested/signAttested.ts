import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import {
  attestedText,
  BallastError,
  raw,
  wad,
  type AnyAttestedBody,
  type AttestedBody,
  type AttestedBook,
  type AttestedBookBody,
  type AttestedPrice,
  type AttestedPriceBody,
  type AttestedRecord,
} from '@ballast/core';
import { attestedFileSchema } from './attestedSchema.ts';
import { bareHex } from './verifySignatures.ts';

/** A record and the signatures it carries so far: what stands in its file. */
export type SignedAttestation = AttestedBody & Pick<AttestedRecord, 'signatures'>;

/** The same of a book of positions. */
export type SignedBook = AttestedBookBody & Pick<AttestedBook, 'signatures'>;

/** The same of a price. */
export type SignedPrice = AttestedPriceBody & Pick<AttestedPrice, 'signatures'>;

/** What a file may hold. */
export type AnySigned = SignedAttestation | SignedBook | SignedPrice;

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

export class AttestationMalformed extends BallastError {
  constructor(name: string, reason: string) {
    super({
      code: 'ATTESTED_MALFORMED',
      message: `${name}: ${reason}`,
      remedy: 'mend the field named, and have it signed again',
      retryable: false,
    });
  }
}

/** A record nobody has signed yet. Throws AttestationMalformed when a field is not as a file must have it. */
export function createAttestation(body: Omit<AttestedBody, 'schema'>): SignedAttestation {
  const record: SignedAttestation = { schema: 'ballast/attested/1', ...body, signatures: [] };
  parseAttestation(attestationFile(record), body.id);
  return record;
}

/** Reads a record's file, whoever signed it. Throws AttestationMalformed with the first field that is wrong. */
export function parseAttestation(text: string, name: string): AnySigned {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new AttestationMalformed(name, cause instanceof Error ? cause.message : 'not JSON');
  }
  const parsed = attestedFileSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AttestationMalformed(
      name,
      `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'malformed'}`,
    );
  }
  const { data } = parsed;
  if (data.schema === 'ballast/attested/1') return { ...data, amountRaw: raw(BigInt(data.amountRaw)) };
  if (data.schema === 'ballast/attested-price/1') return { ...data, priceWad: wad(BigInt(data.priceWad)) };
  const positions = data.positions.map((item) => ({
    ...item,
    collateralRaw: raw(BigInt(item.collateralRaw)),
    debtRaw: raw(BigInt(item.debtRaw)),
  }));
  return { ...data, positions };
}

/** DER header of an Ed25519 secret key (RFC 8410), before the 32 seed bytes. */
const PKCS8_HEADER = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Adds one approver's signature; signing twice with one key replaces the earlier one. Throws SigningKeyMalformed. */
export function signAttested<Body extends AnyAttestedBody>(
  record: Body & Pick<AttestedRecord, 'signatures'>,
  secretSeed: string,
): Body & Pick<AttestedRecord, 'signatures'> {
  const seed = Buffer.from(bareHex(secretSeed), 'hex');
  if (seed.length !== 32 || bareHex(secretSeed).length !== 64) throw new SigningKeyMalformed();
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEADER, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
  const signature = sign(null, Buffer.from(attestedText(record), 'utf8'), key).toString('hex');
  const others = record.signatures.filter((item) => bareHex(item.publicKey) !== publicKey);
  return { ...record, signatures: [...others, { publicKey, signature }] };
}

/** The record as the text of its file, amounts as decimal text. */
export const attestationFile = (record: AnySigned): string =>
  `${JSON.stringify(record, (_key, item: unknown) => (typeof item === 'bigint' ? item.toString() : item), 2)}\n`;
