import {
  appendLeaf,
  buildStatement,
  canonicalText,
  frontierRoot,
  hashArtefact,
  leafHash,
  sha256Text,
  signTreeHead,
  type Assessment,
  type BalanceSheet,
  type CarriedState,
  type CycleRecord,
  type Hash,
  type History,
  type Plan,
  type Policy,
  type Proofs,
  type Receipt,
  type Snapshot,
  type Statement,
  type TreeHead,
} from '@ballast/core';
import type { Store, StoredArtefact } from '../store/store.ts';
import type { AttesterKey } from './attesterKey.ts';
import type { AttesterLog } from './attesterLog.ts';

/** One finished cycle. All up to the plan was stored when the cycle began; the rest is stored here. */
export interface AttestInput {
  readonly store: Store;
  readonly key: AttesterKey;
  /** From loadAttesterLog, or what the last attestCycle returned. */
  readonly log: AttesterLog;
  readonly policy: Policy;
  readonly policyHash: Hash;
  readonly snapshot: Snapshot;
  readonly proofs: Proofs | null;
  readonly carriedIn: CarriedState;
  readonly history: History;
  readonly sheet: BalanceSheet;
  readonly assessment: Assessment;
  readonly plan: Plan;
  readonly receipts: readonly Receipt[];
  readonly carriedOut: CarriedState;
  /** Why a person withdraws the statement of this cycle; leave out when nobody does. */
  readonly withdrawal?: string;
}

export interface Attested {
  readonly statement: Statement;
  readonly record: CycleRecord;
  readonly treeHead: TreeHead;
  /** To hand to the next cycle. */
  readonly log: AttesterLog;
}

/**
 * Completes a cycle: builds its statement and record, appends the record to the log, signs the new tree head, and
 * stores all of it in one transaction. Publishing is a step of its own (publishReserve), derived from the store, so that
 * a crash between the two loses nothing. Throws what the store throws; STORE_LEAF_TAKEN means that another process
 * attested meanwhile: load the log again.
 */
export async function attestCycle(input: AttestInput): Promise<Attested> {
  const { store, key, log, sheet } = input;
  const statement = buildStatement({
    ...input,
    previous: log.previous?.statement ?? null,
    earlierAssessments: [],
    signer: key.publicKey,
    withdrawal: input.withdrawal ?? null,
  });
  const statementText = canonicalText(statement);
  const record: CycleRecord = {
    schema: 'ballast/cycle/1',
    reserve: sheet.reserve,
    cycle: sheet.cycle,
    asOfSeconds: sheet.asOfSeconds,
    previous: log.previous?.record ?? null,
    policy: input.policyHash,
    snapshot: statement.parents.snapshot,
    proofs: statement.parents.proofs,
    carriedIn: hashArtefact(input.carriedIn),
    history: hashArtefact(input.history),
    balanceSheet: statement.parents.balanceSheet,
    assessment: hashArtefact(input.assessment),
    plan: statement.parents.plan,
    receipts: statement.parents.receipts,
    carriedOut: hashArtefact(input.carriedOut),
    statement: sha256Text(statementText),
  };
  const recordText = canonicalText(record);
  const leaf = leafHash(recordText);
  const frontier = appendLeaf(log.frontier, leaf);
  const treeHead = signTreeHead(
    {
      reserve: record.reserve,
      size: frontier.size,
      rootHash: frontierRoot(frontier),
      asOfSeconds: record.asOfSeconds,
    },
    key.secretKey,
  );
  const recordHash = sha256Text(recordText);
  await store.completeCycle({
    reserve: record.reserve,
    cycle: record.cycle,
    recordHash,
    leafIndex: log.frontier.size,
    leafHash: leaf,
    treeHead: canonicalText(treeHead),
    artefacts: [
      ...input.receipts.map(stored),
      stored(input.carriedOut),
      { hash: record.statement, schema: statement.schema, text: statementText },
      { hash: recordHash, schema: record.schema, text: recordText },
    ],
  });
  return {
    statement,
    record,
    treeHead,
    log: { frontier, previous: { record: recordHash, statement: record.statement } },
  };
}

const stored = (artefact: Receipt | CarriedState): StoredArtefact => ({
  hash: hashArtefact(artefact),
  schema: artefact.schema,
  text: canonicalText(artefact),
});
