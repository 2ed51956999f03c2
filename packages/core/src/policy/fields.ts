// One idea: the kinds of value a policy holds, each read from its text, with its meaning, unit and example.
import { z } from 'zod';
import { MalformedDecimal, parseBps, parseRatio, parseWad } from '../units/decimal.ts';
import type { Bps, Wad } from '../units/amounts.ts';
import type { Address } from '../records/snapshot.ts';
import { isChecksummed } from './checksum.ts';

/** Whether the vault contract enforces a field, or only the engine. */
export type EnforcedBy = 'chain' | 'engine';

/** What a reader of the reference is told about a field. */
export interface FieldMeta {
  readonly description: string;
  readonly enforcedBy: EnforcedBy;
}

/** Reads text and throws MalformedDecimal where it does not fit; the field then says what it expected. */
function parsed<T>(kind: { readonly expected: string; readonly example: string }, parse: (text: string) => T) {
  return z.string().transform((text, context): T => {
    try {
      return parse(text.trim());
    } catch (error) {
      if (!(error instanceof MalformedDecimal)) throw error;
      context.addIssue({
        code: 'custom',
        message: `expected ${kind.expected}`,
        params: { code: 'POLICY_BAD_NUMBER', found: text, example: kind.example },
      });
      return z.NEVER;
    }
  });
}

/** The chain holds these as 128 bits. */
const MOST = (1n << 128n) - 1n;

function bounded<T extends bigint>(text: string, parse: (text: string) => T, least = 0n, most = MOST): T {
  // A sign is a mistake here even before a zero.
  if (text.startsWith('-')) throw new MalformedDecimal(text, 'a number without a minus sign');
  const value = parse(text);
  if (value < least || value > most) throw new MalformedDecimal(text, 'a number in range');
  return value;
}

/** A share of something, 0 … 100 %, in whole basis points. */
export const shareField = (meta: FieldMeta) =>
  parsed({ expected: 'a share of at most 100% in whole basis points', example: '2.5% or 250 bps' }, (text): Bps =>
    bounded(text, parseBps, 0n, 10_000n),
  ).meta({ ...meta, unit: 'share (%, bps)', example: '2.5%' });

/** A ratio that may exceed 100 %, WAD. */
export const ratioField = (meta: FieldMeta) =>
  parsed({ expected: 'a ratio', example: '102% or 1.02' }, (text): Wad => bounded(text, parseRatio)).meta({
    ...meta,
    unit: 'ratio (%)',
    example: '102%',
  });

/** Money in the numeraire, WAD. */
export const moneyField = (meta: FieldMeta) =>
  parsed({ expected: 'an amount of money', example: '2_000_000' }, (text): Wad => bounded(text, parseWad)).meta({
    ...meta,
    unit: 'numeraire',
    example: '2_000_000',
  });

/** A positive price per whole token, WAD. */
export const priceField = (meta: FieldMeta) =>
  parsed({ expected: 'a price above zero', example: '0.98' }, (text): Wad => bounded(text, parseWad, 1n)).meta({
    ...meta,
    unit: 'numeraire per token',
    example: '0.98',
  });

const DURATION = /^(\d{1,10})\s*(s|m|h|d)?$/;
const SCALE: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
/** Ten years: longer is a mistake, and the chain holds 32 bits. */
const LONGEST_SECONDS = 315_360_000;

/** A duration in seconds, of at least `leastSeconds`. */
export const durationField = (meta: FieldMeta, leastSeconds = 0) =>
  parsed(
    {
      expected: leastSeconds === 0 ? 'a duration of at most ten years' : 'a duration above zero, of at most ten years',
      example: '90s, 15m, 24h or 7d',
    },
    (text): number => {
      const match = DURATION.exec(text);
      const seconds = match === null ? Number.NaN : Number(match[1]) * (SCALE[match[2] ?? 's'] ?? 1);
      if (!(seconds >= leastSeconds && seconds <= LONGEST_SECONDS)) throw new MalformedDecimal(text, 'a duration');
      return seconds;
    },
  ).meta({ ...meta, unit: 'duration', example: '24h' });

