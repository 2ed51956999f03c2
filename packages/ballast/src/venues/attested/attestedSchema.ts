import { z } from 'zod';
import type { Hash } from '@ballast/core';

const HEX = /^(0x)?[0-9a-f]+$/i;
const id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected an id: letters, digits, dot, dash or underscore');
const seconds = z
  .int('expected unix seconds')
  .nonnegative('expected unix seconds')
  .max(253_402_300_799, 'expected a time before the year 10000');
const key = z
  .string()
  .regex(HEX, 'expected hex')
  .transform((text) => text.toLowerCase().replace(/^0x/, ''));

const amount = z
  .string()
  .regex(/^(0|[1-9]\d{0,37})$/, 'expected a whole number of the smallest unit in quotes, for example "125000000"');
const documentHash = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/, 'expected sha256 in hex')
  .transform((text) => text as Hash)
  .nullable();
const signatures = z
  .array(
    z.strictObject({
      publicKey: key.refine((text) => text.length === 64, 'expected 32 bytes of hex'),
      signature: key.refine((text) => text.length === 128, 'expected 64 bytes of hex'),
    }),
  )
  .max(16);

/** One signed off-chain position as it stands in a file. Amounts are whole numbers of the smallest unit, in quotes. */
const recordSchema = z.strictObject({
  schema: z.literal('ballast/attested/1'),
  reserve: id,
  id,
  assetId: id,
  accountId: id,
  institution: z.string().min(1).max(200),
  kind: z.enum(['bank', 'custodian', 'repo', 'exchange', 'other']),
  amountRaw: amount,
  decimals: z.int().min(0).max(36),
  isEncumbered: z.boolean(),
  lien: z.string().min(1).max(200).nullable(),
  maturitySeconds: seconds.nullable(),
  asOfSeconds: seconds,
  expiresAtSeconds: seconds,
  documentHash,
  signatures,
});

/** The positions of one book of collateralised debt, as they stand in a file. */
const bookSchema = z.strictObject({
  schema: z.literal('ballast/attested-book/1'),
  reserve: id,
  id,
  liabilityId: id,
  institution: z.string().min(1).max(200),
  positions: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(100),
        collateralAssetId: id,
        collateralRaw: amount,
        collateralDecimals: z.int().min(0).max(36),
        debtRaw: amount,
      }),
    )
    .max(100_000),
  asOfSeconds: seconds,
  expiresAtSeconds: seconds,
  documentHash,
  signatures,
});

/** A price nobody publishes on a chain, as it stands in a file; 18 decimals. */
const priceSchema = z.strictObject({
  schema: z.literal('ballast/attested-price/1'),
  reserve: id,
  id,
  sourceId: id,
  institution: z.string().min(1).max(200),
  priceWad: amount.refine((text) => text !== '0', 'expected a price above zero'),
  asOfSeconds: seconds,
  expiresAtSeconds: seconds,
  documentHash,
  signatures,
});

/** What a file may hold: told apart by its schema. */
export const attestedFileSchema = z.discriminatedUnion('schema', [recordSchema, bookSchema, priceSchema]);
