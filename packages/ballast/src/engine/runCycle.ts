// One turn of the loop, in order: what happens between two moments of the world.
import {
  canonicalText,
  hashArtefact,
  settleCarried,
  type CarriedState,
  type Hash,
  type History,
  type Plan,
  type Receipt,
  type Snapshot,
  type Statement,
} from '@ballast/core';
import { applyPlan, refusePlan, type ActMode } from '../act/applyPlan.ts';
import { reconcileIntents } from '../act/reconcile.ts';
import type { SafeBatch } from '../act/safeBatch.ts';
import { tendExits, type Tended } from '../act/tendExits.ts';
import { tendHaircuts } from '../act/tendHaircuts.ts';
import { tendProof } from '../act/tendProof.ts';
import { attestCycle } from '../attest/attestCycle.ts';
import type { AttesterLog } from '../attest/attesterLog.ts';
import { observe } from '../observe/observe.ts';
import type { StoredArtefact } from '../store/store.ts';
import { carryAcceptances, readAcceptances, writeAcceptances } from './acceptances.ts';
import { actChainOf, vaultAccountOf } from './actChainOf.ts';
import type { Helpers } from './helpers.ts';
import type { Reserve } from './reserve.ts';
import { carriedAt, historyAt, type Memory } from './resumeCycle.ts';
import { stopOf } from './stops.ts';
import { thinkCycle, type Thought } from './thinkCycle.ts';

/** The six verbs, and the durable steps between them. */
export type Stage = 'reconcile' | 'observe' | 'value' | 'assess' | 'decide' | 'record' | 'act' | 'attest';

/** Everything one turn of the loop produced. */
export interface CycleResult extends Thought {
  readonly cycle: number;
  readonly snapshot: Snapshot;
  readonly history: History;
  readonly receipts: readonly Receipt[];
  readonly proposal: SafeBatch | null;
  /** Calls that stand in no plan: exits opened or auctioned for later cycles, haircuts raised, statements committed; no part of the record, the next snapshot shows them. */
  readonly tended: readonly Tended[];
  readonly carriedOut: CarriedState;
  readonly statement: Statement;
  readonly recordHash: Hash;
  /** Milliseconds spent in each stage, as the process saw it; not part of any artefact. */
  readonly stageMs: Readonly<Record<Stage, number>>;
  readonly memory: Memory;
  readonly log: AttesterLog;
}

export interface CycleInput {
  readonly reserve: Reserve;
  /** What came before; null for a reserve's first cycle. */
  readonly memory: Memory | null;
  readonly log: AttesterLog;
  readonly helpers: Helpers;
  readonly mode?: ActMode;
}

/**
 * Runs one cycle: settles what an earlier one left open, observes, thinks, writes the decision down, acts on it, and
 * attests. The decision is durable before anything is sent; the cycle is complete only with its record in the log.
 * Throws what observing, storing and acting throw; a cycle that failed after its decision is finished by
 * `finishOpenCycle` at the next start.
 */
