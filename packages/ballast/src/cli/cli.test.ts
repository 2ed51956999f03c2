import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './runCli.fixture.ts';

const root = mkdtempSync(join(tmpdir(), 'ballast-cli-'));
let made = 0;
const folder = (): string => mkdtempSync(join(root, `f${(made += 1)}-`));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const WIDE = /^.{81,}$/m;

describe('usage', () => {
  it.each([
    ['unknown command', ['polcy']],
    ['unknown flag', ['history', '--limits', '3']],
    ['missing argument', ['apply']],
    ['too many arguments', ['why', '1', '2']],
    ['not a number', ['history', '--limit', 'many']],
    ['hold without a reason', ['hold']],
    ['unknown denomination', ['demo', '--payable', 'eur']],
  ])('%s is an error with a mend', async (_name, argv) => {
    const { code, out, err } = await runCli(folder(), argv);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^CLI_USAGE {2}/);
    expect(err).toContain('mend: ');
  });
  it.each([
    [[], 'ballast needs a command: init, doctor,'],
    [['data'], 'ballast data needs a command: import, check, pull'],
    [['--json', 'model'], 'ballast model needs a command: score, card, pegs'],
  ])('%j says which commands there are', async (argv, text) => {
    const { code, out, err } = await runCli(folder(), argv);
    expect([code, out]).toEqual([1, '']);
    expect(err.replaceAll('\n', ' ')).toContain(text);
  });
  it.each([
    [['--paths', '99999999999'], 'expected a whole number below a billion'],
    [['--paths', '1e5'], 'expected a whole number below a billion'],
    [['--horizon', '367'], 'expected at most 366 days'],
  ])('stress %j says what it takes', async (argv, text) => {
    const { code, err } = await runCli(folder(), ['stress', ...argv]);
    expect([code, err.replaceAll('\n', ' ')]).toEqual([1, expect.stringContaining(text)]);
  });
  it('every command has help with an example', async () => {
    const { out, code } = await runCli(folder(), ['--help']);
    expect(code).toBe(0);
    const names = [...out.matchAll(/^ {2}([a-z]+)(?: \[|\s{2,}| <)/gm)].map((match) => match[1] ?? '');
    const commands = names.filter((name) => !['help', 'policy', 'config'].includes(name));
    expect(commands.length).toBeGreaterThan(15);
    for (const name of commands) {
      const help = await runCli(folder(), [name, '--help']);
      expect([name, help.code, help.out.includes('Example:')]).toEqual([name, 0, true]);
      expect(help.out).not.toMatch(WIDE);
    }
  });
});

describe('without state', () => {
  it.each([['history'], ['why'], ['replay', 'all'], ['attest']].map((argv) => [argv] as const))(
    '%s says what to run first',
    async (argv) => {
      const { code, err } = await runCli(folder(), argv);
      expect(code).toBe(1);
      expect(err).toMatch(/^CLI_NO_STATE/);
    },
  );
  it('verify names a path that is not there', async () => {
    expect((await runCli(folder(), ['verify', 'nowhere'])).err).toMatch(/^ATTEST_BUNDLE_UNREADABLE/);
  });
  it('a policy that was named and is not there is never answered for by a made-up reserve', async () => {
    for (const command of ['value', 'assess', 'stress', 'doctor'])
      expect((await runCli(folder(), [command, '--policy', 'law.yaml'])).out).not.toContain('harbor');
    const { code, out, err } = await runCli(folder(), ['value', '--policy', 'law.yaml']);
    expect([code, out, err]).toEqual([1, '', expect.stringMatching(/^CLI_POLICY_NOT_FOUND .*law\.yaml/)]);
  });
  it('what-if is asked of the made-up reserve where no policy was named, and says so', async () => {
    const { code, out, err } = await runCli(folder(), ['what-if', 'ETH -40%']);
    expect([code, out]).toEqual([0, expect.stringContaining('harbor from a look now')]);
    expect(err).toContain('no policy.yaml here: this is Harbor, a made-up reserve');
  });
  it('policy check names a file that is not there', async () => {
    expect((await runCli(folder(), ['policy', 'check', 'law.yaml'])).err).toMatch(/^CLI_POLICY_NOT_FOUND/);
  });
});

