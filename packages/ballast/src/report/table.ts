import { cutTo, padLeft, padRight, widthOf, type Paint } from './paint.ts';

/** One column: its head (with unit where it has one) and the side its cells stand on. */
export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
}

/** Rows of printed cells; the same table becomes text, Markdown or CSV. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

const WIDTH = 80;

/**
 * A table for a terminal: two spaces of margin and between columns, heads dim, no rules. One that would pass 80 columns
 * moves closer together; if that is not enough, its first column is cut, and says so.
 */
export function textTable(table: Table, paint: Paint): string[] {
  const widths = table.columns.map(({ head }, index) =>
    Math.max(widthOf(head), ...table.rows.map((row) => widthOf(row[index] ?? ''))),
  );
  const widthBetween = (gap: number): number =>
    2 + widths.reduce((total, width) => total + width, 0) + gap * (widths.length - 1);
  const gap = widthBetween(2) > WIDTH ? 1 : 2;
  const first = Math.max(LEAST_FIRST, (widths[0] ?? 0) - Math.max(0, widthBetween(gap) - WIDTH));
  const line = (cells: readonly string[]): string =>
    `  ${cells
      .map((cell, index) => {
        const width = index === 0 ? Math.min(first, widths[0] ?? 0) : (widths[index] ?? 0);
        const shown = index === 0 ? cutTo(cell, width) : cell;
        return table.columns[index]?.align === 'right' ? padLeft(shown, width) : padRight(shown, width);
      })
      .join(' '.repeat(gap))}`.trimEnd();
  return [paint.dim(line(table.columns.map(({ head }) => head))), ...table.rows.map(line)];
}

/** No first column is cut below this: an id must stay recognisable. */
const LEAST_FIRST = 12;

/** The same table in Markdown. */
export function markdownTable(table: Table): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    line(table.columns.map(({ head }) => head)),
    `|${table.columns.map(({ align }) => (align === 'right' ? '---:' : '---')).join('|')}|`,
    ...table.rows.map(line),
  ];
}

/** The same table as CSV (RFC 4180, lines ended by LF): cells hold whole numbers, heads their units. */
export function csvTable(table: Table): string {
  const quote = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const line = (cells: readonly string[]): string => `${cells.map(quote).join(',')}\n`;
  return line(table.columns.map(({ head }) => head)) + table.rows.map(line).join('');
}
