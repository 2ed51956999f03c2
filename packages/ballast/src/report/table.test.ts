import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { colourPaint, plainPaint, widthOf } from './paint.ts';
import { csvTable, markdownTable, textTable, type Table } from './table.ts';

const table = (first: string, cells: readonly string[]): Table => ({
  columns: [{ head: 'name' }, ...cells.map((_, index) => ({ head: `c${index}`, align: 'right' as const }))],
  rows: [[first, ...cells]],
});

describe('textTable', () => {
  it('moves closer before it passes 80 columns, then cuts its first column and says so', () => {
    const close = textTable(table('x'.repeat(37), ['1'.repeat(18), '2'.repeat(20)]), plainPaint);
    expect(close.map(widthOf)).toEqual([79, 79]);
    expect(close[1]).toContain('x'.repeat(37));
    const cut = textTable(table(colourPaint.bad('x'.repeat(60)), ['1'.repeat(18), '2'.repeat(20)]), plainPaint);
    expect(cut.map(widthOf)).toEqual([80, 80]);
    expect(cut[1]).toMatch(/^ {2}x{37}… 1/);
  });
  it('is at most 80 columns wide whatever its first column holds, and never cuts a figure', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200 }),
        fc.array(fc.stringMatching(/^\d{1,9}$/), { minLength: 1, maxLength: 5 }),
        (first, cells) => {
          const lines = textTable(table(first.replaceAll(/\p{Cc}/gu, ' '), cells), plainPaint);
          expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(80);
          for (const cell of cells) expect(lines[1]).toContain(cell);
        },
      ),
    );
  });
});

describe('csvTable', () => {
  it('quotes what RFC 4180 asks to be quoted and ends each line', () => {
    expect(csvTable(table('a "b", c\nd', ['1']))).toBe('name,c0\n"a ""b"", c\nd",1\n');
  });
});

describe('markdownTable', () => {
  it('keeps a bar inside a cell inside it', () => {
    expect(markdownTable(table('a|b', ['1']))).toEqual(['| name | c0 |', '|---|---:|', String.raw`| a\|b | 1 |`]);
  });
});
