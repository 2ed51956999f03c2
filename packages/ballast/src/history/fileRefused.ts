import { BallastError } from '@ballast/core';
import type { Refusal, RefusalCode } from './priceSeries.ts';

/** Thrown inside this room to leave a file at the first thing that makes all of it unusable; becomes a Refusal. */
export class FileRefused extends BallastError {
  readonly refusal: Refusal;

  constructor(code: RefusalCode, detail: string, row: number | null = null) {
    super({ code, message: detail, remedy: 'mend the file or take another', retryable: false });
    this.refusal = { code, symbol: null, row, detail };
  }
}

/** Throws FileRefused for a header that has one name twice: which of the two is meant nobody can tell. */
export function refuseTwice(header: readonly string[]): void {
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice !== undefined) throw new FileRefused('HISTORY_COLUMN_TWICE', `column "${twice}" is there twice`, 1);
}
