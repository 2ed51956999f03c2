import { BallastError, sha256Text } from '@ballast/core';
import { integerOf, textOf, type Database, type SqlSession } from './database.ts';
import type { Migration } from './migrations.ts';

export class StoreNewer extends BallastError {
  constructor(version: number, known: number) {
    super({
      code: 'STORE_NEWER',
      message: `the database has schema ${version}, this Ballast knows ${known}`,
      remedy: 'use the newer Ballast that wrote it; there is no way back',
      retryable: false,
    });
  }
}

export class StoreSchemaChanged extends BallastError {
  constructor(version: number) {
    super({
      code: 'STORE_SCHEMA_CHANGED',
      message: `step ${version} of the schema was applied from another text than this Ballast's`,
      remedy: 'use the release that wrote the database, or restore a backup',
      retryable: false,
    });
  }
}

/**
 * Brings a database to the last known schema in one transaction, under a lock that keeps two starting processes
 * apart. Refuses a database that is newer, or whose past steps differ from ours.
 */
export async function migrate(database: Database, migrations: readonly Migration[]): Promise<void> {
  await database.write(async (sql) => {
    await sql.query(`select pg_advisory_xact_lock(hashtextextended('ballast schema', 0)) is null as locked`);
    await sql.script(`
      create schema if not exists ballast;
      create table if not exists ballast.migrations (
        version numeric(78) primary key,
        name text not null,
        checksum text not null
      );
    `);
    const applied = await sql.query('select version, checksum from ballast.migrations order by version');
    refuseForeign(
      applied.map((row) => ({ version: integerOf(row, 'version'), checksum: textOf(row, 'checksum') })),
      migrations,
    );
    for (const migration of migrations.slice(applied.length)) await apply(sql, migration);
  });
}

const checksumOf = (migration: Migration): string => sha256Text(migration.script);

function refuseForeign(
  applied: readonly { readonly version: number; readonly checksum: string }[],
  migrations: readonly Migration[],
): void {
  const last = applied.at(-1);
  if (last !== undefined && last.version > migrations.length) throw new StoreNewer(last.version, migrations.length);
  for (const [index, step] of applied.entries()) {
    const known = migrations[index];
    if (known?.version !== step.version || checksumOf(known) !== step.checksum) {
      throw new StoreSchemaChanged(step.version);
    }
  }
}

async function apply(sql: SqlSession, migration: Migration): Promise<void> {
  await sql.script(migration.script);
  await sql.query('insert into ballast.migrations (version, name, checksum) values ($1::numeric, $2, $3)', [
    String(migration.version),
    migration.name,
    checksumOf(migration),
  ]);
}
