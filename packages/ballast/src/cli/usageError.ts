import { BallastError } from '@ballast/core';

/** The command line was not one we know. */
export class UsageError extends BallastError {
  constructor(message: string) {
    super({ code: 'CLI_USAGE', message, remedy: 'see `ballast --help`', retryable: false });
  }
}
