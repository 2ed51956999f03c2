// Haircuts on chain in an embedded world of its own: whom it appoints, and what a killed process leaves behind.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeEventLog, type Hex } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPolicy } from '@ballast/core';
import { localSigner } from '../act/signer.ts';
import { openStore } from '../store/openStore.ts';
import { embeddedBackend, type Backend } from '../store/storeOptions.fixture.ts';
import { vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import { callRpc } from '../venues/rpc.ts';
import { createLocalWorld, type LocalWorld } from '../worlds/local/createLocalWorld.ts';
import type { ChildInput } from './cycleChild.fixture.ts';
import { runKilledChild, takeTurns } from './killChild.fixture.ts';
import { runUnrecorded, type UnrecordedCycle } from './runUnrecorded.ts';

const WORLD = { scenario: 'calm-quarter', payable: 'usd' } as const;
const folder = mkdtempSync(join(tmpdir(), 'ballast-killed-push-'));
let world: LocalWorld;
let backend: Backend;
const inTurn = takeTurns();

beforeAll(async () => {
  backend = await embeddedBackend();
  const plain = await createLocalWorld(WORLD);
  const text = plain.policyText ?? '';
  expect(plain.developmentSteward).toBeNull();
  await plain.stop();
  const policyText = text.replace(/^limits:$/m, 'limits:\n  haircuts: { confidence: 97.5%, horizonDays: 30 }');
  world = await createLocalWorld({ ...WORLD, policyText });
  await world.advance();
  await world.advance();
}, 240_000);
afterAll(async () => {
  await inTurn();
  await world.stop();
  await backend.stop();
  rmSync(folder, { recursive: true, force: true });
});

const runChild = async (stateDir: string, dieAt: ChildInput['dieAt']): Promise<string | null> =>
  (
    await runKilledChild(folder, {
      url: world.url,
      policyText: world.policyText ?? '',
      stateDir,
      keeperKey: world.developmentKey ?? '0x',
      stewardKey: world.developmentSteward ?? '0x',
      priceSeries: world.priceHistory,
      moments: 1,
      dieAt,
    })
  ).signal;

/** Tokens whose haircut was raised, in order, by a transaction of the steward or anybody else. */
async function pushes(): Promise<string[]> {
  interface Log {
    readonly topics: [Hex, ...Hex[]];
    readonly data: Hex;
  }
  const logs = await callRpc<Log[]>(world.rpc, 'eth_getLogs', [{ fromBlock: '0x0', toBlock: 'latest' }]);
  return logs.flatMap(({ topics, data }) => {
    try {
      const { eventName, args } = decodeEventLog({ abi: vaultAbi, topics, data });
      return eventName === 'HaircutPushed' ? [String((args as { token: string }).token)] : [];
    } catch {
      return [];
    }
  });
}
const nonce = async (at: 'latest' | 'pending' = 'latest'): Promise<number> =>
  Number(await callRpc<string>(world.rpc, 'eth_getTransactionCount', [world.cast.steward, at]));

describe('an embedded world whose haircuts follow the market', () => {
  it('appoints a steward, with a key of its own and ether to pay for it', async () => {
    expect(localSigner(world.developmentSteward ?? '0x').address).toBe(world.cast.steward);
    expect(new Set(Object.values(world.cast).flat()).size).toBe(Object.values(world.cast).flat().length);
    const balance = await callRpc<string>(world.rpc, 'eth_getBalance', [world.cast.steward, 'latest']);
    expect(BigInt(balance)).toBe(10n ** 21n);
  });

  it('pushes once, where the process is killed after the push was sent and before anything is written down', async () => {
    const { stateDir } = await backend.fresh();
    const mining = setInterval(() => void inTurn(() => world.settle('eip155:31337')), 300);
    try {
      expect(await runChild(stateDir, 'pushed')).toBe('SIGKILL');
      await inTurn(() => world.settle('eip155:31337'));
      const first = await pushes();
      expect([first.length, await nonce()]).toEqual([1, 1]);
      // The restart completes the cycle that died, and makes the next: the rest is pushed, and the first not again.
      expect(await runChild(stateDir, 'never')).toBeNull();
      const all = await pushes();
      expect(all.length).toBeGreaterThan(1);
      expect(new Set(all).size).toBe(all.length);
      expect(await nonce()).toBe(all.length);
    } finally {
      clearInterval(mining);
      await inTurn();
    }
    const store = await openStore({ stateDir });
    const [reserve = ''] = await store.reserves();
    const cycles = await store.cycles(reserve, { limit: 10 });
    expect(cycles.map(({ cycle, state }) => [cycle, state])).toEqual([
      [2, 'complete'],
      [1, 'complete'],
    ]);
    await store.close();
  }, 240_000);

  it('raises them in a run without a record too, by the steward', async () => {
    const { policy, documentHash } = loadPolicy(world.policyText ?? '', 'policy.yaml');
    const before = (await pushes()).length;
    // A week on, what was pushed has decayed by five points a day.
    for (let day = 0; day < 7; day += 1) await world.advance();
    const seen: UnrecordedCycle[] = [];
    const input = { world, policy, policyHash: documentHash, priceSeries: world.priceHistory };
    for await (const cycle of runUnrecorded({
      ...input,
      signer: localSigner(world.developmentKey ?? '0x'),
      steward: localSigner(world.developmentSteward ?? '0x'),
      signal: new AbortController().signal,
      moments: 1,
    }))
      seen.push(cycle);
    expect(seen).toHaveLength(1);
    expect((await pushes()).length).toBeGreaterThan(before);
    expect(await nonce()).toBe((await pushes()).length);
  }, 240_000);
});
