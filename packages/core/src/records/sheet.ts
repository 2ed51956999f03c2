import type { Bps, Raw, Wad } from '../units/amounts.ts';
import type { Seconds } from '../units/time.ts';
import type { Hash } from './hash.ts';
import type { Unknown } from './snapshot.ts';

/** How one source fared in the consensus of its asset. */
export interface SourceVerdict {
  readonly sourceId: string;
  readonly origin: string;
  readonly priceWad: Wad | null;
  readonly ageSeconds: number | null;
  readonly weightBps: Bps;
  readonly verdict: 'inlier' | 'outlier' | 'dropped';
  /**
   * Empty for inliers, or GROWTH_CAPPED where a redemption rate was cut; OUTSIDE_BAND for outliers; else why it was
   * dropped: UNKNOWN, NON_POSITIVE, FUTURE, STALE, CLAMPED, SEQUENCER, CONFIDENCE_WIDE, OUT_OF_BOUNDS, VENUE_FLAGGED,
   * QUOTE_UNKNOWN.
   */
  readonly code: string;
}

/** A yes or no with the evidence for it. */
export interface Permission {
  readonly allowed: boolean;
  readonly code: string;
  readonly reason: string;
}

/** What we believe an asset is worth, and what we may do with it. Prices in the numeraire per whole token. */
export interface AssetPrice {
  readonly assetId: string;
  /** OK, DEGRADED and HALT after the consensus rule, HALT also at a jump; CLASS for single-origin classes; INDETERMINATE when no source of the market is live. */
  readonly status: 'OK' | 'DEGRADED' | 'HALT' | 'CLASS' | 'INDETERMINATE';
  readonly consensusWad: Wad | null;
  /**
   * The interval every later stage uses: answers that agree, or all live ones without a quorum, widened by what it
   * redeems for and, after a jump, by the slow average; the low side never above par. Null only when nothing is known.
   */
  readonly lowWad: Wad | null;
  readonly highWad: Wad | null;
  readonly marketWad: Wad | null;
  readonly fundamentalWad: Wad | null;
  /** The price we mark at, which is the low side, and what set it. */
  readonly markWad: Wad | null;
  readonly markBasis: 'market' | 'fundamental' | 'slow average' | 'class' | 'unknown';
  readonly enter: Permission;
  readonly exit: Permission;
  /** Least acceptable price for a sale, before the policy's slip; null without permission to exit. */
  readonly exitFloorWad: Wad | null;
  /** Distinct origins with a live answer, and how many of them are below the iffy / disabled threshold. */
  readonly origins: number;
  readonly originsBelowIffy: number;
  readonly originsBelowDisabled: number;
  readonly sources: readonly SourceVerdict[];
}

/** One line of the balance sheet. */
export interface SheetLine {
  readonly holdingId: string;
  readonly assetId: string;
  readonly accountId: string;
  readonly venueId: string | null;
  readonly where: 'idle' | 'deployed' | 'encumbered' | 'inTransit';
  readonly decimals: number;
  readonly amountRaw: Raw | null;
  readonly markWad: Wad | null;
  /** amount × mark, rounded down; zero for our own liability token and for a claim counted elsewhere; null when unknown. */
  readonly valueWad: Wad | null;
  readonly haircutBps: Bps;
  /** What may back a liability: value after haircut, zero for endogenous, encumbered or expired. */
  readonly riskAdjustedWad: Wad;
  readonly isEndogenous: boolean;
  readonly liquidityTier: 'now' | 'hour' | 'day' | 'week' | 'longer';
  readonly sources: readonly string[];
  /**
   * Empty, or why the line backs nothing: NOT_IN_POLICY, OWN_LIABILITY, ENDOGENOUS, NOT_ELIGIBLE, ATTESTATION_INVALID,
   * ATTESTATION_EXPIRED, ENCUMBERED, BLOCKED, DUPLICATE_CLAIM, UNKNOWN_AMOUNT, UNKNOWN_PRICE.
   */
  readonly flags: readonly string[];
}

