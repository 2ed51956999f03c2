import { BallastError } from '@ballast/core';

/** A file or folder the system would not give: absent, not ours, read-only, full. */
export class FileFailure extends BallastError {
  constructor(kind: FailureKind, path: string, errno: string, cause: unknown) {
    super({
      code: kind.code,
      message: `${path} ${kind.what} (${errno})`,
      remedy: kind.remedy,
      retryable: kind.retryable,
      cause,
    });
  }
}

interface FailureKind {
  readonly code: string;
  readonly what: string;
  readonly remedy: string;
  readonly retryable: boolean;
}

const ABSENT: FailureKind = {
  code: 'CLI_FILE_NOT_FOUND',
  what: 'does not exist',
  remedy: 'check the path; relative ones start at the folder the command runs in',
  retryable: false,
};
const REFUSED: FailureKind = {
  code: 'CLI_FILE_REFUSED',
  what: 'may not be read or written',
  remedy: 'mend its owner and mode, or work in another folder; state goes where --state-dir says',
  retryable: false,
};
const WRONG: FailureKind = {
  code: 'CLI_NOT_A_FILE',
  what: 'is a folder where a file is meant, or the other way round',
  remedy: 'name a file where one is meant, and a folder where one is',
  retryable: false,
};
const FULL: FailureKind = {
  code: 'CLI_DISK_FULL',
  what: 'could not be written: no space is left, or a size limit holds',
  remedy: 'make room, then try again',
  retryable: true,
};
const BUSY: FailureKind = {
  code: 'CLI_TOO_MANY_FILES',
  what: 'could not be opened: too many files are open',
  remedy: 'end other programs or raise the limit of open files (`ulimit -n`), then try again',
  retryable: true,
};

const KINDS: Readonly<Record<string, FailureKind>> = {
  ENOENT: ABSENT,
  EACCES: REFUSED,
  EPERM: REFUSED,
  EROFS: REFUSED,
  EISDIR: WRONG,
  EEXIST: WRONG,
  ENOTDIR: WRONG,
  ENOSPC: FULL,
  EDQUOT: FULL,
  EFBIG: FULL,
  EMFILE: BUSY,
  ENFILE: BUSY,
};

/** Names a file system error for the reader; null for any other error, which is a fault of ours. Pure. */
export function explainSystemFailure(error: unknown): FileFailure | null {
  if (!(error instanceof Error) || error instanceof BallastError) return null;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  // A folder that cannot be made on a read-only file system is answered with ENOENT by Node.
  const kind = code === undefined ? undefined : code === 'ENOENT' && syscall === 'mkdir' ? REFUSED : KINDS[code];
  // Without a path an ENOENT may be a missing program: nothing here could say which.
  if (kind === undefined || code === undefined || (path === undefined && kind === ABSENT)) return null;
  return new FileFailure(kind, path ?? 'the output', code, error);
}
