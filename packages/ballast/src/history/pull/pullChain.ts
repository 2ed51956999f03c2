import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isoTime } from '@ballast/core';
import { collectChain } from '../chains/collectChain.ts';
import { joinChains } from '../chains/joinChains.ts';
import type { ChainTable, ImportedChain } from '../chains/optionChain.ts';
import { createAsk, type Ask } from './askHttp.ts';
import { PullFromTheFuture, PullMisread, PullRestated, PullStuck } from './pullErrors.ts';
import { openJournal, type JournalEntry } from './pullJournal.ts';
import { takePullLock } from './pullLock.ts';
import { SKEW_SECONDS, type PullOptions } from './pullSeries.ts';

/** A service that says how every option of a market is quoted now; of the past it says nothing. */
export interface ChainSource {
  readonly publisher: string;
  readonly what: string;
  /** Names of the cells of a row, as the service has them. */
  readonly columns: readonly string[];
  readonly pauseMs: number;
  /** One look. Throws PullMisread. */
  snapshot(ask: Ask): Promise<Snapshot>;
}

export interface Snapshot {
  /** When the service made the latest of its rows, in milliseconds; 0 without any. */
  readonly stampMs: number;
  /** Text, one row an option, its name first. */
  readonly rows: readonly (readonly string[])[];
}

export interface PulledChains {
  readonly chains: readonly ImportedChain[];
  /** Rows of this look that were not known; zero where the service still says what it said. */
  readonly rowsNew: number;
  readonly rowsTotal: number;
}

type Entry = JournalEntry<readonly string[]>;

/**
 * Takes one snapshot of a market and adds it to those taken before, flushed to the journal before anything is made of
 * it. The same snapshot again adds nothing, nor does another of the same second; other figures of one moment, or an older moment than was seen, are an error.
 * What cannot be read is not stored. Throws the errors of pullErrors.ts.
 */
export async function pullChain(source: ChainSource, options: PullOptions): Promise<PulledChains> {
  const { publisher, what } = source;
  const where = `${publisher} ${what}`;
  const path = join(options.folder, `${publisher}-${what}.jsonl`);
  const release = takePullLock(`${path}.lock`);
  try {
    const head = { schema: 'ballast/pull/1', publisher, what, symbol: what, quote: 'OPTIONS', first: '' } as const;
    const journal = openJournal<readonly string[]>(path, head, false);
    try {
      const { ask, trace } = createAsk({ ...options, where, pauseMs: options.pauseMs ?? source.pauseMs });
      const { stampMs, rows } = await source.snapshot(ask);
      const atSeconds = Math.floor(options.nowMs() / 1000);
      if (rows.length > 0) requireReadable(tableOf(source, rows), where);
      const latest = atSeconds + Math.max(0, trace.skewSeconds ?? 0) + SKEW_SECONDS;
      if (stampMs > latest * 1000) throw new PullFromTheFuture(where, isoTime(Math.ceil(stampMs / 1000)));
      const isNew = rows.length > 0 && isUnknown(where, journal.entries.at(-1), { stampMs, rows });
      const place = String(stampMs);
      if (isNew) journal.append({ place, next: place, atSeconds, answers: trace.hashes, rows });
      options.progress(`${where}: ${journal.entries.length} snapshots …`);
      return {
        chains: chainsOf(source, journal.entries, path),
        rowsNew: isNew ? rows.length : 0,
        rowsTotal: journal.entries.reduce((sum, entry) => sum + entry.rows.length, 0),
      };
    } finally {
      journal.close();
    }
  } finally {
    release();
  }
}

/** The rows of one look, through the same reading as files. */
function tableOf({ columns }: ChainSource, rows: readonly (readonly string[])[]): ChainTable | null {
  return collectChain({ header: columns, rows, firstRow: 1, repairs: [] }, '', {});
}

/** Throws PullMisread for a look that cannot be read whole. */
function requireReadable(table: ChainTable | null, where: string): void {
  if (table === null) throw new PullMisread(where, 'no option among the rows');
  const [refusal] = table.refusals;
  if (refusal !== undefined)
    throw new PullMisread(where, `row ${refusal.row ?? '?'}: ${refusal.code}, ${refusal.detail}`);
}

function isUnknown(where: string, last: Entry | undefined, { stampMs, rows }: Snapshot): boolean {
  if (last === undefined) return true;
  const before = Number(last.place);
  const moment = isoTime(Math.ceil(before / 1000));
  if (stampMs < before) throw new PullStuck(where, moment);
  if (stampMs > before) return Math.ceil(stampMs / 1000) > Math.ceil(before / 1000);
  const stored = new Map(last.rows.map((row) => [row[0], row.join(' ')]));
  const other = rows.find((row) => stored.get(row[0]) !== row.join(' '));
  if (other !== undefined) throw new PullRestated(where, moment, stored.get(other[0]) ?? 'nothing', other.join(' '));
  if (rows.length < last.rows.length)
    throw new PullRestated(where, moment, `${last.rows.length} options`, String(rows.length));
  return false;
}

/** All snapshots as chains, whose one source is the journal. */
function chainsOf(source: ChainSource, entries: readonly Entry[], path: string): ImportedChain[] {
  const name = `${source.publisher} ${source.what}`;
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  const parts = entries.flatMap(({ rows }) =>
    (tableOf(source, rows)?.parts ?? []).map((part) => ({
      ...part,
      source: { name, sha256, rowsRead: part.quotes.length },
    })),
  );
  return joinChains(parts).map((chain) => ({
    ...chain,
    sources: [{ name, sha256, rowsRead: chain.sources.reduce((sum, { rowsRead }) => sum + rowsRead, 0) }],
  }));
}
