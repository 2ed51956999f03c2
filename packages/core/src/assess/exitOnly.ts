import { BPS, min, mulDivUp, type Bps } from '../units/amounts.ts';
import type { EffectiveLimits } from '../policy/effectiveLimits.ts';
import type { Policy, PolicyAsset } from '../policy/policy.ts';
import type { AssetState, ReserveLevel } from '../records/assessment.ts';
import type { SheetLine } from '../records/sheet.ts';
import { bpsToWad, knownValue } from './unknownValue.ts';
import { percent } from './words.ts';

/** What decides whether the reserve may still enter anything. */
export interface ExitOnlyInput {
  readonly policy: Policy;
  readonly lines: readonly SheetLine[];
  readonly effective: EffectiveLimits;
  readonly assetStates: readonly AssetState[];
  readonly level: ReserveLevel;
}

/** Every reason why the reserve only exits, in plain words; none means it may enter. Pure; a tightened law never throws. */
export function exitOnlyReasons(input: ExitOnlyInput): string[] {
  const { policy, lines, effective, assetStates, level } = input;
  const base = policy.assets.find((asset) => asset.isBase);
  const isDisabled = (asset: PolicyAsset): boolean =>
    assetStates.some((item) => item.assetId === asset.id && item.state === 'disabled');
  return [
    ...(level === 'emergency' ? ['the reserve level is emergency'] : []),
    ...(effective.mode === 'run' ? [] : [`the vault is ${effective.mode} on chain`]),
    ...(base !== undefined && isDisabled(base)
      ? [`the base asset ${base.id} is disabled: the policy names nothing safer to move to`]
      : []),
    ...attainability(policy, (asset) => (isDisabled(asset) ? (0n as Bps) : roomOf(asset, effective, lines))),
  ];
}

/** Largest weight an asset may have within its cap: what is held of it where entry is closed. */
function roomOf(asset: PolicyAsset, effective: EffectiveLimits, lines: readonly SheetLine[]): Bps {
  const law = effective.assets.find((item) => item.assetId === asset.id);
  const cap = law?.maxWeightBps ?? (0n as Bps);
  const ours = lines.filter((line) => line.assetId === asset.id);
  if (law?.isEntryAllowed === true || ours.some((line) => line.valueWad === null)) return cap;
  const whole = knownValue(lines);
  return whole === 0n ? (0n as Bps) : min(cap, mulDivUp(knownValue(ours), BPS, whole) as Bps);
}

/** Whether weights within caps can make up the whole reserve, first by asset, then with every issuer's, custodian's and chain's cap on top. */
function attainability(policy: Policy, room: (asset: PolicyAsset) => Bps): string[] {
  const total = policy.assets.reduce((all, asset) => all + room(asset), 0n);
  if (total < BPS)
    return [
      `what may be held adds up to ${percent(bpsToWad(total as Bps))} of the reserve: no portfolio meets the policy`,
    ];
  const issuers = new Map<string, bigint>();
  for (const asset of policy.assets) issuers.set(asset.issuer, (issuers.get(asset.issuer) ?? 0n) + room(asset));
  const byIssuer = [...issuers].map(([id, wanted]) => min(wanted, capOf(policy, 'issuer', id)));
  const byCustodian = new Set(policy.accounts.map((account) => account.custodian));
  const byChain = new Set(policy.accounts.map((account) => account.chain));
  const checks = [
    ['issuer', byIssuer],
    ['custodian', [...byCustodian].map((id) => capOf(policy, 'custodian', id))],
    ['chain', [...byChain].map((id) => (id === null ? BPS : capOf(policy, 'chain', id)))],
  ] as const;
  return checks.flatMap(([kind, caps]) => {
    const most = caps.reduce<bigint>((all, cap) => all + cap, 0n);
    if (most >= BPS) return [];
    return [`caps per ${kind} leave ${percent(bpsToWad(most as Bps))} of the reserve: no portfolio meets the policy`];
  });
}

/** The strictest cap of the policy on one counterparty; the whole where there is none. */
const capOf = (policy: Policy, kind: 'issuer' | 'custodian' | 'chain', id: string): bigint =>
  policy.limits.exposures
    .filter((limit) => limit.kind === kind && limit.id === id)
    .reduce<bigint>((least, limit) => min<bigint>(least, limit.maxShareBps), BPS);
