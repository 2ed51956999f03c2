import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { plainPaint } from './paint.ts';
import { pegCard, renderPegCard } from './renderPegCard.ts';

const page = readFileSync(new URL('../../../../docs/reference/pegs.md', import.meta.url), 'utf8').split('\n');

describe('pegCard', () => {
  it('is what the reference page shows, line by line', () => {
    const missing = pegCard()
      .split('\n')
      .filter((line) => !page.includes(line));
    expect(missing).toEqual([]);
  });
  it('has a line for each break, and says which was the end', () => {
    const lines = pegCard().split('\n');
    expect(lines.filter((line) => line.startsWith('| UST |'))).toHaveLength(3);
    expect(lines.filter((line) => line.includes('| dead |'))).toHaveLength(1);
    expect(lines.some((line) => line.startsWith('| ust-2022-05 | a break within 7 days |'))).toBe(true);
  });

  it('fits a terminal of 80 columns without its sources', () => {
    const lines = renderPegCard(plainPaint).split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.filter((line) => /^ {2}UST /.test(line))).toHaveLength(3);
  });
});
