import { parquetMetadata, parquetReadObjects, type FileMetaData, type SchemaElement } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { FileRefused } from './fileRefused.ts';
import { scaleDown } from './plainPrice.ts';
import { tooLarge } from './readBytes.ts';
import type { Table } from './table.ts';

/**
 * The top-level columns of a Parquet file as text: integers and decimals to the last digit, floats as the shortest text
 * that gives the same float, moments as ISO text with every digit of their fraction; a moment the file does not call UTC
 * carries no zone. Every codec of the format but LZO. Throws FileRefused for damage, no rows, or more than `maxBytes`
 * once unpacked.
 */
export async function readParquet(bytes: Buffer, maxBytes: number): Promise<Table> {
  const file = new Uint8Array(bytes).buffer;
  try {
    const metadata = keepDecimals(parquetMetadata(file));
    const size = metadata.row_groups.reduce((sum, { total_byte_size: part }) => sum + part, 0n);
    if (size > BigInt(maxBytes)) throw tooLarge(maxBytes);
    const columns = columnsOf(metadata);
    const rows = await parquetReadObjects({
      file,
      metadata,
      compressors,
      utf8: false,
      columns: columns.map(({ element }) => element.name),
      parsers: PARSERS,
    });
    if (rows.length === 0 || columns.length === 0) throw new FileRefused('HISTORY_EMPTY', 'the file has no rows');
    return {
      header: nameTimes(columns),
      rows: rows.map((row) => columns.map((column) => textOf(row[column.element.name], column))),
      firstRow: 1,
      repairs: [],
    };
  } catch (error) {
    if (error instanceof FileRefused) throw error;
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unreadable';
    throw new FileRefused('HISTORY_DAMAGED_PARQUET', `the Parquet file is damaged or of a kind not read (${why})`);
  }
}

interface ParquetColumn {
  readonly element: SchemaElement;
  /** Decimals of a DECIMAL column, read as whole numbers; null for others. */
  readonly decimals: number | null;
  readonly isMoment: boolean;
  readonly isUtc: boolean;
}

/** The reader would divide decimals as floats; without their type they arrive as the whole numbers they are. */
function keepDecimals(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map((element): SchemaElement => {
    if (!isDecimal(element)) return element;
    const { converted_type: _converted, logical_type: _logical, ...rest } = element;
    return { ...rest, scale: decimalsOf(element), precision: element.precision ?? 0 };
  });
  return { ...metadata, schema };
}

const isDecimal = ({ converted_type: converted, logical_type: logical }: SchemaElement): boolean =>
  converted === 'DECIMAL' || logical?.type === 'DECIMAL';
const decimalsOf = ({ scale, logical_type: logical }: SchemaElement): number =>
  logical?.type === 'DECIMAL' ? logical.scale : (scale ?? 0);

/** Leaves right below the root; what is nested is no cell. */
function columnsOf({ schema }: FileMetaData): ParquetColumn[] {
  const columns: ParquetColumn[] = [];
  for (let at = 1; at < schema.length; at = skip(schema, at)) {
    const element = schema[at];
    if (element?.type === undefined || element.repetition_type === 'REPEATED') continue;
    const { converted_type: converted, logical_type: logical, precision, scale = 0 } = element;
    columns.push({
      element,
      decimals: precision !== undefined && converted === undefined && logical === undefined ? scale : null,
      isMoment:
        logical?.type === 'TIMESTAMP' || converted?.startsWith('TIMESTAMP') === true || element.type === 'INT96',
      isUtc: logical?.type === 'TIMESTAMP' ? logical.isAdjustedToUTC : element.type !== 'INT96',
    });
  }
  return columns;
}

/** The element after one and all that is below it. */
function skip(schema: readonly SchemaElement[], at: number): number {
  let next = at + 1;
  for (let child = 0; child < (schema[at]?.num_children ?? 0); child += 1) next = skip(schema, next);
  return next;
}

/** Tables written from a data frame may keep their times in an index without a name. */
function nameTimes(columns: readonly ParquetColumn[]): string[] {
  const names = columns.map(({ element }) => element.name.trim().toLowerCase());
  const index = columns.findIndex(({ element, isMoment }) => /^__index_level_\d+__$/.test(element.name) && isMoment);
  return names.map((name, at) => (at === index && !names.includes('timestamp') ? 'timestamp' : name));
}

const iso = (count: bigint, perSecond: bigint): string => {
  const seconds = (count - (((count % perSecond) + perSecond) % perSecond)) / perSecond;
  const fraction = String(count - seconds * perSecond).padStart(String(perSecond).length - 1, '0');
  return new Date(Number(seconds) * 1000).toISOString().replace('.000Z', `.${fraction}Z`);
};
const PARSERS = {
  timestampFromMilliseconds: (count: bigint) => iso(BigInt(count), 1000n),
  timestampFromMicroseconds: (count: bigint) => iso(BigInt(count), 1_000_000n),
  timestampFromNanoseconds: (count: bigint) => iso(BigInt(count), 1_000_000_000n),
  dateFromDays: (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10),
  jsonFromBytes: (bytes: Uint8Array) => bytes,
};

function textOf(value: unknown, { element, decimals, isMoment, isUtc }: ParquetColumn): string {
  if (value === null || value === undefined) return '';
  if (decimals !== null) return decimalText(value, decimals);
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (typeof value === 'number' && element.type === 'FLOAT') return shortest(value);
  // A missing float of a data frame is NaN.
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value);
  if (typeof value === 'string') return isMoment && !isUtc ? value.replace(/Z$/, '') : value;
  return typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : '';
}

function decimalText(value: unknown, decimals: number): string {
  const whole = value instanceof Uint8Array ? signed(value) : BigInt(value as bigint | number);
  const text = scaleDown(String(whole < 0n ? -whole : whole), decimals);
  return whole < 0n ? `-${text}` : text;
}

/** Big-endian two's complement, as the format stores wide decimals. */
function signed(bytes: Uint8Array): bigint {
  const value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return BigInt.asIntN(bytes.length * 8, value);
}

/** The fewest digits that name a float32: 0.1 and not 0.10000000149011612. */
function shortest(value: number): string {
  if (Number.isNaN(value)) return '';
  for (let digits = 1; digits <= 9; digits += 1) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(value);
}