describe('stops', () => {
  it('hold and resume are durable, and resume asks', async () => {
    const cwd = folder();
    const held = await runCli(cwd, ['hold', '--reserve', 'harbor', '--reason', 'auditor on site', '--json']);
    expect(JSON.parse(held.out)).toMatchObject({
      stops: [{ kind: 'hold', reserve: 'harbor', reason: 'auditor on site' }],
    });
    expect((await runCli(cwd, ['resume'])).err).toMatch(/^CLI_NOT_CONFIRMED/);
    expect((await runCli(cwd, ['resume', '--yes'])).out).toContain('lifted: hold');
    expect((await runCli(cwd, ['resume'])).out).toContain('nothing was stopped');
  });
  it('a damaged list stops everything until it is lifted, and a freeze is still heard', async () => {
    const cwd = folder();
    mkdirSync(join(cwd, '.ballast'));
    writeFileSync(join(cwd, '.ballast', 'stops.json'), '[{');
    const held = await runCli(cwd, ['hold', '--reserve', 'harbor', '--reason', 'x']);
    expect([held.code, held.err.includes('everything stays stopped')]).toEqual([0, true]);
    expect(readFileSync(join(cwd, '.ballast', 'stops.json'), 'utf8')).toBe('[{');
    expect((await runCli(cwd, ['resume'])).err).toMatch(/^CLI_NOT_CONFIRMED/);
    expect((await runCli(cwd, ['resume', '--yes'])).code).toBe(0);
    expect(readFileSync(join(cwd, '.ballast', 'stops.json'), 'utf8').trim()).toBe('[]');
  });
  it('a stop without a reserve is refused where it is not clear which', async () => {
    expect((await runCli(folder(), ['freeze', '--reason', 'key lost'])).err).toMatch(/^CLI_RESERVE_UNCLEAR/);
  });
});

