import type {
  AssetHaircut,
  FailureFigure,
  RequiredBuffer,
  ReverseStress,
  Seconds,
  ShortfallByAsset,
} from '@ballast/core';

/** How a reserve fails, ready to be shown. */
export interface StressView {
  readonly reserve: string;
  readonly from: string;
  readonly asOfSeconds: Seconds;
  /** The models behind the scenarios, or why there are none. */
  readonly models: readonly string[];
  /** Default assumptions as stated. */
  readonly defaults: readonly string[];
  readonly figures: readonly FailureFigure[];
  /** Days the three below speak of. */
  readonly horizonDays: number;
  readonly reverse: ReverseStress | null;
  readonly shortfall: ShortfallByAsset | null;
  readonly buffer: { readonly target: string; readonly required: RequiredBuffer } | null;
  readonly haircuts: readonly AssetHaircut[];
  readonly haircutTerms: string;
  readonly notes: readonly string[];
}
