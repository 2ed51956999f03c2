import type { Raw, Wad } from '../units/amounts.ts';
import type { Seconds } from '../units/time.ts';
import type { Hash } from './hash.ts';

/** Priorities in the order they are served. */
export type Priority =
  | 'payRedemptions'
  | 'restrictIntake'
  | 'leaveDisabled'
  | 'restoreLiquidity'
  | 'cureCaps'
  | 'rebalance'
  | 'deposit';

interface ActionBase {
  /** Position in the plan; part of the idempotency key. */
  readonly index: number;
  readonly priority: Priority;
  /** Account of the policy that acts: the vault, or a wallet of the owners when there is none. */
  readonly accountId: string;
  readonly reason: string;
  /** Id of the limit or rule that set the size. */
  readonly sizedBy: string;
  /** Value at mark given up, rounded up; negative when the action gains. */
  readonly expectedCostWad: Wad;
  /** Limits of lower priority this action worsens, each with the path back. */
  readonly worsens: readonly { readonly limitId: string; readonly pathBack: string }[];
}
export interface PayRedemptionsAction extends ActionBase {
  readonly kind: 'payRedemptions';
  readonly liabilityId: string;
  readonly maxCount: number;
  readonly payoutAssetId: string;
  readonly payoutRaw: Raw;
}
export interface SwapAction extends ActionBase {
  readonly kind: 'swap';
  readonly venueId: string;
  readonly fromAssetId: string;
  readonly toAssetId: string;
  readonly amountInRaw: Raw;
  readonly expectedOutRaw: Raw;
  /** Least we accept; the contract computes its own floor too and the higher one binds. */
  readonly floorOutRaw: Raw;
  readonly isExit: boolean;
  /** What is sold at the price charged to the budgets: its turnover. */
  readonly soldWad: Wad;
  /** What the expected amount counts as at the price charged; the loss charged is sold less bought, never negative. */
  readonly boughtWad: Wad;
}
export interface WithdrawAction extends ActionBase {
  readonly kind: 'withdraw';
  readonly venueId: string;
  readonly assetId: string;
  readonly amountRaw: Raw;
}
export interface DepositAction extends ActionBase {
  readonly kind: 'deposit';
  readonly venueId: string;
  readonly assetId: string;
  readonly amountRaw: Raw;
}
export interface SetIntakeAction extends ActionBase {
  readonly kind: 'setIntake';
  readonly liabilityId: string;
  readonly isPaused: boolean;
}
export type Action = PayRedemptionsAction | SwapAction | WithdrawAction | DepositAction | SetIntakeAction;

/** Something considered and not done. */
export interface RefusedAction {
  readonly kind: Action['kind'];
  readonly subject: string;
  readonly priority: Priority;
  /** Binding limit or rule. */
  readonly code: string;
  readonly reason: string;
  /** Money left under what binds, in the numeraire; null where that is not a limit of money. */
  readonly headroomWad: Wad | null;
}

/** Fourth artefact: what to do, why, and what was refused. Doing nothing is a plan with reasons. */
export interface Plan {
  readonly schema: 'ballast/plan/1';
  readonly reserve: string;
  readonly cycle: number;
  readonly parents: {
    readonly assessment: Hash;
    readonly balanceSheet: Hash;
    readonly snapshot: Hash;
    readonly policy: Hash;
    readonly carried: Hash;
  };
  readonly asOfSeconds: Seconds;
  readonly expiresAtSeconds: Seconds;
  readonly block: { readonly chain: string; readonly number: number; readonly hash: string } | null;
  readonly actions: readonly Action[];
  readonly refused: readonly RefusedAction[];
  readonly reasons: readonly string[];
  /** Value by asset before and after, at mark, for the difference shown to people. */
  readonly difference: readonly {
    readonly assetId: string;
    readonly beforeWad: Wad;
    readonly afterWad: Wad;
    readonly targetWad: Wad;
  }[];
  readonly lossBudgetUsedWad: Wad;
  readonly turnoverUsedWad: Wad;
}

/** What became of one action. */
export interface Receipt {
  readonly schema: 'ballast/receipt/1';
  readonly reserve: string;
  readonly cycle: number;
  readonly parents: { readonly plan: Hash };
  readonly index: number;
  readonly mode: 'dry' | 'propose' | 'execute';
  readonly outcome: 'simulated' | 'proposed' | 'confirmed' | 'reverted' | 'refused' | 'skipped';
  readonly code: string;
  readonly reason: string;
  readonly transactionHash: string | null;
  readonly blockNumber: number | null;
  readonly gasUsedRaw: Raw | null;
  readonly amountInRaw: Raw | null;
  readonly amountOutRaw: Raw | null;
}
