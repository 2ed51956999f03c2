import { BallastError } from '../units/error.ts';
import { sha256Text, type Hash } from './hash.ts';

const INTEGER_KEY = /(Raw|Wad|Ray|Bps)$/;
/** Deeper than any artefact; a reader that recurses is not to be exhausted by a text. */
const MAX_DEPTH = 64;

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

/**
 * RFC 8785 text of an artefact: keys sorted by UTF-16 code unit, bigints as decimal strings under unit-named keys.
 * Pure; refuses anything that could read back differently: a hole, a class instance, a half surrogate, a fraction,
 * an integer beyond 2⁵³, a circle.
 */
export function canonicalText(value: unknown): string {
  if (value === null || typeof value !== 'object') return write(value, '', '', 0);
  const known = TEXTS.get(value);
  if (known !== undefined) return known;
  const text = write(value, '', '', 0);
  TEXTS.set(value, text);
  return text;
}

/** Artefacts are immutable and named many times in a cycle; each is written and hashed once. */
const TEXTS = new WeakMap<object, string>();
const HASHES = new WeakMap<object, Hash>();

function write(value: unknown, key: string, path: string, depth: number): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new NotCanonical(path, 'holds a lone surrogate');
      if (INTEGER_KEY.test(key)) throw new NotCanonical(path, 'is text under a key that names a unit');
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      requireInteger(value, path);
      if (INTEGER_KEY.test(key)) throw new NotCanonical(path, 'is a number under a key that names a unit');
      return String(value);
    case 'bigint':
      if (!INTEGER_KEY.test(key)) throw new NotCanonical(path, 'is a bigint under a key without unit');
      return `"${value.toString()}"`;
    case 'object':
      if (depth >= MAX_DEPTH) throw new NotCanonical(path, 'is nested too deep, or holds itself');
      return Array.isArray(value) ? writeList(value, key, path, depth) : writeObject(value, path, depth);
    default:
      throw new NotCanonical(path, `is ${typeof value}`);
  }
}

function writeList(list: readonly unknown[], key: string, path: string, depth: number): string {
  // Array.from makes holes undefined, which is refused; join would drop them silently.
  return `[${Array.from(list, (item, index) => write(item, key, `${path}[${index}]`, depth + 1)).join(',')}]`;
}

function writeObject(object: object, path: string, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) throw new NotCanonical(path, 'is not a plain object');
  if (Object.getOwnPropertySymbols(object).length > 0) throw new NotCanonical(path, 'has a symbol for a key');
  const parts = Object.entries(object)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, item]) => {
      const at = path === '' ? key : `${path}.${key}`;
      if (!key.isWellFormed()) throw new NotCanonical(at, 'is a key with a lone surrogate');
      if (key === '__proto__') throw new NotCanonical(at, 'is a forbidden key');
      return `${JSON.stringify(key)}:${write(item, key, at, depth + 1)}`;
    });
  return `{${parts.join(',')}}`;
}

function requireInteger(value: number, path: string): void {
  if (!Number.isSafeInteger(value) || Object.is(value, -0))
    throw new NotCanonical(path, `is the number ${value}, not a safe integer`);
}

/** Reads canonical (or any equivalent) JSON back, turning text under unit-named keys into bigints. Refuses what canonicalText would not have written. */
export function parseArtefact(text: string): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new NotCanonical('', `is not JSON (${cause instanceof Error ? cause.message : 'unreadable'})`);
  }
  return revive(parsed, '', '', 0);
}

function revive(value: unknown, key: string, path: string, depth: number): unknown {
  if (value !== null && typeof value === 'object') {
    if (depth >= MAX_DEPTH) throw new NotCanonical(path, 'is nested too deep');
    if (Array.isArray(value)) return value.map((item, index) => revive(item, key, `${path}[${index}]`, depth + 1));
    const out: Record<string, unknown> = {};
    for (const [name, item] of Object.entries(value)) {
      const at = path === '' ? name : `${path}.${name}`;
      if (name === '__proto__') throw new NotCanonical(at, 'is a forbidden key');
      out[name] = revive(item, name, at, depth + 1);
    }
    return out;
  }
  if (INTEGER_KEY.test(key) && value !== null) {
    if (typeof value !== 'string' || !/^-?(0|[1-9]\d*)$/.test(value) || value === '-0')
      throw new NotCanonical(path, 'must be a decimal integer in quotes');
    return BigInt(value);
  }
  if (typeof value === 'number') requireInteger(value, path);
  return value;
}

/** The name of an artefact: sha256 of its canonical text. */
export function hashArtefact(value: unknown): Hash {
  if (value === null || typeof value !== 'object') return sha256Text(canonicalText(value));
  const known = HASHES.get(value);
  if (known !== undefined) return known;
  const hash = sha256Text(canonicalText(value));
  HASHES.set(value, hash);
  return hash;
}
