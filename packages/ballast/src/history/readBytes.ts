import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { BallastError } from '@ballast/core';
import { FileRefused } from './fileRefused.ts';
import { isZip, unzipSingle } from './unzipSingle.ts';

/** Text larger than this is not read into memory; the largest file of a price vendor is a tenth of it. */
export const MAX_BYTES = 100_000_000;

export class HistoryFileUnreadable extends BallastError {
  constructor(path: string, cause: unknown) {
    super({
      code: 'HISTORY_FILE_UNREADABLE',
      message: `${path} cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'failed'})`,
      remedy: 'check the path and its permissions',
      retryable: false,
      cause,
    });
  }
}

/** The bytes of a file as it stands. Throws HistoryFileUnreadable, or FileRefused when there are too many. */
export function readBytes(path: string, maxBytes: number): Buffer {
  try {
    if (statSync(path).size > maxBytes) throw tooLarge(maxBytes);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof BallastError) throw error;
    throw new HistoryFileUnreadable(path, error);
  }
}

/** Takes off gzip, or a zip of one file, by content and not by name: a mislabelled file is read for what it is. */
export function unpack(bytes: Buffer, maxBytes: number): Buffer {
  if (isZip(bytes)) return unzipSingle(bytes, maxBytes);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new FileRefused('HISTORY_DAMAGED_GZIP', 'the compressed file is cut short or damaged');
  }
}

export const tooLarge = (maxBytes: number): FileRefused =>
  new FileRefused('HISTORY_TOO_LARGE', `the file holds more than ${maxBytes} bytes; split it`);

export const isParquet = (bytes: Buffer): boolean => bytes.subarray(0, 4).toString('latin1') === 'PAR1';
