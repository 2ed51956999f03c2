import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BallastError } from '@ballast/core';
import { plainPaint } from '../report/paint.ts';
import { EXIT, exitCodeOf } from './exitCodes.ts';
import { errorLine, renderError } from './renderError.ts';
import { runCli } from './runCli.fixture.ts';
import { explainSystemFailure } from './systemFailure.ts';

const cwd = mkdtempSync(join(tmpdir(), 'ballast-errors-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const systemError = (code: string, path?: string): Error =>
  Object.assign(new Error(`${code}: refused`), path === undefined ? { code } : { code, path });

describe('errors of the file system', () => {
  it.each([
    ['ENOENT', 'CLI_FILE_NOT_FOUND', EXIT.failed],
    ['EACCES', 'CLI_FILE_REFUSED', EXIT.failed],
    ['EROFS', 'CLI_FILE_REFUSED', EXIT.failed],
    ['EISDIR', 'CLI_NOT_A_FILE', EXIT.failed],
    ['EEXIST', 'CLI_NOT_A_FILE', EXIT.failed],
    ['ENOSPC', 'CLI_DISK_FULL', EXIT.tryAgain],
    ['EFBIG', 'CLI_DISK_FULL', EXIT.tryAgain],
    ['EMFILE', 'CLI_TOO_MANY_FILES', EXIT.tryAgain],
  ])('%s is told as %s, exit %i', (errno, code, exit) => {
    const told = explainSystemFailure(systemError(errno, '/some/where'));
    expect([told?.code, exitCodeOf(told)]).toEqual([code, exit]);
    expect(told?.message).toContain('/some/where');
  });
  it('a folder that cannot be made is refused, not absent', () => {
    const error = Object.assign(systemError('ENOENT', '/read-only/.ballast'), { syscall: 'mkdir' });
    expect(explainSystemFailure(error)?.code).toBe('CLI_FILE_REFUSED');
  });
  it('leaves what is not of the file system, and programs that are missing', () => {
    expect(explainSystemFailure(new TypeError('undefined is not a function'))).toBeNull();
    expect(explainSystemFailure(systemError('ENOENT'))).toBeNull();
  });
  it.each([
    [['attest', 'sign', 'nowhere.json'], { BALLAST_APPROVER_KEY: '11'.repeat(32) }],
    [['verify', '.', '--since', 'nowhere.json'], {}],
    [['init', '--address', `0x${'11'.repeat(20)}`, '--rpc', 'http://localhost:1', '--catalogue', 'no.yaml'], {}],
  ] as const)('%j is no fault of Ballast', async (argv, environment) => {
    const { code, err } = await runCli(cwd, argv, environment);
    expect(code).toBe(1);
    expect(err).not.toMatch(/^BUG/);
    expect(err).toContain('mend: ');
  });
});

class Fault extends BallastError {
  readonly issues = Array.from({ length: 14 }, (_, index) => ({
    code: 'POLICY_FIELD',
    path: `assets.${index}.haircut`,
    line: index + 1,
    column: 3,
    message: 'expected a share such as 2.5 %, found a word that no reader could take for a share of anything',
  }));
  constructor() {
    super({ code: 'POLICY_INVALID', message: 'x '.repeat(80), remedy: 'y '.repeat(80), retryable: true });
  }
}

describe('an error as it is read', () => {
  it('fits 80 columns, counts what it leaves out and names the schema', () => {
    const text = renderError(new Fault(), plainPaint);
    expect(text).not.toMatch(/^.{81,}$/m);
    expect(text).toContain('and 2 more');
    expect(text).toContain('`ballast schema policy`');
    expect(text).toContain('may work when tried again');
  });
  it('is one JSON line for programs, with every issue', () => {
    const line = errorLine(new Fault());
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(JSON.parse(line)).toMatchObject({ schema: 'ballast/error/1', code: 'POLICY_INVALID', retryable: true });
    expect((JSON.parse(line) as { issues: unknown[] }).issues).toHaveLength(14);
    expect(JSON.parse(errorLine(new TypeError('no')))).toMatchObject({ code: 'BUG', message: 'no' });
  });
});

describe('usage', () => {
  it.each([
    ['run', '--moments'],
    ['demo', '--moments'],
    ['history', '--limit'],
  ])('%s %s 0 is refused before anything is cleared', async (command, flag) => {
    expect((await runCli(cwd, [command, flag, '0'])).err).toContain('expected at least 1');
  });
  it.each([
    ['--key', '00'],
    ['--key', 'not hex'],
    ['--policy-hash', '0x12'],
  ])('verify %s %s is no key and no hash', async (flag, text) => {
    expect((await runCli(cwd, ['verify', '.', flag, text])).err).toMatch(/^CLI_USAGE/);
  });
  it('two formats at once are refused', async () => {
    expect((await runCli(cwd, ['config', 'show', '--json', '--md'])).err).toMatch(/^CLI_USAGE {2}--json and --md/);
  });
  it('what has no Markdown of its own stands in a code block', async () => {
    expect((await runCli(cwd, ['config', 'show', '--md'])).out).toMatch(/^```text\n[\s\S]*\n```\n$/);
  });
});
