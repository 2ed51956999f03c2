import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BallastError } from '@ballast/core';
import { readSecret } from '../config/secrets.ts';
import type { Journal } from '../store/journal.ts';
import { openStore } from '../store/openStore.ts';
import type { Store } from '../store/store.ts';
import type { Session } from './session.ts';

export type SessionStore = Store & { readonly journal: Journal };

export class NoState extends BallastError {
  constructor(stateDir: string) {
    super({
      code: 'CLI_NO_STATE',
      message: `there is no state in ${stateDir} yet`,
      remedy: 'run `ballast demo`, or `ballast run`, or name another folder with --state-dir',
      retryable: false,
    });
  }
}

export class ReserveUnclear extends BallastError {
  constructor(reserves: readonly string[], named?: string) {
    const known = reserves.length === 0 ? 'no reserve yet' : reserves.join(', ');
    super({
      code: 'CLI_RESERVE_UNCLEAR',
      message: `${named === undefined ? '' : `no reserve is called "${named}": `}the state holds ${known}`,
      remedy: 'name one with --reserve',
      retryable: false,
    });
  }
}

/** Opens the store of the session, making it when it is new. */
export const openSessionStore = async (session: Session): Promise<SessionStore> =>
  openStore({
    stateDir: session.loaded.config.stateDir,
    databaseUrl: readSecret('DATABASE_URL', session.environment) ?? undefined,
  });

/** Runs work on a state that must exist already, and closes it whatever happens. */
export async function withStore<T>(session: Session, work: (store: SessionStore) => Promise<T>): Promise<T> {
  const { stateDir } = session.loaded.config;
  const isServer = readSecret('DATABASE_URL', session.environment) !== null;
  if (!isServer && !existsSync(join(stateDir, 'db'))) throw new NoState(stateDir);
  const store = await openSessionStore(session);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** The reserve meant: named by flag, or the only one there is. */
export async function reserveOf(store: SessionStore, named: string | undefined): Promise<string> {
  const reserves = await store.reserves();
  const chosen = named ?? (reserves.length === 1 ? reserves[0] : undefined);
  if (chosen === undefined || !reserves.includes(chosen)) throw new ReserveUnclear(reserves, named);
  return chosen;
}
