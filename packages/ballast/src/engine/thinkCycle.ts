import {
  assess,
  decide,
  failureQuestion,
  value,
  type Assessment,
  type BalanceSheet,
  type CarriedState,
  type CycleRequest,
  type CycleScenariosOrNot,
  type FailureFigure,
  type Hash,
  type History,
  type Plan,
  type Policy,
  type Snapshot,
} from '@ballast/core';
import { drawHere, drawInWorkers } from './cycleDraws.ts';
import type { Helpers } from './helpers.ts';

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

/** Called between stages with the stage just finished, for timing; scenarios are drawn and judged in assess's time. */
export type OnStage = (stage: 'value' | 'assess' | 'decide') => void;

/**
 * Snapshot in, plan out: the same three exports serve live runs, backtests and replays. Scenarios, where the policy
 * asks for any, are drawn between value and assess and judged there, on threads where they are many; the bytes depend
 * on neither threads nor time, nor on what is remembered. Rejects with SimulationWorkerFailed.
 */
export async function thinkCycle(
  input: ThinkInput,
  { threads, assess: assessOn }: Helpers,
  onStage: OnStage = () => undefined,
  choose: Decide = decide,
): Promise<Thought> {
  const valued = valueCycle(input);
  onStage('value');
  const scenarioSet = await drawInWorkers(requestOf(input, valued), threads);
  const question = failureQuestion({ ...input, sheet: valued.sheet, scenarioSet });
  const figures = question === null ? undefined : await assessOn(question);
  return judgeCycle(input, valued, { scenarioSet, figures }, onStage, choose);
}

/** The same thought, the same bytes, on this thread alone: for questions asked of a moment. Pure but for what it remembers. */
export function thinkHere(input: ThinkInput): Thought {
  const valued = valueCycle(input);
  const drawn = { scenarioSet: drawHere(requestOf(input, valued)), figures: undefined };
  return judgeCycle(input, valued, drawn, () => undefined, decide);
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

interface Drawn {
  readonly scenarioSet: CycleScenariosOrNot | null;
  /** How likely each failure is, where that was counted already. */
  readonly figures: readonly FailureFigure[] | undefined;
}

function judgeCycle(
  { snapshot, policy, policyHash, history }: ThinkInput,
  valued: Valued,
  { scenarioSet, figures }: Drawn,
  onStage: OnStage,
  choose: Decide,
): Thought {
  const { sheet } = valued;
  const assessed = assess({
    sheet,
    snapshot,
    policy,
    policyHash,
    history,
    scenarioSet,
    carried: valued.carried,
    ...(figures === undefined ? {} : { failureFigures: figures }),
  });
  onStage('assess');
  const { assessment } = assessed;
  const decided = choose({ assessment, sheet, snapshot, policy, policyHash, carried: assessed.carried });
  onStage('decide');
  return { sheet, assessment, plan: decided.plan, carried: decided.carried };
}
