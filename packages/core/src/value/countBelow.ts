import { bpsOfUp, sub, type Bps, type Wad } from '../units/amounts.ts';
import type { PolicyAsset } from '../policy/policy.ts';
import { isLive, type Answer } from './answer.ts';

/**
 * Origins whose every live answer stands at or below reference − deviation. Counted apart from the consensus:
 * a depeg is confirmed by two of them, and one venue's print, however deep, is one. An origin with one answer
 * above is not below. Pure; zero without a reference.
 */
export function countBelow(answers: readonly Answer[], referenceWad: Wad | null, deviationBps: Bps): number {
  if (referenceWad === null) return 0;
  const threshold = sub(referenceWad, bpsOfUp(referenceWad, deviationBps));
  const live = answers.filter(isLive);
  const above = new Set(live.filter((answer) => answer.priceWad > threshold).map((answer) => answer.origin));
  return new Set(live.map((answer) => answer.origin).filter((origin) => !above.has(origin))).size;
}

/** What a price is compared with: par, else what a share redeems for, else the slow average; null when none is known. Pure. */
export const referenceOf = (asset: PolicyAsset, fundamentalWad: Wad | null, slowWad: Wad | null): Wad | null =>
  asset.pegWad ?? (asset.underlying === null ? null : fundamentalWad) ?? slowWad;
