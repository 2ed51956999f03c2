import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBundle } from '@ballast/core';
import { loadCycle } from '../attest/loadCycle.ts';
import { readBundle } from '../attest/readBundle.ts';
import { openStore } from '../store/openStore.ts';
import { embeddedBackend, type Backend } from '../store/storeOptions.fixture.ts';
import { callRpc } from '../venues/rpc.ts';
import { createLocalWorld, type LocalWorld } from '../worlds/local/createLocalWorld.ts';
import type { ChildInput } from './cycleChild.fixture.ts';
import { runKilledChild, takeTurns } from './killChild.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'ballast-killed-cycle-'));
let world: LocalWorld;
let backend: Backend;
let mining: NodeJS.Timeout;
const inTurn = takeTurns();

beforeAll(async () => {
  backend = await embeddedBackend();
  world = await createLocalWorld({ scenario: 'calm-quarter', payable: 'usd' });
  await world.advance();
  await world.advance();
  // The children only send: somebody else's chain includes.
  mining = setInterval(() => void inTurn(() => world.settle('eip155:31337')), 300);
});
afterAll(async () => {
  clearInterval(mining);
  await inTurn();
  await world.stop();
  await backend.stop();
  rmSync(folder, { recursive: true, force: true });
});

const runChild = (stateDir: string, dieAt: ChildInput['dieAt']) =>
  runKilledChild(folder, {
    url: world.url,
    policyText: world.policyText ?? '',
    stateDir,
    keeperKey: world.developmentKey ?? '0x',
    moments: 1,
    dieAt,
  });

const keeperNonce = async (): Promise<number> =>
  Number(await callRpc<string>(world.rpc, 'eth_getTransactionCount', [world.cast.keeper, 'latest']));

describe('a process killed inside a cycle', () => {
  it.each(['decided', 'sent', 'acted'] as const)(
    'at "%s": the next one completes the cycle, sends nothing twice and loses nothing',
    async (dieAt) => {
      const { stateDir } = await backend.fresh();
      // The market moves on, so that there is something to do again.
      await inTurn(() => world.advance());
      const before = await keeperNonce();
      expect((await runChild(stateDir, dieAt)).signal).toBe('SIGKILL');
      expect((await runChild(stateDir, 'never')).out).toContain('cycles 1');

      const store = await openStore({ stateDir });
      const [reserve = ''] = await store.reserves();
      const cycles = await store.cycles(reserve, { limit: 10 });
      expect(cycles.map(({ cycle, state }) => [cycle, state])).toEqual([
        [2, 'complete'],
        [1, 'complete'],
      ]);
      const receipts = [];
      for (const { cycle } of cycles) receipts.push(...(await loadCycle(store, reserve, cycle)).receipts);
      const sent = receipts.filter((receipt) => receipt.transactionHash !== null);
      // Every transaction of the keeper stands in exactly one receipt.
      expect(new Set(sent.map((receipt) => receipt.transactionHash)).size).toBe(sent.length);
      expect((await keeperNonce()) - before).toBe(sent.length);
      expect(await store.journal.open(reserve)).toEqual([]);
      await store.close();
      for (const cycle of [1, 2]) {
        const { checks } = verifyBundle(await readBundle(join(stateDir, 'public', reserve), { cycle }));
        expect(checks.filter((check) => !check.ok)).toEqual([]);
      }
    },
    60_000,
  );
});
