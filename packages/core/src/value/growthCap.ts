import { BPS, min, mulDivDown, type Bps, type Wad } from '../units/amounts.ts';
import type { PolicyAsset } from '../policy/policy.ts';
import type { CarriedAsset } from '../records/carried.ts';

const YEAR_SECONDS = 31_536_000n;

/** Most a share ratio may have become since its anchor: anchor × (1 + growth × Δt/year), rounded down. Source: Aave CAPO price cap adapters. */
export const growthCap = (anchorWad: Wad, capPerYearBps: Bps, elapsedSeconds: number): Wad =>
  mulDivDown(
    anchorWad,
    BPS * YEAR_SECONDS + capPerYearBps * BigInt(Math.max(0, elapsedSeconds)),
    BPS * YEAR_SECONDS,
  ) as Wad;

/** The ratio, or its cap when a donation or a broken feed pushed it above. */
export const capRatio = (ratioWad: Wad, anchorWad: Wad, capPerYearBps: Bps, elapsedSeconds: number): Wad =>
  min(ratioWad, growthCap(anchorWad, capPerYearBps, elapsedSeconds));

/** The ratio of an asset cut to what its policy and its remembered anchor allow; unchanged where there is no cap or no anchor yet. Pure. */
export function capAssetRatio(
  ratioWad: Wad,
  asset: PolicyAsset,
  past: CarriedAsset | undefined,
  nowSeconds: number,
): Wad {
  const anchor = past?.anchorRatioWad ?? null;
  if (asset.growthCapPerYearBps === null || anchor === null) return ratioWad;
  return capRatio(ratioWad, anchor, asset.growthCapPerYearBps, nowSeconds - (past?.anchorAtSeconds ?? nowSeconds));
}
