import {
  assess,
  decide,
  hashArtefact,
  value,
  type Assessment,
  type BalanceSheet,
  type CarriedState,
  type Hash,
  type History,
  type Plan,
  type Policy,
  type Receipt,
  type Snapshot,
} from '@ballast/core';

/** Everything one turn of the loop produced. */
export interface CycleResult {
  readonly snapshot: Snapshot;
  readonly sheet: BalanceSheet;
  readonly assessment: Assessment;
  readonly plan: Plan;
  readonly receipts: readonly Receipt[];
  readonly carriedIn: CarriedState;
  readonly carriedOut: CarriedState;
  readonly history: History;
}

/** The pure middle of a cycle: snapshot in, plan out. The same three calls serve live runs, backtests and replays. */
export function thinkCycle(input: {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly policyHash: Hash;
  readonly history: History;
  readonly carried: CarriedState;
}): Omit<CycleResult, 'receipts'> & { readonly planHash: Hash } {
  const { snapshot, policy, policyHash, history } = input;
  const valued = value({ snapshot, policy, policyHash, carried: input.carried });
  const assessed = assess({ sheet: valued.sheet, snapshot, policy, policyHash, history, scenarioSet: null, carried: valued.carried });
  const decided = decide({ assessment: assessed.assessment, sheet: valued.sheet, snapshot, policy, policyHash, carried: assessed.carried });
  return {
    snapshot,
    sheet: valued.sheet,
    assessment: assessed.assessment,
    plan: decided.plan,
    carriedIn: input.carried,
    carriedOut: decided.carried,
    history,
    planHash: hashArtefact(decided.plan),
  };
}
