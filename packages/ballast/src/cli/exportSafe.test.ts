import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type CliRun } from './runCli.fixture.ts';

const cwd = mkdtempSync(join(tmpdir(), 'ballast-export-'));
const at = (name: string): string => join(cwd, name);
const cli = (...argv: readonly string[]): Promise<CliRun> => runCli(cwd, argv);

beforeAll(async () => {
  await cli('init');
  await cli('plan', '--step', '2', '-o', at('plan.json'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('a plan for a Safe', () => {
  it('is exported call by call, with the hashes its owners compare', async () => {
    const { code, out } = await cli('export', 'safe', at('plan.json'), '-o', at('batch.json'), '--nonce', '12');
    expect(code).toBe(0);
    expect(out).not.toMatch(/^.{81,}$/m);
    expect(out).toContain('nonce 12');
    expect(out).toMatch(/Safe tx {2}0x[0-9a-f]{64}/);
  });

  it('comes back equal to the plan', async () => {
    const { code, out } = await cli('import', 'safe', at('batch.json'), '--plan', at('plan.json'));
    expect([code, out.includes('compared with')]).toEqual([0, true]);
  });

  it('does not when one byte was changed, and names it', async () => {
    const text = readFileSync(at('batch.json'), 'utf8');
    const data = /"data": "(0x[0-9a-f]+)"/.exec(text)?.[1] ?? '';
    const last = Number.parseInt(data.slice(-2), 16) ^ 1;
    const changed = `${data.slice(0, -2)}${last.toString(16).padStart(2, '0')}`;
    writeFileSync(at('changed.json'), text.replace(data, changed));
    const { code, out } = await cli('import', 'safe', at('changed.json'), '--plan', at('plan.json'));
    expect(code).toBe(1);
    expect(out).toContain(`transaction 1: byte ${data.length / 2 - 2} of the data is`);
    expect(out).toContain('do not sign this batch');
  });

  it('needs the document the plan was made under', async () => {
    const other = readFileSync(at('policy.yaml'), 'utf8').replace('name: Harbor reserve', 'name: Another reserve');
    writeFileSync(at('other.yaml'), other);
    const { err } = await cli('export', 'safe', at('plan.json'), '--policy', at('other.yaml'));
    expect(err).toMatch(/^ACT_POLICY_NOT_RATIFIED/);
  });
});
