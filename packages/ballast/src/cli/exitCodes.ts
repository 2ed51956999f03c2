import { BallastError } from '@ballast/core';

/** Exit codes every command keeps to. */
export const EXIT = {
  fine: 0,
  failed: 1,
  /** Something to do, or a limit breached; only with --detailed-exitcode. */
  attention: 2,
  /** sysexits EX_TEMPFAIL: a supervisor may try again. */
  tryAgain: 75,
  interrupted: 130,
} as const;

/** The exit code of an error: retryable ones ask the supervisor to try again. */
export function exitCodeOf(error: unknown): number {
  return error instanceof BallastError && error.retryable ? EXIT.tryAgain : EXIT.failed;
}
