import {
  BallastError,
  hashArtefact,
  raw,
  type Action,
  type Hash,
  type Plan,
  type Policy,
  type Receipt,
  type Snapshot,
  type VaultState,
} from '@ballast/core';
import type { Call } from '../venues/venueRead.ts';
import { readBlockHash, readHead, type ActChain, type Head } from './actChain.ts';
import { checkDrift, checkTwin } from './checkTwin.ts';
import { encodeAction } from './encodeAction.ts';
import { executeCall, type ActStep, type Executed } from './executeCall.ts';
import type { Intent, Journal } from '../store/journal.ts';
import { safeBatch, type SafeBatch } from './safeBatch.ts';
import type { Signer } from './signer.ts';
import { readNow, simulateAction, type SimulationInput } from './simulateAction.ts';

export type ActMode = Receipt['mode'];

export interface ApplyOptions {
  readonly plan: Plan;
  readonly policy: Policy;
  readonly policyHash: Hash;
  readonly snapshot: Snapshot;
  readonly mode: ActMode;
  readonly chain: ActChain;
  readonly journal: Journal;
  /** Needed in `execute` only. */
  readonly signer: Signer | null;
  /** Polls before a sent transaction is left to reconcile. */
  readonly polls?: number;
  /** Blocks, its own included, before a transaction counts as confirmed. */
  readonly confirmations?: number;
  readonly onStep?: (step: ActStep, intent: Intent) => void;
}

export interface Applied {
  /** One for every action of the plan, in order. */
  readonly receipts: readonly Receipt[];
  /** In `propose`: the calls that passed, for the Safe that is the keeper. */
  readonly proposal: SafeBatch | null;
}

export class ActRefused extends BallastError {
  constructor(code: string, message: string, remedy: string, retryable = false) {
    super({ code, message, remedy, retryable });
  }
}

/**
 * Carries a plan out, action by action: price drift, twin check, simulation with post-state invariants, then in
 * `execute` journal, sign, send, confirm. Stops at the first action that does not succeed, because later ones were
 * sized for the state it would have left. In `dry` and `propose` nothing is sent: each action is judged on top of the
 * earlier ones. Returns a receipt for every action, done or not. Refuses the whole plan (ActRefused) when it expired,
 * its block was reorganised away, the vault holds another policy than the plan's, an earlier intent is open, or the
 * signer is not the keeper.
 */
export async function applyPlan(options: ApplyOptions): Promise<Applied> {
  const known = await preflight(options);
  const planHash = hashArtefact(options.plan);
  const receipts: Receipt[] = [];
  const passed: Call[] = [];
  let stopped: number | null = null;
  for (const action of options.plan.actions) {
    const made: Made =
      stopped === null
        ? await applyAction(options, planHash, known, action, passed)
        : notDone('skipped', {
            code: 'ACT_EARLIER_ACTION_FAILED',
            reason: `action ${stopped} did not succeed`,
          });
    receipts.push(receiptOf(options, planHash, action, made));
    if (made.call !== null) passed.push(made.call);
    else if (made.outcome !== 'confirmed') stopped ??= action.index;
  }
  return { receipts, proposal: options.mode === 'propose' ? proposalOf(options, known, passed) : null };
}

/** The receipts of a plan none of whose actions was tried, for one reason. Pure. */
export function refusePlan(
  options: Pick<ApplyOptions, 'plan' | 'mode'>,
  why: { readonly code: string; readonly reason: string },
): Applied {
  const planHash = hashArtefact(options.plan);
  return {
    receipts: options.plan.actions.map((action) => receiptOf(options, planHash, action, refused(why))),
    proposal: null,
  };
}

async function preflight(options: ApplyOptions): Promise<VaultState> {
  const { plan, snapshot, chain } = options;
  const known = snapshot.vault;
  if (known === null)
    throw new ActRefused(
      'ACT_NO_VAULT',
      'this reserve is only observed: no vault is named by its policy, or it could not be read',
      'carry the plan out by hand, or add a vault to the policy',
    );
  refuseOtherPolicy(options, known);
  refuseExpired(plan, await readHead(chain));
  if (plan.block !== null && (await readBlockHash(chain, plan.block.number)) !== plan.block.hash)
    throw new ActRefused(
      'ACT_PLAN_REORGED',
      `block ${plan.block.number} is no longer the one the plan was made on`,
      'plan again',
      true,
    );
  if (options.mode !== 'execute') return known;
  if (options.signer === null)
    throw new ActRefused('ACT_NO_SIGNER', 'execute needs a signer', 'name the key file in BALLAST_KEEPER_KEY_FILE');
  if (options.signer.address !== known.keeper)
    throw new ActRefused(
      'ACT_NOT_KEEPER',
      `the signer ${options.signer.address} is not the keeper ${known.keeper} of the vault`,
      'sign with the keeper, or let the owner name this one',
    );
  const [open] = (await options.journal.open(plan.reserve)).filter((intent) => intent.planHash !== hashArtefact(plan));
  if (open !== undefined)
    throw new ActRefused(
      'ACT_IN_FLIGHT',
      `action ${open.index} of plan ${open.planHash} is not settled`,
      'reconcile first; nothing new is sent before it is known what became of the old',
      true,
    );
  return known;
}

