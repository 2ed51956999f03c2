import { existsSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import { checkRow, type Database, type SqlSession } from './database.ts';
import { databaseFailure, StoreDamaged, StoreDiskFull } from './databaseFailure.ts';
import type { DirectoryLock } from './lockDirectory.ts';
import { syncChangedFiles } from './syncFiles.ts';

/** A fresh database needs about 50 MB, and as much again while it is made. */
const FRESH_BYTES = 120_000_000;
/** The embedded engine checkpoints only when told to; without it the log, and the replay after a kill, would grow. */
const CHECKPOINT_BYTES = 32_000_000;
/** Files are told as changed by the wall clock, which may be set back while we run. */
const CLOCK_MARGIN_MS = 60_000;
const ENGINE_SETTINGS = ['-c', 'shared_buffers=16MB', '-c', 'min_wal_size=32MB', '-c', 'max_wal_size=64MB'];

/**
 * Opens the embedded PostgreSQL (PGlite) in `<stateDir>/db`, making it first when there is none. The caller holds
 * the directory's lock. A commit survives kill -9 of the process at once; it survives a power cut because the
 * write-ahead log is flushed to the disk after each write (the engine itself cannot flush).
 */
export async function openEmbeddedDatabase(stateDir: string, lock: DirectoryLock): Promise<Database> {
  const directory = join(stateDir, 'db');
  if (!existsSync(directory)) await makeDatabase(stateDir, directory);
  const sinceMs = Date.now() - CLOCK_MARGIN_MS;
  const engine = await startEngine(directory);
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    lock.assertHeld();
    try {
      return await work();
    } catch (error) {
      throw databaseFailure(directory, error);
    }
  };
  const run = <T>(work: (sql: SqlSession) => Promise<T>): Promise<T> =>
    engine.transaction((transaction) => work(sessionOf(transaction)));
  return {
    kind: 'embedded',
    read: (work) => guarded(() => run(work)),
    write: (work) =>
      guarded(async () => {
        const result = await run(work);
        await syncChangedFiles(join(directory, 'pg_wal'));
        if (await isCheckpointDue(engine)) {
          await engine.exec('checkpoint');
          await syncChangedFiles(directory, sinceMs);
        }
        return result;
      }),
    close: async () => {
      await engine.close();
      await syncChangedFiles(directory, sinceMs);
    },
  };
}

async function isCheckpointDue(engine: PGlite): Promise<boolean> {
  const { rows } = await engine.query(
    'select pg_current_wal_insert_lsn() - redo_lsn > $1::numeric as due from pg_control_checkpoint()',
    [String(CHECKPOINT_BYTES)],
  );
  return checkRow(rows[0])['due'] === true;
}

/** Makes the database beside its place and moves it there when complete: a kill half-way leaves no half database. */
async function makeDatabase(stateDir: string, directory: string): Promise<void> {
  const { bavail, bsize } = statfsSync(stateDir);
  if (bavail * bsize < FRESH_BYTES) throw new StoreDiskFull(directory, null);
  const draft = `${directory}.new`;
  rmSync(draft, { recursive: true, force: true });
  const engine = await startEngine(draft);
  await engine.close();
  await syncChangedFiles(draft);
  renameSync(draft, directory);
}

async function startEngine(directory: string): Promise<PGlite> {
  // Why it would not start, the engine says on its standard error only.
  let lastWord = '';
  const listen = (text: string): boolean => {
    lastWord = /(?:FATAL|PANIC): *(.*)/.exec(text)?.[1] ?? lastWord;
    return true;
  };
  try {
    return await PGlite.create({
      dataDir: directory,
      startParams: [...PGlite.defaultStartParams, ...ENGINE_SETTINGS],
      onStderr: listen,
    });
  } catch (error) {
    if (/No space left/.test(lastWord)) throw new StoreDiskFull(directory, error);
    throw new StoreDamaged(directory, error, lastWord);
  }
}

function sessionOf(transaction: Transaction): SqlSession {
  return {
    query: async (text, parameters = []) => (await transaction.query(text, [...parameters])).rows.map(checkRow),
    script: async (text) => {
      await transaction.exec(text);
    },
  };
}
