import { assess } from '../assess/assess.ts';
import { drawCycleScenarios, type DrawCycle } from '../assess/failures/cycleScenarios.ts';
import { decide } from '../decide/decide.ts';
import { settleCarried } from '../decide/settleCarried.ts';
import type { Policy } from '../policy/policy.ts';
import type { Assessment } from '../records/assessment.ts';
import { hashArtefact } from '../records/canonical.ts';
import type { CarriedState } from '../records/carried.ts';
import type { Hash } from '../records/hash.ts';
import type { History } from '../records/history.ts';
import type { Plan, Receipt } from '../records/plan.ts';
import type { BalanceSheet } from '../records/sheet.ts';
import type { Snapshot } from '../records/snapshot.ts';
import { value } from '../value/value.ts';
import { firstDifference, type Difference } from './firstDifference.ts';

/** What a cycle was decided from, and what was stored as its outcome. */
export interface CycleArtefacts {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly policyHash: Hash;
  readonly carriedIn: CarriedState;
  readonly history: History;
  readonly sheet: BalanceSheet;
  readonly assessment: Assessment;
  readonly plan: Plan;
  readonly receipts: readonly Receipt[];
  /** What the next cycle inherits; null while receipts are outstanding. */
  readonly carriedOut: CarriedState | null;
}

/** One artefact computed again. */
export interface ReplayedArtefact {
  readonly artefact: 'balance sheet' | 'assessment' | 'plan' | 'carried state';
  readonly stored: Hash;
  readonly recomputed: Hash;
  /** Null exactly when the bytes are the same. */
  readonly difference: Difference | null;
}

export interface Replay {
  readonly isSame: boolean;
  /** In the order of the corridor; the first with a difference is where to look. */
  readonly artefacts: readonly ReplayedArtefact[];
}

/**
 * Runs value → assess → decide again from snapshot, policy, carried state and history, settles the receipts, and
 * compares with what was stored. Scenarios are drawn again from history and policy, by `draw` where one is given that
 * remembers them. Each stage takes the recomputed artefact of the one before, so that a stored artefact
 * changed later differs alone. Pure; throws what the stages throw on artefacts they cannot read.
 */
export function replayCycle(stored: CycleArtefacts, draw: DrawCycle = drawCycleScenarios): Replay {
  const { snapshot, policy, policyHash, history } = stored;
  const valued = value({ snapshot, policy, policyHash, carried: stored.carriedIn });
  const assessed = assess({
    sheet: valued.sheet,
    snapshot,
    policy,
    policyHash,
    history,
    scenarioSet: draw({ sheet: valued.sheet, policy, policyHash, history }),
    carried: valued.carried,
  });
  const decided = decide({
    assessment: assessed.assessment,
    sheet: valued.sheet,
    snapshot,
    policy,
    policyHash,
    carried: assessed.carried,
  });
  // Receipts belong to the plan that was carried out; where another one is recomputed, that is the difference to name.
  const carriedOutPlan = stored.receipts[0]?.parents.plan ?? hashArtefact(decided.plan);
  const plan = carriedOutPlan === hashArtefact(decided.plan) ? decided.plan : stored.plan;
  const settled = settleCarried({ carried: decided.carried, plan, receipts: stored.receipts, policy });
  const artefacts = [
    compare('balance sheet', stored.sheet, valued.sheet),
    compare('assessment', stored.assessment, assessed.assessment),
    compare('plan', stored.plan, decided.plan),
    ...(stored.carriedOut === null ? [] : [compare('carried state', stored.carriedOut, settled)]),
  ];
  return { isSame: artefacts.every((item) => item.difference === null), artefacts };
}

function compare(artefact: ReplayedArtefact['artefact'], stored: unknown, recomputed: unknown): ReplayedArtefact {
  return {
    artefact,
    stored: hashArtefact(stored),
    recomputed: hashArtefact(recomputed),
    difference: firstDifference(stored, recomputed),
  };
}
