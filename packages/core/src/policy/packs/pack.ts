import type { AssetClass } from '../policy.ts';

/** Whether a rule binds anybody: the law of the land, a text under consultation, or a figure no primary source was read for. */
export type RuleStatus = 'in force' | 'proposed' | 'unverified';

/** One kind of thing a pack lets back a liability. */
export interface Permitted {
  readonly what: AssetClass | 'repo';
  /** Longest remaining maturity in days; null where there is none to keep. */
  readonly maxMaturityDays: number | null;
}

/** What a rule measures, as data. Shares in basis points, times in days. */
export type PackMeasure =
  /** Permitted assets ÷ what is owed. */
  | { readonly kind: 'backing'; readonly minBps: number }
  /** All assets ÷ what is owed, at most. */
  | { readonly kind: 'excess'; readonly maxBps: number }
  /** Share of the reserve that is not permitted: none. */
  | { readonly kind: 'onlyPermitted' }
  /**
   * Share of classes in the reserve. `isExact` false: only some of what the class holds is meant, and the sheet cannot
   * tell which, so the share is an upper bound of it.
   */
  | {
      readonly kind: 'classShare';
      readonly classes: readonly AssetClass[];
      readonly direction: 'min' | 'max';
      readonly bps: number;
      readonly isExact: boolean;
      readonly doubt: string;
    }
  /** Share of the reserve that is cash, or permitted and due, within so many days. */
  | { readonly kind: 'availableWithin'; readonly days: number; readonly minBps: number }
  /** Largest share of the reserve at one institution off chain. */
  | { readonly kind: 'perInstitution'; readonly maxBps: number }
  /** Mean days to maturity, weighted by value; cash counts zero. */
  | { readonly kind: 'averageMaturity'; readonly maxDays: number }
  /** A redemption is paid within so many business days of the request. */
  | { readonly kind: 'redemptionWithin'; readonly businessDays: number }
  /** What a redemption costs its holder, as a share of the claim. */
  | { readonly kind: 'redemptionFee'; readonly maxBps: number }
  /** Reserve after the pack's haircuts ÷ what is owed. */
  | { readonly kind: 'afterHaircuts'; readonly table: readonly Haircut[]; readonly minBps: number }
  /** Needs data no balance sheet has: never met, never broken. */
  | { readonly kind: 'needs'; readonly data: string };

/** Haircut of a class up to a remaining maturity, for a ten-day holding period. A class without an entry backs nothing. */
export interface Haircut {
  readonly class: AssetClass;
  readonly maxMaturityDays: number | null;
  readonly haircutBps: number;
}

export interface PackRule {
  /** Unique within its pack. */
  readonly id: string;
  readonly text: string;
  readonly status: RuleStatus;
  /** First day it binds or would bind, ISO; null where none is fixed. */
  readonly from: string | null;
  /** Last day, ISO; null for open. */
  readonly until: string | null;
  readonly source: string;
  readonly measure: PackMeasure;
}

/** The rules of one regime for what backs a stablecoin, with what it lets back one. */
export interface Pack {
  readonly id: string;
  readonly name: string;
  /** What a reader must know before relying on it. */
  readonly note: string;
  readonly permitted: readonly Permitted[];
  readonly rules: readonly PackRule[];
}

/** Where a rule stands on a day. */
export type RulePhase = 'in force' | 'not yet' | 'ended' | 'proposed' | 'unverified';

/** Whether a rule binds on a day, given as ISO text; a proposal never does, whatever its date. Pure. */
export function phaseOn(rule: Pick<PackRule, 'status' | 'from' | 'until'>, day: string): RulePhase {
  if (rule.status !== 'in force') return rule.status;
  if (rule.from !== null && day < rule.from) return 'not yet';
  return rule.until !== null && day > rule.until ? 'ended' : 'in force';
}
