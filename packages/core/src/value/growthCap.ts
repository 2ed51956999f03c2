import { BPS, min, mulDivDown, type Bps, type Wad } from '../units/amounts.ts';

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
