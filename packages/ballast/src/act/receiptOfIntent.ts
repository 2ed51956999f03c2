import { hashArtefact, type Action, type Plan, type Receipt } from '@ballast/core';
import { readReceipt, type ActChain } from './actChain.ts';
import { executedOf, unsent, type Executed } from './executeCall.ts';
import type { Intent } from '../store/journal.ts';

/**
 * The receipt of an action whose process died, from its journal entry and the chain. Sends nothing. An entry that is
 * still open gives a receipt that says so, and the next cycle carries it as in flight.
 */
export async function receiptOfIntent(input: {
  readonly plan: Plan;
  readonly action: Action;
  /** The journal's entry; null when the action was never begun. */
  readonly intent: Intent | null;
  /** Null where the reserve has no vault. */
  readonly chain: ActChain | null;
}): Promise<Receipt> {
  const { plan, action } = input;
  return {
    schema: 'ballast/receipt/1',
    reserve: plan.reserve,
    cycle: plan.cycle,
    parents: { plan: hashArtefact(plan) },
    index: action.index,
    mode: input.intent === null ? 'dry' : 'execute',
    ...(await fateOf(input)),
  };
}

async function fateOf({ action, intent, chain }: Parameters<typeof receiptOfIntent>[0]): Promise<Executed> {
  if (intent === null) return unsent('ACT_NOT_BEGUN', 'the process ended before this action was begun');
  if (intent.state === 'dropped') return unsent('ACT_DROPPED', 'it was never included and never can be');
  if (intent.transactionHash === null || chain === null)
    return unsent('ACT_ALREADY_BEGUN', 'begun, and its fate is not known yet; reconcile settles it');
  const mined = await readReceipt(chain, intent.transactionHash);
  return mined === null
    ? { ...unsent('ACT_NOT_INCLUDED', 'sent but not yet included'), transactionHash: intent.transactionHash }
    : executedOf(action, intent.to, intent.transactionHash, mined);
}