describe('a newcomer in an empty folder', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = folder();
    const { code } = await runCli(cwd, ['init']);
    expect(code).toBe(0);
  });

  it('has a policy that checks and a file that says dry', async () => {
    expect((await runCli(cwd, ['policy', 'check'])).out).toContain('fine');
    expect((await runCli(cwd, ['policy', 'hash'])).out).toMatch(/^0x[0-9a-f]{64} {2}/);
    expect(readFileSync(join(cwd, 'ballast.config.ts'), 'utf8')).toContain("mode: 'dry'");
    expect((await runCli(cwd, ['config', 'show'])).out).toContain('mode           dry');
    expect((await runCli(cwd, ['init'])).err).toMatch(/^CLI_ALREADY_INITIALISED/);
  });

  it('plans, and carries the plan out in a simulation, but never signs without being told twice', async () => {
    const planned = await runCli(cwd, ['plan', '--step', '2', '-o', join(cwd, 'plan.json'), '--detailed-exitcode']);
    expect(planned.code).toBe(2);
    expect(planned.out).not.toMatch(WIDE);
    const applied = await runCli(cwd, ['apply', join(cwd, 'plan.json'), '--json']);
    const { receipts } = JSON.parse(applied.out) as { receipts: readonly { outcome: string }[] };
    expect(receipts.length).toBeGreaterThan(0);
    expect(receipts.every((receipt) => receipt.outcome === 'simulated')).toBe(true);
    expect((await runCli(cwd, ['apply', join(cwd, 'plan.json'), '--execute', '--yes'])).err).toMatch(
      /^CLI_MODE_NOT_ALLOWED/,
    );
    const text = readFileSync(join(cwd, 'plan.json'), 'utf8');
    writeFileSync(join(cwd, 'changed.json'), text.replace('"planHash":"0x', '"planHash":"0x0'));
    expect((await runCli(cwd, ['apply', join(cwd, 'changed.json')])).err).toMatch(/^CLI_PLAN_FILE_INVALID/);
  });

  it('a plan made before a hold is not carried out under it', async () => {
    await runCli(cwd, ['hold', '--reserve', 'harbor', '--reason', 'auditor on site']);
    const barred = await runCli(cwd, ['apply', join(cwd, 'plan.json'), '--execute', '--yes'], {
      BALLAST_MODE: 'execute',
    });
    expect([barred.code, barred.err.split(' ')[0]]).toEqual([1, 'ENGINE_STOPPED']);
    expect((await runCli(cwd, ['apply', join(cwd, 'plan.json')])).code).toBe(0);
    await runCli(cwd, ['resume', '--yes']);
  });

  it('executes when both the file and the flag say so', async () => {
    const environment = { BALLAST_MODE: 'execute' };
    const { code, out } = await runCli(
      cwd,
      ['apply', join(cwd, 'plan.json'), '--execute', '--yes', '--json'],
      environment,
    );
    const { receipts } = JSON.parse(out) as { receipts: readonly { outcome: string }[] };
    expect([code, receipts.every((receipt) => receipt.outcome === 'confirmed')]).toEqual([0, true]);
  });

  it('lives through some moments and can check every one of them afterwards', async () => {
    const { code, out } = await runCli(cwd, ['demo', '--moments', '3', '--no-compare']);
    expect(code).toBe(0);
    expect(out).not.toMatch(WIDE);
    expect(out).toContain('What it meant for holders');
    expect((await runCli(cwd, ['history', '--json'])).out).toContain('"state": "complete"');
    expect((await runCli(cwd, ['why'])).out).not.toMatch(WIDE);
    // From a folder without a policy too: the state keeps the law it was judged by.
    const elsewhere = await runCli(folder(), ['what-if', 'ETH -40%', '--state-dir', join(cwd, '.ballast')]);
    expect([elsewhere.code, elsewhere.out]).toEqual([0, expect.stringContaining('harbor from cycle 3')]);
    expect((await runCli(cwd, ['replay', 'all'])).out).toContain('3 of 3 cycles recomputed to the same bytes');
    const folderOf = join(cwd, '.ballast/public/harbor');
    expect((await runCli(cwd, ['verify', folderOf])).out).toContain('✓ verified');
    const bundle = join(cwd, 'statement.json');
    expect((await runCli(cwd, ['attest', '-o', bundle])).out).toContain('Statement of reserves');
    expect((await runCli(cwd, ['verify', bundle])).code).toBe(0);
    writeFileSync(bundle, readFileSync(bundle, 'utf8').replace('harbor', 'harbur'));
    expect((await runCli(cwd, ['verify', bundle])).code).toBe(1);
    expect(existsSync(join(cwd, '.ballast/db'))).toBe(true);
  });

  it('holds: the next run pays who is due, plans nothing else and says why; only a person lifts it', async () => {
    await runCli(cwd, ['hold', '--reason', 'auditor on site']);
    const { code, out } = await runCli(cwd, ['run', '--moments', '1', '--json']);
    expect(code).toBe(0);
    const { plan } = JSON.parse(out) as { plan: { actions: readonly { kind: string }[]; reasons: readonly string[] } };
    expect(plan.actions.filter((action) => action.kind !== 'payRedemptions')).toEqual([]);
    expect(plan.reasons.join(' ')).toContain('auditor on site');
    expect((await runCli(cwd, ['run', '--moments', '1', '--json'])).out).toContain('auditor on site');
    await runCli(cwd, ['resume', '--yes']);
    expect((await runCli(cwd, ['run', '--moments', '1', '--json'])).out).not.toContain('auditor on site');
  });
});
