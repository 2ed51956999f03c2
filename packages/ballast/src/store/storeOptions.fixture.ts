import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type StoreOptions } from './openStore.ts';
import { startPostgres } from './postgresServer.fixture.ts';

/** Makes fresh, empty places for a store of one backend. */
export interface Backend {
  readonly kind: 'embedded' | 'server';
  fresh(): Promise<StoreOptions>;
  stop(): Promise<void>;
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'ballast-store-'));

/** The embedded engine. Its first creation takes seconds, so it is done once and copied. */
export async function embeddedBackend(): Promise<Backend> {
  const root = newFolder();
  const template = join(root, 'template');
  await (await openStore({ stateDir: template })).close();
  let made = 0;
  return {
    kind: 'embedded',
    fresh: () => {
      made += 1;
      const stateDir = join(root, `state${made}`);
      cpSync(join(template, 'db'), join(stateDir, 'db'), { recursive: true });
      return Promise.resolve({ stateDir });
    },
    stop: () => Promise.resolve(rmSync(root, { recursive: true, force: true })),
  };
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
