import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getAddress } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { createAttesterKey } from '../attest/attesterKey.ts';
import { catalogueOf } from '../observe/localCatalogue.fixture.ts';
import { DEVELOPMENT_ATTESTER } from '../worlds/developmentAttester.ts';
import { createLocalWorld, type LocalWorld } from '../worlds/local/createLocalWorld.ts';
import { runCli, type CliRun } from './runCli.fixture.ts';

// A chain that somebody else runs, as far as the command line can tell.
const cwd = mkdtempSync(join(tmpdir(), 'ballast-live-'));
const keyOf = (index: number): string =>
  `0x${Buffer.from(
    mnemonicToAccount('test test test test test test test test test test test junk', { addressIndex: index }).getHdKey()
      .privateKey ?? [],
  ).toString('hex')}`;
const writeKey = (name: string, key: string, mode = 0o600): string => {
  const path = join(cwd, name);
  writeFileSync(path, `${key}\n`, { mode });
  return path;
};
/** As a person copies addresses from an explorer. */
const withChecksums = (text: string): string =>
  text.replaceAll(/\b0x[0-9a-f]{40}\b/g, (address) => getAddress(address));
let world: LocalWorld;
let environment: Record<string, string>;
const cli = (...argv: readonly string[]): Promise<CliRun> => runCli(cwd, argv, environment);
const writeConfig = (mode: string): void =>
  writeFileSync(
    join(cwd, 'ballast.config.json'),
    JSON.stringify({ world: { kind: 'live' }, rpc: { 'eip155:31337': ['env:CHAIN_RPC'] }, mode, everySeconds: 5 }),
  );

beforeAll(async () => {
  world = await createLocalWorld({ scenario: 'calm-quarter', payable: 'usd' });
  await world.advance();
  await world.advance();
  writeFileSync(join(cwd, 'policy.yaml'), world.policyText ?? '');
  writeConfig('dry');
  writeFileSync(join(cwd, 'attester.key'), DEVELOPMENT_ATTESTER, { mode: 0o600 });
  environment = { CHAIN_RPC: world.url, BALLAST_ATTESTER_KEY_FILE: join(cwd, 'attester.key') };
});
afterAll(async () => {
  await world.stop();
  rmSync(cwd, { recursive: true, force: true });
});

describe('wallets nobody migrated', () => {
  it('are found, valued and planned for, read-only', async () => {
    const home = mkdtempSync(join(cwd, 'wallets-'));
    writeFileSync(join(home, 'catalogue.yaml'), withChecksums(stringify(catalogueOf(world))));
    const { vault } = world.addresses.reserve;
    const init = await runCli(
      home,
      [
        'init',
        '--address',
        vault,
        '--rpc',
        'env:CHAIN_RPC',
        '--chain',
        'eip155:31337',
        '--catalogue',
        join(home, 'catalogue.yaml'),
      ],
      environment,
    );
    expect([init.code, init.out.includes('read-only')]).toEqual([0, true]);
    const valued = await runCli(home, ['value', '--json'], environment);
    expect(BigInt((JSON.parse(valued.out) as { assetsWad: string }).assetsWad) > 10n ** 25n).toBe(true);
    const planned = await runCli(home, ['plan', '-o', join(home, 'plan.json')], environment);
    expect([planned.code, planned.out.includes('Backing')]).toEqual([0, true]);
    const applied = await runCli(home, ['apply', join(home, 'plan.json')], environment);
    expect(applied.code).toBe(1);
    expect(readFileSync(join(home, 'ballast.config.ts'), 'utf8')).not.toContain(world.url);
  });
  it('need an endpoint that holds no key', async () => {
    const home = mkdtempSync(join(cwd, 'wallets-'));
    const address = world.addresses.reserve.vault;
    for (const rpc of [[], ['--rpc', 'https://user:pass@rpc.example'], ['--rpc', 'https://rpc.example/v2/abcdef']])
      expect((await runCli(home, ['init', '--address', address, ...rpc], environment)).err).toMatch(/^CLI_RPC_NEEDED/);
  });
});

