import { bps, type Bps } from '../units/amounts.ts';

export interface TargetWeight {
  readonly assetId: string;
  readonly targetBps: Bps;
}

/**
 * Targets in force: a disabled asset aims at zero and its weight moves to the base asset.
 * The base asset keeps its weight whatever its state, because nothing inside the law is safer; a disabled
 * base is for the planner to refuse. Pure; same rule as Law.effectiveTargetBps, same order as given.
 */
export function effectiveTargets(
  weights: readonly TargetWeight[],
  baseAssetId: string,
  disabled: ReadonlySet<string>,
): readonly TargetWeight[] {
  const moved = weights
    .filter((weight) => weight.assetId !== baseAssetId && disabled.has(weight.assetId))
    .reduce((total, weight) => total + weight.targetBps, 0n);
  return weights.map(({ assetId, targetBps }) => {
    if (assetId === baseAssetId) return { assetId, targetBps: bps(targetBps + moved) };
    return { assetId, targetBps: disabled.has(assetId) ? bps(0) : targetBps };
  });
}
