import { BallastError, type CycleArtefacts, type CycleRecord, type Proofs, type Statement } from '@ballast/core';
import type { Store } from '../store/store.ts';
import { readStored } from './readStored.ts';

export class CycleNotComplete extends BallastError {
  constructor(reserve: string, cycle: number, state: string) {
    super({
      code: 'ATTEST_CYCLE_NOT_COMPLETE',
      message: `cycle ${cycle} of ${reserve} is ${state}`,
      remedy: 'name a cycle that `ballast history` lists as complete',
      retryable: false,
    });
  }
}

/** A complete cycle as replay, explanation and reports need it. */
export interface LoadedCycle extends CycleArtefacts {
  readonly record: CycleRecord;
  readonly proofs: Proofs | null;
  readonly statement: Statement;
}

/** Reads every artefact of a complete cycle from the store. Throws ATTEST_CYCLE_NOT_COMPLETE and what readStored throws. */
export async function loadCycle(store: Store, reserve: string, cycle: number): Promise<LoadedCycle> {
  const stored = await store.cycle(reserve, cycle);
  if (stored?.recordHash == null) throw new CycleNotComplete(reserve, cycle, stored?.state ?? 'not in the store');
  const record = await readStored(store, stored.recordHash, 'ballast/cycle/1');
  const receipts = [];
  for (const hash of record.receipts) receipts.push(await readStored(store, hash, 'ballast/receipt/1'));
  return {
    record,
    policy: await readStored(store, record.policy, 'ballast/policy/1'),
    policyHash: record.policy,
    snapshot: await readStored(store, record.snapshot, 'ballast/snapshot/1'),
    proofs: record.proofs === null ? null : await readStored(store, record.proofs, 'ballast/proofs/1'),
    carriedIn: await readStored(store, record.carriedIn, 'ballast/carried/1'),
    history: await readStored(store, record.history, 'ballast/history/1'),
    sheet: await readStored(store, record.balanceSheet, 'ballast/balance-sheet/1'),
    assessment: await readStored(store, record.assessment, 'ballast/assessment/1'),
    plan: await readStored(store, record.plan, 'ballast/plan/1'),
    receipts,
    carriedOut: await readStored(store, record.carriedOut, 'ballast/carried/1'),
    statement: await readStored(store, record.statement, 'ballast/statement/1'),
  };
}
