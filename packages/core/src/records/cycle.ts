import type { Seconds } from '../units/time.ts';
import type { Hash } from './hash.ts';

/** One turn of the loop, every artefact by hash: the leaf of the log. */
export interface CycleRecord {
  readonly schema: 'ballast/cycle/1';
  readonly reserve: string;
  readonly cycle: number;
  readonly asOfSeconds: Seconds;
  /** Record of the cycle before; null for the first. */
  readonly previous: Hash | null;
  readonly policy: Hash;
  readonly snapshot: Hash;
  /** State proofs kept beside the snapshot; null when none were taken. */
  readonly proofs: Hash | null;
  readonly carriedIn: Hash;
  readonly history: Hash;
  readonly balanceSheet: Hash;
  readonly assessment: Hash;
  readonly plan: Hash;
  readonly receipts: readonly Hash[];
  readonly carriedOut: Hash;
  readonly statement: Hash;
}
