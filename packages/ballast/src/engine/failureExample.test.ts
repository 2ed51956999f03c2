// The law in examples/failure-limits, lived by for one cycle.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { replayCycle, verifyBundle, type Assessment } from '@ballast/core';
import { loadCycle } from '../attest/loadCycle.ts';
import { readBundle } from '../attest/readBundle.ts';
import { openStore } from '../store/openStore.ts';
import { createLocalWorld, type LocalWorld } from '../worlds/local/createLocalWorld.ts';
import { drawHere } from './cycleDraws.ts';
import { dryReserve } from './dryReserve.fixture.ts';
import { runReserves } from './runReserve.ts';

const EXAMPLE = new URL('../../../../examples/failure-limits/policy.yaml', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'ballast-failure-example-'));
let world: LocalWorld;
const policyText = readFileSync(EXAMPLE, 'utf8');

beforeAll(async () => {
  // The document names the addresses of this very world, and is refused by any other.
  world = await createLocalWorld({ scenario: 'usdc-march-2023', payable: 'usd', policyText });
}, 240_000);
afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('judges every failure in a dry cycle, and the record replays and verifies', async () => {
  const store = await openStore({ stateDir: folder });
  const seen: Assessment[] = [];
  try {
    await runReserves({
      reserves: [dryReserve(policyText, { world, store, stateDir: folder })],
      signal: new AbortController().signal,
      moments: 1,
      publish: 'at the end',
      onCycle: ({ assessment, receipts }) => {
        seen.push(assessment);
        expect(receipts.filter(({ transactionHash }) => transactionHash !== null)).toEqual([]);
      },
    });
    const [assessment] = seen;
    const { failure, limits } = assessment ?? expect.unreachable('no cycle');
    expect(failure?.why).toBe('');
    expect(failure?.scenarios?.sources.map(({ model }) => model)).toEqual([
      expect.stringContaining('history'),
      'calm simulation',
      'stressed simulation',
    ]);
    expect(failure?.scenarios?.sources.slice(1).map(({ paths, days }) => [paths, days])).toEqual([
      [19_968, 7],
      [19_968, 7],
    ]);
    for (const kind of ['balance sheet', 'liquidity']) {
      const figure = failure?.figures.find((item) => item.failure === kind && item.passage === 'first passage');
      expect(figure?.note ?? '').not.toContain('no scenarios');
      const [low, high] = [figure?.lowWad ?? -1n, figure?.highWad ?? -1n];
      expect(low >= 0n && high >= low && high <= 10n ** 18n).toBe(true);
    }
    // A law without a pack has no regulatory failure, and says so.
    expect(failure?.figures.find((item) => item.failure === 'regulatory')?.note).toContain('no pack');
    const limit = limits.filter(({ id }) => id.startsWith('failure:'));
    expect(limit.map(({ id }) => id)).toEqual(['failure:balanceSheet:7d']);
    expect(limit[0]?.valueWad).not.toBeNull();
    expect(['met', 'breached']).toContain(limit[0]?.status);
    expect(replayCycle(await loadCycle(store, 'harbor', 1), drawHere).isSame).toBe(true);
  } finally {
    await store.close();
  }
  const { checks } = verifyBundle(await readBundle(join(folder, 'public', 'harbor'), { cycle: 1 }));
  expect(checks.filter((check) => !check.ok)).toEqual([]);
}, 240_000);
