import { BallastError } from '@ballast/core';

const describeError = (error: unknown): string => {
  if (!(error instanceof BallastError)) throw error;
  return error.retryable ? `${error.code} retryable` : error.code;
};

/** Code of the Ballast error a call throws, marked when it may be retried; 'no error' when it throws none. */
export function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return describeError(error);
  }
  return 'no error';
}

/** The same for a promise. */
export async function codeOfAsync(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return describeError(error);
  }
  return 'no error';
}
