import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_SECONDS, isoTime, type Seconds } from '@ballast/core';
import { joinParts, type ImportedFiles } from '../joinParts.ts';
import { collectTable } from '../importTable.ts';
import type { Table } from '../table.ts';
import { createAsk, type AskOptions } from './askHttp.ts';
import { PullFromTheFuture, PullRestated, PullStuck } from './pullErrors.ts';
import { openJournal, type PullJournal } from './pullJournal.ts';
import { takePullLock } from './pullLock.ts';
import type { PullRow, PullSource } from './pullSource.ts';

export interface PullOptions extends Omit<AskOptions, 'where' | 'pauseMs'> {
  /** Where journals are kept: `.pull` below the folder of the series files. */
  readonly folder: string;
  readonly pauseMs?: number;
  /** Whether the user says where to begin; else a journal goes on from where it once began. */
  readonly isFirstStated?: boolean;
  readonly progress: (text: string) => void;
}

export interface Pulled extends Pick<ImportedFiles, 'series' | 'refusals'> {
  readonly pages: number;
  readonly rowsNew: number;
  readonly rowsTotal: number;
}

/** Clocks further apart than this are said. */
export const SKEW_SECONDS = 120;

/**
 * Takes a series from a service page by page. Each page is validated and flushed to a journal before the next is asked
 * for, so that a run killed at any moment is taken up where it stood, with nothing lost and nothing twice; a later run
 * adds what is new. A candle counts once it has ended by both clocks. Rows go through the same import as files.
 * Throws the errors of pullErrors.ts.
 */
export async function pullSeries(source: PullSource, options: PullOptions): Promise<Pulled> {
  const { publisher, what, symbol, quote, first } = source;
  const path = join(options.folder, `${publisher}-${what.replace(/[^\w.-]+/g, '_')}.jsonl`);
  const release = takePullLock(`${path}.lock`);
  try {
    const head = { schema: 'ballast/pull/1', publisher, what, symbol, quote, first } as const;
    const journal = openJournal(path, head, options.isFirstStated ?? true);
    try {
      const counts = await pullPages(source, journal, options);
      const rows = journal.entries.flatMap((entry) => entry.rows);
      return { ...counts, rowsTotal: rows.length, ...seriesOf(source, rows, path) };
    } finally {
      journal.close();
    }
  } finally {
    release();
  }
}

async function pullPages(
  source: PullSource,
  journal: PullJournal,
  options: PullOptions,
): Promise<{ pages: number; rowsNew: number }> {
  const where = `${source.publisher} ${source.what}`;
  const { ask, trace } = createAsk({ ...options, where, pauseMs: options.pauseMs ?? source.pauseMs });
  const known = new Map(journal.entries.flatMap(({ rows }) => rows).map((row) => [keyOf(row), row.value]));
  let place = journal.entries.at(-1)?.next ?? source.first;
  let [pages, rowsNew, hasSaidSkew] = [0, 0, false];
  for (;;) {
    trace.hashes = [];
    const ourSeconds = Math.floor(options.nowMs() / 1000);
    const page = await source.page(place, ask, ourSeconds + Math.min(0, trace.skewSeconds ?? 0));
    const skewSeconds = trace.skewSeconds ?? 0;
    if (Math.abs(skewSeconds) > SKEW_SECONDS && !hasSaidSkew) {
      options.log(`${where}: PULL_CLOCK_SKEW, its clock is ${skewSeconds} s from ours; the earlier one counts`);
      hasSaidSkew = true;
    }
    const clocks = { early: ourSeconds + Math.min(0, skewSeconds), late: ourSeconds + Math.max(0, skewSeconds) };
    const rows = freshRows(page.rows, known, source, where, clocks);
    const isAgain =
      page.next === place || (source.hasWindows !== true && page.rows.length > 0 && page.rows.every(isKnown(known)));
    // A candle that is still open is the end for now, whatever the service says.
    const isLast = page.isLast || page.rows.some((row) => !isOver(row, source, clocks.early));
    if (isAgain && !isLast) throw new PullStuck(where, place);
    pages += 1;
    if (rows.length > 0 || page.next !== place) {
      journal.append({
        place,
        next: nextOf(page, source, clocks.early),
        atSeconds: ourSeconds,
        answers: trace.hashes,
        rows,
      });
      for (const row of rows) known.set(keyOf(row), row.value);
    }
    rowsNew += rows.length;
    const last = rows.at(-1);
    options.progress(`${where}: ${known.size} values${last === undefined ? '' : ` to ${isoTime(last.timeSeconds)}`} …`);
    if (isLast) return { pages, rowsNew };
    place = journal.entries.at(-1)?.next ?? page.next;
  }
}

