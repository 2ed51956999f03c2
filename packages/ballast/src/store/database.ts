import { BallastError } from '@ballast/core';

/** What the store's SQL gives back: numeric columns arrive as text on both backends. */
export type SqlValue = string | boolean | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Statements inside one transaction. Parameters are text or null; the SQL casts them. */
export interface SqlSession {
  query(text: string, parameters?: readonly (string | null)[]): Promise<readonly SqlRow[]>;
  /** Runs a script of several statements without parameters. */
  script(text: string): Promise<void>;
}

/** A database the store runs on. `write` commits durably before it resolves; `read` is for single looks. */
export interface Database {
  readonly kind: 'embedded' | 'server';
  read<T>(work: (sql: SqlSession) => Promise<T>): Promise<T>;
  write<T>(work: (sql: SqlSession) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export class StoreRowUnexpected extends BallastError {
  constructor(column: string, value: unknown) {
    super({
      code: 'STORE_ROW_UNEXPECTED',
      message: `column ${column} holds ${value === null ? 'nothing' : typeof value} where the store wrote something else`,
      remedy: 'the database was changed by another program: restore it from a backup',
      retryable: false,
    });
  }
}

/** Text of a column that is never null. */
export function textOf(row: SqlRow, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new StoreRowUnexpected(column, value);
  return value;
}

/** Text of a column that may be null. */
export const textOrNull = (row: SqlRow, column: string): string | null =>
  row[column] === null ? null : textOf(row, column);

/** A count, number or time kept as numeric(78); refuses what a safe integer cannot hold. */
export function integerOf(row: SqlRow, column: string): number {
  const text = textOf(row, column);
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value)) throw new StoreRowUnexpected(column, text);
  return value;
}

/** Checks that a driver gave rows of the values this store asks for. */
export function checkRow(row: unknown): SqlRow {
  const checked: Record<string, SqlValue> = {};
  for (const [column, value] of Object.entries(row ?? {})) {
    if (typeof value !== 'string' && typeof value !== 'boolean' && value !== null) {
      throw new StoreRowUnexpected(column, value);
    }
    checked[column] = value;
  }
  return checked;
}
