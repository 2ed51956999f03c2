import { appendLeaf, BallastError, EMPTY_FRONTIER, type Hash, type LogFrontier } from '@ballast/core';
import type { Store } from '../store/store.ts';
import { readStored } from './readStored.ts';

/** Where the log of a reserve stands: enough to append to it without reading it again. */
export interface AttesterLog {
  readonly frontier: LogFrontier;
  /** Last record and its statement; null while the log is empty. */
  readonly previous: { readonly record: Hash; readonly statement: Hash } | null;
}

export class LogNotOfCycles extends BallastError {
  constructor(reserve: string, leaves: number) {
    super({
      code: 'ATTEST_LOG_NOT_OF_CYCLES',
      message: `the log of ${reserve} has ${leaves} leaves and no complete cycle to go with them`,
      remedy: 'the store was changed by hand: restore it from a backup',
      retryable: false,
    });
  }
}

/** Reads the log of a reserve from the store, once when a process starts. */
export async function loadAttesterLog(store: Store, reserve: string): Promise<AttesterLog> {
  const leaves = await store.leaves(reserve, 0);
  const frontier = leaves.reduce(appendLeaf, EMPTY_FRONTIER);
  if (leaves.length === 0) return { frontier, previous: null };
  const record = await latestRecord(store, reserve);
  if (record === null) throw new LogNotOfCycles(reserve, leaves.length);
  const { statement } = await readStored(store, record, 'ballast/cycle/1');
  return { frontier, previous: { record, statement } };
}

/** Hash of the newest complete cycle's record; a decided one may stand above it. */
async function latestRecord(store: Store, reserve: string): Promise<Hash | null> {
  let before: number | undefined;
  for (;;) {
    const page = await store.cycles(reserve, { limit: 16, ...(before === undefined ? {} : { before }) });
    const found = page.find((cycle) => cycle.recordHash !== null);
    if (found !== undefined) return found.recordHash;
    const last = page.at(-1);
    if (last === undefined) return null;
    before = last.cycle;
  }
}
