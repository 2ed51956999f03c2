import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BallastError } from '@ballast/core';
import { codeOfAsync } from './codeOf.fixture.ts';
import type { Database } from './database.ts';
import { databaseFailure } from './databaseFailure.ts';
import { openEmbeddedDatabase } from './embeddedDatabase.ts';
import { lockDirectory } from './lockDirectory.ts';
import { openStore } from './openStore.ts';
import { openServerDatabase } from './serverDatabase.ts';
import { embeddedBackend, newFolder, serverBackend, type Backend } from './storeOptions.fixture.ts';
import { artefactOf, completion, decidedCycle, plannedIntent } from './storedCycle.fixture.ts';

describe('databaseFailure', () => {
  const failureOf = (fields: { readonly code?: string; readonly name?: string }): string => {
    const failure = databaseFailure('the database', Object.assign(new Error('x'), fields));
    return failure.retryable ? `${failure.code} retryable` : failure.code;
  };

  it.each([
    // SQLSTATE classes: PostgreSQL manual, appendix A.
    ['53100', 'STORE_DISK_FULL retryable'],
    ['ENOSPC', 'STORE_DISK_FULL retryable'],
    ['25006', 'STORE_NOT_WRITABLE'],
    ['EROFS', 'STORE_NOT_WRITABLE'],
    ['28P01', 'STORE_LOGIN_REFUSED'],
    ['3D000', 'STORE_LOGIN_REFUSED'],
    ['08006', 'STORE_UNAVAILABLE retryable'],
    ['57P01', 'STORE_UNAVAILABLE retryable'],
    ['40P01', 'STORE_UNAVAILABLE retryable'],
    ['ECONNREFUSED', 'STORE_UNAVAILABLE retryable'],
    ['CONNECTION_CLOSED', 'STORE_UNAVAILABLE retryable'],
    ['CONNECT_TIMEOUT', 'STORE_UNAVAILABLE retryable'],
    ['XX001', 'STORE_DAMAGED'],
    ['42P01', 'STORE_FAILED'],
  ])('%s is %s', (code, expected) => {
    expect(failureOf({ code })).toBe(expected);
  });

  it('names a trap of the embedded engine damage, and what has no code a failure', () => {
    expect(failureOf({ name: 'RuntimeError' })).toBe('STORE_DAMAGED');
    expect(failureOf({})).toBe('STORE_FAILED');
    expect(databaseFailure('x', undefined).code).toBe('STORE_FAILED');
  });

  it('lets the errors of Ballast pass', () => {
    const own = new BallastError({ code: 'STORE_X', message: '', remedy: '', retryable: false });
    expect(databaseFailure('the database', own)).toBe(own);
  });
});

let embedded: Backend;
let server: Backend;
beforeAll(async () => {
  embedded = await embeddedBackend();
  server = await serverBackend();
});
afterAll(async () => {
  await embedded?.stop();
  await server?.stop();
});

describe.each([
  { name: 'embedded PGlite', backendOf: () => embedded },
  { name: 'PostgreSQL', backendOf: () => server },
])('damage found on $name', ({ backendOf }) => {
  it('throws STORE_CORRUPT for a text that changed, also by prefix, and reads its neighbours', async () => {
    const options = await backendOf().fresh();
    const [bad, good] = [artefactOf({ note: 'bad' }), artefactOf({ note: 'good' })];
    const store = await openStore(options);
    await store.putArtefacts('r', [bad, good]);
    await store.close();
    await tamper(
      options.stateDir,
      options.databaseUrl,
      `update ballast.artefacts set body = '{}' where hash = '${bad.hash}'`,
    );
    const reopened = await openStore(options);
    expect(await codeOfAsync(reopened.artefact(bad.hash))).toBe('STORE_CORRUPT');
    expect(await codeOfAsync(reopened.artefactByPrefix(bad.hash.slice(0, 30)))).toBe('STORE_CORRUPT');
    expect(await reopened.artefact(good.hash)).toBe(good.text);
    // Handing the right text over again does not hide the damage.
    await reopened.putArtefacts('r', [bad]);
    expect(await codeOfAsync(reopened.artefact(bad.hash))).toBe('STORE_CORRUPT');
    await reopened.close();
  });

  it('refuses numbers no cycle can have', async () => {
    const options = await backendOf().fresh();
    const store = await openStore(options);
    const { cycle, artefacts } = decidedCycle('r', 1);
    await store.beginCycle(cycle, artefacts);
    await store.close();
    await tamper(options.stateDir, options.databaseUrl, 'update ballast.cycles set as_of_seconds = 9007199254740993');
    const reopened = await openStore(options);
    expect(await codeOfAsync(reopened.latestCycle('r'))).toBe('STORE_ROW_UNEXPECTED');
    await reopened.close();
  });
});

