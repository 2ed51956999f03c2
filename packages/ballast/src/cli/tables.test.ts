import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from './runCli.fixture.ts';

const cwd = mkdtempSync(join(tmpdir(), 'ballast-tables-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const rowsOf = (text: string): Record<string, string>[] => {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  return lines.map((line) =>
    Object.fromEntries(line.split(',').map((cell, index) => [head.split(',')[index] ?? '', cell])),
  );
};

describe('--csv', () => {
  it('value: holdings that add up to the reserve, to the last digit', async () => {
    const rows = rowsOf((await runCli(cwd, ['value', '--csv'])).out);
    const { assetsWad } = JSON.parse((await runCli(cwd, ['value', '--json'])).out) as { assetsWad: string };
    const wad = (text: string): bigint => {
      const [whole = '0', fraction = ''] = text.split('.');
      return BigInt(whole + fraction.padEnd(18, '0'));
    };
    const total = rows.reduce((sum, row) => sum + wad(row['value_numeraire'] ?? ''), 0n);
    expect(total.toString()).toBe(assetsWad);
    expect(rows[0]).toMatchObject({ reserve: 'harbor', asset: 'USDC', numeraire: 'USD', where: 'idle' });
  });
  it('assess: every limit by its id, ratios and money in columns of their own', async () => {
    const rows = rowsOf((await runCli(cwd, ['assess', '--csv'])).out);
    const backing = rows.find((row) => row['limit'] === 'backing:riskAdjusted');
    expect(backing).toMatchObject({ meaning: 'backing after haircuts', threshold_percent: '98', threshold_usd: '' });
    expect(rows.length).toBeGreaterThan(30);
  });
  it('history: whole hashes; and no other command takes it', async () => {
    await runCli(cwd, ['run', '--moments', '1', '--quiet']);
    const { out } = await runCli(cwd, ['history', '--csv']);
    expect(out).toMatch(/^cycle,as of \(UTC\),level,actions,state,record\n1,2023-.*,0x[0-9a-f]{64}\n$/);
    expect((await runCli(cwd, ['history', '--csv', '--json'])).err).toMatch(/^CLI_USAGE/);
    expect((await runCli(cwd, ['why', '--csv'])).err).toMatch(/^CLI_USAGE/);
  });
});

describe('--md', () => {
  it.each([
    ['observe', '| holding |'],
    ['value', '| asset |'],
    ['assess', '| limit |'],
  ])('%s is a heading, the figures and its tables', async (verb, head) => {
    const { out } = await runCli(cwd, [verb, '--md']);
    expect(out).toMatch(/^## harbor: /);
    expect(out).toContain(head);
    expect(out).toContain('- backing 107.60 %');
  });
});

describe('at 80 columns', () => {
  it.each([['observe'], ['value'], ['assess'], ['plan'], ['attest'], ['replay', '1'], ['doctor'], ['config', 'show']])(
    '%s: no line is longer, none ends in a space',
    async (...argv) => {
      const { out, err } = await runCli(cwd, argv);
      // A path below a temporary folder or to an installed binary is as long as it is.
      const lines = `${out}${err}`.split('\n').filter((line) => !line.includes('/'));
      expect(lines.filter((line) => line.length > 80 || line.endsWith(' '))).toEqual([]);
    },
  );
});
