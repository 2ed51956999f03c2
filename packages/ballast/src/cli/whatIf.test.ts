import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type CliRun } from './runCli.fixture.ts';

const cwd = mkdtempSync(join(tmpdir(), 'ballast-what-if-'));
const seen = join(cwd, 'snapshot.json');
const ask = (text: string, ...flags: readonly string[]): Promise<CliRun> =>
  runCli(cwd, ['what-if', text, '--snapshot', seen, ...flags]);

interface Answer {
  readonly before: { readonly surplusUsd: string };
  readonly after: { readonly surplusUsd: string; readonly liabilitiesUsd: string };
  readonly lossUsd: string;
  readonly waterfall: readonly { readonly rank: string; readonly lossUsd: string }[];
  readonly run: { readonly moments: readonly { readonly paidUsd: string; readonly unpaidUsd: string }[] };
  readonly limits: readonly { readonly id: string; readonly course: string }[];
}
const json = async (text: string): Promise<Answer> => JSON.parse((await ask(text, '--json')).out) as Answer;

beforeAll(async () => {
  await runCli(cwd, ['init']);
  writeFileSync(seen, (await runCli(cwd, ['observe', '--json'])).out);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('ballast what-if', () => {
  it('answers who is paid, who bears the loss and what breaks, in 80 columns', async () => {
    const { code, out } = await ask('ETH -40%, redeem 20% over 48h');
    expect([code, /^.{81,}$/m.test(out)]).toEqual([0, false]);
    expect(out).toContain('Everybody is paid when due');
    expect(out).toMatch(/surplus +\$7\.20m +\$4\.00m +\$4\.00m/);
    expect(out).toMatch(/WETH at 60\.00 % of its price/);
    expect(out).toMatch(/backing after haircuts .*✗ breaks/);
    expect((await ask('ETH -40%, redeem 20% over 48h', '--md')).out).toContain('### Who bears the loss');
  });

  it('gives figures that add up: loss is the surplus gone, and the waterfall bears all of it', async () => {
    const { before, after, lossUsd, waterfall, run } = await json(
      'USDT -30%, redeem 90%, issuer circle fails loss 20%',
    );
    expect(Number(lossUsd)).toBeCloseTo(Number(before.surplusUsd) - Number(after.surplusUsd), 6);
    expect(waterfall.reduce((total, item) => total + Number(item.lossUsd), 0)).toBeCloseTo(Number(lossUsd), 6);
    // The cap of the policy: 20m a day, all of it payable.
    expect(Number(run.moments.at(-1)?.paidUsd)).toBe(20_000_000);
  });

  it('breaks nothing and loses nothing when nothing happens but a payment in cash', async () => {
    const { lossUsd, limits } = await json('redeem 1% over 24h');
    expect(Math.abs(Number(lossUsd))).toBeLessThan(0.01);
    expect(limits.filter((item) => item.course === 'breaks')).toEqual([]);
  });

  it('follows the rules of packs through it', async () => {
    const { out } = await ask('redeem 20%', '--pack', 'boe');
    // 107.6 % before is more than the 105 % the regime lets a pool exceed; paying at par only widens it.
    expect(out).toMatch(/boe:excess +breached +breached +breached +proposed/);
    expect(out).not.toMatch(/^.{81,}$/m);
    expect((await ask('redeem 20%', '--pack', 'none')).err).toMatch(/^POLICY_PACK_UNKNOWN/);
  });

  it('exits with 2 when a limit breaks and the code is asked for', async () => {
    expect((await ask('ETH -40%', '--detailed-exitcode')).code).toBe(2);
  });

  it('counts deviations of a snapshot by the price files of the operator', async () => {
    const names = ['USDC', 'USDT', 'DAI', 'WETH', 'WBTC', 'HBR'];
    const days = Array.from({ length: 90 }, (_, at) => new Date(Date.UTC(2022, 11, 1 + at)).toISOString().slice(0, 10));
    const rows = names.flatMap((name) => days.map((day, at) => `${day},${name},USD,${1 + (at % 2) / 100}`));
    writeFileSync(join(cwd, 'closes.csv'), ['date,symbol,quote,price', ...rows].join('\n'));
    const config = join(cwd, 'with-history.config.json');
    writeFileSync(config, JSON.stringify({ policies: ['policy.yaml'], history: ['closes.csv'] }));
    expect((await ask('ETH -3sigma')).err).toMatch(/^ASSESS_WHAT_IF_NO_HISTORY/);
    const { code, out } = await ask('ETH -3sigma', '--config', config);
    // A return of ±0.995 % every day: three of them are 2.94 %.
    expect([code, out]).toEqual([0, expect.stringMatching(/WETH at 97\.0\d % of its price/)]);
  });

  it('names the column of a fault', async () => {
    const { code, err } = await ask('redeem 20% over 48h, ETH -4O%');
    expect([code, err.replaceAll('\n', ' ')]).toEqual([1, expect.stringContaining('column 26, "-4O%"')]);
    expect(err).toMatch(/^ASSESS_WHAT_IF_MALFORMED/);
  });
});
