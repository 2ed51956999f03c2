import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { beginEphemeralState, claimState, StateOfOtherWorld, worldOfState } from './stateFolder.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'ballast-state-'));

describe('state folder', () => {
  it('never clears the state of a live world, or state without a marker', () => {
    const live = folder();
    claimState(live, 'live');
    mkdirSync(join(live, 'public'));
    expect(() => beginEphemeralState(live, 'local:x')).toThrow(StateOfOtherWorld);
    expect([existsSync(join(live, 'public')), worldOfState(live)]).toEqual([true, 'live']);
    const unmarked = folder();
    mkdirSync(join(unmarked, 'db'));
    expect(() => beginEphemeralState(unmarked, 'local:x')).toThrow(StateOfOtherWorld);
    expect(() => claimState(unmarked, 'live')).toThrow(StateOfOtherWorld);
  });
  it('clears what a local world left, and only that', () => {
    const dir = folder();
    expect(beginEphemeralState(dir, 'local:usdc-march-2023:1:usd')).toBe(false);
    for (const name of ['public', 'db']) mkdirSync(join(dir, name));
    writeFileSync(join(dir, 'notes.txt'), 'mine');
    expect(beginEphemeralState(dir, 'local:terra-may-2022:1:usd')).toBe(true);
    expect(['public', 'db', 'notes.txt'].map((name) => existsSync(join(dir, name)))).toEqual([false, true, true]);
    expect(worldOfState(dir)).toBe('local:terra-may-2022:1:usd');
  });
  it('refuses a second world', () => {
    const dir = folder();
    claimState(dir, 'live');
    claimState(dir, 'live');
    expect(() => claimState(dir, 'local:x')).toThrow(StateOfOtherWorld);
  });
});
