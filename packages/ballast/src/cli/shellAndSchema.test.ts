import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { jsonSchema } from '@ballast/core';
import { lockDirectory } from '../store/lockDirectory.ts';
import { runCli } from './runCli.fixture.ts';

const cwd = mkdtempSync(join(tmpdir(), 'ballast-shell-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('schema', () => {
  it('prints the schema of the policy, which an editor may read as it is', async () => {
    const { out, code } = await runCli(cwd, ['schema']);
    expect([code, JSON.parse(out)]).toEqual([0, jsonSchema()]);
    expect((await runCli(cwd, ['schema', 'policy', '--json'])).out).toBe(out);
  });
  it.each(['config', 'attested', 'catalogue', 'scenario'])('knows the file %s', async (name) => {
    const schema = JSON.parse((await runCli(cwd, ['schema', name])).out) as Record<string, unknown>;
    const kinds = (schema['oneOf'] ?? [schema]) as Record<string, unknown>[];
    for (const kind of kinds) {
      expect(kind).toMatchObject({ type: 'object', additionalProperties: false });
      expect(Object.keys(kind['properties'] as object).length).toBeGreaterThan(2);
    }
  });
  it('refuses another name and lists those there are', async () => {
    const { code, err } = await runCli(cwd, ['schema', 'plan']);
    expect([code, err.includes('policy, config, attested')]).toEqual([1, true]);
    expect(err).toContain('`ballast schema --help`');
  });
  it('is named where a policy does not check', async () => {
    writeFileSync(join(cwd, 'bad.yaml'), 'reserve: harbor\nnothing: 1\n');
    expect((await runCli(cwd, ['policy', 'check', join(cwd, 'bad.yaml')])).err).toContain('`ballast schema policy`');
  });
});

/** What bash offers after a line typed so far; the last word is being typed. */
const offered = (script: string, words: readonly string[]): string[] =>
  execFileSync(
    'bash',
    ['-c', `${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ballast; echo "\${COMPREPLY[@]}"`, '_', ...words],
    { encoding: 'utf8' },
  )
    .trim()
    .split(' ');

describe('completions', () => {
  it('in bash: commands, commands below them, and the flags of each', async () => {
    const { out } = await runCli(cwd, ['completions', 'bash']);
    expect(offered(out, ['ballast', 'as'])).toEqual(['assess']);
    expect(offered(out, ['ballast', 'policy', 'ha'])).toEqual(['hash']);
    expect(offered(out, ['ballast', '--json', 'history', '--li'])).toEqual(['--limit']);
    expect(offered(out, ['ballast', 'attest', 'sign', '--q'])).toEqual(['--quiet']);
  });
  it.each([
    ['zsh', 'compadd'],
    ['fish', "complete -c ballast -n '__fish_seen_subcommand_from hold' -l reason -r"],
  ])('in %s', async (shell, part) => {
    const { out, code } = await runCli(cwd, ['completions', shell]);
    expect([code, out.includes(part)]).toEqual([0, true]);
  });
  it('of another shell are refused', async () => {
    expect((await runCli(cwd, ['completions', 'tcsh'])).err).toMatch(/^CLI_USAGE/);
  });
});

describe('help', () => {
  it('ends with an example and a line end, names the flags every command takes, and tells the version', async () => {
    for (const argv of [[], ['policy'], ['policy', 'hash'], ['config'], ['attest', 'sign'], ['status'], ['schema']]) {
      const { out } = await runCli(cwd, [...argv, '--help']);
      expect([argv, /Example:\n(?: {2}\S.*\n)+$/.test(out), out.includes('--detailed-exitcode')]).toEqual([
        argv,
        true,
        true,
      ]);
      expect(out).not.toMatch(/^.{81,}$/m);
    }
    expect((await runCli(cwd, ['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
  it('is pointed to by its own command', async () => {
    expect((await runCli(cwd, ['policy', 'hash', '--loud'])).err).toContain('see `ballast policy hash --help`');
  });
});

describe('status', () => {
  it('in an empty folder says what to run', async () => {
    const { out, code } = await runCli(mkdtempSync(join(cwd, 'empty-')), ['status', '--detailed-exitcode']);
    expect([code, out.includes('no reserve yet')]).toEqual([0, true]);
  });
  it('tells of a reserve that ran, of a stop, and keeps working while another process has the store', async () => {
    const folder = mkdtempSync(join(cwd, 'ran-'));
    expect((await runCli(folder, ['run', '--moments', '1', '--quiet'])).code).toBe(0);
    await runCli(folder, ['hold', '--reason', 'auditor on site']);
    const free = await runCli(folder, ['status', '--detailed-exitcode']);
    expect([free.code, free.out.includes('■ hold since'), free.out.includes('nothing')]).toEqual([2, true, true]);
    const before = JSON.parse((await runCli(folder, ['status', '--json'])).out) as { reserves: object[] };
    const lock = lockDirectory(join(folder, '.ballast'));
    try {
      expect((await runCli(folder, ['history'])).code).toBe(75);
      const owned = await runCli(folder, ['status', '--json']);
      expect(owned.code).toBe(0);
      const after = JSON.parse(owned.out) as { owner: string; reserves: object[] };
      expect(after.owner).toContain('is in use by');
      expect(after.reserves).toEqual(before.reserves.map((item) => ({ ...item, inFlight: null })));
    } finally {
      lock.release();
    }
  });
});
