import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type CliRun } from './runCli.fixture.ts';

const cwd = mkdtempSync(join(tmpdir(), 'ballast-packs-'));
const cli = (...argv: readonly string[]): Promise<CliRun> => runCli(cwd, argv);
const WIDE = /^.{81,}$/m;

beforeAll(async () => void (await cli('init')));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('ballast packs', () => {
  it('lists packs and shows one with its sources, in 80 columns', async () => {
    const [list, one] = [await cli('packs'), await cli('packs', 'genius')];
    expect([WIDE.test(list.out), WIDE.test(one.out)]).toEqual([false, false]);
    expect(list.out).toMatch(/mica-significant +EU, MiCA/);
    expect(one.out).toContain('GENIUS Act (S. 1582');
    expect((await cli('packs', 'nope')).err).toMatch(/^POLICY_PACK_UNKNOWN/);
  });
});

describe('ballast assess --pack', () => {
  it('judges the reserve by the packs named, beside the assessment', async () => {
    const { code, out } = await cli('assess', '--pack', 'nydfs', 'boe');
    expect([code, WIDE.test(out)]).toEqual([0, false]);
    // Harbor holds stablecoins, which no regime for stablecoins lets back one.
    expect(out).toMatch(/✗ backing +0\.00 % +≥ +100\.00 % +breached +in force/);
    expect(out).toMatch(/\? attestation .* not determinable +in force/);
    const json = JSON.parse((await cli('assess', '--pack', 'nydfs', '--json')).out) as {
      readonly schema: string;
      readonly assessment: { readonly schema: string };
      readonly packs: readonly { readonly pack: string; readonly rules: readonly { readonly status: string }[] }[];
    };
    expect([json.schema, json.assessment.schema]).toEqual(['ballast/assessment-with-packs/1', 'ballast/assessment/1']);
    expect(json.packs[0]?.rules.map((rule) => rule.status)).toEqual([
      'breached',
      'breached',
      'not determinable',
      'not determinable',
    ]);
    expect((await cli('assess', '--pack', 'nydfs', '--detailed-exitcode')).code).toBe(2);
  });
});
