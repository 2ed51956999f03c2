import type { Pair } from '../pairName.ts';
import type { NameHints } from '../detectLayout.ts';
import type { Zoneless } from '../parseTime.ts';
import type { Refusal, Repair } from '../priceSeries.ts';
import type { Table } from '../table.ts';

/** The publisher of a table whose columns and name say nothing of one. */
export const PLAIN = 'table';

/** A table brought to the columns every table here has, and what its publisher's form adds. */
export interface Recognised {
  /** Whose form it is: part of a series' name and provenance. */
  readonly publisher: string;
  /**
   * Columns: `timestamp` (a moment) or `date` (a day); `close` with `open`, `price…` or `rate_percent`; `symbol`,
   * `quote`, `round_id`, `bad_known_at` where there are any. Others are not looked at.
   */
  readonly table: Table;
  /** Whose prices they are, where the form or the file's name says it in its own way. */
  readonly pair?: Partial<Pair>;
  readonly zoneless?: Zoneless;
  /** What bringing it to those columns did to its series, by their symbols. */
  readonly repairs?: readonly Repair[];
  /** Series the form does not allow to be read. */
  readonly refusals?: readonly Refusal[];
}

/** Looks whether a table is of its publisher; null when it is not. Throws FileRefused when it is, and unusable. */
export type Recogniser = (table: Table, fileName: string, hints: NameHints) => Recognised | null;

/** A table with other names for its columns; names that are null stay what they were. */
export const renameColumns = (table: Table, name: (column: string, index: number) => string | null): Table => ({
  ...table,
  header: table.header.map((column, index) => name(column, index) ?? column),
});

/** A table with some of its columns, each from the cells of a row. Pure. */
export function pickColumns(
  table: Table,
  columns: Readonly<Record<string, (cells: readonly string[]) => string>>,
): Table {
  const readers = Object.values(columns);
  return {
    ...table,
    header: Object.keys(columns),
    rows: table.rows.map((cells) => readers.map((read) => read(cells))),
  };
}

/** Reads one cell of a row, trimmed; blank where the row has none. */
export const cellAt =
  (index: number) =>
  (cells: readonly string[]): string =>
    (cells[index] ?? '').trim();
