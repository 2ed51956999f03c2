import { keccak256 } from 'viem';
import {
  BallastError,
  hashArtefact,
  sha256Text,
  type Action,
  type Address,
  type Hash,
  type Hex,
  type Plan,
  type Policy,
  type Receipt,
  type Snapshot,
} from '@ballast/core';
import type { ActChain, MinedReceipt } from './actChain.ts';
import { checkTwin } from './checkTwin.ts';
import { encodeAction } from './encodeAction.ts';
import type { Intent, Journal } from './journal.ts';
import type { Signer } from './signer.ts';
import { simulateAction } from './simulateAction.ts';

export type ActMode = 'dry' | 'propose' | 'execute';

/** Points at which a process may die; tests kill it there. */
export type ActStep = 'planned' | 'signed' | 'broadcast' | 'sent' | 'included' | 'settled';

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
  readonly onStep?: (step: ActStep, intent: Intent) => void;
}

export class ActRefused extends BallastError {
  constructor(code: string, message: string, remedy: string, retryable = false) {
    super({ code, message, remedy, retryable });
  }
}

/**
 * Carries a plan out, action by action: twin check, simulation with post-state invariants, journal,
 * sign, send, confirm. Stops at the first action that does not succeed, because later ones were sized
 * for the state it would have left. Returns a receipt for every action, done or not.
 * Refuses the whole plan when it expired, its block was reorganised away, the vault holds another
 * policy than the plan's, or `execute` lacks a signer.
 */
export async function applyPlan(options: ApplyOptions): Promise<Receipt[]> {
  const planHash = hashArtefact(options.plan);
  await refuseStalePlan(options);
  const receipts: Receipt[] = [];
  let stopped: Receipt | null = null;
  for (const action of options.plan.actions) {
    if (stopped !== null) {
      receipts.push(
        receiptOf(options, planHash, action, {
          outcome: 'skipped',
          code: 'ACT_EARLIER_ACTION_FAILED',
          reason: `action ${stopped.index} did not succeed`,
        }),
      );
      continue;
    }
    const receipt = await applyAction(options, planHash, action);
    receipts.push(receipt);
    // A dry run leaves the chain as it was, so later actions are still worth simulating on their own.
    if (options.mode === 'execute' && receipt.outcome !== 'confirmed') stopped = receipt;
  }
  return receipts;
}

async function refuseStalePlan(options: ApplyOptions): Promise<void> {
  const { plan, snapshot, chain } = options;
  if (snapshot.vault === null) {
    throw new ActRefused(
      'ACT_NO_VAULT',
      'this reserve is only observed: no vault is named by its policy',
      'export the plan for its owners, or add a vault to the policy',
    );
  }
  if (snapshot.vault.policyDocumentHash !== options.policyHash) {
    throw new ActRefused(
      'ACT_POLICY_NOT_RATIFIED',
      `the vault holds policy ${snapshot.vault.policyDocumentHash}, the plan was made under ${options.policyHash}`,
      'plan again under the ratified document',
    );
  }
  const head = await chain.latest();
  if (head.timestampSeconds > plan.expiresAtSeconds) {
    throw new ActRefused(
      'ACT_PLAN_EXPIRED',
      `the plan expired ${head.timestampSeconds - plan.expiresAtSeconds} s ago`,
      'plan again',
      true,
    );
  }
  if (plan.block !== null && (await chain.blockHash(plan.block.number)) !== plan.block.hash) {
    throw new ActRefused(
      'ACT_PLAN_REORGED',
      `block ${plan.block.number} is no longer the one the plan was made on`,
      'plan again',
      true,
    );
  }
  if (options.mode === 'execute' && options.signer === null) {
    throw new ActRefused('ACT_NO_SIGNER', 'execute needs a signer', 'name the key file in BALLAST_KEEPER_KEY_FILE');
  }
}

async function applyAction(options: ApplyOptions, planHash: Hash, action: Action): Promise<Receipt> {
  const twin = checkTwin(action, options.snapshot, options.policy);
  if (!twin.ok)
    return receiptOf(options, planHash, action, { outcome: 'refused', code: twin.code, reason: twin.reason });
  const vault = options.snapshot.vault;
  if (vault === null) throw new ActRefused('ACT_NO_VAULT', 'no vault in the snapshot', 'plan again');
  const call = encodeAction(action, options.policy, vault);
  const from = options.signer?.address ?? vault.keeper;
  const simulated = await simulateAction({ action, call, from, chain: options.chain, policy: options.policy, vault });
  if (!simulated.ok)
    return receiptOf(options, planHash, action, { outcome: 'refused', code: simulated.code, reason: simulated.reason });
  if (options.mode === 'dry') {
    return receiptOf(options, planHash, action, {
      outcome: 'simulated',
      amountInRaw: simulated.amountInRaw,
      amountOutRaw: simulated.amountOutRaw,
      gasUsedRaw: simulated.gasUsed,
    });
  }
  if (options.mode === 'propose')
    return receiptOf(options, planHash, action, {
      outcome: 'proposed',
      amountInRaw: simulated.amountInRaw,
      amountOutRaw: simulated.amountOutRaw,
    });
  return execute(options, planHash, action, call, simulated);
}

