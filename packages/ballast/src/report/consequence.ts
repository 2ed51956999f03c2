import type { ReserveLevel, Wad } from '@ballast/core';

/** What a law comes to at one moment, or at the worst of several. Ratios and money in WAD. */
export interface Consequence {
  readonly backingWad: Wad | null;
  readonly riskAdjustedWad: Wad | null;
  /** Cash by horizon ÷ what is owed. */
  readonly cash: readonly { readonly horizon: string; readonly coverageWad: Wad | null }[];
  /** Interest of a year ÷ reserve, from lending markets. */
  readonly yieldWad: Wad | null;
  /** The loss bound of 24 hours. */
  readonly worstDayWad: Wad;
  /** If every venue failed at its cap. */
  readonly venueFailureWad: Wad;
  /** Limits not met, by id. */
  readonly notMet: readonly string[];
  readonly level: ReserveLevel;
  /** Actions that would be planned. */
  readonly actions: number;
}

/** The same moment, or scenario, under both laws. */
export interface Compared {
  readonly name: string;
  readonly before: Consequence;
  readonly after: Consequence;
}

/** Limits met under the old law and not under the new one. Pure. */
export const newlyBroken = ({ before, after }: Compared): string[] =>
  after.notMet.filter((id) => !before.notMet.includes(id));

/** Limits not met under the old law that the new one no longer breaks. Pure. */
export const noLongerBroken = ({ before, after }: Compared): string[] =>
  before.notMet.filter((id) => !after.notMet.includes(id));
