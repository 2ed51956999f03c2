import { formatWad } from '../units/decimal.ts';
import type { Policy } from '../policy/policy.ts';
import type { AssetState, ContractAlert, LimitResult, ReserveLevel } from '../records/assessment.ts';
import type { BalanceSheet } from '../records/sheet.ts';
import type { Snapshot } from '../records/snapshot.ts';
import { measureBacking } from './backingLimits.ts';
import { concernsReserve } from './concerns.ts';
import { percent } from './words.ts';

/** A piece of evidence and the level it calls for. */
export interface Demand {
  readonly level: Exclude<ReserveLevel, 'normal'>;
  readonly text: string;
}

export interface LevelEvidence {
  readonly sheet: BalanceSheet;
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly limits: readonly LimitResult[];
  readonly assetStates: readonly AssetState[];
  readonly alerts: readonly ContractAlert[];
}

/** Everything that asks for a level other than normal; more evidence never removes a demand. Pure. */
export function demandLevels(evidence: LevelEvidence): Demand[] {
  return [
    ...backingDemands(evidence),
    ...limitDemands(evidence.limits),
    ...stateDemands(evidence),
    ...alertDemands(evidence.alerts),
    ...worldDemands(evidence.snapshot),
  ];
}

/** Backing below a threshold even at its best calls for that level; a bound that cannot tell calls for watch. */
function backingDemands({ sheet, policy }: LevelEvidence): Demand[] {
  const { levels } = policy;
  const measure = measureBacking(sheet, policy);
  if (measure.kind === 'nothing') return [];
  if (measure.kind === 'unknown') return [{ level: 'watch', text: `backing is unknown: ${measure.note}` }];
  const thresholds = [
    ['emergency', levels.emergencyBackingWad],
    ['defensive', levels.defensiveBackingWad],
    ['watch', levels.watchBackingWad],
  ] as const;
  const { worstWad, bestWad } = measure;
  const failed = thresholds.find(([, threshold]) => bestWad !== null && bestWad < threshold);
  if (failed !== undefined && bestWad !== null)
    return [{ level: failed[0], text: `backing ${percent(bestWad)} is below ${percent(failed[1])}` }];
  if (worstWad === null || worstWad < levels.watchBackingWad)
    return [
      { level: 'watch', text: `backing cannot be shown above ${percent(levels.watchBackingWad)}: ${measure.note}` },
    ];
  return [];
}

/** A failed promise to holders (backing, liquidity) is defensive; any other breached or unknown limit is watch. */
function limitDemands(limits: readonly LimitResult[]): Demand[] {
  return limits.flatMap((limit): Demand[] => {
    if (limit.status === 'met') return [];
    if (limit.status === 'unknown')
      return [{ level: 'watch', text: `limit ${limit.id} is unknown${limit.note === '' ? '' : `: ${limit.note}`}` }];
    const isPromise = /^(backing|liquidity)(:|$)/.test(limit.id);
    return [{ level: isPromise ? 'defensive' : 'watch', text: `limit ${limit.id} is breached: ${comparison(limit)}` }];
  });
}

function comparison(limit: LimitResult): string {
  const show = (value: LimitResult['thresholdWad']): string =>
    limit.unit === 'ratio' ? percent(value) : `${formatWad(value, 0)} in the numeraire`;
  const value = limit.valueWad === null ? 'unknown' : show(limit.valueWad);
  return `${value}, ${limit.direction === 'min' ? 'at least' : 'at most'} ${show(limit.thresholdWad)}`;
}

/** A disabled asset still held or owed is defensive; one nobody vouches for is watch. */
function stateDemands({ sheet, policy, assetStates }: LevelEvidence): Demand[] {
  return assetStates
    .filter((item) => item.state !== 'sound' && concernsReserve(item.assetId, sheet, policy))
    .map((item) => ({
      level: item.state === 'disabled' ? 'defensive' : 'watch',
      text: `${item.assetId} is ${item.state}: ${item.evidence}`,
    }));
}

/** A token that blocks us cannot be paid out; other alerts ask for a look. */
const alertDemands = (alerts: readonly ContractAlert[]): Demand[] =>
  alerts.map((item) => ({
    level: item.code === 'BLOCKED' ? 'defensive' : 'watch',
    text: `contract ${item.subject}: ${item.detail}`,
  }));

function worldDemands(snapshot: Snapshot): Demand[] {
  const disputed = snapshot.blocks.filter((block) => block.agreement === 'disagreed');
  const mode = snapshot.vault?.mode ?? 'run';
  return [
    ...disputed.map((block): Demand => ({ level: 'watch', text: `the nodes of ${block.chain} disagree` })),
    ...(mode === 'run' ? [] : [{ level: 'watch', text: `the vault is ${mode} on chain` } satisfies Demand]),
  ];
}