async function tamper(stateDir: string, databaseUrl: string | undefined, statement: string): Promise<void> {
  const lock = databaseUrl === undefined ? lockDirectory(stateDir) : null;
  const database: Database =
    lock === null ? await openServerDatabase(databaseUrl ?? '') : await openEmbeddedDatabase(stateDir, lock);
  await database.write((sql) => sql.script(statement));
  await database.close();
  lock?.release();
}

describe('the embedded database in a bad place', () => {
  it('refuses a damaged database and gives the directory back', async () => {
    const options = await embedded.fresh();
    truncateSync(join(options.stateDir, 'db', 'global', 'pg_control'), 0);
    expect(await codeOfAsync(openStore(options))).toBe('STORE_DAMAGED');
    expect(await codeOfAsync(openStore(options))).toBe('STORE_DAMAGED');
  });

  it('is locked while open, and free after close', async () => {
    const options = await embedded.fresh();
    const store = await openStore(options);
    expect(await codeOfAsync(openStore(options))).toBe('STORE_LOCKED retryable');
    await store.close();
    await (await openStore(options)).close();
  });

  it('writes nothing once another process took the directory over', async () => {
    const options = await embedded.fresh();
    const store = await openStore(options);
    const folder = join(options.stateDir, 'lock');
    const own = readdirSync(folder).find((name) => name.startsWith('owner.')) ?? '';
    const next = `owner.${Number(own.slice(6)) + 1}`;
    writeFileSync(join(folder, next), readFileSync(join(folder, own)));
    const intent = plannedIntent('r', 1, 0);
    expect(await codeOfAsync(store.journal.plan(intent))).toBe('STORE_LOCK_LOST retryable');
    expect(await codeOfAsync(store.artefact(artefactOf({}).hash))).toBe('STORE_LOCK_LOST retryable');
    expect(await codeOfAsync(store.close())).toBe('STORE_LOCK_LOST retryable');
    rmSync(join(folder, next));
    writeFileSync(join(folder, own), '{"pid":0,"started":"0","machine":"gone","isReleased":true}');
    const reopened = await openStore(options);
    expect(await reopened.journal.find(intent.id)).toBeNull();
    await reopened.close();
  });

  it('keeps the log that a kill would have to replay bounded, however much is written', async () => {
    const { stateDir } = await embedded.fresh();
    const lock = lockDirectory(stateDir);
    const database = await openEmbeddedDatabase(stateDir, lock);
    await database.write((sql) => sql.script('create table noise (bytes text)'));
    const lags: number[] = [];
    for (let index = 0; index < 14; index += 1) {
      const noise = randomBytes(3_000_000).toString('base64');
      await database.write((sql) => sql.query('insert into noise values ($1)', [noise]));
      const rows = await database.read((sql) =>
        sql.query('select (pg_current_wal_insert_lsn() - redo_lsn)::text as lag from pg_control_checkpoint()'),
      );
      lags.push(Number(rows[0]?.['lag']));
    }
    await database.close();
    lock.release();
    expect(Math.max(...lags)).toBeGreaterThan(20_000_000);
    expect(Math.max(...lags)).toBeLessThan(36_000_000);
  });
});

const canMount = ((): boolean => {
  const probe = newFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
})();

describe.skipIf(!canMount)('a small real disk (needs the right to mount)', () => {
  const mounted = async (options: string, work: (directory: string) => Promise<void>): Promise<void> => {
    const directory = newFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', directory]);
    try {
      await work(directory);
    } finally {
      execFileSync('umount', [directory]);
      rmSync(directory, { recursive: true, force: true });
    }
  };

  it('refuses to make a database where it would not fit', async () => {
    await mounted('size=60m', async (directory) => {
      expect(await codeOfAsync(openStore({ stateDir: directory }))).toBe('STORE_DISK_FULL retryable');
    });
  });

  it('refuses a read-only file system', async () => {
    await mounted('size=1m,ro', async (directory) => {
      expect(await codeOfAsync(openStore({ stateDir: directory }))).toBe('STORE_NOT_WRITABLE');
    });
  });

  it('says that the disk is full, keeps what was acknowledged, and goes on when there is space again', async () => {
    await mounted('size=140m', async (directory) => {
      cpSync((await embedded.fresh()).stateDir, directory, { recursive: true });
      const store = await openStore({ stateDir: directory });
      const { cycle, artefacts } = decidedCycle('r', 1);
      await store.beginCycle(cycle, artefacts);
      const ballast = join(directory, 'fill');
      const acknowledged: string[] = [];
      let code = 'no error';
      for (let index = 0; code === 'no error' && index < 500; index += 1) {
        if (index === 5) execFileSync('sh', ['-c', `dd if=/dev/zero of=${ballast} bs=1M 2>/dev/null; true`]);
        const body = Array.from({ length: 50_000 }, (_, at) => ((at + index) * 2_654_435_761) % 4_294_967_296).join('');
        const artefact = artefactOf({ index, body });
        code = await codeOfAsync(store.putArtefacts('r', [artefact]));
        if (code === 'no error') acknowledged.push(artefact.hash);
      }
      expect(code).toBe('STORE_DISK_FULL retryable');
      rmSync(ballast);
      await store.completeCycle(completion('r', 1, 0));
      await store.close();
      const reopened = await openStore({ stateDir: directory });
      expect((await reopened.latestCycle('r'))?.state).toBe('complete');
      for (const hash of acknowledged) expect(await reopened.artefact(hash as `0x${string}`)).not.toBeNull();
      await reopened.close();
    });
  });
});

