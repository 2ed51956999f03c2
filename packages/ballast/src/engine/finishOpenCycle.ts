import { settleCarried } from '@ballast/core';
import { intentId } from '../act/executeCall.ts';
import { receiptOfIntent } from '../act/receiptOfIntent.ts';
import { reconcileIntents } from '../act/reconcile.ts';
import { attestCycle } from '../attest/attestCycle.ts';
import { loadAttesterLog } from '../attest/attesterLog.ts';
import { readStored } from '../attest/readStored.ts';
import { actChainOf } from './actChainOf.ts';
import type { Helpers } from './helpers.ts';
import type { Reserve } from './reserve.ts';
import { thinkCycle } from './thinkCycle.ts';

/**
 * Completes a cycle that died between its decision and its record: follows what it sent, writes the receipts from the
 * journal, and attests. Sends nothing new. Returns the number of the cycle it completed, or null.
 */
export async function finishOpenCycle(reserve: Reserve, helpers: Helpers): Promise<number | null> {
  const { store, world } = reserve;
  const open = await store.latestCycle(reserve.policy.reserve);
  if (open === null || open.state === 'complete') return null;
  const plan = await readStored(store, open.planHash, 'ballast/plan/1');
  // The law it was decided under, which may no longer be the one in force.
  const policyHash = plan.parents.policy;
  const policy = await readStored(store, policyHash, 'ballast/policy/1');
  const chain = actChainOf(policy, world);
  if (chain !== null && reserve.signer !== null) {
    const sender = reserve.signer.address;
    await reconcileIntents({ reserve: policy.reserve, journal: store.journal, chain, sender });
  }
  const stored = await readStored(store, plan.parents.assessment, 'ballast/assessment/1');
  const snapshot = await readStored(store, plan.parents.snapshot, 'ballast/snapshot/1');
  const carriedIn = await readStored(store, open.carriedInHash, 'ballast/carried/1');
  const history = await readStored(store, stored.parents.history, 'ballast/history/1');
  const proofs = open.proofsHash === null ? null : await readStored(store, open.proofsHash, 'ballast/proofs/1');
  // Thinking is pure: the same bytes come again, and what carries over need not have been kept.
  const thinking = { snapshot, policy, policyHash, history, carried: carriedIn };
  const thought = await thinkCycle(thinking, helpers, undefined, reserve.decide);
  const receipts = [];
  for (const action of plan.actions) {
    const intent = await store.journal.find(intentId(open.planHash, action.index));
    receipts.push(await receiptOfIntent({ plan, action, intent, chain }));
  }
  await attestCycle({
    store,
    key: reserve.attesterKey,
    log: await loadAttesterLog(store, policy.reserve),
    policy,
    policyHash,
    snapshot,
    proofs,
    carriedIn,
    history,
    sheet: thought.sheet,
    assessment: thought.assessment,
    plan,
    receipts,
    carriedOut: settleCarried({ carried: thought.carried, plan, receipts, policy }),
  });
  return open.cycle;
}
