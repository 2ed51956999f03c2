import type {
  BalanceSheet,
  LimitPath,
  PackResult,
  LossShare,
  ReserveLevel,
  Run,
  Seconds,
  UnseenPrice,
  Wad,
  WhatIf,
} from '@ballast/core';

/** The reserve at one moment of a what-if. */
export interface WhatIfState {
  readonly assetsWad: Wad;
  readonly liabilitiesWad: Wad;
  readonly surplusWad: Wad;
  readonly backingWad: Wad | null;
  readonly riskAdjustedWad: Wad | null;
  readonly juniorWad: Wad;
  /** Cash at once, a lower bound. */
  readonly cashNowWad: Wad | null;
  readonly level: ReserveLevel;
  /** Something is unknown, so the totals are bounds. */
  readonly isBound: boolean;
}

/** What a what-if comes to, ready to be shown. */
export interface WhatIfView {
  readonly reserve: string;
  readonly numeraire: string;
  /** Which snapshot, for people. */
  readonly from: string;
  readonly asOfSeconds: Seconds;
  readonly whatIf: WhatIf;
  readonly followers: readonly { readonly assetId: string; readonly leaderId: string }[];
  readonly before: WhatIfState;
  /** As it hits, nothing paid yet. */
  readonly atOnce: WhatIfState;
  /** Once what could be paid of the run is paid. */
  readonly after: WhatIfState;
  readonly afterSeconds: Seconds;
  readonly run: Run;
  /** Prices the events put below all that their sources may say: unknown to a cycle. */
  readonly unseen: readonly UnseenPrice[];
  /** Surplus before less surplus after; negative for a gain. */
  readonly lossWad: Wad;
  readonly shares: readonly LossShare[];
  /** Null when nothing was redeemed: what those who leave get, and those who stay are backed by, per unit owed. */
  readonly fairness: { readonly leaversWad: Wad; readonly stayersWad: Wad | null } | null;
  readonly limits: readonly LimitPath[];
  /** Rules of the packs named, at the same three moments; in the order of the packs. */
  readonly rules: readonly RulePath[];
  /** What the keeper would do first, in words. */
  readonly actions: readonly string[];
  /** What was taken from the past, and what is not known of it. */
  readonly pastNotes: readonly string[];
  /** What the answer does not know or takes for granted. */
  readonly notes: readonly string[];
}

/** One rule of a pack through a what-if. */
export interface RulePath {
  readonly id: string;
  readonly phase: PackResult['phase'];
  /** Before, at once, after. */
  readonly results: readonly PackResult[];
}

/** A state as a sheet and its level show it. Pure. */
export const stateOf = (sheet: BalanceSheet, level: ReserveLevel): WhatIfState => ({
  assetsWad: sheet.assetsWad,
  liabilitiesWad: sheet.liabilitiesWad,
  surplusWad: sheet.surplusWad,
  backingWad: sheet.backingRatioWad,
  riskAdjustedWad: sheet.riskAdjustedBackingRatioWad,
  juniorWad: sheet.juniorWad,
  cashNowWad: sheet.ladder.find((rung) => rung.horizon === 'now')?.cashWad ?? null,
  level,
  isBound: sheet.isBound,
});
