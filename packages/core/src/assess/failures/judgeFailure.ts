import { add, min, WAD, type Bps, type Wad } from '../../units/amounts.ts';
import { wadToFloat } from '../../units/float.ts';
import { packOf } from '../../policy/packs/packs.ts';
import type { FailureLimits, Policy } from '../../policy/policy.ts';
import type { LimitResult } from '../../records/assessment.ts';
import type { CarriedState } from '../../records/carried.ts';
import type { FailureFigure, FailureKind, FailureRecord } from '../../records/failure.ts';
import type { BalanceSheet } from '../../records/sheet.ts';
import type { Snapshot } from '../../records/snapshot.ts';
import { judgeLimit, type Measure } from '../limitResult.ts';
import { bpsToWad } from '../unknownValue.ts';
import { percent } from '../words.ts';
import { assessFailures } from './assessFailures.ts';
import type { CycleScenariosOrNot } from './cycleScenarios.ts';
import type { DefaultAssumption } from './defaultAssumption.ts';
import type { FailuresInput } from './planFailures.ts';
import { surplusRisk } from './surplusRisk.ts';

export interface JudgeFailureInput {
  readonly sheet: BalanceSheet;
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  /** As `value` left it. */
  readonly carried: CarriedState;
  readonly scenarioSet: CycleScenariosOrNot | null;
  /**
   * What `assessFailures` answers to the `failureQuestion` of this very input, where that was counted before, on threads
   * for instance; counted here when left out.
   */
  readonly failureFigures?: readonly FailureFigure[];
}

/** What a cycle says of its failures, and the limits it holds them against. */
export interface JudgedFailure {
  readonly record: FailureRecord;
  readonly limits: readonly LimitResult[];
}

/** Basel's confidence for expected shortfall (BCBS d457, MAR33.4). */
const RISK_CONFIDENCE_BPS = 9_750n as Bps;

const LIMITED = [
  ['balance sheet', 'balanceSheet', 'maxBalanceSheetBps'],
  ['liquidity', 'liquidity', 'maxLiquidityBps'],
  ['regulatory', 'regulatory', 'maxRegulatoryBps'],
] as const satisfies readonly (readonly [FailureKind, string, keyof FailureLimits])[];

/**
 * How likely the reserve fails within the policy's horizon, by the scenarios drawn for the cycle, and the policy's
 * limits on it; null where the policy has none (`limits.failure`). A limit is on the high end at some day: met where
 * that and its sampling error stay within, breached where it is above, unknown between. Without scenarios everything is
 * unknown, and says why. Pure; throws ScenariosMalformed.
 */
export function judgeFailure(input: JudgeFailureInput): JudgedFailure | null {
  const { policy, scenarioSet } = input;
  const rule = policy.limits.failure;
  if (rule === undefined) return null;
  const { horizonDays } = rule;
  if (scenarioSet === null || 'why' in scenarioSet) {
    const why = scenarioSet === null ? 'no scenarios were drawn' : scenarioSet.why;
    const record = { horizonDays, scenarios: null, why, figures: [], risk: null };
    return { record, limits: limitsOn(rule, () => ({ kind: 'unknown', note: why })) };
  }
  const { named, matrices } = scenarioSet;
  const figures = input.failureFigures ?? assessFailures(questionOf(input, rule, matrices));
  const simulated = matrices.filter((_, index) => named.sources[index]?.set !== null);
  const risk = surplusRisk({ ...input, scenarios: simulated, confidenceBps: RISK_CONFIDENCE_BPS, horizonDays });
  const figureOf = (kind: FailureKind): FailureFigure | undefined =>
    figures.find((item) => item.failure === kind && item.passage === 'first passage');
  return {
    record: { horizonDays, scenarios: named, why: '', figures, risk },
    limits: limitsOn(rule, (kind) => measureOf(figureOf(kind))),
  };
}

/** What a cycle asks of `assessFailures`; null where its policy limits no failure, or no scenarios were drawn. Pure. */
export function failureQuestion(input: Omit<JudgeFailureInput, 'carried'>): FailuresInput | null {
  const { policy, scenarioSet } = input;
  const rule = policy.limits.failure;
  return rule === undefined || scenarioSet === null || 'why' in scenarioSet
    ? null
    : questionOf(input, rule, scenarioSet.matrices);
}

const questionOf = (
  { sheet, snapshot, policy }: Pick<JudgeFailureInput, 'sheet' | 'snapshot' | 'policy'>,
  rule: FailureLimits,
  scenarios: FailuresInput['scenarios'],
): FailuresInput => ({
  sheet,
  snapshot,
  policy,
  scenarios,
  horizonsDays: [rule.horizonDays],
  defaults: policyDefaults(rule),
  // The law says itself how fast a run is; `ballast stress` asks what faster ones would do.
  runMultiples: [wadToFloat(rule.runMultipleWad)],
  pack: rule.pack === null ? null : packOf(rule.pack),
});

/** The default probabilities of a policy, as the failures take them. Pure. */
export const policyDefaults = ({ defaults }: Pick<FailureLimits, 'defaults'>): DefaultAssumption[] =>
  defaults.map(({ kind, id, lowPerYearBps, highPerYearBps, lossBps, source, asOf }) => ({
    party: { kind, id },
    lowPerYear: Number(lowPerYearBps) / 10_000,
    highPerYear: Number(highPerYearBps) / 10_000,
    lossBps,
    source,
    ...(asOf === undefined ? {} : { asOf }),
  }));

const limitsOn = (rule: FailureLimits, measure: (kind: FailureKind) => Measure): LimitResult[] =>
  LIMITED.flatMap(([kind, id, key]) => {
    const most = rule[key];
    if (most === null) return [];
    const terms = { unit: 'ratio', direction: 'max', thresholdWad: bpsToWad(most), origin: 'document' } as const;
    return [judgeLimit({ id: `failure:${id}:${rule.horizonDays}d`, ...terms }, measure(kind))];
  });

function measureOf(figure: FailureFigure | undefined): Measure {
  if (figure === undefined || figure.lowWad === null || figure.highWad === null)
    return { kind: 'unknown', note: figure?.note ?? '' };
  const error = figure.highErrorWad ?? (0n as Wad);
  const range = `${percent(figure.lowWad)} to ${percent(figure.highWad)}, sampling error ${percent(error)}`;
  return { kind: 'between', worstWad: min(WAD, add(figure.highWad, error)), bestWad: figure.highWad, note: range };
}
