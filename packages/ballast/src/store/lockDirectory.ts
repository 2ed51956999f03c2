import { randomUUID } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { BallastError } from '@ballast/core';
import { isRunning, ownIdentity, type ProcessIdentity } from './processIdentity.ts';

/*
 * One owner per directory, with plain files, so that it holds on any file system with hard links.
 *
 * Files owner.1, owner.2 … name successive owners; the highest number is the owner. The next number may be taken
 * only when the highest one is released or dead, and it is taken by a hard link, which one contender alone can
 * create and which is never seen half written. The highest file is never removed, so a contender that judged an
 * old owner dead and then slept cannot come back to a number that was free again: after linking it looks for
 * higher numbers and yields to them. A kill -9 at any line leaves either the old owner or the new one.
 */

/** How long an owner we cannot look at (another container or boot) counts as alive after its last sign of life. */
const SILENT_SECONDS = 60;
const HEARTBEAT_SECONDS = 5;
/** Owner files kept behind the highest, so that a listing taken while owners change still meets one of them. */
const KEPT = 8;

export interface DirectoryLock {
  /** Throws StoreLockLost when another process took the directory over. */
  assertHeld(): void;
  release(): void;
}

export class StoreLocked extends BallastError {
  constructor(what: string, holder: string) {
    super({
      code: 'STORE_LOCKED',
      message: `${what} is in use by ${holder}`,
      remedy: 'wait for it to end, stop it, or point this command at another state directory or database',
      retryable: true,
    });
  }
}

export class StoreLockLost extends BallastError {
  constructor(directory: string) {
    super({
      code: 'STORE_LOCK_LOST',
      message: `another process took over ${directory} while this one was silent`,
      remedy: 'start again; nothing was written after the takeover',
      retryable: true,
    });
  }
}

export class StoreNotWritable extends BallastError {
  constructor(where: string, cause: unknown) {
    super({
      code: 'STORE_NOT_WRITABLE',
      message: `${where} cannot be written (${(cause as NodeJS.ErrnoException).code ?? 'refused'})`,
      remedy: 'choose a state directory on a writable file system with hard links, or fix its owner and mode',
      retryable: false,
      cause,
    });
  }
}

interface OwnerFile extends ProcessIdentity {
  readonly isReleased: boolean;
}

/**
 * Takes a directory for this process, creating it, or throws StoreLocked naming the owner. Taken before anything
 * in the directory is opened. The lock dies with the process however it dies; it is not re-entrant.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const folder = join(directory, 'lock');
  try {
    mkdirSync(folder, { recursive: true });
    const generation = takeNext(directory, folder);
    return holdLock(directory, folder, generation);
  } catch (error) {
    if (error instanceof BallastError) throw error;
    throw new StoreNotWritable(directory, error);
  }
}

function takeNext(directory: string, folder: string): number {
  const draft = join(folder, `draft.${randomUUID()}`);
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const highest = highestGeneration(folder);
    if (highest > 0) refuseLiveOwner(directory, folder, highest);
    writeFileSync(draft, ownerText(false));
    const isLinked = tryLink(draft, ownerPath(folder, highest + 1));
    rmSync(draft, { force: true });
    if (!isLinked) continue;
    if (highestGeneration(folder) === highest + 1) {
      removeOld(folder, highest + 1);
      return highest + 1;
    }
    rmSync(ownerPath(folder, highest + 1), { force: true });
  }
  throw new StoreLocked(directory, 'several processes starting at once');
}

function holdLock(directory: string, folder: string, generation: number): DirectoryLock {
  const path = ownerPath(folder, generation);
  const assertHeld = (): void => {
    if (highestGeneration(folder) !== generation) throw new StoreLockLost(directory);
  };
  const heartbeat = setInterval(() => {
    try {
      const now = Date.now() / 1000;
      utimesSync(path, now, now);
    } catch {
      // A vanished file means the lock is lost, and assertHeld says so before the next write.
      clearInterval(heartbeat);
    }
  }, HEARTBEAT_SECONDS * 1000);
  heartbeat.unref();
  return {
    assertHeld,
    release: () => {
      clearInterval(heartbeat);
      assertHeld();
      const draft = join(folder, `draft.${randomUUID()}`);
      writeFileSync(draft, ownerText(true));
      renameSync(draft, path);
    },
  };
}

function refuseLiveOwner(directory: string, folder: string, generation: number): void {
  const path = ownerPath(folder, generation);
  let silentSeconds: number;
  let owner: OwnerFile | null;
  try {
    silentSeconds = Date.now() / 1000 - statSync(path).mtimeMs / 1000;
    owner = parseOwner(readFileSync(path, 'utf8'));
  } catch (error) {
    // Swept away since the listing: there is a newer owner, which the caller meets after linking.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (owner?.isReleased === true) return;
  // A power cut may empty the file; then only silence tells that the owner is gone.
  const isAlive = (owner === null ? null : isRunning(owner)) ?? silentSeconds < SILENT_SECONDS;
  if (isAlive) throw new StoreLocked(directory, owner === null ? 'an unnamed process' : `process ${owner.pid}`);
}

function parseOwner(text: string): OwnerFile | null {
  try {
    const owner = JSON.parse(text) as Partial<OwnerFile> | null;
    return typeof owner?.pid === 'number' && typeof owner.started === 'string' && typeof owner.machine === 'string'
      ? { pid: owner.pid, started: owner.started, machine: owner.machine, isReleased: owner.isReleased === true }
      : null;
  } catch {
    return null;
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // ENOENT: the new owner swept our draft away, so there is a new owner.
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    throw error;
  }
}

function removeOld(folder: string, generation: number): void {
  for (const name of readdirSync(folder)) {
    const isOld = name.startsWith('draft.') || generationOf(name) < generation - KEPT;
    if (isOld) rmSync(join(folder, name), { force: true });
  }
}

const ownerPath = (folder: string, generation: number): string => join(folder, `owner.${generation}`);
const ownerText = (isReleased: boolean): string => JSON.stringify({ ...ownIdentity(), isReleased });
const generationOf = (name: string): number => (/^owner\.\d+$/.test(name) ? Number(name.slice(6)) : Infinity);

function highestGeneration(folder: string): number {
  const generations = readdirSync(folder).map(generationOf).filter(Number.isFinite);
  return generations.reduce((highest, generation) => Math.max(highest, generation), 0);
}
