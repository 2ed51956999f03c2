import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PullJournalUnusable } from './pullErrors.ts';
import type { PullRow } from './pullSource.ts';

/** What a journal is of; the first line of its file. A pull goes on only where all of it is the same. */
export interface JournalHead {
  readonly schema: 'ballast/pull/1';
  readonly publisher: string;
  readonly what: string;
  readonly symbol: string;
  readonly quote: string;
  readonly first: string;
}

/** One look at the source: a line of its own, written whole and flushed, or not there. */
export interface JournalEntry<Row = PullRow> {
  readonly place: string;
  readonly next: string;
  /** When we asked, by our clock. */
  readonly atSeconds: number;
  /** sha256 of each answer the rows come from. */
  readonly answers: readonly string[];
  readonly rows: readonly Row[];
}

export interface PullJournal<Row = PullRow> {
  readonly entries: readonly JournalEntry<Row>[];
  append(entry: JournalEntry<Row>): void;
  close(): void;
}

/**
 * Opens the journal of a pull, or begins it. A last line that was being written when the process died is cut off: it
 * will be asked for again. Throws PullJournalUnusable for damage before it, and for a journal of something else.
 */
export function openJournal<Row = PullRow>(path: string, head: JournalHead, isFirstStated: boolean): PullJournal<Row> {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'a+');
  try {
    const text = readFileSync(path, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) ftruncateSync(file, Buffer.byteLength(whole, 'utf8'));
    const [first, ...lines] = whole.split('\n').slice(0, -1);
    if (first === undefined) writeLine(file, head);
    else requireSame(path, readLine(path, first, 1), head, isFirstStated);
    const entries = lines.map((line, index) => readLine(path, line, index + 2) as JournalEntry<Row>);
    return {
      entries,
      append: (entry) => {
        writeLine(file, entry);
        entries.push(entry);
      },
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function writeLine(file: number, value: JournalHead | JournalEntry<unknown>): void {
  writeFileSync(file, `${JSON.stringify(value)}\n`);
  fsyncSync(file);
}

function readLine(path: string, line: string, number: number): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    throw new PullJournalUnusable(path, `is damaged on line ${number}`);
  }
}

function requireSame(path: string, found: unknown, head: JournalHead, isFirstStated: boolean): void {
  const before = (found ?? {}) as Partial<JournalHead>;
  const other = (Object.keys(head) as (keyof JournalHead)[]).find(
    (key) => before[key] !== head[key] && (key !== 'first' || isFirstStated),
  );
  if (other !== undefined)
    throw new PullJournalUnusable(path, `was begun with ${other} ${String(before[other])}, not ${head[other]}`);
}
