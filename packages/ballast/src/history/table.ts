import type { Repair } from './priceSeries.ts';

/** Cells of a table as text. */
export interface Table {
  /** Column names, lower case; empty when the file has no header. */
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Row of the file the first of `rows` is, the file's first row being 1. */
  readonly firstRow: number;
  /** Rows made of one row of the file, where it had a column a series; one otherwise. */
  readonly rowsPerLine?: number;
  readonly repairs: readonly Repair[];
  /** Whose form it had, where the container already said so. */
  readonly publisher?: string;
}
