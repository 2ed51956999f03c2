import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { CsvError, parse } from 'csv-parse/sync';
import { BallastError } from '@ballast/core';
import type { Refusal, RefusalCode, Repair } from './priceSeries.ts';

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

/** Cells of a CSV file as text, with the line each row stands on. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly repairs: readonly Repair[];
}

/** Thrown inside this room to leave a file at the first thing that makes all of it unusable; becomes a Refusal. */
export class FileRefused extends BallastError {
  readonly refusal: Refusal;

  constructor(code: RefusalCode, detail: string, row: number | null = null) {
    super({ code, message: detail, remedy: 'mend the file or take another', retryable: false });
    this.refusal = { code, symbol: null, row, detail };
  }
}

/** Reads .csv or .csv.gz whole. Throws HistoryFileUnreadable, or FileRefused for what the bytes hold. */
export function readTable(path: string, maxBytes: number = MAX_BYTES): Table {
  const text = decode(readBytes(path, maxBytes));
  const repairs = [...lineEndRepairs(text), ...emptyLineRepairs(text)];
  const [header, ...rows] = parseCells(text);
  if (header === undefined || rows.length === 0) throw new FileRefused('HISTORY_EMPTY', 'the file has no rows');
  const names = header.map((name) => name.trim().toLowerCase());
  return { header: names, rows, repairs };
}

function readBytes(path: string, maxBytes: number): Buffer {
  let bytes: Buffer;
  try {
    if (statSync(path).size > maxBytes) throw tooLarge(maxBytes);
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof BallastError) throw error;
    throw new HistoryFileUnreadable(path, error);
  }
  // By its content, not its name: a mislabelled file is read for what it is.
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? inflate(bytes, maxBytes) : bytes;
}

function inflate(bytes: Buffer, maxBytes: number): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new FileRefused('HISTORY_DAMAGED_GZIP', 'the compressed file is cut short or damaged');
  }
}

const tooLarge = (maxBytes: number): FileRefused =>
  new FileRefused('HISTORY_TOO_LARGE', `the file holds more than ${maxBytes} bytes; split it`);

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileRefused('HISTORY_NOT_UTF8', 'the file is not UTF-8 text');
  }
}

function parseCells(text: string): string[][] {
  try {
    // One delimiter parses twice as fast as three.
    const delimiters = text.includes('\r') ? ['\r\n', '\n', '\r'] : ['\n'];
    return parse(text, { record_delimiter: delimiters, skip_empty_lines: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = typeof error['lines'] === 'number' ? error['lines'] : null;
    if (error.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH') {
      throw new FileRefused('HISTORY_COLUMN_COUNT', 'a row has another number of cells than the header', row);
    }
    throw new FileRefused('HISTORY_MALFORMED_CSV', `the quoting is broken (${error.code})`, row);
  }
}

function lineEndRepairs(text: string): Repair[] {
  const kinds = [/\r\n/, /(?<!\r)\n/, /\r(?!\n)/].filter((kind) => kind.test(text)).length;
  return kinds > 1 ? [fileRepair('HISTORY_MIXED_LINE_ENDS', kinds, `${kinds} kinds of line ends, all read`)] : [];
}

function emptyLineRepairs(text: string): Repair[] {
  const empty = text.match(/(?:\r\n|\n|\r(?!\n))(?=\r|\n)/g)?.length ?? 0;
  return empty > 0 ? [fileRepair('HISTORY_BLANK_ROWS', empty, 'empty lines, passed over')] : [];
}

const fileRepair = (code: Repair['code'], count: number, detail: string): Repair => ({
  code,
  symbol: null,
  fromSeconds: null,
  toSeconds: null,
  count,
  detail,
});
