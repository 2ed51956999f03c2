import { BallastError } from '@ballast/core';

export class UsageError extends BallastError {
  constructor(message: string, command = 'ballast') {
    super({ code: 'CLI_USAGE', message, remedy: `see \`${command} --help\``, retryable: false });
  }
}
