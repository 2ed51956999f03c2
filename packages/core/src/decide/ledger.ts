import {
  BPS,
  bps,
  min,
  mulDivDown,
  mulDivUp,
  raw,
  subFloor,
  sum,
  type Bps,
  type Raw,
  type Wad,
} from '../units/amounts.ts';
import type { LadderRung } from '../records/sheet.ts';
import type { Holding, LendingState, PendingRedemption, PoolState } from '../records/snapshot.ts';
import { compareText } from './order.ts';

/** One horizon of the liquidity ladder while a plan grows: bounds from below, in the numeraire. */
export interface Rung {
  readonly horizon: LadderRung['horizon'];
  /** Cash reachable, at least. */
  readonly cashWad: Wad;
  /** Part of it that needs no sale. */
  readonly heldWad: Wad;
  /** What the policy asks for, as money and as a share of what is owed; zero when it names no such horizon. */
  readonly requiredWad: Wad;
  readonly coverageBps: Bps;
}

/** A claim in the queue, with what is left of it. */
export interface Claim extends PendingRedemption {
  readonly liabilityId: string;
}

/** The working copy every planned action is booked in, so that no amount, depth or budget is used twice. */
export interface Ledger {
  /** What the acting accounts can move, in the order the cycle began with; new holdings follow. Amounts are known. */
  readonly holdings: readonly Holding[];
  readonly pools: readonly PoolState[];
  readonly lending: readonly LendingState[];
  /** Share each venue keeps of what leaves it, by its stated terms; none for one that is not named. */
  readonly exitPenalties: ReadonlyMap<string, Bps>;
  /** Claims not yet paid, in queue order; their cash is nobody else's. */
  readonly claims: readonly Claim[];
  /** Asset the liquidity ladder counts in. */
  readonly payoutId: string;
  readonly rungs: readonly Rung[];
  /** Turnover and loss charged so far by this plan, and what the day had left for both. */
  readonly soldWad: Wad;
  readonly lostWad: Wad;
  readonly turnoverLeftWad: Wad;
  readonly lossLeftWad: Wad;
}

/** One exchange through one pool, with the pool as it would stand after it. */
export interface Leg {
  readonly accountId: string;
  readonly venueId: string;
  readonly fromId: string;
  readonly toId: string;
  /** Asset the whole route began with; null on the way to the base asset, where the route goes on. */
  readonly originId: string | null;
  readonly amountInRaw: Raw;
  readonly expectedOutRaw: Raw;
  readonly floorOutRaw: Raw;
  readonly soldWad: Wad;
  readonly boughtWad: Wad;
  readonly isExit: boolean;
  readonly pool: PoolState;
}

/** Idle amount of an asset on an account. */
export function idleRaw(ledger: Ledger, accountId: string, assetId: string): Raw {
  return raw(
    ledger.holdings
      .filter((item) => item.accountId === accountId && item.assetId === assetId && item.where === 'idle')
      .reduce((total, item) => total + (item.amountRaw ?? 0n), 0n),
  );
}

/** What the queue still takes of an asset. */
export const owedRaw = (ledger: Ledger, assetId: string): Raw =>
  sum(ledger.claims.filter((claim) => claim.payoutAssetId === assetId).map((claim) => claim.payoutRaw));

/** Share the venue of a holding keeps of what leaves it. */
export const exitPenaltyOf = (ledger: Ledger, { venueId }: Holding): Bps =>
  ledger.exitPenalties.get(venueId ?? '') ?? bps(0);

/** What is given up in a venue for an amount that arrives, rounded up: the penalty is of the whole. */
export function givenRaw(ledger: Ledger, holding: Holding, amountRaw: Raw): Raw {
  const penaltyBps = exitPenaltyOf(ledger, holding);
  return penaltyBps === 0n || amountRaw === 0n ? amountRaw : raw(mulDivUp(amountRaw, BPS, BPS - penaltyBps));
}

/** Cheapest to leave first; as they came where it costs the same. */
export const cheapestFirst = (ledger: Ledger, holdings: readonly Holding[]): Holding[] =>
  holdings.toSorted((a, b) => Number(exitPenaltyOf(ledger, a) - exitPenaltyOf(ledger, b)));

/** What a withdrawal of this holding could return now: never more than the venue's cash, nor what its penalty leaves. */
export function reachableRaw(ledger: Ledger, holding: Holding): Raw {
  if (holding.where !== 'deployed') return raw(0n);
  const market = ledger.lending.find((item) => item.venueId === holding.venueId);
  if (market?.isPaused === true) return raw(0n);
  const kept = raw(mulDivDown(holding.amountRaw ?? raw(0n), BPS - exitPenaltyOf(ledger, holding), BPS));
  const own = min(kept, holding.withdrawableRaw ?? raw(0n));
  return market === undefined ? own : min(own, market.availableLiquidityRaw);
}

/** Deployed holdings of an asset on an account with something to withdraw, cheapest to leave first, then by venue. */
export const deployedOf = (ledger: Ledger, accountId: string, assetId: string): Holding[] =>
  cheapestFirst(
    ledger,
    ledger.holdings
      .filter((item) => item.accountId === accountId && item.assetId === assetId && reachableRaw(ledger, item) > 0n)
      .toSorted((a, b) => compareText(a.venueId ?? '', b.venueId ?? '')),
  );

/** One claim settled, wholly or in part. */
export interface Payment {
  readonly id: number;
  readonly liabilityId: string;
  readonly payoutAssetId: string;
  readonly payoutRaw: Raw;
  readonly settledRaw: Raw;
  /** Worth of the payout, at least. */
  readonly valueWad: Wad;
}

/** What of the day's budgets the plan leaves. */
export const lossLeft = (ledger: Ledger): Wad => subFloor(ledger.lossLeftWad, ledger.lostWad);
export const turnoverLeft = (ledger: Ledger): Wad => subFloor(ledger.turnoverLeftWad, ledger.soldWad);
