import type { Journal } from './journal.ts';
import type { Database } from './database.ts';
import { openEmbeddedDatabase } from './embeddedDatabase.ts';
import { lockDirectory } from './lockDirectory.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import { openServerDatabase } from './serverDatabase.ts';
import { createSqlJournal } from './sqlJournal.ts';
import { createSqlStore } from './sqlStore.ts';
import type { Store } from './store.ts';

export interface StoreOptions {
  /** Directory of the state; the embedded database lives in its `db`. */
  readonly stateDir: string;
  /** PostgreSQL address; absent or empty means embedded. */
  readonly databaseUrl?: string | undefined;
}

/**
 * Opens the durable state: the embedded database behind an exclusive lock on the state directory, or PostgreSQL
 * when a URL is given. Throws StoreLocked (retryable) when another process has it, StoreNotWritable, StoreDiskFull,
 * StoreDamaged, StoreNewer, StoreUnavailable, StoreLoginRefused. Close it to let the next process in.
 */
export async function openStore(options: StoreOptions): Promise<Store & { readonly journal: Journal }> {
  if (options.databaseUrl !== undefined && options.databaseUrl !== '') {
    return openOn(await openServerDatabase(options.databaseUrl), () => undefined);
  }
  const lock = lockDirectory(options.stateDir);
  try {
    return await openOn(await openEmbeddedDatabase(options.stateDir, lock), lock.release);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openOn(database: Database, release: () => void): Promise<Store & { readonly journal: Journal }> {
  try {
    await migrate(database, MIGRATIONS);
  } catch (error) {
    // A database that could not be migrated may not close either; the first failure is the one to report.
    await database.close().catch(() => undefined);
    throw error;
  }
  return { ...createSqlStore(database, release), journal: createSqlJournal(database) };
}
