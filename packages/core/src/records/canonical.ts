import { BallastError } from '../units/error.ts';
import { sha256Text, type Hash } from './hash.ts';

const INTEGER_KEY = /(Raw|Wad|Ray|Bps)$/;

export class NotCanonical extends BallastError {
  constructor(path: string, why: string) {
    super({
      code: 'RECORDS_NOT_CANONICAL',
      message: `${path === '' ? 'the value' : path} ${why}`,
      remedy:
        'artefacts hold text, booleans, safe integers, null, lists, objects, and bigints under keys ending in Raw, Wad, Ray or Bps',
      retryable: false,
    });
  }
}

/** RFC 8785 text of an artefact: keys sorted by UTF-16 code unit, bigints as decimal strings under unit-named keys. Pure; refuses anything that could read back differently. */
export function canonicalText(value: unknown): string {
  return write(value, '', '');
}

function write(value: unknown, key: string, path: string): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new NotCanonical(path, 'holds a lone surrogate');
      if (INTEGER_KEY.test(key)) throw new NotCanonical(path, 'is text under a key that names a unit');
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
        throw new NotCanonical(path, `is the number ${value}, not a safe integer`);
      }
      if (INTEGER_KEY.test(key)) throw new NotCanonical(path, 'is a number under a key that names a unit');
      return String(value);
    case 'bigint':
      if (!INTEGER_KEY.test(key)) throw new NotCanonical(path, 'is a bigint under a key without unit');
      return `"${value.toString()}"`;
    case 'object':
      return Array.isArray(value) ? writeList(value, key, path) : writeObject(value as object, path);
    default:
      throw new NotCanonical(path, `is ${typeof value}`);
  }
}

function writeList(list: readonly unknown[], key: string, path: string): string {
  return `[${list.map((item, index) => write(item, key, `${path}[${index}]`)).join(',')}]`;
}

function writeObject(object: object, path: string): string {
  const record = object as Record<string, unknown>;
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new NotCanonical(path, 'is not a plain object');
  }
  const keys = Object.keys(record).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${keys
    .map((key) => `${JSON.stringify(key)}:${write(record[key], key, path === '' ? key : `${path}.${key}`)}`)
    .join(',')}}`;
}

/** Reads canonical (or any equivalent) JSON back, turning text under unit-named keys into bigints. Refuses malformed JSON and malformed integers. */
export function parseArtefact(text: string): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new NotCanonical('', `is not JSON (${cause instanceof Error ? cause.message : 'unreadable'})`);
  }
  return revive(parsed, '', '');
}

function revive(value: unknown, key: string, path: string): unknown {
  if (Array.isArray(value)) return value.map((item, index) => revive(item, key, `${path}[${index}]`));
  if (value !== null && typeof value === 'object') {
    const out: Record<string, unknown> = {};
    for (const [name, item] of Object.entries(value)) {
      if (name === '__proto__') throw new NotCanonical(path, 'has a forbidden key');
      out[name] = revive(item, name, path === '' ? name : `${path}.${name}`);
    }
    return out;
  }
  if (INTEGER_KEY.test(key) && value !== null) {
    if (typeof value !== 'string' || !/^-?(0|[1-9]\d*)$/.test(value) || value === '-0') {
      throw new NotCanonical(path, 'must be a decimal integer in quotes');
    }
    return BigInt(value);
  }
  return value;
}

/** The name of an artefact: sha256 of its canonical text. */
export const hashArtefact = (value: unknown): Hash => sha256Text(canonicalText(value));