export async function runCycle(input: CycleInput): Promise<CycleResult> {
  const { reserve, memory } = input;
  const { policy, policyHash, store } = reserve;
  const clock = stageClock();
  const cycle = (memory?.record.cycle ?? 0) + 1;
  const inFlight = await settleOpenIntents(reserve);
  clock.end('reconcile');
  const { snapshot, proofs } = await observe({
    policy,
    policyHash,
    cycle,
    previous: memory?.snapshotHash ?? null,
    rpcs: reserve.world.rpcs,
    attested: reserve.attested,
    withProofs: reserve.withProofs,
    previousContracts: memory?.contracts ?? [],
    ...(memory === null ? {} : { notBeforeSeconds: memory.asOfSeconds }),
  });
  clock.end('observe');
  const history = historyAt(reserve, memory, snapshot.asOfSeconds);
  const stop = stopOf(reserve.stateDir, policy.reserve);
  const acceptances = readAcceptances(reserve.stateDir);
  const carriedIn: CarriedState = {
    ...carryAcceptances(carriedAt(reserve, memory, snapshot.asOfSeconds), acceptances, policy.reserve),
    stop: stop === null ? null : { kind: stop.kind, reason: stop.reason, atSeconds: stop.atSeconds },
    inFlight,
  };
  const thinking = { snapshot, policy, policyHash, history, carried: carriedIn };
  const thought = await thinkCycle(thinking, input.helpers, clock.end, reserve.decide);
  const planHash = hashArtefact(thought.plan);
  await store.beginCycle(
    {
      reserve: policy.reserve,
      cycle,
      asOfSeconds: snapshot.asOfSeconds,
      state: 'decided',
      planHash,
      carriedInHash: hashArtefact(carriedIn),
      proofsHash: proofs === null ? null : hashArtefact(proofs),
      recordHash: null,
      level: thought.assessment.level,
      actions: thought.plan.actions.length,
    },
    [
      // Law and history are long and seldom change; what the cycle before stored is not sent again.
      ...(memory?.record.policy === policyHash
        ? []
        : [{ hash: policyHash, schema: policy.schema, text: reserve.policyText }]),
      ...(memory?.record.history === hashArtefact(history) ? [] : [storedArtefact(history)]),
      ...(proofs === null ? [] : [storedArtefact(proofs)]),
      ...[snapshot, carriedIn, thought.sheet, thought.assessment, thought.plan].map(storedArtefact),
    ],
  );
  clock.end('record');
  const mode = input.mode ?? reserve.mode;
  const { receipts, proposal } = await act(reserve, snapshot, thought.plan, mode);
  const isBarred = stop !== null || receipts.some(isUnsettled);
  const exits = await tend(reserve, snapshot, mode, isBarred, (input) => tendExits(input));
  // A steward's key is a lane of its own: what the keeper has on its way does not hold up a warning.
  const steward = reserve.steward ?? null;
  const pushed = await tend(reserve, snapshot, mode, steward === null ? isBarred : stop !== null, (input) =>
    tendHaircuts({
      vault: snapshot.vault,
      haircuts: thought.assessment.haircuts ?? [],
      law: policy.regime,
      chain: input.chain,
      signer: steward ?? input.signer,
    }),
  );
  clock.end('act');
  const carriedOut = settleCarried({ carried: thought.carried, plan: thought.plan, receipts, policy });
  const attested = await attestCycle({
    store,
    key: reserve.attesterKey,
    log: input.log,
    policy,
    policyHash,
    snapshot,
    proofs,
    carriedIn,
    history,
    sheet: thought.sheet,
    assessment: thought.assessment,
    plan: thought.plan,
    receipts,
    carriedOut,
  });
  const statementHash = hashArtefact(attested.statement);
  const proven = await tend(reserve, snapshot, mode, isBarred, (input) =>
    tendProof({ ...input, snapshot, statementHash }),
  );
  // What was accepted is remembered by the cycle now; taking it up again after a crash would change nothing.
  if (acceptances.length > 0) {
    const rest = acceptances.filter((item) => item.reserve !== policy.reserve);
    if (rest.length < acceptances.length) writeAcceptances(reserve.stateDir, rest);
  }
  clock.end('attest');
  const recordHash = hashArtefact(attested.record);
  return {
    ...thought,
    cycle,
    snapshot,
    history,
    receipts,
    proposal,
    tended: [...exits, ...pushed, ...proven],
    carriedOut,
    statement: attested.statement,
    recordHash,
    stageMs: clock.spent(),
    log: attested.log,
    memory: {
      record: attested.record,
      snapshotHash: attested.record.snapshot,
      contracts: snapshot.contracts,
      carried: carriedOut,
      history,
      asOfSeconds: snapshot.asOfSeconds,
      prices: new Map(thought.sheet.prices.map((price) => [price.assetId, price.consensusWad])),
    },
  };
}

