import { add, BPS, max, min, mulDivUp, raw, subFloor, sum, wad, type Raw, type Wad } from '../units/amounts.ts';
import type { DecideContext } from './context.ts';
import { book, costOf, type Draft, type Step } from './draft.ts';
import { applySwap, applyWithdraw } from './bookLedger.ts';
import { deployedOf, exitPenaltyOf, idleRaw, owedRaw, reachableRaw, type Ledger, type Leg } from './ledger.ts';
import type { Action } from '../records/plan.ts';
import type { Holding } from '../records/snapshot.ts';

/** Why the legs are booked, as each action will say. */
export interface Purpose {
  readonly priority: Action['priority'];
  readonly reason: string;
  readonly sizedBy: string;
}

/** Books the withdrawals the legs need and then the legs; all of them or, when together they may not be, none. */
export function bookLegs(context: DecideContext, draft: Draft, purpose: Purpose, legs: readonly Leg[]): Draft {
  const steps: Step[] = [];
  const lastLedger = (): Ledger => steps.at(-1)?.after ?? draft.ledger;
  for (const source of new Set(legs.map((leg) => `${leg.accountId}\n${leg.fromId}`))) {
    const [accountId = '', assetId = ''] = source.split('\n');
    const sold = legs.filter((leg) => leg.accountId === accountId && leg.fromId === assetId);
    const coming = legs.filter((leg) => leg.accountId === accountId && leg.toId === assetId);
    const net = subFloor(sum(sold.map((leg) => leg.amountInRaw)), sum(coming.map((leg) => leg.expectedOutRaw)));
    const wanted = raw(net + owedRaw(draft.ledger, assetId));
    steps.push(...withdrawalSteps(context, lastLedger(), purpose, accountId, assetId, wanted));
  }
  for (const leg of legs) steps.push(swapStep(context, lastLedger(), purpose, leg));
  return book(context, draft, steps);
}

/**
 * Books what takes deployed amounts back until `wantedRaw` is idle, or nothing more can be reached in venues that keep
 * no more than that share.
 */
export const bookWithdrawals = (
  context: DecideContext,
  draft: Draft,
  purpose: Purpose,
  accountId: string,
  assetId: string,
  wantedRaw: Raw,
  mostPenaltyBps = BPS,
): Draft =>
  book(context, draft, withdrawalSteps(context, draft.ledger, purpose, accountId, assetId, wantedRaw, mostPenaltyBps));

function withdrawalSteps(
  context: DecideContext,
  ledger: Ledger,
  purpose: Purpose,
  accountId: string,
  assetId: string,
  wantedRaw: Raw,
  mostPenaltyBps = BPS,
): Step[] {
  const steps: Step[] = [];
  for (const holding of deployedOf(ledger, accountId, assetId)) {
    if (exitPenaltyOf(ledger, holding) > mostPenaltyBps) break;
    const before = steps.at(-1)?.after ?? ledger;
    const amountRaw = min(subFloor(wantedRaw, idleRaw(before, accountId, assetId)), reachableRaw(before, holding));
    if (amountRaw > 0n) steps.push(withdrawStep(context, before, purpose, holding, amountRaw));
  }
  return steps;
}

/** One withdrawal of a deployed holding. What its venue keeps is a loss, charged to the budget as the chain does. */
export function withdrawStep(
  context: DecideContext,
  ledger: Ledger,
  purpose: Purpose,
  holding: Holding,
  amountRaw: Raw,
): Step {
  const taken = applyWithdraw(ledger, holding, amountRaw);
  const isFree = exitPenaltyOf(ledger, holding) === 0n;
  const expectedCostWad = isFree ? wad(0n) : max(wad(0n), costOf(context, ledger, taken));
  return {
    action: {
      ...purpose,
      kind: 'withdraw',
      accountId: holding.accountId,
      venueId: holding.venueId ?? '',
      assetId: holding.assetId,
      amountRaw,
      expectedCostWad,
    },
    after: { ...taken, lostWad: add(taken.lostWad, expectedCostWad) },
  };
}

/**
 * The ledger with everything of an asset on an account taken back that can be, from venues that keep no more than that
 * share: what a sale could draw on.
 */
export const withAllIdle = (ledger: Ledger, accountId: string, assetId: string, mostPenaltyBps = BPS): Ledger =>
  deployedOf(ledger, accountId, assetId)
    .filter((holding) => exitPenaltyOf(ledger, holding) <= mostPenaltyBps)
    .reduce((done, holding) => applyWithdraw(done, holding, reachableRaw(done, holding)), ledger);

/** What the venues keep of the withdrawals that make so much of an asset idle. */
export function lostByTaking(
  context: DecideContext,
  ledger: Ledger,
  accountId: string,
  assetId: string,
  wantedRaw: Raw,
): Wad {
  const purpose = { priority: 'rebalance', reason: '', sizedBy: '' } as const;
  const after = withdrawalSteps(context, ledger, purpose, accountId, assetId, wantedRaw).at(-1)?.after ?? ledger;
  return subFloor(after.lostWad, ledger.lostWad);
}

function swapStep(context: DecideContext, ledger: Ledger, purpose: Purpose, leg: Leg): Step {
  const after = applySwap(ledger, leg);
  const { maxDriftBps } = context.policy.execution;
  // Beyond the drift the plan allows, the world is another one and the swap should not happen.
  const drifted = raw(mulDivUp(leg.expectedOutRaw, subFloor(BPS, maxDriftBps), BPS));
  return {
    action: {
      ...purpose,
      kind: 'swap',
      accountId: leg.accountId,
      venueId: leg.venueId,
      fromAssetId: leg.fromId,
      toAssetId: leg.toId,
      amountInRaw: leg.amountInRaw,
      expectedOutRaw: leg.expectedOutRaw,
      floorOutRaw: max(leg.floorOutRaw, drifted),
      isExit: leg.isExit,
      soldWad: leg.soldWad,
      boughtWad: leg.boughtWad,
      expectedCostWad: costOf(context, ledger, after),
    },
    after,
  };
}