describe('a live chain', () => {
  it('doctor sees the endpoint, the vault and the policy it holds', async () => {
    const { code, out } = await cli('doctor');
    expect(code).toBe(0);
    expect(out).toContain('holds this policy, mode run');
    expect(out).toContain('one endpoint');
    expect(out).not.toContain(world.url.replace('http://', '') + '/');
  });

  it('a new reserve begins its history from the price files the operator names', async () => {
    const rows = world.priceHistory.flatMap(({ assetId, points }) =>
      points.map(({ timeSeconds, price }) => `${new Date(timeSeconds * 1000).toISOString()},${assetId},USD,${price}`),
    );
    const tailsOf = async (history: readonly string[]): Promise<readonly { sampleSize: number }[]> => {
      const home = mkdtempSync(join(cwd, 'history-'));
      writeFileSync(join(home, 'prices.csv'), ['timestamp,symbol,quote,price', ...rows].join('\n'));
      writeFileSync(join(home, 'policy.yaml'), world.policyText ?? '');
      const config = { world: { kind: 'live' }, rpc: { 'eip155:31337': ['env:CHAIN_RPC'] }, history };
      writeFileSync(join(home, 'ballast.config.json'), JSON.stringify(config));
      const { out, err } = await runCli(home, ['assess', '--json'], environment);
      expect(err).toMatch(history.length > 0 ? /prices of USDC/ : /^/);
      return (JSON.parse(out) as { tails: { sampleSize: number }[] }).tails;
    };
    expect((await tailsOf([])).every((tail) => tail.sampleSize === 0)).toBe(true);
    expect((await tailsOf(['prices.csv'])).some((tail) => tail.sampleSize > 300)).toBe(true);
  });

  it('an endpoint that is gone asks the supervisor to try again', async () => {
    const { code, err } = await runCli(cwd, ['observe'], { ...environment, CHAIN_RPC: 'http://127.0.0.1:9' });
    expect(code).toBe(75);
    expect(err).toMatch(/^building|^OBSERVE_NOTHING_REACHABLE/);
    const missing = await runCli(cwd, ['observe'], {});
    expect([missing.code, missing.err.split(' ')[0]]).toEqual([1, 'CONFIG_SECRET_MISSING']);
  });

  it('under a document not yet ratified the loop goes on, shows what it would do, and does none of it', async () => {
    const home = mkdtempSync(join(cwd, 'unratified-'));
    const text = (world.policyText ?? '').replace('minTrade: 25_000', 'minTrade: 25_001');
    expect(text).not.toBe(world.policyText);
    writeFileSync(join(home, 'policy.yaml'), text);
    const config = { world: { kind: 'live' }, rpc: { 'eip155:31337': ['env:CHAIN_RPC'] }, everySeconds: 5 };
    writeFileSync(join(home, 'ballast.config.json'), JSON.stringify(config));
    const { code, out } = await runCli(home, ['run', '--moments', '1', '--json'], environment);
    const { plan, receipts } = JSON.parse(out) as {
      plan: { actions: readonly unknown[] };
      receipts: readonly { outcome: string; code: string }[];
    };
    expect([code, plan.actions.length > 0]).toEqual([0, true]);
    expect(receipts.map((receipt) => [receipt.outcome, receipt.code])).toEqual(
      plan.actions.map(() => ['refused', 'ACT_POLICY_NOT_RATIFIED']),
    );
  });

  it('a run with a key the policy does not name is refused before anything is observed', async () => {
    createAttesterKey(join(cwd, 'other.key'));
    const { code, err } = await runCli(cwd, ['run', '--moments', '1'], {
      ...environment,
      BALLAST_ATTESTER_KEY_FILE: join(cwd, 'other.key'),
    });
    expect([code, err.split(' ')[0]]).toEqual([1, 'ATTEST_KEY_NOT_NAMED']);
  });

  it('a run without an attester key is refused before anything is observed', async () => {
    const { code, err } = await runCli(cwd, ['run', '--moments', '1'], { CHAIN_RPC: world.url });
    expect([code, err.split(' ')[0]]).toEqual([1, 'ATTEST_KEY_MISSING']);
  });

  it('runs dry, goes on where it stopped, and proposes a batch for the Safe when told twice', async () => {
    expect((await cli('run', '--moments', '1', '--json')).code).toBe(0);
    expect((await cli('run', '--moments', '1', '--propose')).err).toMatch(/CLI_MODE_NOT_ALLOWED/);
    writeConfig('propose');
    const { code, out, err } = await cli('run', '--moments', '1', '--propose', '--json');
    expect(code).toBe(0);
    expect((JSON.parse(out) as { cycle: number }).cycle).toBe(2);
    expect(err).toContain('batch for the Safe');
    const batch = JSON.parse(readFileSync(join(cwd, '.ballast/proposals/harbor/2.json'), 'utf8')) as {
      meta: { checksum: string };
      transactions: readonly { value: string }[];
    };
    expect(batch.meta.checksum).toMatch(/^0x[0-9a-f]{64}$/);
    expect(batch.transactions.every((transaction) => transaction.value === '0')).toBe(true);
    expect((await cli('replay', 'all')).out).toContain('2 of 2 cycles');
  });

  it('a second process is told that the state is locked, and to try again', async () => {
    const { openStore } = await import('../store/openStore.ts');
    const owner = await openStore({ stateDir: join(cwd, '.ballast') });
    const { code, err } = await cli('history');
    await owner.close();
    expect([code, err.split(' ')[0]]).toEqual([75, 'STORE_LOCKED']);
  });

  it('accepts a contract as the last cycle saw it, and only one it saw', async () => {
    expect((await cli('resume', '--accept', 'token:NOPE@eip155:31337', '--yes')).err).toMatch(/^CLI_CONTRACT_NOT_SEEN/);
    expect((await cli('resume', '--accept', 'token:USDC@eip155:31337')).err).toMatch(/^CLI_NOT_CONFIRMED/);
    expect((await cli('resume', '--accept', 'token:USDC@eip155:31337', '--yes')).out).toContain(
      'from the next cycle on',
    );
    expect((await cli('run', '--moments', '1', '--json')).code).toBe(0);
    expect(readFileSync(join(cwd, '.ballast/accepted.json'), 'utf8').trim()).toBe('[]');
    expect((await cli('replay', 'all')).out).toContain('3 of 3 cycles');
  });

  it('freezes: the stop first, then the vault, by the guardian alone', async () => {
    const stranger = writeKey('stranger.key', keyOf(9));
    const refused = await runCli(cwd, ['freeze', '--reason', 'key lost', '--execute', '--yes'], {
      ...environment,
      BALLAST_GUARDIAN_KEY_FILE: stranger,
    });
    expect(refused.err).toContain('ACT_FREEZE_REFUSED');
    // The chain refused, and still nothing new is planned here.
    expect(readFileSync(join(cwd, '.ballast/stops.json'), 'utf8')).toContain('key lost');
    const open = writeKey('open.key', keyOf(1), 0o644);
    const readable = await runCli(cwd, ['freeze', '--reason', 'x', '--execute', '--yes'], {
      ...environment,
      BALLAST_GUARDIAN_KEY_FILE: open,
    });
    expect(readable.err).toContain('ACT_SIGNER_UNUSABLE');
    const batch = join(cwd, 'freeze.json');
    await cli('freeze', '--reason', 'key lost', '-o', batch);
    expect(readFileSync(batch, 'utf8')).toContain('"setMode"');
    const mining = setInterval(() => void world.settle('eip155:31337'), 400);
    const done = await runCli(cwd, ['freeze', '--reason', 'key lost', '--execute', '--yes'], {
      ...environment,
      BALLAST_GUARDIAN_KEY_FILE: writeKey('guardian.key', keyOf(1)),
    });
    clearInterval(mining);
    expect(done.err).toContain('frozen in transaction 0x');
    expect((await cli('doctor')).out).toContain('mode frozen');
  }, 60_000);
});
