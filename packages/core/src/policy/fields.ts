import { z } from 'zod';
import { MalformedDecimal, parseBps, parseRatio, parseWad } from '../units/decimal.ts';
import type { Bps, Wad } from '../units/amounts.ts';
import type { Address } from '../records/snapshot.ts';

/** Whether the vault contract enforces a field, or only the engine. */
export type EnforcedBy = 'chain' | 'engine';

interface FieldMeta {
  readonly description: string;
  readonly enforcedBy: EnforcedBy;
}

/** Turns a text parser that throws MalformedDecimal into a zod field that reports an issue. */
function parsed<T>(expected: string, parse: (text: string) => T) {
  return z.string().transform((text, context): T => {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof MalformedDecimal)) throw error;
      context.addIssue({
        code: 'custom',
        message: `expected ${expected}, for example ${exampleOf(expected)}`,
        params: { code: 'POLICY_BAD_NUMBER', found: text },
      });
      return z.NEVER;
    }
  });
}

const EXAMPLES: Readonly<Record<string, string>> = {
  'a share in whole basis points': '2.5% or 250 bps',
  'a ratio': '102% or 1.02',
  'an amount of money': '2_000_000',
  'a price': '0.98',
  'a duration': '90s, 15m, 24h or 7d',
  'a whole number': '3',
};
const exampleOf = (expected: string): string => EXAMPLES[expected] ?? expected;

const refuseNegative = <T extends bigint>(value: T, text: string, expected: string): T => {
  if (value < 0n) throw new MalformedDecimal(text, expected);
  return value;
};

/** A share of something, 0 … 100 %, in whole basis points. */
export const shareField = (meta: FieldMeta) =>
  parsed('a share in whole basis points', (text): Bps => {
    const value = refuseNegative(parseBps(text), text, 'a share');
    if (value > 10_000n) throw new MalformedDecimal(text, 'a share of at most 100%');
    return value;
  }).meta({ ...meta, unit: 'share (%, bps)' });

/** A ratio that may exceed 100 %, WAD. */
export const ratioField = (meta: FieldMeta) =>
  parsed('a ratio', (text): Wad => refuseNegative(parseRatio(text), text, 'a ratio')).meta({
    ...meta,
    unit: 'ratio (%)',
  });

/** Money in the numeraire, WAD. */
export const moneyField = (meta: FieldMeta) =>
  parsed('an amount of money', (text): Wad => refuseNegative(parseWad(text), text, 'money')).meta({
    ...meta,
    unit: 'numeraire',
  });

/** A positive price per whole token, WAD. */
export const priceField = (meta: FieldMeta) =>
  parsed('a price', (text): Wad => {
    const value = parseWad(text);
    if (value <= 0n) throw new MalformedDecimal(text, 'a positive price');
    return value;
  }).meta({ ...meta, unit: 'numeraire per token' });

const DURATION = /^(\d{1,10})\s*(s|m|h|d)?$/;
const SCALE: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A duration in seconds. */
export const durationField = (meta: FieldMeta) =>
  parsed('a duration', (text): number => {
    const match = DURATION.exec(text.trim());
    if (match === null) throw new MalformedDecimal(text, 'a duration');
    return Number(match[1]) * (SCALE[match[2] ?? 's'] ?? 1);
  }).meta({ ...meta, unit: 'duration' });

/** A small whole number. */
export const countField = (meta: FieldMeta, most = 1_000_000) =>
  parsed('a whole number', (text): number => {
    if (!/^\d{1,7}$/.test(text.trim()) || Number(text) > most)
      throw new MalformedDecimal(text, `a whole number of at most ${most}`);
    return Number(text);
  }).meta({ ...meta, unit: 'count' });

/** true or false. */
export const flagField = (meta: FieldMeta) =>
  z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .meta({ ...meta, unit: 'true/false' });

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** An id or a reference to one. */
export const idField = (meta: FieldMeta) =>
  z
    .string()
    .regex(ID, 'expected an id: letters, digits, dot, dash or underscore')
    .meta({ ...meta, unit: 'id' });

/** Free text of one line. */
export const textField = (meta: FieldMeta) =>
  z
    .string()
    .min(1)
    .max(200)
    .meta({ ...meta, unit: 'text' });

/** CAIP-2 chain id of an EVM chain. */
export const chainField = (meta: FieldMeta) =>
  z
    .string()
    .regex(/^eip155:\d{1,15}$/, 'expected a CAIP-2 chain id such as eip155:1')
    .meta({ ...meta, unit: 'CAIP-2' });

/** EVM address, folded to lower case. */
export const addressField = (meta: FieldMeta) =>
  z
    .string()
    .regex(/^0x[0-9a-fA-F]{40}$/, 'expected an address: 0x and 40 hex digits')
    .transform((text) => text.toLowerCase() as Address)
    .meta({ ...meta, unit: 'address' });

/** 32 bytes of hex: Pyth ids and public keys. */
export const bytes32Field = (meta: FieldMeta) =>
  z
    .string()
    .regex(/^(0x)?[0-9a-fA-F]{64}$/, 'expected 32 bytes of hex')
    .transform((text) => text.toLowerCase())
    .meta({ ...meta, unit: '32 bytes' });

/** One of some words. */
export const wordField = <const T extends readonly [string, ...string[]]>(words: T, meta: FieldMeta) =>
  z.enum(words).meta({ ...meta, unit: words.join(' · ') });
