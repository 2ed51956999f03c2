import { dayAnchor } from './grownValue.ts';
import { refuse, type GuardVerdict } from './guardState.ts';
import type { AssetLook, AssetWatch, Run, WatchedAsset } from './lookAsset.ts';

const LEAST_GAP_SECONDS = 3_600;

/**
 * A run after a sight of whether it holds. It begins anew when it was not looked at for more than an hour, or for more
 * than half of what it must last. Pure; the twin of the oracle's own.
 */
export function seeRun(run: Run, holds: boolean, mustLastSeconds: number, nowSeconds: number): Run {
  if (!holds) return { sinceSeconds: 0, lastSeconds: nowSeconds };
  const gap = Math.max(Math.floor(mustLastSeconds / 2), LEAST_GAP_SECONDS);
  const isNew = run.sinceSeconds === 0 || nowSeconds - run.lastSeconds > gap;
  return { sinceSeconds: isNew ? nowSeconds : run.sinceSeconds, lastSeconds: nowSeconds };
}

/** What the oracle remembers after a poke that saw `look`. Pure; the twin of OracleRouter.poke for one asset. */
export function pokeAsset(
  asset: Pick<WatchedAsset, 'maxGrowthPerDayBps'>,
  watch: AssetWatch,
  look: AssetLook,
  exitDelaySeconds: number,
  nowSeconds: number,
): AssetWatch {
  const armed = seeRun(watch.armed, look.isArmed, exitDelaySeconds, nowSeconds);
  if (asset.maxGrowthPerDayBps === 0n || look.refusal !== null) return { ...watch, armed };
  return { ...watch, armed, anchor: dayAnchor(watch.anchor, look.lowWad, nowSeconds) };
}

/**
 * Opens the exit of an armed asset: the guardian and the owner at once, anybody once it was seen armed for the delay.
 * Pure; the twin of OracleRouter.openExit. A refusal leaves nothing behind, not even the sight.
 */
export function guardOpenExit(
  watch: AssetWatch,
  look: AssetLook,
  terms: { readonly exitDelaySeconds: number; readonly exitWindowSeconds: number; readonly isGuardian: boolean },
  nowSeconds: number,
): GuardVerdict<{ readonly watch: AssetWatch }> {
  if (!look.isArmed) return refuse('NotArmed', 'nothing that opens an exit holds now');
  const armed = seeRun(watch.armed, true, terms.exitDelaySeconds, nowSeconds);
  const lastedSeconds = nowSeconds - armed.sinceSeconds;
  if (!terms.isGuardian && lastedSeconds < terms.exitDelaySeconds)
    return refuse('NotArmed', `seen armed for ${lastedSeconds} s of ${terms.exitDelaySeconds} s`);
  return { ok: true, watch: { ...watch, armed, exitOpenUntilSeconds: nowSeconds + terms.exitWindowSeconds } };
}
