import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimState, clearEphemeralState, StateOfOtherWorld, worldOfState } from './stateFolder.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'ballast-state-'));

describe('state folder', () => {
  it('never clears the state of a live world, or state without a marker', () => {
    const live = folder();
    claimState(live, 'live');
    mkdirSync(join(live, 'db'));
    expect(() => clearEphemeralState(live)).toThrow(StateOfOtherWorld);
    expect(existsSync(join(live, 'db'))).toBe(true);
    const unmarked = folder();
    mkdirSync(join(unmarked, 'db'));
    expect(() => clearEphemeralState(unmarked)).toThrow(StateOfOtherWorld);
    expect(() => claimState(unmarked, 'live')).toThrow(StateOfOtherWorld);
  });
  it('clears what a local world left, and only that', () => {
    const dir = folder();
    claimState(dir, 'local:usdc-march-2023:1:usd');
    mkdirSync(join(dir, 'db'));
    writeFileSync(join(dir, 'notes.txt'), 'mine');
    expect(clearEphemeralState(dir)).toBe(true);
    expect([existsSync(join(dir, 'db')), existsSync(join(dir, 'notes.txt')), worldOfState(dir)]).toEqual([
      false,
      true,
      null,
    ]);
    expect(clearEphemeralState(dir)).toBe(false);
  });
  it('refuses a second world', () => {
    const dir = folder();
    claimState(dir, 'live');
    claimState(dir, 'live');
    expect(() => claimState(dir, 'local:x')).toThrow(StateOfOtherWorld);
  });
});
