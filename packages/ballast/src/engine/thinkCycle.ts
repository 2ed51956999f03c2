import {
  assess,
  decide,
  value,
  type Assessment,
  type BalanceSheet,
  type CarriedState,
  type CycleRequest,
  type CycleScenariosOrNot,
  type Hash,
  type History,
  type Plan,
  type Policy,
  type Snapshot,
} from '@ballast/core';
import { drawHere, drawInWorkers } from './cycleDraws.ts';

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

/** Called between stages with the stage just finished, for timing; scenarios are drawn in assess's time. */
export type OnStage = (stage: 'value' | 'assess' | 'decide') => void;

/**
 * Snapshot in, plan out: the same three exports serve live runs, backtests and replays. Scenarios, where the policy
 * asks for any, are drawn on worker threads between value and assess; their bytes depend on neither threads nor time.
 * Rejects with SimulationWorkerFailed.
 */
export async function thinkCycle(
  input: ThinkInput,
  onStage: OnStage = () => undefined,
  choose: Decide = decide,
): Promise<Thought> {
  const valued = valueCycle(input);
  onStage('value');
  return judgeCycle(input, valued, await drawInWorkers(requestOf(input, valued)), onStage, choose);
}

/** The same thought, the same bytes, on this thread alone: for questions asked of a moment. Pure but for what it remembers. */
export function thinkHere(input: ThinkInput): Thought {
  const valued = valueCycle(input);
  return judgeCycle(input, valued, drawHere(requestOf(input, valued)), () => undefined, decide);
}

type Valued = ReturnType<typeof value>;

const valueCycle = ({ snapshot, policy, policyHash, carried }: ThinkInput): Valued =>
  value({ snapshot, policy, policyHash, carried });

const requestOf = ({ policy, policyHash, history }: ThinkInput, { sheet }: Valued): CycleRequest => ({
  sheet,
  policy,
  policyHash,
  history,
});

function judgeCycle(
  { snapshot, policy, policyHash, history }: ThinkInput,
  valued: Valued,
  scenarioSet: CycleScenariosOrNot | null,
  onStage: OnStage,
  choose: Decide,
): Thought {
  const { sheet } = valued;
  const assessed = assess({ sheet, snapshot, policy, policyHash, history, scenarioSet, carried: valued.carried });
  onStage('assess');
  const { assessment } = assessed;
  const decided = choose({ assessment, sheet, snapshot, policy, policyHash, carried: assessed.carried });
  onStage('decide');
  return { sheet, assessment, plan: decided.plan, carried: decided.carried };
}
