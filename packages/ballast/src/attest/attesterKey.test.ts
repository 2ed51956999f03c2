import { chmodSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { publicKeyOf } from '@ballast/core';
import {
  AttesterKeyMissing,
  AttesterKeyUnreadable,
  createAttesterKey,
  developmentAttester,
  loadAttesterKey,
} from './attesterKey.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'ballast-key-'));
const SECRET = '0a'.repeat(32);
const keyFile = (text: string, mode = 0o600): string => {
  const path = join(folder(), 'key');
  writeFileSync(path, text, { mode });
  chmodSync(path, mode);
  return path;
};
const live = (file: string | null): Parameters<typeof loadAttesterKey>[0] => ({
  file,
  stateDir: folder(),
  localWorld: null,
});

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
  it('gives a local world its own constant key, kept with mode 0600', () => {
    const stateDir = folder();
    const key = loadAttesterKey({ file: null, stateDir, localWorld: 'usdc-march-2023 seed 1' });
    expect(key).toEqual(developmentAttester('usdc-march-2023 seed 1'));
    const path = join(stateDir, 'keys', 'attester.development.key');
    expect(readFileSync(path, 'utf8')).toBe(`${key.secretKey}\n`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(loadAttesterKey({ file: null, stateDir, localWorld: 'usdc-march-2023 seed 1' })).toEqual(key);
    expect(() => loadAttesterKey({ file: null, stateDir, localWorld: 'another' })).toThrow(AttesterKeyUnreadable);
    expect(developmentAttester('another').publicKey).not.toBe(key.publicKey);
  });
  it('a named file wins over a local world', () => {
    const key = loadAttesterKey({ file: keyFile(SECRET), stateDir: folder(), localWorld: 'x' });
    expect(key.publicKey).toBe(publicKeyOf(SECRET));
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
