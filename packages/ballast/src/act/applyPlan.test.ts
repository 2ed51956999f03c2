import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { raw, type Action, type Plan, type Receipt } from '@ballast/core';
import { encodeAdoptPolicy } from '../venues/ballast-vault/encodeLaw.ts';
import { callRpc, type RpcPort } from '../venues/rpc.ts';
import { actions, createActWorld, localKeeper, sendAndMine, type ActWorld } from './actWorld.fixture.ts';
import { ActRefused, applyPlan, type ActMode, type Applied, type ApplyOptions } from './applyPlan.ts';
import { fileJournal } from './fileJournal.fixture.ts';
import { reconcileIntents } from './reconcile.ts';
import { localSigner } from './signer.ts';

let world: ActWorld;
let snapshotId: string;
let journalPath: string;
const folder = mkdtempSync(join(tmpdir(), 'ballast-act-'));

beforeAll(async () => {
  world = await createActWorld();
});
afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(async ({ task }) => {
  if (snapshotId !== undefined) await callRpc(world.chain.rpc, 'evm_revert', [snapshotId]);
  snapshotId = await callRpc<string>(world.chain.rpc, 'evm_snapshot', []);
  journalPath = join(folder, `${task.id}.journal`);
});

async function apply(mode: ActMode, plan: Plan, change: Partial<ApplyOptions> = {}): Promise<Applied> {
  return applyPlan({
    plan,
    policy: world.policy,
    policyHash: world.policyHash,
    snapshot: await world.snapshot(),
    mode,
    chain: world.act,
    journal: fileJournal(journalPath),
    signer: mode === 'execute' ? localKeeper : null,
    ...change,
  });
}

const run = async (mode: ActMode, list: readonly Action[], change: Partial<ApplyOptions> = {}): Promise<Applied> =>
  apply(mode, await world.plan(list), change);

const outcomes = ({ receipts }: Applied): string[] => receipts.map(({ outcome, code }) => `${outcome} ${code}`.trim());

async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    expect(error).toBeInstanceOf(ActRefused);
    return (error as ActRefused).code;
  }
  return expect.fail('it was not refused');
}

describe('applyPlan refuses a whole plan', () => {
  it('when it expired', async () => {
    const plan = await world.plan([actions.intake(0, true)]);
    expect(await refusal(apply('dry', { ...plan, expiresAtSeconds: plan.asOfSeconds - 1 }))).toBe('ACT_PLAN_EXPIRED');
  });

  it('when its block is not the chain any more', async () => {
    const plan = await world.plan([actions.intake(0, true)]);
    const block = plan.block === null ? null : { ...plan.block, hash: `0x${'12'.repeat(32)}` };
    expect(await refusal(apply('dry', { ...plan, block }))).toBe('ACT_PLAN_REORGED');
  });

  it('when it was made under another policy', async () => {
    const plan = await world.plan([actions.intake(0, true)]);
    const parents = { ...plan.parents, policy: `0x${'34'.repeat(32)}` as const };
    expect(await refusal(apply('dry', { ...plan, parents }))).toBe('ACT_POLICY_NOT_RATIFIED');
  });

  it('when the vault holds another policy', async () => {
    const plan = await world.plan([actions.intake(0, true)]);
    const snapshot = await world.snapshot();
    const vault = snapshot.vault === null ? null : { ...snapshot.vault, policyDocumentHash: '0x56' as const };
    expect(await refusal(apply('dry', plan, { snapshot: { ...snapshot, vault } }))).toBe('ACT_POLICY_NOT_RATIFIED');
  });

  it('when there is no vault', async () => {
    const plan = await world.plan([actions.intake(0, true)]);
    const snapshot = { ...(await world.snapshot()), vault: null };
    expect(await refusal(apply('dry', plan, { snapshot }))).toBe('ACT_NO_VAULT');
  });

  it('when execute has no signer, or one that is not the keeper', async () => {
    const plan = await world.plan([actions.intake(0, true)]);
    expect(await refusal(apply('execute', plan, { signer: null }))).toBe('ACT_NO_SIGNER');
    const other = localSigner(`0x${'11'.repeat(32)}`);
    expect(await refusal(apply('execute', plan, { signer: other }))).toBe('ACT_NOT_KEEPER');
  });

  it('when an intent of an earlier plan is not settled', async () => {
    await fileJournal(journalPath).plan({
      id: 'earlier',
      reserve: world.policy.reserve,
      cycle: 0,
      planHash: '0x99',
      index: 0,
      to: world.vault,
      data: '0x',
      state: 'planned',
      nonce: null,
      rawTransaction: null,
      transactionHash: null,
    });
    expect(await refusal(run('execute', [actions.intake(0, true)]))).toBe('ACT_IN_FLIGHT');
  });
});

