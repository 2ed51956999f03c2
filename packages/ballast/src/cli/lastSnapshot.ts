import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  BallastError,
  hashArtefact,
  initialCarried,
  parseArtefact,
  type CarriedState,
  type Hash,
  type History,
  type Policy,
  type Snapshot,
} from '@ballast/core';
import { readStored, storedText } from '../attest/readStored.ts';
import { readSecret } from '../config/secrets.ts';
import { historyAt, readMemory } from '../engine/resumeCycle.ts';
import { filedSeries } from './openReserves.ts';
import { openSessionStore } from './openStore.ts';
import type { Session } from './session.ts';

/** What a reserve was last seen as, with what it remembers. */
export interface LastSeen {
  readonly snapshot: Snapshot;
  readonly carried: CarriedState;
  readonly history: History;
  /** For people: which file, or which cycle. */
  readonly from: string;
}

export class SnapshotFileInvalid extends BallastError {
  constructor(path: string, why: string) {
    super({
      code: 'CLI_SNAPSHOT_FILE_INVALID',
      message: `${path} ${why}`,
      remedy: 'write one with `ballast observe --json > snapshot.json`',
      retryable: false,
    });
  }
}

/** The snapshot named by a file, else the one of the last cycle in the state; null without either. */
export async function lastSeen(session: Session, policy: Policy, file: string | undefined): Promise<LastSeen | null> {
  if (file !== undefined) {
    const snapshot = readSnapshotFile(file, policy);
    const now = snapshot.asOfSeconds;
    return {
      snapshot,
      carried: initialCarried(policy, now),
      history: historyAt({ policy, priceSeries: filedSeries(session, policy) ?? [] }, null, now),
      from: basename(file),
    };
  }
  if (!hasState(session)) return null;
  const store = await openSessionStore(session);
  try {
    const memory = await readMemory({ store, policy });
    if (memory === null) return null;
    const snapshot = await readStored(store, memory.snapshotHash, 'ballast/snapshot/1');
    const { carried, history, record } = memory;
    return { snapshot, carried, history, from: `cycle ${record.cycle}` };
  } finally {
    await store.close();
  }
}

/** A law and the hash it is named by. */
export interface NamedLaw {
  readonly policy: Policy;
  readonly documentHash: Hash;
}

/** The laws the reserves of the state were last judged by; empty without a state. */
export async function lawsOfState(session: Session): Promise<NamedLaw[]> {
  if (!hasState(session)) return [];
  const store = await openSessionStore(session);
  try {
    const laws: NamedLaw[] = [];
    for (const reserve of await store.reserves()) {
      const latest = (await store.cycles(reserve, { limit: 2 })).find((cycle) => cycle.recordHash !== null);
      if (latest?.recordHash == null) continue;
      const { policy: documentHash } = await readStored(store, latest.recordHash, 'ballast/cycle/1');
      const policy = parseArtefact(await storedText(store, documentHash, 'the policy')) as Policy;
      laws.push({ policy, documentHash });
    }
    return laws;
  } finally {
    await store.close();
  }
}

/** Whether there is a state to read: a database server, or a folder with one. */
export const hasState = (session: Session): boolean =>
  readSecret('DATABASE_URL', session.environment) !== null || existsSync(join(session.loaded.config.stateDir, 'db'));

/** A snapshot as `ballast observe --json` prints it; refuses one of another reserve. */
export function readSnapshotFile(path: string, policy: Policy): Snapshot {
  if (!existsSync(path)) throw new SnapshotFileInvalid(path, 'does not exist');
  let value: unknown;
  try {
    value = parseArtefact(readFileSync(path, 'utf8'));
    hashArtefact(value as { readonly schema: string });
  } catch (error) {
    throw new SnapshotFileInvalid(path, error instanceof BallastError ? error.message : 'cannot be read');
  }
  const snapshot = value as Partial<Snapshot> | null;
  if (snapshot?.schema !== 'ballast/snapshot/1') throw new SnapshotFileInvalid(path, 'is not a snapshot');
  if (snapshot.reserve !== policy.reserve)
    throw new SnapshotFileInvalid(path, `is of reserve ${snapshot.reserve}, not ${policy.reserve}`);
  return snapshot as Snapshot;
}