/**
 * Follows intents of earlier cycles to their end; returns those nobody can settle yet. Without a signer nothing is
 * handed over again, and whatever was signed before counts as on its way.
 */
async function settleOpenIntents(reserve: Reserve): Promise<CarriedState['inFlight']> {
  const { store, policy, signer } = reserve;
  const chain = actChainOf(policy, reserve.world);
  if (chain === null) return [];
  if (signer === null) {
    const open = await store.journal.open(policy.reserve);
    return open.filter(({ state }) => state !== 'planned').map(({ planHash, index }) => ({ planHash, index }));
  }
  const results = await reconcileIntents({
    reserve: policy.reserve,
    journal: store.journal,
    chain,
    sender: signer.address,
  });
  return results
    .filter(({ outcome }) => outcome === 'waiting')
    .map(({ intent }) => ({ planHash: intent.planHash, index: intent.index }));
}

/** Sent and not known to be settled: nothing more goes out on this signer's lane. */
const isUnsettled = ({ outcome, transactionHash }: Receipt): boolean =>
  outcome === 'skipped' && transactionHash !== null;

/** Makes a call that stands in no plan, in execute mode, under the ratified document and with nothing in the way. */
async function tend(
  reserve: Reserve,
  snapshot: Snapshot,
  mode: ActMode,
  isBarred: boolean,
  call: (input: Parameters<typeof tendExits>[0]) => Promise<readonly Tended[]>,
): Promise<readonly Tended[]> {
  const chain = actChainOf(reserve.policy, reserve.world);
  if (chain === null || isBarred || mode !== 'execute' || reserve.signer === null) return [];
  if (snapshot.vault?.policyDocumentHash !== reserve.policyHash) return [];
  return call({
    accountId: vaultAccountOf(reserve.policy),
    snapshot,
    auctionPremiumBps: reserve.policy.regime.auctionPremiumBps,
    chain,
    signer: reserve.signer,
  });
}

/** Nothing to do, or nowhere to do it, needs no chain. */
async function act(
  reserve: Reserve,
  snapshot: Snapshot,
  plan: Plan,
  mode: ActMode,
): Promise<{ readonly receipts: readonly Receipt[]; readonly proposal: SafeBatch | null }> {
  const chain = actChainOf(reserve.policy, reserve.world);
  if (chain === null || snapshot.vault === null || plan.actions.length === 0) return { receipts: [], proposal: null };
  // A plan under a document not yet ratified shows what it would do; the keeper does none of it, and the loop goes on.
  if (snapshot.vault.policyDocumentHash !== reserve.policyHash)
    return refusePlan(
      { plan, mode },
      { code: 'ACT_POLICY_NOT_RATIFIED', reason: 'the vault holds another policy document' },
    );
  return applyPlan({
    plan,
    policy: reserve.policy,
    policyHash: reserve.policyHash,
    snapshot,
    mode,
    chain,
    journal: reserve.store.journal,
    signer: mode === 'execute' ? reserve.signer : null,
  });
}

/** An artefact as the store keeps it. */
export function storedArtefact(artefact: { readonly schema: string }): StoredArtefact {
  const text = canonicalText(artefact);
  return { hash: hashArtefact(artefact), schema: artefact.schema, text };
}

interface StageClock {
  readonly end: (stage: Stage) => void;
  readonly spent: () => Readonly<Record<Stage, number>>;
}

function stageClock(): StageClock {
  const spent: Record<Stage, number> = {
    reconcile: 0,
    observe: 0,
    value: 0,
    assess: 0,
    decide: 0,
    record: 0,
    act: 0,
    attest: 0,
  };
  let last = performance.now();
  return {
    end: (stage) => {
      const now = performance.now();
      spent[stage] += now - last;
      last = now;
    },
    spent: () => spent,
  };
}
