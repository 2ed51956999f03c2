import { CsvError, parse } from 'csv-parse/sync';
import { FileRefused } from './fileRefused.ts';
import { unixUnitOf } from './parseTime.ts';
import type { Repair } from './priceSeries.ts';
import type { Table } from './table.ts';
import { jsonTable } from './jsonTable.ts';
import { isParquet, MAX_BYTES, readBytes, unpack } from './readBytes.ts';

/** Reads .csv or .json, plain, .gz or .zip, whole. Throws HistoryFileUnreadable, or FileRefused for what the bytes hold. */
export const readTable = (path: string, maxBytes: number = MAX_BYTES): Table =>
  tableOf(unpack(readBytes(path, maxBytes), maxBytes));

/** The cells of CSV text, or of what a service answered in JSON. Lines before the header that are a comment or a web address are passed over. */
export function tableOf(bytes: Buffer): Table {
  if (isParquet(bytes))
    throw new FileRefused('HISTORY_PARQUET', 'a Parquet file; `ballast data import` makes a series file of it');
  const text = decode(bytes);
  if (/^\s*[[{]/.test(text)) return jsonTable(text);
  const { body, lines } = skipPreamble(text);
  const repairs = [...lineEndRepairs(body), ...emptyLineRepairs(body)];
  const cells = parseCells(body, lines);
  const [header, ...rows] = cells;
  if (header !== undefined && isHeadless(header)) return { header: [], rows: cells, firstRow: lines + 1, repairs };
  if (header === undefined || rows.length === 0) throw new FileRefused('HISTORY_EMPTY', 'the file has no rows');
  return { header: header.map((name) => name.trim().toLowerCase()), rows, firstRow: lines + 2, repairs };
}

/** A first row of nothing but numbers that begins with a moment is a candle, not a header. */
const isHeadless = (cells: readonly string[]): boolean =>
  cells.length >= 5 &&
  unixUnitOf((cells[0] ?? '').trim()) !== null &&
  cells.every((cell) => /^\s*[-+.\deE]*\s*$/.test(cell));

function skipPreamble(text: string): { readonly body: string; readonly lines: number } {
  let [body, lines] = [text, 0];
  for (;;) {
    const match = /^(?:#[^\r\n]*|https?:\/\/[^\s,]*[^\S\r\n]*)(?:\r\n|\n|\r)/.exec(body);
    if (match === null) return { body, lines };
    body = body.slice(match[0].length);
    lines += 1;
  }
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileRefused('HISTORY_NOT_UTF8', 'the file is not UTF-8 text');
  }
}

function parseCells(text: string, linesBefore: number): string[][] {
  try {
    // One delimiter parses twice as fast as three.
    const delimiters = text.includes('\r') ? ['\r\n', '\n', '\r'] : ['\n'];
    return parse(text, { record_delimiter: delimiters, skip_empty_lines: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = typeof error['lines'] === 'number' ? error['lines'] + linesBefore : null;
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
