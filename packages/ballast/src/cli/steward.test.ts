// A policy whose haircuts follow the market, on a chain somebody else runs: what the assessment asks for reaches the vault.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeFunctionData } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPolicy, type Hex } from '@ballast/core';
import { encodeAdoptPolicy } from '../venues/ballast-vault/encodeLaw.ts';
import { vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import { callRpc } from '../venues/rpc.ts';
import { DEVELOPMENT_ATTESTER } from '../worlds/developmentAttester.ts';
import { createLocalWorld, type LocalWorld } from '../worlds/local/createLocalWorld.ts';
import { runCli, type CliRun } from './runCli.fixture.ts';

const CHAIN = 'eip155:31337';
const cwd = mkdtempSync(join(tmpdir(), 'ballast-steward-'));
const steward = mnemonicToAccount('test test test test test test test test test test test junk', { addressIndex: 8 });
let world: LocalWorld;
let mining: NodeJS.Timeout;
/** One block after the other. */
let mined: Promise<void> = Promise.resolve();
let environment: Record<string, string>;
const cli = (argv: readonly string[], more: Record<string, string> = {}): Promise<CliRun> =>
  runCli(cwd, argv, { ...environment, ...more });
const write = (name: string, text: string): string => {
  writeFileSync(join(cwd, name), text, { mode: 0o600 });
  return join(cwd, name);
};
async function asOwner(data: Hex): Promise<void> {
  const { vault } = world.addresses.reserve;
  await callRpc(world.rpc, 'eth_sendTransaction', [{ from: world.cast.owner, to: vault, data, gas: '0xf42400' }]);
  await world.settle(CHAIN);
}

beforeAll(async () => {
  world = await createLocalWorld({ scenario: 'calm-quarter', payable: 'usd' });
  await world.advance();
  await world.advance();
  const text = (world.policyText ?? '').replace(
    /^limits:$/m,
    'limits:\n  haircuts: { confidence: 97.5%, horizonDays: 30 }',
  );
  const { policy, documentHash } = loadPolicy(text, 'policy.yaml');
  expect(policy.limits.haircuts?.horizonDays).toBe(30);
  await asOwner(encodeAdoptPolicy(policy, documentHash));
  await asOwner(encodeFunctionData({ abi: vaultAbi, functionName: 'setSteward', args: [steward.address] }));
  write('policy.yaml', text);
  const rows = world.priceHistory.flatMap(({ assetId, points }) =>
    points.map(({ timeSeconds, price }) => `${new Date(timeSeconds * 1000).toISOString()},${assetId},USD,${price}`),
  );
  write('prices.csv', ['timestamp,symbol,quote,price', ...rows].join('\n'));
  const rpc = { [CHAIN]: ['env:CHAIN_RPC'] };
  const config = { world: { kind: 'live' }, rpc, mode: 'execute', everySeconds: 5, history: ['prices.csv'] };
  write('ballast.config.json', JSON.stringify(config));
  environment = {
    CHAIN_RPC: world.url,
    BALLAST_ATTESTER_KEY_FILE: write('attester.key', DEVELOPMENT_ATTESTER),
    BALLAST_KEEPER_KEY_FILE: write('keeper.key', world.developmentKey ?? ''),
  };
  // Commands only send: somebody else's chain includes.
  mining = setInterval(() => {
    mined = mined.then(() => world.settle(CHAIN));
  }, 400);
});
afterAll(async () => {
  clearInterval(mining);
  await mined;
  await world.stop();
  rmSync(cwd, { recursive: true, force: true });
});

interface Answer {
  readonly vault: { readonly gates: { readonly assets: readonly { assetId: string; haircutBps: string }[] } };
}
const inForce = async (): Promise<Record<string, number>> => {
  const { vault } = JSON.parse((await cli(['observe', '--json'])).out) as Answer;
  return Object.fromEntries(vault.gates.assets.map(({ assetId, haircutBps }) => [assetId, Number(haircutBps)]));
};
const PUSHED = /haircut on chain of (\w+): included, .+ % to (.+?) %/g;

describe('a steward’s key', () => {
  it('is missed by doctor and by a run, which still does its work', async () => {
    expect((await cli(['doctor'])).out).toContain('no key: haircuts rise here and not on chain');
    const before = await inForce();
    const { code, err } = await cli(['run', '--moments', '1', '--execute', '--yes', '--json']);
    expect(code).toBe(0);
    expect(err).toMatch(
      /haircut on chain of \w+: refused, the key of 0x[0-9a-f]{40} may not raise haircuts: the steward/,
    );
    expect(await inForce()).toEqual(before);
  }, 300_000);

  it('is not used by a run that signs nothing', async () => {
    const key = write('steward.key', `0x${Buffer.from(steward.getHdKey().privateKey ?? []).toString('hex')}\n`);
    const before = await inForce();
    const { code, err } = await cli(['run', '--moments', '1', '--json'], { BALLAST_STEWARD_KEY_FILE: key });
    expect([code, err.includes('haircut on chain')]).toEqual([0, false]);
    expect(await inForce()).toEqual(before);
  }, 300_000);

  it('raises what the assessment asks for', async () => {
    const key = { BALLAST_STEWARD_KEY_FILE: join(cwd, 'steward.key') };
    expect((await cli(['doctor'], key)).out).toContain(steward.address.toLowerCase());
    const { code, err } = await cli(['run', '--moments', '1', '--execute', '--yes', '--json'], key);
    expect(code).toBe(0);
    const pushed = [...err.matchAll(PUSHED)].map(
      ([, assetId = '', to]) => [assetId, Math.round(Number(to) * 100)] as const,
    );
    expect(pushed.length).toBeGreaterThan(0);
    // It decays while blocks go by: by 5 % a day.
    const after = await inForce();
    for (const [assetId, to] of pushed) {
      expect(after[assetId]).toBeGreaterThan(to - 50);
      expect(after[assetId]).toBeLessThanOrEqual(to);
    }
    expect((await cli(['replay', 'all'])).out).toContain('3 of 3 cycles');
  }, 300_000);

  it('of somebody else is a fault', async () => {
    const { code, out } = await cli(['doctor'], {
      BALLAST_STEWARD_KEY_FILE: environment['BALLAST_KEEPER_KEY_FILE'] ?? '',
    });
    expect([code, /✗ steward/.test(out), out.includes(steward.address.toLowerCase())]).toEqual([1, true, true]);
  }, 60_000);
});
