import { max, min, subFloor, type Bps, type Wad } from '../units/amounts.ts';
import type { CarriedState } from '../records/carried.ts';
import type { VaultState } from '../records/snapshot.ts';
import type { Policy } from './policy.ts';
import { DAY_SECONDS } from '../units/time.ts';

/** Where the stricter value came from. */
export type LimitOrigin = 'document' | 'chain';

export interface EffectiveAsset {
  readonly assetId: string;
  readonly slipBps: Bps;
  readonly exitSlipBps: Bps;
  readonly haircutBps: Bps;
  readonly maxWeightBps: Bps;
  readonly targetWeightBps: Bps;
  readonly isEntryAllowed: boolean;
  readonly isDisabled: boolean;
  readonly origin: LimitOrigin;
}

/** The law in force: the stricter of the ratified document and the chain, after spent budgets drained. */
export interface EffectiveLimits {
  readonly mode: VaultState['mode'];
  readonly assets: readonly EffectiveAsset[];
  readonly minBackingRatioWad: Wad;
  readonly lossBudgetLeftWad: Wad;
  readonly lossOrigin: LimitOrigin;
  readonly turnoverLeftWad: Wad;
  readonly turnoverOrigin: LimitOrigin;
  readonly maxVaultValueWad: Wad;
}

/** What a leaky bucket still counts as spent after `elapsedSeconds`, rounded against us. */
export function drained(usedWad: Wad, refillPerDayWad: Wad, elapsedSeconds: number): Wad {
  const refill = (refillPerDayWad * BigInt(Math.max(0, elapsedSeconds))) / BigInt(DAY_SECONDS);
  return subFloor(usedWad, refill as Wad);
}

/** Combines document and chain: a tightening on chain narrows, a loosening on chain is ignored. Pure. */
export function effectiveLimits(
  policy: Policy,
  vault: VaultState | null,
  carried: CarriedState,
  nowSeconds: number,
): EffectiveLimits {
  const { limits } = policy;
  const elapsed = nowSeconds - carried.budgetsAtSeconds;
  const lossDocument = subFloor(limits.lossPerDayWad, drained(carried.lossUsedWad, limits.lossPerDayWad, elapsed));
  const turnoverDocument = subFloor(
    limits.turnoverPerDayWad,
    drained(carried.turnoverUsedWad, limits.turnoverPerDayWad, elapsed),
  );
  const lossChain = vault === null ? lossDocument : subFloor(vault.lossBurstWad, vault.lossUsedWad);
  const turnoverChain = vault === null ? turnoverDocument : subFloor(vault.turnoverBurstWad, vault.turnoverUsedWad);
  return {
    mode: vault?.mode ?? 'run',
    assets: policy.assets.map((asset) => effectiveAsset(policy, asset.id, vault)),
    minBackingRatioWad:
      vault === null ? limits.minBackingRatioWad : max(limits.minBackingRatioWad, vault.minBackingWad),
    lossBudgetLeftWad: min(lossDocument, lossChain),
    lossOrigin: lossChain < lossDocument ? 'chain' : 'document',
    turnoverLeftWad: min(turnoverDocument, turnoverChain),
    turnoverOrigin: turnoverChain < turnoverDocument ? 'chain' : 'document',
    maxVaultValueWad: vault === null ? limits.maxVaultValueWad : min(limits.maxVaultValueWad, vault.maxVaultValueWad),
  };
}

function effectiveAsset(policy: Policy, assetId: string, vault: VaultState | null): EffectiveAsset {
  const asset = policy.assets.find((item) => item.id === assetId);
  const onChain = vault?.assets.find((item) => item.assetId === assetId);
  const endogenous = asset?.isEndogenous ?? true;
  const document = {
    assetId,
    slipBps: policy.limits.maxSlippageBps,
    exitSlipBps: policy.limits.exitSlippageBps,
    haircutBps: endogenous ? (10_000n as Bps) : (asset?.haircutFloorBps ?? (10_000n as Bps)),
    maxWeightBps: asset?.maxWeightBps ?? (0n as Bps),
    targetWeightBps: asset?.targetWeightBps ?? (0n as Bps),
    isEntryAllowed: (asset?.isEligible ?? false) && !endogenous,
    isDisabled: false,
  };
  if (onChain === undefined) return { ...document, origin: 'document' };
  const narrowed = {
    assetId,
    slipBps: min(document.slipBps, onChain.slipBps),
    exitSlipBps: min(document.exitSlipBps, onChain.exitSlipBps),
    haircutBps: max(document.haircutBps, onChain.haircutBps),
    maxWeightBps: min(document.maxWeightBps, onChain.maxBps),
    targetWeightBps: min(document.targetWeightBps, onChain.maxBps),
    isEntryAllowed: document.isEntryAllowed && onChain.isEntryAllowed,
    isDisabled: onChain.isDisabled,
  };
  const isNarrower = (Object.keys(document) as (keyof typeof document)[]).some(
    (key) => narrowed[key] !== document[key],
  );
  return { ...narrowed, origin: isNarrower ? 'chain' : 'document' };
}
