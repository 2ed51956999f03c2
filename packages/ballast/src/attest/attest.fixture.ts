import { canonicalText, sha256Text, type Hash } from '@ballast/core';
import { runTestCycles, type TestCycle } from '../../../core/src/replay/replay.fixture.ts';
import type { Store, StoredArtefact } from '../store/store.ts';
import { attestCycle, type Attested, type AttestInput } from './attestCycle.ts';
import type { AttesterKey } from './attesterKey.ts';
import type { AttesterLog } from './attesterLog.ts';

const stored = (schema: string, text: string): StoredArtefact => ({ hash: sha256Text(text), schema, text });

/** Begins a cycle in the store as the engine does: everything up to the plan, before anything is done about it. */
export async function beginTestCycle(store: Store, cycle: TestCycle): Promise<void> {
  const { loaded, snapshot, proofs, carriedIn, history, sheet, assessment, plan } = cycle;
  const artefacts = [snapshot, proofs, carriedIn, history, sheet, assessment, plan].map((artefact) =>
    stored(artefact.schema, canonicalText(artefact)),
  );
  await store.beginCycle(
    {
      reserve: sheet.reserve,
      cycle: sheet.cycle,
      asOfSeconds: sheet.asOfSeconds,
      state: 'decided',
      planHash: sha256Text(canonicalText(plan)),
      carriedInHash: sha256Text(canonicalText(carriedIn)),
      proofsHash: null,
      recordHash: null,
      level: assessment.level,
      actions: plan.actions.length,
    },
    [...artefacts, stored(loaded.policy.schema, loaded.canonical)],
  );
}

export const attestInput = (store: Store, key: AttesterKey, log: AttesterLog, cycle: TestCycle): AttestInput => ({
  ...cycle,
  store,
  key,
  log,
  policy: cycle.loaded.policy,
  policyHash: cycle.loaded.documentHash as Hash,
});

/** Begins and attests cycles one after the other; returns the last. */
export async function attestTestCycles(
  store: Store,
  key: AttesterKey,
  log: AttesterLog,
  cycles: readonly TestCycle[],
): Promise<Attested> {
  let attested: Attested | null = null;
  for (const cycle of cycles) {
    await beginTestCycle(store, cycle);
    attested = await attestCycle(attestInput(store, key, attested?.log ?? log, cycle));
  }
  if (attested === null) throw new RangeError('no cycles');
  return attested;
}

export { runTestCycles };
