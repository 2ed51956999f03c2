import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashArtefact, type Plan } from '@ballast/core';
import { actions, createActWorld, localKeeper, type ActWorld } from './actWorld.fixture.ts';
import { applyPlan } from './applyPlan.ts';
import { intentId } from './executeCall.ts';
import { fileJournal } from './fileJournal.fixture.ts';
import { receiptOfIntent } from './receiptOfIntent.ts';

const folder = mkdtempSync(join(tmpdir(), 'ballast-receipt-'));
const journal = fileJournal(join(folder, 'journal'));
let world: ActWorld;
let plan: Plan;

beforeAll(async () => {
  world = await createActWorld();
  plan = await world.plan([actions.deposit(0, 1_000n)]);
});
afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true });
});

it('gives back the receipt that a finished action had', async () => {
  const { receipts } = await applyPlan({
    plan,
    policy: world.policy,
    policyHash: world.policyHash,
    snapshot: await world.snapshot(),
    mode: 'execute',
    chain: world.act,
    journal,
    signer: localKeeper,
  });
  const [action] = plan.actions;
  const intent = await journal.find(intentId(hashArtefact(plan), 0));
  if (action === undefined || intent === null) expect.fail('nothing was journalled');
  expect(await receiptOfIntent({ plan, action, intent, chain: world.act })).toEqual(receipts[0]);
});

it('says what is not known, and never more', async () => {
  const [action] = plan.actions;
  const intent = await journal.find(intentId(hashArtefact(plan), 0));
  if (action === undefined || intent === null) expect.fail('nothing was journalled');
  const codeOf = async (change: Partial<typeof intent> | null): Promise<string> => {
    const entry = change === null ? null : { ...intent, ...change };
    const { outcome, code } = await receiptOfIntent({ plan, action, intent: entry, chain: world.act });
    return `${outcome} ${code}`;
  };
  expect(await codeOf(null)).toBe('skipped ACT_NOT_BEGUN');
  expect(await codeOf({ state: 'dropped' })).toBe('skipped ACT_DROPPED');
  expect(await codeOf({ state: 'planned', transactionHash: null })).toBe('skipped ACT_ALREADY_BEGUN');
  expect(await codeOf({ state: 'sent', transactionHash: `0x${'ab'.repeat(32)}` })).toBe('skipped ACT_NOT_INCLUDED');
});
