import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type CliRun } from './runCli.fixture.ts';

const cwd = mkdtempSync(join(tmpdir(), 'ballast-diff-'));
const at = (name: string): string => join(cwd, name);
const cli = (...argv: readonly string[]): Promise<CliRun> => runCli(cwd, argv);
const WIDE = /^.{81,}$/m;
/** The configured policy with some of its text replaced, under a name. */
function variant(name: string, ...edits: readonly (readonly [string | RegExp, string])[]): string {
  const text = readFileSync(at('policy.yaml'), 'utf8');
  const changed = edits.reduce((all, [from, to]) => all.replaceAll(from as string, to), text);
  if (changed === text) throw new TypeError(`${name} changes nothing`);
  writeFileSync(at(name), changed);
  return at(name);
}
const diff = (...rest: readonly string[]): Promise<CliRun> =>
  cli('policy', 'diff', ...rest, '--snapshot', at('snapshot.json'), '--detailed-exitcode');

interface DiffJson {
  readonly changes: readonly { readonly name: string; readonly changesParameters: boolean; readonly by: string }[];
  readonly now: { readonly newlyBroken: readonly string[] };
  readonly scenarios: readonly { readonly name: string; readonly newlyBroken: readonly string[] }[];
}

beforeAll(async () => {
  await cli('init');
  writeFileSync(at('snapshot.json'), (await cli('observe', '--json')).out);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('ballast policy diff', () => {
  it('says that nothing differs', async () => {
    const { code, out } = await diff(at('policy.yaml'), at('policy.yaml'), '--no-scenarios');
    expect([code, out.includes('No rule differs.')]).toEqual([0, true]);
  });

  it('lets a tightening pass, and names the guardian as who may do it at once', async () => {
    const next = variant('tight.yaml', ['maxSlippage: 30 bps', 'maxSlippage: 20 bps']);
    const { code, out } = await diff(at('policy.yaml'), next, '--no-scenarios');
    expect([code, WIDE.test(out)]).toEqual([0, false]);
    expect(out).toContain('0.3% → 0.2%');
    expect(out).toContain('tightening; guardian at once');
  });

  it('explains an attack: a loss budget a hundred times as large, haircuts gone', async () => {
    const next = variant(
      'evil.yaml',
      ['lossPerDay: 400_000', 'lossPerDay: 40_000_000'],
      [/haircutFloor: 25%/g, 'haircutFloor: 0%'],
    );
    const { code, out } = await diff(at('policy.yaml'), next, '--no-scenarios');
    expect([code, WIDE.test(out)]).toEqual([2, false]);
    expect(out).toContain('400_000 → 40_000_000');
    expect(out).toMatch(/A stolen keeper could cost \$81\.40m in a day instead of \$2\.20m, 37 times as/);
    expect(out).toContain('look better only because haircuts fall');
    const md = await cli('policy', 'diff', at('policy.yaml'), next, '--no-scenarios', '--md');
    expect(md.out).toContain('| `assets.WETH.haircutFloor` | 25% | 0% | loosening |');
  });

  it('judges the new law as adopted, here and in every bundled scenario', async () => {
    const next = variant('cash.yaml', ['{ horizon: day, minCoverage: 20% }', '{ horizon: day, minCoverage: 60% }']);
    const { code, out, err } = await diff(at('policy.yaml'), next, '--json');
    const { changes, now, scenarios } = JSON.parse(out) as DiffJson;
    expect(changes).toMatchObject([{ name: 'limits.liquidity.day.minCoverage', changesParameters: true, by: 'owner' }]);
    expect([code, now.newlyBroken]).toEqual([2, ['liquidity:day']]);
    expect(scenarios.map((item) => item.name)).toEqual([
      'black-thursday-2020',
      'calm-quarter',
      'ftx-november-2022',
      'terra-may-2022',
      'usdc-march-2023',
    ]);
    expect(scenarios.every((item) => item.newlyBroken.includes('liquidity:day'))).toBe(true);
    expect(err).toContain('scenario 5 of 5');
  }, 60_000);

  it('takes the ratified document for OLD with --on-chain, and says when there is none at hand', async () => {
    const next = variant('tight.yaml', ['maxSlippage: 30 bps', 'maxSlippage: 20 bps']);
    expect((await diff('--on-chain', next, '--no-scenarios')).out).toContain('on chain as of snapshot.json');
    const { err } = await diff('--on-chain', next, '--no-scenarios', '--policy', next);
    expect(err).toMatch(/^CLI_RATIFIED_UNKNOWN/);
  });

  it('says when the contract would refuse the law', async () => {
    const next = variant('refused.yaml', ['maxSlippage: 30 bps', 'maxSlippage: 6%']);
    const { code, out, err } = await diff(at('policy.yaml'), next, '--no-scenarios');
    expect(`${out}${err}`).toMatch(/would refuse|POLICY_/);
    expect(code).not.toBe(0);
  });

  it('warns that a vote would undo what the guardian tightened on chain', async () => {
    const text = readFileSync(at('snapshot.json'), 'utf8');
    const tightened = text.replace(/"lossBurstWad": "400000/, '"lossBurstWad": "100000');
    expect(tightened).not.toBe(text);
    writeFileSync(at('tightened.json'), tightened);
    const next = variant('tight.yaml', ['minTrade: 25_000', 'minTrade: 30_000']);
    const { code, out } = await cli(
      'policy',
      'diff',
      at('policy.yaml'),
      next,
      '--no-scenarios',
      '--detailed-exitcode',
      '--snapshot',
      at('tightened.json'),
    );
    expect([code, WIDE.test(out)]).toEqual([2, false]);
    expect(out).toContain('Adopting it undoes what was tightened on chain: lossBurstWad.');
    expect(out).toMatch(/worst day \(ballast bound\) +\$1\.90m +\$2\.20m/);
  });

  it('says that the vault would refuse a law that leaves behind what it holds', async () => {
    const text = readFileSync(at('policy.yaml'), 'utf8');
    const [from, to] = [text.indexOf('  # The governance token.'), text.indexOf('# Where assets may be traded')];
    writeFileSync(at('less.yaml'), text.slice(0, from) + text.slice(to));
    const { code, out } = await diff(at('policy.yaml'), at('less.yaml'), '--no-scenarios');
    expect([code, WIDE.test(out)]).toEqual([2, false]);
    expect(out).toContain('1 rule differs: 0 loosen, 1 tightens, 0 neither');
    expect(out.replaceAll(/\s+/g, ' ')).toContain('the vault still holds HBR, which it does not list');
  });

  it('wants two documents, or one with --on-chain', async () => {
    expect((await diff(at('policy.yaml'))).err).toMatch(/^CLI_USAGE/);
    expect((await diff('--on-chain', at('policy.yaml'), at('policy.yaml'))).err).toMatch(/^CLI_USAGE/);
  });
});
