import { canonicalText, sha256Text, type Hash } from '@ballast/core';
import type { Intent } from './journal.ts';
import type { CompletedCycle, StoredArtefact, StoredCycle } from './store.ts';

/** An artefact as the engine hands it over. */
export function artefactOf(value: Readonly<Record<string, unknown>>): StoredArtefact {
  const text = canonicalText(value);
  return { hash: sha256Text(text), schema: String(value['schema'] ?? 'ballast/test/1'), text };
}

/** A decided cycle with the two artefacts it names. */
export function decidedCycle(
  reserve: string,
  cycle: number,
): { readonly cycle: StoredCycle; readonly artefacts: readonly StoredArtefact[] } {
  const plan = artefactOf({ schema: 'ballast/plan/1', reserve, cycle });
  const carried = artefactOf({ schema: 'ballast/carried/1', reserve, cycle });
  return {
    cycle: {
      reserve,
      cycle,
      asOfSeconds: 1_678_492_800 + cycle,
      state: 'decided',
      planHash: plan.hash,
      carriedInHash: carried.hash,
      proofsHash: null,
      recordHash: null,
      level: 'watch',
      actions: 2,
    },
    artefacts: [plan, carried],
  };
}

/** The completion of that cycle as the given leaf. */
export function completion(reserve: string, cycle: number, leafIndex: number): CompletedCycle {
  const record = artefactOf({ schema: 'ballast/cycle/1', reserve, cycle });
  return {
    reserve,
    cycle,
    recordHash: record.hash,
    leafIndex,
    leafHash: sha256Text(`leaf ${reserve} ${cycle}`),
    treeHead: canonicalText({ reserve, size: leafIndex + 1 }),
    artefacts: [record],
  };
}

export function plannedIntent(reserve: string, cycle: number, index: number): Intent {
  const planHash = sha256Text(`plan ${reserve} ${cycle}`);
  return {
    id: sha256Text(`${planHash}:${index}`),
    reserve,
    cycle,
    planHash,
    index,
    to: '0x00000000000000000000000000000000000000aa',
    data: '0xdeadbeef',
    state: 'planned',
    nonce: null,
    rawTransaction: null,
    transactionHash: null,
  };
}

export const signature = (nonce: number): { nonce: number; rawTransaction: Hash; transactionHash: Hash } => ({
  nonce,
  rawTransaction: '0x02f8',
  transactionHash: sha256Text(`transaction ${nonce}`),
});
