import { effectiveLimits } from '../policy/effectiveLimits.ts';
import type { Policy } from '../policy/policy.ts';
import type { Assessment, AssetState } from '../records/assessment.ts';
import { hashArtefact } from '../records/canonical.ts';
import type { CarriedState } from '../records/carried.ts';
import type { Hash } from '../records/hash.ts';
import type { FailureFigure } from '../records/failure.ts';
import type { History } from '../records/history.ts';
import type { BalanceSheet } from '../records/sheet.ts';
import type { Snapshot } from '../records/snapshot.ts';
import { advanceAssetStates } from './assetStates.ts';
import { backingLimits } from './backingLimits.ts';
import { contractAlerts, rememberContracts } from './contractAlerts.ts';
import { followHaircuts, rememberHaircuts } from './haircuts/followHaircuts.ts';
import { exitOnlyReasons } from './exitOnly.ts';
import type { CycleScenariosOrNot } from './failures/cycleScenarios.ts';
import { judgeFailure } from './failures/judgeFailure.ts';
import { demandLevels } from './levelDemands.ts';
import { markBinding } from './limitResult.ts';
import { liquidityLimits } from './liquidityLimits.ts';
import { pegDeviations, pegLimits } from './pegDeviations.ts';
import { advanceLevel } from './reserveLevel.ts';
import { runCoverage } from './runCoverage.ts';
import { exposureLimits, venueLimits, weightLimits } from './shareLimits.ts';
import { tailFigures, tailLimits } from './tails.ts';
import { budgetLimits, intakeLimits } from './vaultLimits.ts';

export interface AssessInput {
  readonly sheet: BalanceSheet;
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly policyHash: Hash;
  readonly history: History;
  /** Scenarios drawn for this cycle; null where the policy asks for none. */
  readonly scenarioSet: CycleScenariosOrNot | null;
  /** How likely each failure is, where that was counted before; see `judgeFailure`. */
  readonly failureFigures?: readonly FailureFigure[];
  /** As `value` left it: its timers already speak of this cycle. */
  readonly carried: CarriedState;
}

/**
 * Judges a valued reserve: every limit, every asset's state, the reserve level, the tails, and how likely it fails.
 * Pure: the same input gives the same bytes everywhere. A tightened policy or chain changes the answer and never throws;
 * only a malformed history does (ASSESS_HISTORY_MALFORMED), and malformed scenarios (ASSESS_SCENARIOS_MALFORMED).
 */
export function assess(input: AssessInput): { readonly assessment: Assessment; readonly carried: CarriedState } {
  const { sheet, snapshot, policy, history, carried } = input;
  const { vault } = snapshot;
  const effective = effectiveLimits(policy, vault, carried, sheet.asOfSeconds);
  const assetStates = advanceAssetStates(sheet, policy, effective, carried);
  const pegs = pegDeviations(sheet, policy);
  const tails = tailFigures(sheet, policy, history);
  const followed = followHaircuts(input);
  const failure = judgeFailure(input);
  const shares = { sheet, policy, effective, assetStates };
  const flows = { sheet, policy, effective, vault, carried };
  const limits = markBinding([
    ...backingLimits(sheet, policy, effective),
    ...liquidityLimits(sheet, snapshot, policy),
    ...exposureLimits(shares),
    ...weightLimits(shares),
    ...venueLimits(shares),
    ...pegLimits(pegs, sheet, policy),
    ...tailLimits(tails, sheet, policy),
    ...(failure?.limits ?? []),
    ...budgetLimits(flows),
    ...intakeLimits(flows),
  ]);
  const alerts = contractAlerts(snapshot.contracts, carried.contracts);
  const demands = demandLevels({ sheet, snapshot, policy, limits, assetStates, alerts });
  const level = advanceLevel(demands, carried, sheet.asOfSeconds, policy.levels.calmForSeconds);
  const reasons = exitOnlyReasons({ policy, lines: sheet.lines, effective, assetStates, level: level.level });
  const assessment: Assessment = {
    schema: 'ballast/assessment/1',
    reserve: sheet.reserve,
    cycle: sheet.cycle,
    parents: {
      balanceSheet: hashArtefact(sheet),
      policy: input.policyHash,
      history: hashArtefact(history),
      carried: hashArtefact(carried),
      scenarioSet: failure?.record.scenarios == null ? null : hashArtefact(failure.record.scenarios),
    },
    asOfSeconds: sheet.asOfSeconds,
    limits,
    assetStates,
    level: level.level,
    previousLevel: carried.level,
    levelSinceSeconds: level.sinceSeconds,
    levelEvidence: level.evidence,
    tails,
    run: runCoverage(sheet, policy),
    pegs,
    ...(followed === null ? {} : { haircuts: followed.figures }),
    ...(failure === null ? {} : { failure: failure.record }),
    contractAlerts: alerts,
    isExitOnly: reasons.length > 0,
    exitOnlyReason: reasons.join('; '),
  };
  return {
    assessment,
    carried: {
      ...rememberHaircuts(carried, followed),
      assets: carried.assets.map((asset) => rememberState(asset, assetStates)),
      level: level.level,
      levelSinceSeconds: level.sinceSeconds,
      calmerSinceSeconds: level.calmerSinceSeconds,
      contracts: rememberContracts(snapshot.contracts, carried.contracts),
    },
  };
}

function rememberState(
  asset: CarriedState['assets'][number],
  states: readonly AssetState[],
): CarriedState['assets'][number] {
  const now = states.find((item) => item.assetId === asset.assetId);
  return now === undefined ? asset : { ...asset, state: now.state, stateSinceSeconds: now.sinceSeconds };
}
