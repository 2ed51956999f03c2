import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChildProcess } from 'node:child_process';
import { codeOf } from './codeOf.fixture.ts';
import { killHard, lineOf, startFixture } from './childProcess.fixture.ts';
import { lockDirectory } from './lockDirectory.ts';
import { ownIdentity } from './processIdentity.ts';

const folders: string[] = [];
const children: ChildProcess[] = [];
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'ballast-lock-'));
  folders.push(path);
  return path;
};
const start = (args: readonly string[]): ChildProcess => {
  const child = startFixture('./lockHolder.fixture.ts', args);
  children.push(child);
  return child;
};
const ownersOf = (directory: string): string[] =>
  readdirSync(join(directory, 'lock'))
    .filter((name) => name.startsWith('owner.'))
    .toSorted((a, b) => Number(a.slice(6)) - Number(b.slice(6)));
const writeOwner = (directory: string, generation: number, text: string, silentSeconds = 0): void => {
  mkdirSync(join(directory, 'lock'), { recursive: true });
  const path = join(directory, 'lock', `owner.${generation}`);
  writeFileSync(path, text);
  const seconds = Date.now() / 1000 - silentSeconds;
  utimesSync(path, seconds, seconds);
};

afterEach(async () => {
  for (const child of children.splice(0)) await killHard(child);
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});

describe('lockDirectory: refusals', () => {
  it('refuses a second taker in the same process, and says it may be tried again', () => {
    const directory = folder();
    const lock = lockDirectory(directory);
    const refusal = codeOf(() => lockDirectory(directory));
    expect(refusal).toBe('STORE_LOCKED retryable');
    lock.assertHeld();
    lock.release();
    lockDirectory(directory).release();
  });

  it('refuses while another process lives, and takes over once it is killed with SIGKILL', async () => {
    const directory = folder();
    const holder = start(['hold', directory]);
    await lineOf(holder, 'held');
    expect(codeOf(() => lockDirectory(directory))).toBe('STORE_LOCKED retryable');
    await killHard(holder);
    const lock = lockDirectory(directory);
    lock.assertHeld();
    lock.release();
  });

  it('refuses a state directory that cannot be made: a file is in the way', () => {
    const directory = join(folder(), 'state');
    writeFileSync(directory, '');
    expect(codeOf(() => lockDirectory(directory))).toBe('STORE_NOT_WRITABLE');
    expect(codeOf(() => lockDirectory(join(directory, 'below')))).toBe('STORE_NOT_WRITABLE');
  });

  it.skipIf(process.getuid?.() === 0)('refuses a directory without write permission', () => {
    const directory = folder();
    chmodSync(directory, 0o500);
    expect(codeOf(() => lockDirectory(directory))).toBe('STORE_NOT_WRITABLE');
    chmodSync(directory, 0o700);
  });
});

describe('lockDirectory: stale owners', () => {
  it('takes over from a number that now belongs to another process', () => {
    const directory = folder();
    writeOwner(directory, 1, JSON.stringify({ ...ownIdentity(), started: '12', isReleased: false }));
    lockDirectory(directory).release();
  });

  it('keeps honouring an owner whose number and start both match', () => {
    const directory = folder();
    writeOwner(directory, 1, JSON.stringify({ ...ownIdentity(), isReleased: false }), 1e6);
    expect(codeOf(() => lockDirectory(directory))).toBe('STORE_LOCKED retryable');
  });

  it('believes an owner of another machine only while it gives signs of life', () => {
    const directory = folder();
    const text = JSON.stringify({ pid: 1, started: '5', machine: 'elsewhere', isReleased: false });
    writeOwner(directory, 1, text, 30);
    expect(codeOf(() => lockDirectory(directory))).toBe('STORE_LOCKED retryable');
    writeOwner(directory, 1, text, 90);
    lockDirectory(directory).release();
  });

  it('treats an emptied or foreign owner file as an unnamed owner until it has been silent', () => {
    for (const text of ['', '{', 'null', '[]', '{"pid":"1"}']) {
      const directory = folder();
      writeOwner(directory, 1, text, 1);
      expect(codeOf(() => lockDirectory(directory))).toBe('STORE_LOCKED retryable');
      writeOwner(directory, 1, text, 90);
      lockDirectory(directory).release();
    }
  });

  it('tells the old owner that it lost the directory, at its next write and at its release', () => {
    const directory = folder();
    const lock = lockDirectory(directory);
    writeOwner(directory, 2, JSON.stringify({ pid: 1, started: '5', machine: 'elsewhere', isReleased: false }));
    expect(codeOf(() => lock.assertHeld())).toBe('STORE_LOCK_LOST retryable');
    expect(codeOf(() => lock.release())).toBe('STORE_LOCK_LOST retryable');
  });
});

describe('lockDirectory: many owners', () => {
  it('keeps a bounded number of files, always the highest, and no drafts', () => {
    const directory = folder();
    for (let i = 0; i < 40; i += 1) lockDirectory(directory).release();
    expect(ownersOf(directory).at(-1)).toBe('owner.40');
    expect(ownersOf(directory).length).toBeLessThanOrEqual(9);
    expect(readdirSync(join(directory, 'lock')).filter((name) => name.startsWith('draft.'))).toEqual([]);
  });

  it('sweeps drafts left by a killed contender', () => {
    const directory = folder();
    mkdirSync(join(directory, 'lock'));
    writeFileSync(join(directory, 'lock', 'draft.left'), 'half');
    lockDirectory(directory).release();
    expect(existsSync(join(directory, 'lock', 'draft.left'))).toBe(false);
  });

  it('never lets two of five contending processes in at once, while stale owners are being taken over', async () => {
    const directory = folder();
    writeOwner(directory, 1, JSON.stringify({ ...ownIdentity(), started: '12', isReleased: false }));
    const contenders = Array.from({ length: 5 }, () => start(['contend', directory, '30']));
    const lines = await Promise.all(
      contenders.map(async (child) => {
        const line = await lineOf(child, '');
        if (child.exitCode === null) await once(child, 'exit');
        return line;
      }),
    );
    expect(lines).toEqual(Array.from({ length: 5 }, () => 'done 30'));
    expect(Number(ownersOf(directory).at(-1)?.slice(6))).toBeGreaterThanOrEqual(151);
  });
});
