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