/** What is owed under one liability. */
export interface LiabilityLine {
  readonly liabilityId: string;
  readonly kind: 'par' | 'indexed' | 'cdp';
  readonly outstandingRaw: Raw | null;
  readonly decimals: number;
  readonly payoutAssetId: string | null;
  /** Contractual claim, rounded up, in the numeraire; a claim payable in an asset is worth that asset. */
  readonly claimWad: Wad | null;
  readonly pendingWad: Wad;
  /** CDP books: backing inside the book, Σ min(collateralᵢ, debtᵢ) at mark; the buffer is in the lines. Null for other kinds. */
  readonly bookBackingWad: Wad | null;
  /** The same with each collateral after its haircut; endogenous collateral counts zero. */
  readonly bookRiskAdjustedWad: Wad | null;
}

/** Value exposed to one counterparty; `lines` names also those of unknown value, which add nothing to it. */
export interface Exposure {
  readonly kind: 'issuer' | 'venue' | 'custodian' | 'bridge' | 'chain' | 'asset';
  readonly id: string;
  readonly valueWad: Wad;
  readonly shareBps: Bps;
  readonly lines: readonly string[];
}

/** Cash in the draws of a rung that is there only if an asset is redeemed on its terms. */
export interface RedeemedCash {
  /** What is redeemed. */
  readonly assetId: string;
  /** The draw it is part of: of the asset itself, or of what it redeems for and is then sold. */
  readonly drawnAs: string;
  readonly venueId: string | null;
  /** Part of that draw's cash, rounded up. */
  readonly cashWad: Wad;
  /** What selling the asset would raise in its stead, with nothing redeemed at all; never more than `cashWad`. */
  readonly soldWad: Wad;
}

/** Cash reachable by a horizon, as one flow over shared pools, venues and budgets: a lower bound. */
export interface LadderRung {
  readonly horizon: 'now' | 'hour' | 'day' | 'week';
  /** Cumulative proceeds in the payout asset, valued at its low price, rounded down. */
  readonly cashWad: Wad;
  /** Mark value given up to raise it. */
  readonly exitCostWad: Wad;
  readonly draws: readonly {
    readonly assetId: string;
    readonly venueId: string | null;
    readonly amountRaw: Raw;
    readonly cashWad: Wad;
    readonly costWad: Wad;
  }[];
  /** Absent where nothing is redeemed. */
  readonly redeemed?: readonly RedeemedCash[];
}

/** Second artefact: the reserve valued the way a sceptic would. */
export interface BalanceSheet {
  readonly schema: 'ballast/balance-sheet/1';
  readonly reserve: string;
  readonly cycle: number;
  readonly parents: { readonly snapshot: Hash; readonly policy: Hash; readonly carried: Hash };
  readonly asOfSeconds: Seconds;
  readonly numeraire: string;
  readonly prices: readonly AssetPrice[];
  readonly lines: readonly SheetLine[];
  readonly liabilities: readonly LiabilityLine[];
  /** Sum of known lines at mark; a lower bound when `isBound`. */
  readonly assetsWad: Wad;
  readonly riskAdjustedWad: Wad;
  readonly liabilitiesWad: Wad;
  /** Slashable stake at mark: junior capital, in no backing figure. */
  readonly juniorWad: Wad;
  /** The same after haircut; zero for stake that depends on our own health. */
  readonly juniorRiskAdjustedWad: Wad;
  /** assets ÷ liabilities, down; null when nothing is owed or the claim is unknown. */
  readonly backingRatioWad: Wad | null;
  readonly riskAdjustedBackingRatioWad: Wad | null;
  readonly surplusWad: Wad;
  /** True when some line or claim is unknown, so the totals are bounds. */
  readonly isBound: boolean;
  readonly exposures: readonly Exposure[];
  readonly ladder: readonly LadderRung[];
  readonly unknowns: readonly Unknown[];
}
