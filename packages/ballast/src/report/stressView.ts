import type {
  AssetHaircut,
  ExitPlan,
  FailureFigure,
  Hash,
  LossWithExit,
  RequiredBuffer,
  ReverseStress,
  Seconds,
  ShortfallByAsset,
  SurplusRisk,
  Wad,
} from '@ballast/core';
import type { WhatIfState } from './whatIfView.ts';

/** The reserve after one crisis, or why there is none. */
export interface CrisisLine {
  /** As `ballast what-if` takes it. */
  readonly text: string;
  /** Why there are no figures; "" where there are. */
  readonly why: string;
  /** As it hits, nothing paid yet. */
  readonly state: WhatIfState | null;
  /** Most that is due and not paid at any time; null where nobody runs. */
  readonly unpaidWad: Wad | null;
  /** Limits that held before and break, or can no longer be judged. */
  readonly broken: number;
  readonly notes: readonly string[];
}

/** How a reserve fails, ready to be shown. */
export interface StressView {
  readonly reserve: string;
  readonly from: string;
  readonly asOfSeconds: Seconds;
  /** The models behind the scenarios, or why there are none. */
  readonly models: readonly string[];
  /** Where the price history comes from: source, and the assets whose prices it is. */
  readonly prices: readonly { readonly source: string; readonly assetIds: readonly string[] }[];
  /** Names of the simulated sets: model, and the hash that is also the seed. */
  readonly scenarioSets: readonly { readonly model: string; readonly hash: Hash }[];
  /** Default assumptions as stated. */
  readonly defaults: readonly string[];
  readonly figures: readonly FailureFigure[];
  /** Days the three below speak of. */
  readonly horizonDays: number;
  readonly reverse: ReverseStress | null;
  readonly shortfall: ShortfallByAsset | null;
  /** Of the model behind shortfall and buffer; null where nothing was simulated. */
  readonly risk: SurplusRisk | null;
  /** Backing after haircuts; null where nothing is owed or the claim is unknown. */
  readonly riskAdjustedWad: Wad | null;
  readonly buffer: { readonly target: string; readonly required: RequiredBuffer } | null;
  /** The model behind the reverse stress, and the one behind shortfall and buffer. */
  readonly basis: { readonly reverse: string; readonly shortfall: string };
  /** What the surplus loses by prices and by leaving, a day and the horizon ahead, by the model of the shortfall. */
  readonly losses: readonly LossWithExit[];
  /** How to leave what has to be sold, over days. */
  readonly exits: readonly ExitPlan[];
  /** What the past would come to, were it to come again. */
  readonly crises: readonly CrisisLine[];
  readonly haircuts: readonly AssetHaircut[];
  readonly haircutTerms: string;
  readonly notes: readonly string[];
}
