import type { Database, SqlSession } from './database.ts';
import { StoreLocked } from './lockDirectory.ts';

/**
 * Makes this session the one writer of a reserve until it ends, or throws StoreLocked. An advisory lock of the
 * session, so it dies with the connection; it is asked for anew in every write, because a connection may have been
 * replaced in between, and taken only when this very session does not hold it yet.
 */
export async function claimReserve(sql: SqlSession, reserve: string): Promise<void> {
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
  if (rows[0]?.['held'] !== true) throw new StoreLocked(`reserve ${reserve}`, 'another process on the same database');
}

/** One write transaction by the reserve's one writer. */
export function writeAs<T>(database: Database, reserve: string, work: (sql: SqlSession) => Promise<T>): Promise<T> {
  return database.write(async (sql) => {
    await claimReserve(sql, reserve);
    return work(sql);
  });
}
