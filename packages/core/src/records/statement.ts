// One idea: the statement of reserves, every line of it.
import type { Bps, Raw, Wad } from '../units/amounts.ts';
import type { Seconds } from '../units/time.ts';
import type { Hash } from './hash.ts';
import type { ChainId, Hex, Unknown } from './snapshot.ts';

/**
 * What stands behind a line. consistent: recomputed from the snapshot, which the operator observed. header-matched: the
 * amount is proven by state proofs against the block header kept with the record. attested: approvers signed for it.
 */
export type Evidence = 'consistent' | 'header-matched' | 'attested';

/** When an asset can be cash, by the liquidity ladder; longer is beyond a week or never. */
export type TimeToCash = 'now' | 'hour' | 'day' | 'week' | 'longer' | 'unknown';

/** One asset in one place. */
export interface StatementAsset {
  readonly holdingId: string;
  readonly assetId: string;
  readonly class: string;
  readonly issuer: string;
  readonly accountId: string;
  readonly custodian: string;
  readonly chain: ChainId | null;
  readonly venueId: string | null;
  /** Operator of the venue, null when idle. */
  readonly operator: string | null;
  readonly where: 'idle' | 'deployed' | 'encumbered' | 'inTransit';
  /** Lien or reason it cannot move freely; null when it can. */
  readonly encumbrance: string | null;
  readonly liquidityTier: 'now' | 'hour' | 'day' | 'week' | 'longer';
  readonly timeToCash: TimeToCash;
  readonly decimals: number;
  readonly amountRaw: Raw | null;
  /** Age of the amount at the statement's time. */
  readonly amountAgeSeconds: number;
  readonly markWad: Wad | null;
  readonly markBasis: string;
  readonly valueWad: Wad | null;
  readonly haircutBps: Bps;
  readonly riskAdjustedWad: Wad;
  /** Sources the mark stands on, with their age. */
  readonly sources: readonly { readonly sourceId: string; readonly ageSeconds: number | null }[];
  /** Why the line counts less than its value; see SheetLine.flags. */
  readonly flags: readonly string[];
  readonly evidence: Evidence;
}

/** Value at mark grouped one way; every grouping adds up to the same total. */
export interface StatementTotal {
  readonly by: 'class' | 'issuer' | 'custodian' | 'venue' | 'liquidityTier' | 'timeToCash' | 'encumbrance';
  readonly id: string;
  readonly valueWad: Wad;
  /** Of all assets at mark, rounded down. */
  readonly shareBps: Bps;
  /** Some line in it is unknown: at least this much. */
  readonly isBound: boolean;
}

/** What is owed under one liability. Redeemable and temporarily non-redeemable add up to the claim. */
export interface StatementLiability {
  readonly liabilityId: string;
  readonly kind: 'par' | 'indexed' | 'cdp';
  readonly payoutAssetId: string | null;
  readonly decimals: number;
  readonly supplyRaw: Raw | null;
  readonly outstandingRaw: Raw | null;
  readonly claimWad: Wad | null;
  /** May be redeemed today under the terms, and requests that are due. */
  readonly redeemableWad: Wad | null;
  /** Owed, but held back by the terms: requests still in their queue time, and what is above today's cap. */
  readonly temporarilyNonRedeemableWad: Wad | null;
  /** Units nobody can ever redeem: our own token held by the reserve, in units of the liability. */
  readonly permanentlyNonRedeemableRaw: Raw | null;
  /** Terms the split stands on, in plain words. */
  readonly terms: string;
  readonly evidence: Evidence;
}

/** One limit over every cycle since the last statement. */
export interface StatementLimit {
  readonly id: string;
  readonly unit: 'ratio' | 'usd';
  readonly direction: 'min' | 'max';
  readonly valueWad: Wad | null;
  readonly thresholdWad: Wad;
  readonly headroomWad: Wad | null;
  readonly status: 'met' | 'breached' | 'unknown';
  readonly isBinding: boolean;
  readonly cyclesChecked: number;
  readonly cyclesMet: number;
  /** First cycle since the last statement in which it was not shown to be met; null when it always was. */
  readonly firstNotMetCycle: number | null;
}

/** Assets against liabilities; ratio and surplus rounded against us. */
export interface StatementBacking {
  readonly assetsWad: Wad;
  readonly liabilitiesWad: Wad;
  /** Null when nothing is owed or the claim is unknown. */
  readonly ratioWad: Wad | null;
  readonly surplusWad: Wad;
  /** How the assets were counted. */
  readonly method: string;
}

export interface StatementBlock {
  readonly chain: ChainId;
  readonly number: number;
  readonly hash: Hex;
  readonly timeSeconds: Seconds;
  readonly agreement: 'single' | 'agreed' | 'disagreed';
}

/** Statement of reserves of one cycle. Signed through the log: its hash stands in the cycle record, the record in the signed tree head. */
export interface Statement {
  readonly schema: 'ballast/statement/1';
  readonly reserve: string;
  readonly cycle: number;
  readonly parents: {
    /** Statement before this one; null for the first. */
    readonly previous: Hash | null;
    readonly policy: Hash;
    readonly snapshot: Hash;
    readonly proofs: Hash | null;
    readonly balanceSheet: Hash;
    /** Every assessment since the last statement, oldest first; the last is this cycle's. */
    readonly assessments: readonly Hash[];
    readonly plan: Hash;
    readonly receipts: readonly Hash[];
  };
  /** Version of the method: how lines, ratios and states are computed. */
  readonly methodVersion: string;
  readonly asOfSeconds: Seconds;
  readonly expiresAtSeconds: Seconds;
  readonly blocks: readonly StatementBlock[];
  /** Ed25519 public key that signs the tree head over this statement. */
  readonly signer: string;
  readonly numeraire: string;
  readonly state: 'valid' | 'degraded' | 'withdrawn';
  readonly reasons: readonly { readonly code: string; readonly reason: string }[];
  readonly assets: readonly StatementAsset[];
  readonly totals: readonly StatementTotal[];
  readonly liabilities: readonly StatementLiability[];
  readonly atMark: StatementBacking;
  readonly afterHaircuts: StatementBacking;
  readonly atStressedExit: StatementBacking;
  /** Slashable stake: bears losses after the surplus, never counted as backing. */
  readonly juniorWad: Wad;
  readonly ladder: readonly { readonly horizon: string; readonly cashWad: Wad; readonly exitCostWad: Wad }[];
  readonly limits: readonly StatementLimit[];
  readonly unknowns: readonly Unknown[];
  /** What was decided and what became of it. */
  readonly actions: { readonly planned: number; readonly confirmed: number; readonly failed: number };
  /** What this statement is not. */
  readonly isNot: readonly string[];
}
