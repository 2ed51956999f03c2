import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPolicy, type Hex } from '@ballast/core';
import { ask } from '../venues/ask.ts';
import { vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import { readAt } from '../venues/readAt.ts';
import { callRpc } from '../venues/rpc.ts';
import { readOnce } from '../venues/venueRead.ts';
import { createLocalWorld, type LocalWorld } from '../worlds/local/createLocalWorld.ts';
import { runCli } from './runCli.fixture.ts';

const GOVERNOR = `0x${'99'.repeat(20)}`;
const cwd = mkdtempSync(join(tmpdir(), 'ballast-bootstrap-'));
let world: LocalWorld;
beforeAll(async () => {
  world = await createLocalWorld({ scenario: 'calm-quarter', steps: 1 });
  writeFileSync(join(cwd, 'policy.yaml'), world.policyText ?? '');
});
afterAll(async () => {
  rmSync(cwd, { recursive: true });
  await world.stop();
});

const cli = (...argv: readonly string[]) => runCli(cwd, ['policy', 'bootstrap', ...argv]);

describe('policy bootstrap', () => {
  it('writes calls that the first owner can send, and that offer the vault to the timelock', async () => {
    const run = await cli(join(cwd, 'policy.yaml'), '--safe', world.cast.owner, '--governor', GOVERNOR);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).not.toMatch(/^.{81,}$/m);
    const batch = JSON.parse(readFileSync(join(cwd, 'bootstrap', 'safe-bootstrap.json'), 'utf8')) as {
      readonly transactions: readonly { readonly to: string; readonly data: Hex; readonly value: string }[];
    };
    expect(batch.transactions).toHaveLength(4);
    for (const { to, data, value } of batch.transactions) {
      expect(value).toBe('0');
      const hash = await callRpc<Hex>(world.rpc, 'eth_sendTransaction', [
        { from: world.cast.owner, to, data, gas: '0xf42400' },
      ]);
      await world.settle('eip155:31337');
      expect(await callRpc(world.rpc, 'eth_getTransactionReceipt', [hash])).toMatchObject({ status: '0x1' });
    }
    const { policy } = loadPolicy(world.policyText ?? '', 'policy.yaml');
    const { hash } = await callRpc<{ readonly hash: Hex }>(world.rpc, 'eth_getBlockByNumber', ['latest', false]);
    const asked = ask(world.addresses.reserve.vault, vaultAbi, 'nextOwner', []);
    const next = await readAt(
      world.rpc,
      readOnce([asked.call], ([result]) => asked.read(result)),
      hash,
    );
    expect(next.ok && next.value.toLowerCase()).toBe(policy.roles.owner);
    expect(JSON.parse(readFileSync(join(cwd, 'bootstrap', 'governor.json'), 'utf8'))).toMatchObject({
      propose: { to: GOVERNOR },
    });
  });

  it('hands nothing over by halves', async () => {
    const without = (world.policyText ?? '').replace(/^ {2}guardian: .*\n/m, '');
    expect(without).not.toBe(world.policyText);
    writeFileSync(join(cwd, 'half.yaml'), without);
    const run = await cli(join(cwd, 'half.yaml'), '--safe', world.cast.owner);
    expect([run.code, run.out]).toEqual([1, '']);
    expect(run.err).toContain('CLI_BOOTSTRAP_INCOMPLETE');
  });
});
