import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256Text } from '@ballast/core';
import { openStore, type StoreOptions } from './openStore.ts';
import { startPostgres } from './postgresServer.fixture.ts';

/** Makes fresh, empty places for a store of one backend. */
export interface Backend {
  readonly kind: 'embedded' | 'server';
  fresh(): Promise<StoreOptions>;
  stop(): Promise<void>;
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'ballast-store-'));

/** The embedded engine, fresh each time: a copy of one database made once, since making it takes seconds. */
export async function embeddedBackend(): Promise<Backend> {
  const root = newFolder();
  const template = await findTemplate();
  let made = 0;
  return {
    kind: 'embedded',
    fresh: () => {
      made += 1;
      const stateDir = join(root, `state${made}`);
      cpSync(template, join(stateDir, 'db'), { recursive: true });
      return Promise.resolve({ stateDir });
    },
    stop: () => Promise.resolve(rmSync(root, { recursive: true, force: true })),
  };
}

const CACHE = fileURLToPath(new URL('../../../../node_modules/.cache/ballast/', import.meta.url));

/** The database every copy is made from, kept between runs under the hash of all that shapes it. */
async function findTemplate(): Promise<string> {
  const shapes = ['./embeddedDatabase.ts', './migrations.ts', './migrate.ts', '../../package.json'].map((name) =>
    readFileSync(new URL(name, import.meta.url), 'utf8'),
  );
  const template = join(CACHE, `store-${sha256Text(shapes.join('\n')).slice(2, 18)}`);
  if (existsSync(template)) return template;
  mkdirSync(CACHE, { recursive: true });
  const outdated = readdirSync(CACHE).filter((name) => name.startsWith('store-') && join(CACHE, name) !== template);
  for (const name of outdated) rmSync(join(CACHE, name), { recursive: true, force: true });
  const draft = mkdtempSync(join(CACHE, 'draft-'));
  await (await openStore({ stateDir: draft })).close();
  try {
    renameSync(join(draft, 'db'), template);
  } catch (error) {
    // Another test file was as quick; its copy is as good.
    if (!existsSync(template)) throw error;
  }
  rmSync(draft, { recursive: true, force: true });
  return template;
}

/** A real PostgreSQL server. */
export async function serverBackend(): Promise<Backend> {
  const server = await startPostgres();
  const stateDir = newFolder();
  return {
    kind: 'server',
    fresh: async () => ({ stateDir, databaseUrl: await server.createDatabase() }),
    stop: async () => {
      await server.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

export const BACKENDS = [
  { name: 'embedded PGlite', start: embeddedBackend },
  { name: 'PostgreSQL', start: serverBackend },
] as const;
