import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BallastError, publicKeyOf, sha256Text } from '@ballast/core';

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

/**
 * The attester's key: from `file` when one is named; else, for a local world only, a development key kept in
 * <stateDir>/keys. That key is derived from the world's identity, so that the same world gives the same statements in
 * every run; it protects nothing and is meant not to. Throws ATTEST_KEY_MISSING, ATTEST_KEY_UNREADABLE.
 */
export function loadAttesterKey(options: {
  /** Path of the key file (BALLAST_ATTESTER_KEY_FILE); null when none is set. */
  readonly file: string | null;
  readonly stateDir: string;
  /** Identity of the local world; null for every world that holds real value. */
  readonly localWorld: string | null;
}): AttesterKey {
  if (options.file !== null) return readKey(options.file);
  if (options.localWorld === null) throw new AttesterKeyMissing();
  const key = developmentAttester(options.localWorld);
  const path = join(options.stateDir, 'keys', 'attester.development.key');
  if (!existsSync(path)) writeKey(path, key.secretKey);
  const kept = readKey(path);
  // Another world lived here before; its key would name a signer nobody expects.
  if (kept.publicKey !== key.publicKey) throw new AttesterKeyUnreadable(path, 'belongs to another local world');
  return kept;
}

/** The development key of a local world: a public constant of that world, like the funded accounts of a test chain. */
export function developmentAttester(localWorld: string): AttesterKey {
  const secretKey = sha256Text(`ballast development attester ${localWorld}`).slice(2);
  return { publicKey: publicKeyOf(secretKey), secretKey };
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