const keyOf = ({ symbol, timeSeconds, round }: PullRow): string => `${symbol ?? ''} ${timeSeconds} ${round ?? ''}`;
const isKnown =
  (known: ReadonlyMap<string, string>) =>
  (row: PullRow): boolean =>
    known.has(keyOf(row));

interface Clocks {
  readonly early: Seconds;
  readonly late: Seconds;
}

/** Rows not yet stored that are over and done; a row stored before must say the same again. */
function freshRows(
  rows: readonly PullRow[],
  known: ReadonlyMap<string, string>,
  source: PullSource,
  where: string,
  clocks: Clocks,
): PullRow[] {
  const fresh = new Map<string, PullRow>();
  for (const row of rows) {
    if (row.timeSeconds > clocks.late + SKEW_SECONDS) throw new PullFromTheFuture(where, isoTime(row.timeSeconds));
    const stored = known.get(keyOf(row)) ?? fresh.get(keyOf(row))?.value;
    if (stored !== undefined && stored !== row.value)
      throw new PullRestated(where, isoTime(row.timeSeconds), stored, row.value);
    if (stored === undefined && isOver(row, source, clocks.early)) fresh.set(keyOf(row), row);
  }
  return [...fresh.values()];
}

/** A candle or day has ended, by a clock; what cannot be asked for again is taken as it is. */
const isOver = (row: PullRow, { shape, candleSeconds, placeOf }: PullSource, nowSeconds: Seconds): boolean =>
  placeOf === undefined || row.timeSeconds + (shape === 'day' ? DAY_SECONDS : (candleSeconds ?? 0)) <= nowSeconds;

/** Where to go on: a source that gave an unfinished candle is asked for it again another time. */
function nextOf(
  page: { readonly rows: readonly PullRow[]; readonly next: string },
  source: PullSource,
  nowSeconds: Seconds,
): string {
  const unfinished = page.rows.find((row) => !isOver(row, source, nowSeconds));
  return unfinished === undefined || source.placeOf === undefined ? page.next : source.placeOf(unfinished.timeSeconds);
}

/** The stored rows as a table, and through the import. */
function seriesOf(
  source: PullSource,
  rows: readonly PullRow[],
  path: string,
): Pick<ImportedFiles, 'series' | 'refusals'> {
  const withValue = rows.filter(({ value }) => value !== '');
  if (withValue.length === 0) return { series: [], refusals: [] };
  const { shape, field, symbol, quote, publisher, what } = source;
  const value = source.column ?? (field === 'rate' ? 'rate_percent' : shape === 'candle' ? 'close' : 'price');
  // Rates have no candles in a table; theirs stand at the end, when they were known.
  const shift = field === 'rate' && shape === 'candle' ? (source.candleSeconds ?? 0) : 0;
  const hasRounds = rows.some(({ round }) => round !== undefined);
  const sorted = withValue.toSorted((a, b) => a.timeSeconds - b.timeSeconds);
  const times = sorted.map((row) => isoTime(row.timeSeconds + shift).slice(0, shape === 'day' ? 10 : undefined));
  const known = source.knownDays?.(times) ?? times;
  const table: Table = {
    header: [
      shape === 'day' ? 'date' : 'timestamp',
      'symbol',
      'quote',
      value,
      'open',
      ...(hasRounds ? ['round_id'] : []),
    ],
    rows: sorted.map((row, index) => [
      known[index] ?? '',
      row.symbol ?? symbol,
      quote,
      row.value,
      row.open ?? '',
      ...(hasRounds ? [row.round ?? ''] : []),
    ]),
    firstRow: 1,
    repairs: [],
  };
  const { raw, layout, refusals } = collectTable(table, '', source.hints ?? {});
  const name = `${publisher} ${what}`;
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  const joined = joinParts(raw.map((part) => ({ raw: part, layout, publisher, name, sha256 })));
  return {
    series: joined.series,
    refusals: [...refusals.map((refusal) => ({ ...refusal, name })), ...joined.refusals],
  };
}
