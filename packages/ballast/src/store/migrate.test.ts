import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOfAsync } from './codeOf.fixture.ts';
import type { Database } from './database.ts';
import { openEmbeddedDatabase } from './embeddedDatabase.ts';
import { lockDirectory } from './lockDirectory.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS, type Migration } from './migrations.ts';
import { openStore, type StoreOptions } from './openStore.ts';
import { openServerDatabase } from './serverDatabase.ts';
import { BACKENDS, type Backend } from './storeOptions.fixture.ts';

const STEP: Migration = {
  version: MIGRATIONS.length + 1,
  name: 'later',
  script: 'create table ballast.later (note text)',
};

describe('migrations', () => {
  it('are numbered 1, 2, 3 without holes', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  });
});

describe.each(BACKENDS)('migrate on $name', ({ name, start }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await start();
  });
  afterAll(async () => {
    await backend?.stop();
  });

  const withDatabase = async (options: StoreOptions, work: (database: Database) => Promise<void>): Promise<void> => {
    const lock = options.databaseUrl === undefined ? lockDirectory(options.stateDir) : null;
    const database =
      lock === null
        ? await openServerDatabase(options.databaseUrl ?? '')
        : await openEmbeddedDatabase(options.stateDir, lock);
    try {
      await work(database);
    } finally {
      await database.close();
      lock?.release();
    }
  };

  it('refuses a database of a newer Ballast, and changes nothing', async () => {
    const options = await backend.fresh();
    await withDatabase(options, async (database) => {
      await migrate(database, [...MIGRATIONS, STEP]);
      expect(await codeOfAsync(migrate(database, MIGRATIONS))).toBe('STORE_NEWER');
    });
    expect(await codeOfAsync(openStore(options))).toBe('STORE_NEWER');
  });

  it('refuses a past step whose text is another', async () => {
    const options = await backend.fresh();
    await withDatabase(options, async (database) => {
      await migrate(database, MIGRATIONS);
      const changed = MIGRATIONS.map((step) => ({ ...step, script: `${step.script} ` }));
      expect(await codeOfAsync(migrate(database, changed))).toBe('STORE_SCHEMA_CHANGED');
    });
  });

  it('rolls a failing step back whole, with the steps before it', async () => {
    const options = await backend.fresh();
    await withDatabase(options, async (database) => {
      const broken = { version: STEP.version + 1, name: 'broken', script: 'create table ballast.x (a text); nonsense' };
      expect(await codeOfAsync(migrate(database, [...MIGRATIONS, STEP, broken]))).toBe('STORE_FAILED');
      const rows = await database.read((sql) => sql.query(`select to_regclass('ballast.later') is null as gone`));
      expect(rows).toEqual([{ gone: true }]);
      await migrate(database, [...MIGRATIONS, STEP]);
    });
  });

  it('applies each step once, however often it runs and however many start together', async () => {
    const options = await backend.fresh();
    await withDatabase(options, async (database) => {
      await Promise.all([1, 2, 3].map(() => migrate(database, MIGRATIONS)));
      const rows = await database.read((sql) => sql.query('select version from ballast.migrations'));
      expect(rows).toEqual(MIGRATIONS.map(({ version }) => ({ version: String(version) })));
    });
  });

  it.runIf(name === 'PostgreSQL')('lets several start on an empty database at once', async () => {
    const options = await backend.fresh();
    const stores = await Promise.all([openStore(options), openStore(options), openStore(options)]);
    const known = await Promise.all(stores.map((store) => store.reserves()));
    for (const store of stores) await store.close();
    expect(known).toEqual([[], [], []]);
  });
});
