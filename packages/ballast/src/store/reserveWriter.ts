import type { Database, SqlSession } from './database.ts';
import { StoreLocked } from './lockDirectory.ts';

/** A server needs a moment to notice that a killed writer's connection is gone; so long a refusal is not believed. */
const PATIENCE_MS = 1000;
const PAUSE_MS = 50;

/**
 * Makes this session the one writer of a reserve until it ends, or throws StoreLocked. An advisory lock of the
 * session, so it dies with the connection; it is asked for anew in every write, because a connection may have been
 * replaced in between, and taken only when this very session does not hold it yet.
 */
export async function claimReserve(sql: SqlSession, reserve: string): Promise<void> {
  for (let waitedMs = 0; waitedMs <= PATIENCE_MS; waitedMs += PAUSE_MS) {
    if (await tryClaim(sql, reserve)) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new StoreLocked(`reserve ${reserve}`, 'another process on the same database');
}

async function tryClaim(sql: SqlSession, reserve: string): Promise<boolean> {
  const rows = await sql.query(
    `with writer as (select hashtextextended('ballast reserve ' || $1, 0) as key)
     select case
       when exists (
         select 1 from pg_locks
         where locktype = 'advisory' and granted and pid = pg_backend_pid() and objsubid = 1
           and database = (select oid from pg_database where datname = current_database())
           and (classid::bigint << 32) | objid::bigint = key
       ) then true
       else pg_try_advisory_lock(key)
     end as held from writer`,
    [reserve],
  );
  return rows[0]?.['held'] === true;
}

/** One write transaction by the reserve's one writer. */
export function writeAs<T>(database: Database, reserve: string, work: (sql: SqlSession) => Promise<T>): Promise<T> {
  return database.write(async (sql) => {
    await claimReserve(sql, reserve);
    return work(sql);
  });
}