describe('a PostgreSQL server that fails', () => {
  it('refuses malformed addresses without quoting them', async () => {
    const { stateDir } = await server.fresh();
    for (const databaseUrl of ['mysql://u:secret@h/d', 'secret', 'postgres://', 'postgres://u:se cret@h/d']) {
      const refusal = openStore({ stateDir, databaseUrl });
      expect(await codeOfAsync(refusal)).toBe('STORE_URL_MALFORMED');
      await expect(refusal).rejects.not.toThrow(/secret/);
    }
  });

  it('tells a closed port, a wrong password and a missing database apart, never naming the password', async () => {
    const { stateDir, databaseUrl = '' } = await server.fresh();
    const url = new URL(databaseUrl);
    const variant = (changes: Partial<Pick<URL, 'port' | 'password' | 'pathname'>>): string =>
      Object.assign(new URL(url), changes).toString();
    const open = (changed: string): Promise<unknown> => openStore({ stateDir, databaseUrl: changed });
    expect(await codeOfAsync(open(variant({ port: '1' })))).toBe('STORE_UNAVAILABLE retryable');
    expect(await codeOfAsync(open(variant({ password: 'hunter2' })))).toBe('STORE_LOGIN_REFUSED');
    await expect(open(variant({ password: 'hunter2' }))).rejects.not.toThrow(/hunter2/);
    expect(await codeOfAsync(open(variant({ pathname: '/nowhere' })))).toBe('STORE_LOGIN_REFUSED');
  });

  it('lets one process write a reserve and another read it', async () => {
    const options = await server.fresh();
    const [writer, reader] = [await openStore(options), await openStore(options)];
    const { cycle, artefacts } = decidedCycle('r', 1);
    await writer.beginCycle(cycle, artefacts);
    expect((await reader.latestCycle('r'))?.cycle).toBe(1);
    expect(await codeOfAsync(reader.completeCycle(completion('r', 1, 0)))).toBe('STORE_LOCKED retryable');
    expect(await codeOfAsync(reader.journal.plan(plannedIntent('r', 1, 0)))).toBe('STORE_LOCKED retryable');
    await reader.putArtefacts('another reserve', artefacts);
    await writer.close();
    await reader.completeCycle(completion('r', 1, 0));
    await reader.close();
  });

  it('loses its claim with its connection, and takes it again only when nobody else has', async () => {
    const options = await server.fresh();
    const first = await openStore(options);
    await first.putArtefacts('r', []);
    await terminateOthers(options.databaseUrl ?? '');
    const second = await openStore(options);
    await second.putArtefacts('r', []);
    // The first answer after a broken connection may still be about the break.
    const codes = [await codeOfAsync(first.putArtefacts('r', [])), await codeOfAsync(first.putArtefacts('r', []))];
    expect(['STORE_UNAVAILABLE retryable', 'STORE_LOCKED retryable']).toContain(codes[0]);
    expect(codes[1]).toBe('STORE_LOCKED retryable');
    await second.close();
    await first.putArtefacts('r', []);
    await first.close();
  });
});

async function terminateOthers(databaseUrl: string): Promise<void> {
  const database = await openServerDatabase(databaseUrl);
  await database.read((sql) =>
    sql.query(
      `select pg_terminate_backend(pid, 5000) as done from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    ),
  );
  await database.close();
}

it('makes a missing state directory with all its parents, and opens it again in a fraction of the work', async () => {
  const root = newFolder();
  const stateDir = join(root, 'a', 'b');
  const workOf = async (): Promise<number> => {
    const before = process.cpuUsage();
    await (await openStore({ stateDir })).close();
    return process.cpuUsage(before).user;
  };
  const made = await workOf();
  expect(readdirSync(stateDir).toSorted()).toEqual(['db', 'lock']);
  expect(await workOf()).toBeLessThan(made / 2);
  rmSync(root, { recursive: true });
});
