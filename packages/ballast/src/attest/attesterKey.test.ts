import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { publicKeyOf, type Policy } from '@ballast/core';
import { loadTestPolicy } from '../../../core/src/replay/replay.fixture.ts';
import {
  AttesterKeyMissing,
  AttesterKeyNotNamed,
  AttesterKeyUnreadable,
  createAttesterKey,
  loadAttesterKey,
  requireNamedAttester,
} from './attesterKey.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'ballast-key-'));
const SECRET = '0a'.repeat(32);
const keyFile = (text: string, mode = 0o600): string => {
  const path = join(folder(), 'key');
  writeFileSync(path, text, { mode });
  chmodSync(path, mode);
  return path;
};
const live = (file: string | null): Parameters<typeof loadAttesterKey>[0] => ({ file, development: null });

describe('loadAttesterKey', () => {
  it('never makes up a key for a world that holds value', () => {
    expect(() => loadAttesterKey(live(null))).toThrow(AttesterKeyMissing);
  });
  it.each([
    ['absent', join(folder(), 'none')],
    ['a directory', folder()],
    ['empty', keyFile('')],
    ['too short', keyFile(SECRET.slice(2))],
    ['too long', keyFile(`${SECRET}00`)],
    ['not hex', keyFile(SECRET.replace('a', 'g'))],
    ['two lines', keyFile(`${SECRET}\n${SECRET}\n`)],
  ])('refuses a file that is %s', (_name, path) => {
    expect(() => loadAttesterKey(live(path))).toThrow(AttesterKeyUnreadable);
  });
  it.each([0o644, 0o640, 0o604, 0o660])('refuses a file others may read (mode %o)', (mode) => {
    expect(() => loadAttesterKey(live(keyFile(SECRET, mode)))).toThrow(AttesterKeyUnreadable);
  });
  it('reads a key, with or without 0x and a line end, and never shows it in an error', () => {
    for (const text of [SECRET, `${SECRET}\n`, `0x${SECRET.toUpperCase()}\n`])
      expect(loadAttesterKey(live(keyFile(text)))).toEqual({ publicKey: publicKeyOf(SECRET), secretKey: SECRET });
    try {
      loadAttesterKey(live(keyFile(`${SECRET}ff`)));
      expect.unreachable();
    } catch (error) {
      expect(inspect(error)).not.toContain(SECRET);
    }
  });
  it('takes the key of a development world, and writes it nowhere', () => {
    const key = loadAttesterKey({ file: null, development: SECRET });
    expect(key).toEqual({ publicKey: publicKeyOf(SECRET), secretKey: SECRET });
  });
  it('a named file wins over a local world', () => {
    const key = loadAttesterKey({ file: keyFile(SECRET), development: '0b'.repeat(32) });
    expect(key.publicKey).toBe(publicKeyOf(SECRET));
  });
});

describe('requireNamedAttester', () => {
  const naming = (attesters: readonly string[]): Policy => ({
    ...loadTestPolicy().policy,
    roles: { ...loadTestPolicy().policy.roles, attesters },
  });
  const key = { publicKey: publicKeyOf(SECRET), secretKey: SECRET };
  it('takes a key the policy names, and any key when it names none', () => {
    requireNamedAttester(key, naming([]));
    requireNamedAttester(key, naming(['0b'.repeat(32), `0x${key.publicKey.toUpperCase()}`]));
  });
  it('refuses another one before anything is signed', () => {
    expect(() => requireNamedAttester(key, naming(['0b'.repeat(32)]))).toThrow(AttesterKeyNotNamed);
  });
});

describe('createAttesterKey', () => {
  it('makes a random key only its owner may read, and never overwrites one', () => {
    const path = join(folder(), 'new', 'attester.key');
    const publicKey = createAttesterKey(path);
    expect(loadAttesterKey(live(path)).publicKey).toBe(publicKey);
    expect(() => createAttesterKey(path)).toThrow(AttesterKeyUnreadable);
    expect(createAttesterKey(join(folder(), 'other')).slice(0)).not.toBe(publicKey);
  });
  it('says when it cannot write', () => {
    const path = join(folder(), 'key');
    mkdirSync(path);
    expect(() => createAttesterKey(path)).toThrow(AttesterKeyUnreadable);
  });
});