describe('applyPlan, dry', () => {
  it('simulates each action on top of the earlier ones and sends nothing', async () => {
    const applied = await run('dry', [
      actions.pay(0),
      actions.deposit(1, 200_000n),
      actions.withdraw(2, 200_000n),
      actions.swap(3, 10_000n),
      actions.intake(4, true),
    ]);
    expect(outcomes(applied)).toEqual(Array.from({ length: 5 }, () => 'simulated'));
    expect(applied.receipts[0]?.amountInRaw).toBe(1_000_000_000n);
    expect(applied.receipts[3]?.amountOutRaw).toBeGreaterThan(9_950_000_000n);
    expect(applied.proposal).toBeNull();
    expect(fileJournal(journalPath).all()).toEqual([]);
    expect(Number(await callRpc(world.chain.rpc, 'eth_getTransactionCount', [localKeeper.address, 'latest']))).toBe(0);
  });

  it('refuses by the twin, in the contract’s words, and skips what was sized on it', async () => {
    const applied = await run('dry', [actions.swap(0, 600_000n), actions.intake(1, true)]);
    expect(outcomes(applied)).toEqual(['refused TurnoverBudgetExceeded', 'skipped ACT_EARLIER_ACTION_FAILED']);
  });

  it('refuses what another account of the reserve should do', async () => {
    const applied = await run('dry', [{ ...actions.deposit(0, 1n), accountId: 'safe' }]);
    expect(outcomes(applied)).toEqual(['refused ACT_OTHER_ACCOUNT']);
  });

  it('refuses what only the chain can know, by simulation', async () => {
    // The twin believes the expected amount; the pool would return less than a floor this high.
    const applied = await run('dry', [
      actions.swap(0, 10_000n, { floorOutRaw: raw(10_000_000_000n), expectedOutRaw: raw(10_000_000_000n) }),
    ]);
    expect(outcomes(applied)).toEqual(['refused ACT_SIMULATION_REVERTED']);
  });

  it('refuses when a price moved beyond the policy’s drift since the plan', async () => {
    const plan = await world.plan([actions.swap(0, 10_000n)]);
    const snapshot = await world.snapshot();
    for (const feed of world.feeds.slice(2))
      await world.send(world.owner, feed, 'pushAnswer', [98_500_000n, BigInt(plan.asOfSeconds)], 'TestFeed');
    expect(outcomes(await apply('dry', plan, { snapshot }))).toEqual(['refused ACT_PRICE_DRIFT']);
    const paid = await world.plan([actions.pay(0)]);
    expect(outcomes(await apply('dry', { ...paid, block: null }, { snapshot }))).toEqual(['simulated']);
  });

  it('is narrowed, not stopped, by a tightening since the plan', async () => {
    const plan = await world.plan([actions.deposit(0, 100_000n)]);
    const snapshot = await world.snapshot();
    await world.send(world.owner, world.vault, 'tightenVenue', [0n, 100, true]);
    expect(outcomes(await apply('dry', plan, { snapshot }))).toEqual(['refused VenueCapExceeded']);
    await world.send(world.owner, world.vault, 'setMode', [2]);
    expect(outcomes(await apply('dry', plan, { snapshot }))).toEqual(['refused WrongMode']);
  });
});