/** A small whole number from `least` to `most`. */
export const countField = (meta: FieldMeta, { least = 0, most = 1_000_000 } = {}) =>
  parsed({ expected: `a whole number from ${least} to ${most}`, example: '6' }, (text): number => {
    const value = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) throw new MalformedDecimal(text, 'a whole number');
    return value;
  }).meta({ ...meta, unit: 'count', example: '6' });

/** true or false. */
export const flagField = (meta: FieldMeta) =>
  z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .meta({ ...meta, unit: 'true/false' });

/** A day of the calendar, ISO text. */
export const dateField = (meta: FieldMeta) =>
  z
    .string()
    .refine(isCalendarDay, { message: 'expected a day of the calendar such as 2026-01-31' })
    .meta({ ...meta, unit: 'date', example: '2026-01-31' });

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function isCalendarDay(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const last = month === 2 && !isLeap ? 28 : (DAYS[month - 1] ?? 0);
  return day >= 1 && day <= last;
}

/** Words that other YAML readers take for nothing or for a flag: no id may look like one. */
const ID = /^(?!(?:null|true|false|yes|no|on|off)$)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/i;

/** An id or a reference to one. */
export const idField = (meta: FieldMeta) =>
  z
    .string()
    .regex(ID, 'expected an id: at most 64 letters, digits, dots, dashes or underscores; leave the key out for none')
    .meta({ ...meta, unit: 'id' });

/** Name of a counterparty: an id, or a CAIP-2 chain. */
export const counterpartyField = (meta: FieldMeta) =>
  z
    .string()
    .refine((text) => ID.test(text) || CHAIN.test(text), { message: 'expected an id, or a chain such as eip155:1' })
    .meta({ ...meta, unit: 'id' });

/** Line breaks, control and direction characters: what could make a law read other than it is. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\uFEFF]/u;

/** Free text of one line. */
export const textField = (meta: FieldMeta) =>
  z
    .string()
    .refine((text) => text.length > 0 && text.length <= 200 && !UNSEEN.test(text), {
      message: 'expected one line of 1 to 200 visible characters',
    })
    .meta({ ...meta, unit: 'text' });

const CHAIN = /^eip155:[1-9]\d{0,14}$/;

/** CAIP-2 chain id of an EVM chain. */
export const chainField = (meta: FieldMeta) =>
  z
    .string()
    .regex(CHAIN, 'expected a CAIP-2 chain id such as eip155:1')
    .meta({ ...meta, unit: 'CAIP-2' });

/** EVM address, folded to lower case; in mixed case its EIP-55 checksum must hold. */
export const addressField = (meta: FieldMeta) =>
  z
    .string()
    .regex(/^0x[0-9a-fA-F]{40}$/, 'expected an address: 0x and 40 hex digits')
    .refine(isChecksummed, {
      message: 'the EIP-55 checksum does not hold: a digit is wrong',
      params: { code: 'POLICY_BAD_CHECKSUM' },
    })
    .transform((text) => text.toLowerCase() as Address)
    .meta({ ...meta, unit: 'address' });

/** 32 bytes of hex, with 0x and in lower case: Pyth ids and public keys. */
export const bytes32Field = (meta: FieldMeta) =>
  z
    .string()
    .regex(/^(0x)?[0-9a-fA-F]{64}$/, 'expected 32 bytes of hex')
    .transform((text) => `0x${text.replace(/^0x/, '').toLowerCase()}`)
    .meta({ ...meta, unit: '32 bytes' });

/** One of some words. */
export const wordField = <const T extends readonly [string, ...string[]]>(words: T, meta: FieldMeta) =>
  z.enum(words).meta({ ...meta, unit: words.join(' · ') });

/** A field that may be left out: null then. */
export const optional = <T extends z.ZodType>(field: T) =>
  field.optional().transform((value): z.output<T> | null => value ?? null);