interface Simulated {
  readonly gasUsed: bigint;
  readonly amountInRaw: Receipt['amountInRaw'];
  readonly amountOutRaw: Receipt['amountOutRaw'];
}

async function execute(
  options: ApplyOptions,
  planHash: Hash,
  action: Action,
  call: { readonly to: Address; readonly data: Hex },
  simulated: Simulated,
): Promise<Receipt> {
  const { chain, journal, signer, plan } = options;
  if (signer === null)
    throw new ActRefused('ACT_NO_SIGNER', 'execute needs a signer', 'name the key file in BALLAST_KEEPER_KEY_FILE');
  const step = options.onStep ?? ((): void => undefined);
  const id = sha256Text(`${planHash}:${action.index}`);
  const intent: Intent = {
    id,
    reserve: plan.reserve,
    cycle: plan.cycle,
    planHash,
    index: action.index,
    to: call.to,
    data: call.data,
    state: 'planned',
    nonce: null,
    rawTransaction: null,
    transactionHash: null,
  };
  if (!(await journal.plan(intent))) {
    return receiptOf(options, planHash, action, {
      outcome: 'skipped',
      code: 'ACT_ALREADY_BEGUN',
      reason: 'this action was begun before; reconcile settles it',
    });
  }
  step('planned', intent);
  const head = await chain.latest();
  const nonce = await chain.nonce(signer.address);
  const rawTransaction = await signer.sign({
    chainId: chain.chainId,
    nonce,
    to: call.to,
    data: call.data,
    gas: (simulated.gasUsed * 3n) / 2n + 50_000n,
    maxFeePerGas: head.baseFee * 2n + 1_000_000_000n,
    maxPriorityFeePerGas: 1_000_000_000n,
  });
  const transactionHash = keccak256(rawTransaction);
  await journal.sign(id, { nonce, rawTransaction, transactionHash });
  step('signed', intent);
  await chain.send(rawTransaction);
  step('broadcast', intent);
  await journal.sent(id);
  step('sent', intent);
  const mined = await waitForReceipt(chain, transactionHash);
  if (mined === null)
    return receiptOf(options, planHash, action, {
      outcome: 'skipped',
      code: 'ACT_NOT_INCLUDED',
      reason: 'sent but not yet included; reconcile settles it',
      transactionHash,
    });
  step('included', intent);
  await journal.settle(id, mined.isSuccess ? 'confirmed' : 'reverted');
  step('settled', intent);
  return receiptOf(options, planHash, action, {
    outcome: mined.isSuccess ? 'confirmed' : 'reverted',
    code: mined.isSuccess ? '' : 'ACT_REVERTED',
    reason: mined.isSuccess ? '' : 'the chain refused what the simulation allowed: the world moved in between',
    transactionHash,
    blockNumber: mined.blockNumber,
    gasUsedRaw: mined.gasUsed,
    amountInRaw: simulated.amountInRaw,
    amountOutRaw: simulated.amountOutRaw,
  });
}

async function waitForReceipt(chain: ActChain, hash: Hex): Promise<MinedReceipt | null> {
  for (let poll = 0; poll < 30; poll += 1) {
    const receipt = await chain.receipt(hash);
    if (receipt !== null) return receipt;
    await chain.settle();
  }
  return null;
}

type Outcome = Partial<
  Pick<Receipt, 'code' | 'reason' | 'transactionHash' | 'blockNumber' | 'amountInRaw' | 'amountOutRaw'>
> & { readonly outcome: Receipt['outcome']; readonly gasUsedRaw?: bigint };

function receiptOf(options: ApplyOptions, planHash: Hash, action: Action, outcome: Outcome): Receipt {
  return {
    schema: 'ballast/receipt/1',
    reserve: options.plan.reserve,
    cycle: options.plan.cycle,
    parents: { plan: planHash },
    index: action.index,
    mode: options.mode,
    outcome: outcome.outcome,
    code: outcome.code ?? '',
    reason: outcome.reason ?? '',
    transactionHash: outcome.transactionHash ?? null,
    blockNumber: outcome.blockNumber ?? null,
    gasUsedRaw: (outcome.gasUsedRaw ?? null) as Receipt['gasUsedRaw'],
    amountInRaw: outcome.amountInRaw ?? null,
    amountOutRaw: outcome.amountOutRaw ?? null,
  };
}
