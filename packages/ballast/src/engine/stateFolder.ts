import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BallastError } from '@ballast/core';

/** What a run leaves behind, and all that a reset removes. */
const OWNED = ['db', 'public', 'keys', 'stops.json', 'accepted.json'] as const;

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

/** Identity of the world a state folder belongs to; null when it is new. */
export function worldOfState(stateDir: string): string | null {
  const marker = markerOf(stateDir);
  return existsSync(marker) ? readFileSync(marker, 'utf8').trim() : null;
}

/** Marks a new folder with its world; refuses one that belongs to another. */
export function claimState(stateDir: string, identity: string): void {
  const found = worldOfState(stateDir);
  if (found !== null && found !== identity) throw new StateOfOtherWorld(stateDir, `the state of ${found}`);
  if (found === null && hasState(stateDir)) throw new StateOfOtherWorld(stateDir, 'state without a world marker');
  mkdirSync(stateDir, { recursive: true });
  writeFileSync(markerOf(stateDir), `${identity}\n`);
}

/**
 * Clears what an earlier local or recorded world left: its chain died with its process, so nothing of it can go on.
 * Refuses state of a live world, and state it cannot tell apart from one. Returns whether anything was removed.
 */
export function clearEphemeralState(stateDir: string): boolean {
  const found = worldOfState(stateDir);
  if (found === null) {
    if (hasState(stateDir)) throw new StateOfOtherWorld(stateDir, 'state without a world marker');
    return false;
  }
  if (!/^(local|recorded)\b/.test(found)) throw new StateOfOtherWorld(stateDir, `the state of ${found}`);
  for (const name of [...OWNED, 'world']) rmSync(join(stateDir, name), { recursive: true, force: true });
  return true;
}

const hasState = (stateDir: string): boolean =>
  existsSync(stateDir) && readdirSync(stateDir).some((name) => (OWNED as readonly string[]).includes(name));
