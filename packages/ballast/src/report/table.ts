import { padLeft, padRight, widthOf, type Paint } from './paint.ts';

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

/** A table for a terminal: two spaces of margin and between columns, heads dim, no rules. */
export function textTable(table: Table, paint: Paint): string[] {
  const widths = table.columns.map(({ head }, index) =>
    Math.max(widthOf(head), ...table.rows.map((row) => widthOf(row[index] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    `  ${cells
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return table.columns[index]?.align === 'right' ? padLeft(cell, width) : padRight(cell, width);
      })
      .join('  ')}`.trimEnd();
  return [paint.dim(line(table.columns.map(({ head }) => head))), ...table.rows.map(line)];
}

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
