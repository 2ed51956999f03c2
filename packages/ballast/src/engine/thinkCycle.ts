import {
  assess,
  decide,
  value,
  type Assessment,
  type BalanceSheet,
  type CarriedState,
  type Hash,
  type History,
  type Plan,
  type Policy,
  type Snapshot,
} from '@ballast/core';

/** What the pure middle of a cycle starts from. */
export interface ThinkInput {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly policyHash: Hash;
  readonly history: History;
  readonly carried: CarriedState;
}

/** What it comes to. `carried` is what remains before receipts are known. */
export interface Thought {
  readonly sheet: BalanceSheet;
  readonly assessment: Assessment;
  readonly plan: Plan;
  readonly carried: CarriedState;
}

/** The third verb, as the engine calls it; baselines for comparison have the same shape. */
export type Decide = typeof decide;

/** Called between stages with the stage just finished, for timing. */
export type OnStage = (stage: 'value' | 'assess' | 'decide') => void;

/** Snapshot in, plan out: the same three exports serve live runs, backtests and replays. Pure. */
export function thinkCycle(input: ThinkInput, onStage: OnStage = () => undefined, choose: Decide = decide): Thought {
  const { snapshot, policy, policyHash, history } = input;
  const valued = value({ snapshot, policy, policyHash, carried: input.carried });
  onStage('value');
  const assessed = assess({
    sheet: valued.sheet,
    snapshot,
    policy,
    policyHash,
    history,
    scenarioSet: null,
    carried: valued.carried,
  });
  onStage('assess');
  const decided = choose({
    assessment: assessed.assessment,
    sheet: valued.sheet,
    snapshot,
    policy,
    policyHash,
    carried: assessed.carried,
  });
  onStage('decide');
  return { sheet: valued.sheet, assessment: assessed.assessment, plan: decided.plan, carried: decided.carried };
}
