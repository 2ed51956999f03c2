import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { BallastError, publicKeyOf, type Policy } from '@ballast/core';

/** The key that signs tree heads. The secret leaves this object only into a signature; it is never printed or stored elsewhere. */
export interface AttesterKey {
  /** Ed25519, 64 hex digits. */
  readonly publicKey: string;
  readonly secretKey: string;
}

export class AttesterKeyMissing extends BallastError {
  constructor() {
    super({
      code: 'ATTEST_KEY_MISSING',
      message: 'no attester key is set, and only local worlds make one up',
      remedy: 'set BALLAST_ATTESTER_KEY_FILE to a file (mode 0600) with the 32-byte Ed25519 seed in hex',
      retryable: false,
    });
  }
}

export class AttesterKeyUnreadable extends BallastError {
  constructor(path: string, why: string) {
    super({
      code: 'ATTEST_KEY_UNREADABLE',
      message: `the attester key ${path} ${why}`,
      remedy: 'the file holds 64 hex digits and nothing else, and only its owner may read it: chmod 600',
      retryable: false,
    });
  }
}

export class AttesterKeyNotNamed extends BallastError {
  constructor(publicKey: string, reserve: string) {
    super({
      code: 'ATTEST_KEY_NOT_NAMED',
      message: `the policy of ${reserve} names other attesters than ${publicKey}`,
      remedy: 'use a key that roles.attesters names, or have the DAO name this one',
      retryable: false,
    });
  }
}

/**
 * The attester's key: from `file` when one is named, else the development key of a world that has one. Throws
 * ATTEST_KEY_MISSING, ATTEST_KEY_UNREADABLE.
 */
export function loadAttesterKey(options: {
  /** Path of the key file (BALLAST_ATTESTER_KEY_FILE); null when none is set. */
  readonly file: string | null;
  /** Secret of a development world; null for every world that holds real value. */
  readonly development: string | null;
}): AttesterKey {
  if (options.file !== null) return readKey(options.file);
  if (options.development === null) throw new AttesterKeyMissing();
  return { publicKey: publicKeyOf(options.development), secretKey: options.development };
}

/** Refuses a key the policy does not name, when it names any: every verifier would reject what it signs. */
export function requireNamedAttester(key: AttesterKey, policy: Policy): void {
  const named = policy.roles.attesters.map((entry) => entry.replace(/^0x/, '').toLowerCase());
  if (named.length > 0 && !named.includes(key.publicKey)) throw new AttesterKeyNotNamed(key.publicKey, policy.reserve);
}

/** Makes a random key for an operator, in a new file only its owner may read; returns the public half. Refuses to overwrite. */
export function createAttesterKey(path: string): string {
  const secretKey = randomBytes(32).toString('hex');
  writeKey(path, secretKey);
  return publicKeyOf(secretKey);
}

function writeKey(path: string, secretKey: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(path, `${secretKey}\n`, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    throw new AttesterKeyUnreadable(path, `cannot be written (${codeOf(cause)})`);
  }
  chmodSync(path, 0o600);
}

function readKey(path: string): AttesterKey {
  let text: string;
  let mode: number;
  try {
    mode = statSync(path).mode;
    text = readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new AttesterKeyUnreadable(path, `cannot be read (${codeOf(cause)})`);
  }
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw new AttesterKeyUnreadable(path, `may be read by others (mode ${(mode & 0o777).toString(8)})`);
  if (!/^(0x)?[0-9a-fA-F]{64}$/.test(text)) throw new AttesterKeyUnreadable(path, 'is not 64 hex digits');
  const secretKey = text.replace(/^0x/, '').toLowerCase();
  return { publicKey: publicKeyOf(secretKey), secretKey };
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