describe('applyPlan, propose', () => {
  it('returns the calls that passed as a batch for the keeper’s Safe', async () => {
    const applied = await run('propose', [actions.pay(0), actions.deposit(1, 1_000n)]);
    expect(outcomes(applied)).toEqual(['proposed', 'proposed']);
    expect(
      applied.proposal?.transactions.map(({ contractMethod, to, value }) => [contractMethod.name, to, value]),
    ).toEqual([
      ['payRedemptions', world.vault, '0'],
      ['deposit', world.vault, '0'],
    ]);
    expect(applied.proposal?.meta.createdFromSafeAddress).toBe(localKeeper.address);
    expect(fileJournal(journalPath).all()).toEqual([]);
  });
});

describe('applyPlan, execute', () => {
  it('confirms each action with what the vault’s events say', async () => {
    const applied = await run('execute', [
      actions.pay(0),
      actions.swap(1, 10_000n),
      actions.deposit(2, 50_000n),
      actions.withdraw(3, 20_000n),
      actions.intake(4, true),
    ]);
    expect(outcomes(applied)).toEqual(Array.from({ length: 5 }, () => 'confirmed'));
    const [pay, swap, deposit, withdraw] = applied.receipts as [Receipt, Receipt, Receipt, Receipt, Receipt];
    expect(pay.amountInRaw).toBe(1_000_000_000n);
    expect(swap.amountInRaw).toBe(10_000n * 10n ** 18n);
    expect(swap.amountOutRaw).toBeGreaterThan(9_950_000_000n);
    expect(deposit.amountInRaw).toBe(50_000_000_000n);
    expect(withdraw.amountOutRaw).toBe(20_000_000_000n);
    expect(
      fileJournal(journalPath)
        .all()
        .map(({ state }) => state),
    ).toEqual(Array.from({ length: 5 }, () => 'confirmed'));
    const after = await world.snapshot();
    expect(after.vault?.isMintPaused).toBe(true);
    expect(after.vault?.turnoverUsedWad).toBeGreaterThan(0n);
  });

  it('does not begin the same plan twice', async () => {
    const plan = await world.plan([actions.deposit(0, 1_000n)]);
    expect(outcomes(await apply('execute', plan))).toEqual(['confirmed']);
    expect(outcomes(await apply('execute', plan))).toEqual(['skipped ACT_ALREADY_BEGUN']);
  });

  it('stops under a policy adopted between two actions', async () => {
    const plan = await world.plan([actions.deposit(0, 1_000n), actions.deposit(1, 1_000n)]);
    let isChanged = false;
    const applied = await apply('execute', plan, {
      chain: {
        ...world.act,
        settle: async () => {
          await world.act.settle();
          if (isChanged) return;
          isChanged = true;
          const other = encodeAdoptPolicy(world.policy, `0x${'78'.repeat(32)}`);
          await sendAndMine(world.act, world.owner, world.vault, other);
        },
      },
    });
    expect(outcomes(applied)).toEqual(['confirmed', 'refused ACT_POLICY_NOT_RATIFIED']);
  });

  it('reports a call that reverts on chain though its simulation passed', async () => {
    const plan = await world.plan([actions.deposit(0, 1_000n)]);
    // The guardian's freeze is mined first, between our simulation and our inclusion.
    const rpc: RpcPort = {
      ...world.act.rpc,
      batch: async (requests) => {
        if (requests[0]?.method === 'eth_sendRawTransaction')
          await world.send(world.owner, world.vault, 'setMode', [2]);
        return world.act.rpc.batch(requests);
      },
    };
    const applied = await apply('execute', plan, { chain: { ...world.act, rpc } });
    expect(outcomes(applied)).toEqual(['reverted ACT_REVERTED']);
    expect(
      fileJournal(journalPath)
        .all()
        .map(({ state }) => state),
    ).toEqual(['reverted']);
  });

  it('leaves nothing for reconcile when all went well', async () => {
    await run('execute', [actions.deposit(0, 1_000n)]);
    const settled = await reconcileIntents({
      reserve: world.policy.reserve,
      journal: fileJournal(journalPath),
      chain: world.act,
      sender: localKeeper.address,
    });
    expect(settled).toEqual([]);
  });
});