function refuseOtherPolicy(options: ApplyOptions, vault: VaultState): void {
  if (vault.policyDocumentHash === options.policyHash && options.plan.parents.policy === options.policyHash) return;
  throw new ActRefused(
    'ACT_POLICY_NOT_RATIFIED',
    `the vault holds policy ${vault.policyDocumentHash}, the plan was made under ${options.plan.parents.policy}`,
    'plan again under the ratified document',
  );
}

function refuseExpired(plan: Plan, head: Head): void {
  if (head.timestampSeconds <= plan.expiresAtSeconds) return;
  throw new ActRefused(
    'ACT_PLAN_EXPIRED',
    `the plan expired ${head.timestampSeconds - plan.expiresAtSeconds} s ago`,
    'plan again',
    true,
  );
}

/** What one action came to; with its call when later actions are to be judged on top of it. */
interface Made extends Executed {
  readonly call: Call | null;
}

const notDone = (outcome: 'skipped' | 'refused', why: { readonly code: string; readonly reason: string }): Made => ({
  outcome,
  code: why.code,
  reason: why.reason,
  transactionHash: null,
  blockNumber: null,
  gasUsedRaw: null,
  amountInRaw: null,
  amountOutRaw: null,
  call: null,
});
const refused = (why: { readonly code: string; readonly reason: string }): Made => notDone('refused', why);

async function applyAction(
  options: ApplyOptions,
  planHash: Hash,
  known: VaultState,
  action: Action,
  passed: readonly Call[],
): Promise<Made> {
  const { plan, policy, chain, mode, signer } = options;
  const account = policy.accounts.find((item) => item.id === action.accountId);
  if (account?.address !== known.address)
    return refused({
      code: 'ACT_OTHER_ACCOUNT',
      reason: `${action.accountId} acts by its own owners, not by the vault`,
    });
  const head = await readHead(chain);
  if (head.timestampSeconds > plan.expiresAtSeconds) return refused({ code: 'ACT_PLAN_EXPIRED', reason: 'plan again' });
  const input: SimulationInput = { policy, known, chain, head, from: known.keeper, earlier: passed };
  const now = await readNow(input);
  if (now.vault.policyDocumentHash !== options.policyHash)
    return refused({ code: 'ACT_POLICY_NOT_RATIFIED', reason: 'the vault adopted another policy meanwhile' });
  const drift = checkDrift(action, known, now.vault, policy.execution.maxDriftBps);
  if (!drift.ok) return refused(drift);
  const twin = checkTwin(action, now, head.timestampSeconds);
  if (!twin.ok) return refused(twin);
  const call = encodeAction(action, policy, now.vault);
  const simulated = await simulateAction(input, action, call, now);
  if (!simulated.ok) return refused(simulated);
  if (mode !== 'execute')
    return {
      ...notDone('skipped', { code: '', reason: '' }),
      outcome: mode === 'dry' ? 'simulated' : 'proposed',
      amountInRaw: simulated.amountInRaw,
      amountOutRaw: simulated.amountOutRaw,
      gasUsedRaw: raw(simulated.gasUsed),
      call,
    };
  if (signer === null) return refused({ code: 'ACT_NO_SIGNER', reason: 'execute needs a signer' });
  const executed = await executeCall({
    plan,
    planHash,
    action,
    call,
    gasUsed: simulated.gasUsed,
    head,
    chain,
    journal: options.journal,
    signer,
    polls: options.polls ?? 30,
    confirmations: options.confirmations ?? 1,
    onStep: options.onStep ?? ((): void => undefined),
  });
  return { ...executed, call: null };
}

const proposalOf = (options: ApplyOptions, known: VaultState, calls: readonly Call[]): SafeBatch =>
  safeBatch({
    chainId: options.chain.chainId,
    safe: known.keeper,
    name: `${options.plan.reserve} cycle ${options.plan.cycle}`,
    description: `plan ${hashArtefact(options.plan)}`,
    createdAtSeconds: options.plan.asOfSeconds,
    calls,
  });

function receiptOf(options: Pick<ApplyOptions, 'plan' | 'mode'>, planHash: Hash, action: Action, made: Made): Receipt {
  const { call: _call, ...outcome } = made;
  return {
    schema: 'ballast/receipt/1',
    reserve: options.plan.reserve,
    cycle: options.plan.cycle,
    parents: { plan: planHash },
    index: action.index,
    mode: options.mode,
    ...outcome,
  };
}
