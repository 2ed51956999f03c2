import { readFileSync, statSync } from 'node:fs';
import { BallastError } from '@ballast/core';

export type Environment = Readonly<Record<string, string | undefined>>;

export class SecretUnreadable extends BallastError {
  constructor(name: string, path: string) {
    super({
      code: 'CONFIG_SECRET_UNREADABLE',
      message: `${name} points at ${path}, which cannot be read`,
      remedy: 'check the path and its permissions',
      retryable: false,
    });
  }
}

export class SecretMissing extends BallastError {
  constructor(reference: string) {
    super({
      code: 'CONFIG_SECRET_MISSING',
      message: `${reference} is not set`,
      remedy: 'set the variable, or the same name with _FILE pointing at a file',
      retryable: false,
    });
  }
}

export class SecretOpen extends BallastError {
  constructor(name: string, path: string) {
    super({
      code: 'CONFIG_SECRET_OPEN',
      message: `${name} points at ${path}, which others can read`,
      remedy: 'only its owner may read a key: chmod 600, and think of it as known',
      retryable: false,
    });
  }
}

/** A secret by name: NAME_FILE wins over NAME; null when neither is set. Never logged by any caller. */
export function readSecret(name: string, environment: Environment): string | null {
  const path = environment[`${name}_FILE`];
  if (path !== undefined && path !== '') return readTrimmed(`${name}_FILE`, path);
  const value = environment[name];
  return value === undefined || value === '' ? null : value;
}

/** A signing key by name, as readSecret; a key file that others can read is refused with SecretOpen. */
export function readKey(name: string, environment: Environment): string | null {
  const path = environment[`${name}_FILE`];
  if (path !== undefined && path !== '' && process.platform !== 'win32') {
    const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
    if ((mode & 0o077) !== 0) throw new SecretOpen(`${name}_FILE`, path);
  }
  return readSecret(name, environment);
}

/** Resolves an endpoint as configured: a plain URL, env:NAME or file:PATH. */
export function resolveReference(reference: string, environment: Environment): string {
  if (reference.startsWith('env:')) {
    const value = readSecret(reference.slice(4), environment);
    if (value === null) throw new SecretMissing(reference);
    return value;
  }
  if (reference.startsWith('file:')) return readTrimmed(reference, reference.slice(5));
  return reference;
}

function readTrimmed(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new SecretUnreadable(name, path);
  }
}
