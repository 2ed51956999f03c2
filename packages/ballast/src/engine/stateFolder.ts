import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BallastError } from '@ballast/core';

/** What a run leaves behind. Stops are not among it: they are put there by people, and only people lift them. */
const OWNED = ['db', 'public', 'keys'] as const;
/** What beginning anew removes; the database is emptied by the store, which is quicker than making one. */
const CLEARED = ['public', 'keys'] as const;

export class StateOfOtherWorld extends BallastError {
  constructor(stateDir: string, found: string) {
    super({
      code: 'ENGINE_STATE_OF_OTHER_WORLD',
      message: `${stateDir} holds ${found}`,
      remedy: 'name another folder with --state-dir; state that may be of value is never cleared',
      retryable: false,
    });
  }
}

const markerOf = (stateDir: string): string => join(stateDir, 'world');

/** Identity of the world a state folder belongs to; null when it is new. Refuses state it cannot tell the world of. */
export function worldOfState(stateDir: string): string | null {
  const marker = markerOf(stateDir);
  if (existsSync(marker)) return readFileSync(marker, 'utf8').trim();
  const hasState = existsSync(stateDir) && readdirSync(stateDir).some((name) => OWNED.some((owned) => owned === name));
  if (hasState) throw new StateOfOtherWorld(stateDir, 'state without a world marker');
  return null;
}

/** Marks a new folder with its world; refuses one that belongs to another. */
export function claimState(stateDir: string, identity: string): void {
  const found = worldOfState(stateDir);
  if (found !== null && found !== identity) throw new StateOfOtherWorld(stateDir, `the state of ${found}`);
  writeMarker(stateDir, identity);
}

/**
 * Begins the state of a local or recorded world anew: what an earlier one left cannot go on, because its chain died
 * with its process. Refuses state of a live world. Returns whether an earlier one stood there.
 */
export function beginEphemeralState(stateDir: string, identity: string): boolean {
  const found = worldOfState(stateDir);
  if (found !== null && !/^(local|recorded)\b/.test(found))
    throw new StateOfOtherWorld(stateDir, `the state of ${found}`);
  for (const name of CLEARED) rmSync(join(stateDir, name), { recursive: true, force: true });
  writeMarker(stateDir, identity);
  return found !== null;
}

function writeMarker(stateDir: string, identity: string): void {
  mkdirSync(stateDir, { recursive: true });
  writeFileSync(markerOf(stateDir), `${identity}\n`);
}
