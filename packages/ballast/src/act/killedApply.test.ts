import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeFunctionData, erc20Abi } from 'viem';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canonicalText, type Plan } from '@ballast/core';
import { callRpc } from '../venues/rpc.ts';
import { readNonces } from './actChain.ts';
import { actions, createActWorld, localKeeper, type ActWorld } from './actWorld.fixture.ts';
import { applyPlan } from './applyPlan.ts';
import type { ActStep } from './executeCall.ts';
import { fileJournal } from './fileJournal.fixture.ts';
import { reconcileIntents } from './reconcile.ts';

const CHILD = fileURLToPath(new URL('./applyChild.fixture.ts', import.meta.url));
const keeper = localKeeper;
const folder = mkdtempSync(join(tmpdir(), 'ballast-kill-'));
let world: ActWorld;
let snapshotId: string;

beforeAll(async () => {
  world = await createActWorld();
});
afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  if (snapshotId !== undefined) await callRpc(world.chain.rpc, 'evm_revert', [snapshotId]);
  snapshotId = await callRpc<string>(world.chain.rpc, 'evm_snapshot', []);
});

/** Applies the plan in a child that dies at a step; resolves with the signal that ended it. */
async function applyAndDie(plan: Plan, journalPath: string, killAt: ActStep): Promise<NodeJS.Signals | null> {
  const input = join(folder, `${killAt}.json`);
  const { policy, policyHash } = world;
  writeFileSync(input, canonicalText({ plan, policy, policyHash, snapshot: await world.snapshot() }));
  const child = spawn(
    process.execPath,
    ['--conditions=ballast-source', '--import', 'tsx', CHILD, world.chain.url, input, journalPath, killAt],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  return new Promise((resolve) => child.on('exit', (_code, signal) => resolve(signal)));
}

/** Idle tokens in the vault. */
const idleRaw = async (): Promise<bigint> =>
  BigInt(
    await callRpc<string>(world.chain.rpc, 'eth_call', [
      {
        to: world.tokens.usd,
        data: encodeFunctionData({ abi: erc20Abi, functionName: 'balanceOf', args: [world.vault] }),
      },
      'latest',
    ]),
  );

const DEPOSIT = 50_000n;

describe('a process killed while it applies a plan', () => {
  it.each<[ActStep, string]>([
    ['planned', 'dropped'],
    ['signed', 'confirmed'],
    ['broadcast', 'confirmed'],
    ['sent', 'confirmed'],
    ['included', 'confirmed'],
    ['settled', 'confirmed'],
  ])('at "%s" leaves an action that ends up %s, never sent twice', async (step, ending) => {
    const journalPath = join(folder, `${step}.journal`);
    const journal = fileJournal(journalPath);
    const plan = await world.plan([actions.deposit(0, DEPOSIT)]);
    const before = await idleRaw();
    expect(await applyAndDie(plan, journalPath, step)).toBe('SIGKILL');

    // The restart: settle what is open, before anything new.
    const settled = await reconcileIntents({
      reserve: world.policy.reserve,
      journal,
      chain: world.act,
      sender: keeper.address,
    });
    expect(settled.map(({ outcome }) => outcome)).toEqual(step === 'settled' ? [] : [ending]);
    expect(journal.all().map((intent) => intent.state)).toEqual([ending]);
    const isDone = ending === 'confirmed';
    expect((await readNonces(world.act, keeper.address)).mined).toBe(isDone ? 1 : 0);
    expect(before - (await idleRaw())).toBe(isDone ? DEPOSIT * 10n ** 6n : 0n);

    // The same plan again begins nothing; a fresh plan goes through, once.
    const options = {
      policy: world.policy,
      policyHash: world.policyHash,
      snapshot: await world.snapshot(),
      mode: 'execute' as const,
      chain: world.act,
      journal,
      signer: keeper,
    };
    const again = await applyPlan({ ...options, plan });
    expect(again.receipts.map(({ code }) => code)).toEqual(['ACT_ALREADY_BEGUN']);
    const fresh = await applyPlan({ ...options, plan: await world.plan([actions.deposit(0, 1_000n)]) });
    expect(fresh.receipts.map(({ outcome }) => outcome)).toEqual(['confirmed']);
    expect((await readNonces(world.act, keeper.address)).mined).toBe(isDone ? 2 : 1);
  });
});
