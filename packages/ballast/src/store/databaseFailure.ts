import { BallastError } from '@ballast/core';
import { StoreNotWritable } from './lockDirectory.ts';

export class StoreDiskFull extends BallastError {
  constructor(where: string, cause: unknown) {
    super({
      code: 'STORE_DISK_FULL',
      message: `no space left for ${where}; the last write was not recorded`,
      remedy: 'free space, then try again',
      retryable: true,
      cause,
    });
  }
}

export class StoreUnavailable extends BallastError {
  constructor(where: string, cause: unknown) {
    super({
      code: 'STORE_UNAVAILABLE',
      message: `${where} did not answer or broke off (${driverCode(cause)})`,
      remedy: 'check that the server runs and can be reached, then try again',
      retryable: true,
      cause,
    });
  }
}

export class StoreLoginRefused extends BallastError {
  constructor(where: string, cause: unknown) {
    super({
      code: 'STORE_LOGIN_REFUSED',
      message: `${where} refused the login or has no such database (${driverCode(cause)})`,
      remedy: 'check user, password and database name of the database URL',
      retryable: false,
      cause,
    });
  }
}

export class StoreDamaged extends BallastError {
  constructor(where: string, cause: unknown, detail = '') {
    super({
      code: 'STORE_DAMAGED',
      message: `${where} cannot be read as a database${detail === '' ? '' : ` (${detail})`}`,
      remedy: 'move it away and restore a backup, or start from an empty state directory',
      retryable: false,
      cause,
    });
  }
}

export class StoreFailed extends BallastError {
  constructor(where: string, cause: unknown) {
    super({
      code: 'STORE_FAILED',
      message: `${where} refused a statement (${driverCode(cause)})`,
      remedy: 'this is a defect of Ballast or of a changed database: report the code in brackets',
      retryable: false,
      cause,
    });
  }
}

/** The code a driver error carries: an SQLSTATE (PostgreSQL appendix A), a system error or a driver's own word. */
export function driverCode(error: unknown): string {
  if (error === null || typeof error !== 'object') return 'unknown';
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown';
}

const DISK_FULL = /^(53100|ENOSPC|EDQUOT)$/;
const NOT_WRITABLE = /^(25006|42501|EROFS|EACCES|EPERM)$/;
const LOGIN = /^(28...|3D000)$/;
const UNAVAILABLE = /^(08...|57P..|57014|53300|40001|40P01|55P03|E[A-Z]+|CONNECTION_[A-Z_]+|CONNECT_TIMEOUT)$/;
// A WebAssembly database that traps, aborts or meets a file it cannot read has no SQLSTATE.
const DAMAGED = /^(XX001|XX002|RuntimeError|ErrnoError)$/;

/** Names a driver's failure for the reader; Ballast's own errors pass. Never quotes the URL, which holds a password. */
export function databaseFailure(where: string, error: unknown): BallastError {
  if (error instanceof BallastError) return error;
  const code = driverCode(error);
  if (DISK_FULL.test(code)) return new StoreDiskFull(where, error);
  if (NOT_WRITABLE.test(code)) return new StoreNotWritable(where, error);
  if (LOGIN.test(code)) return new StoreLoginRefused(where, error);
  if (UNAVAILABLE.test(code)) return new StoreUnavailable(where, error);
  if (DAMAGED.test(code)) return new StoreDamaged(where, error);
  return new StoreFailed(where, error);
}
