import type { Policy } from '../policy/policy.ts';
import type { Assessment } from '../records/assessment.ts';
import type { CarriedState } from '../records/carried.ts';
import type { Hash } from '../records/hash.ts';
import type { BalanceSheet } from '../records/sheet.ts';
import type { Snapshot } from '../records/snapshot.ts';

/** What decide reads. */
export interface DecideInput {
  readonly assessment: Assessment;
  readonly sheet: BalanceSheet;
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly policyHash: Hash;
  /** As assess left it. */
  readonly carried: CarriedState;
}
