import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from './runCli.fixture.ts';

const cwd = mkdtempSync(join(tmpdir(), 'ballast-stops-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('stops', () => {
  it('a reserve nobody knows is not stopped in silence', async () => {
    const folder = mkdtempSync(join(cwd, 'stops-'));
    expect((await runCli(folder, ['hold', '--reason', 'x', '--reserve', 'harbor'])).code).toBe(0);
    const typed = await runCli(folder, ['hold', '--reason', 'x', '--reserve', 'harbro']);
    expect(typed.err).toMatch(/^CLI_RESERVE_UNCLEAR {2}no reserve is called "harbro"/);
    expect((await runCli(folder, ['freeze', '--reason', 'y'])).out).toContain('freeze  harbor');
  });
  it('a freeze that does not reach the vault says that the stop stands', async () => {
    const folder = mkdtempSync(join(cwd, 'freeze-'));
    const { code, err } = await runCli(folder, ['freeze', '--reserve', 'harbor', '--reason', 'key lost', '--execute']);
    expect([code, err.includes('harbor is stopped here'), err.includes('CLI_POLICY_NOT_FOUND')]).toEqual([
      1,
      true,
      true,
    ]);
    expect((await runCli(folder, ['status'])).out).toContain('■ freeze since');
  });
  it('a policy in the folder names the reserve before anything was published', async () => {
    const folder = mkdtempSync(join(cwd, 'policy-'));
    await runCli(folder, ['init']);
    expect((await runCli(folder, ['hold', '--reason', 'auditor on site'])).out).toContain('hold  harbor');
    writeFileSync(join(folder, 'policy.yaml'), 'version: broken');
    expect((await runCli(folder, ['hold', '--reason', 'again'])).code).toBe(0);
  });
});
