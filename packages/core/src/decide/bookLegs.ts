import { BPS, max, min, mulDivUp, raw, subFloor, sum, wad, type Raw } from '../units/amounts.ts';
import type { DecideContext } from './context.ts';
import { book, costOf, type Draft } from './draft.ts';
import {
  applySwap,
  applyWithdraw,
  deployedOf,
  idleRaw,
  owedRaw,
  reachableRaw,
  type Ledger,
  type Leg,
} from './ledger.ts';
import type { Action } from '../records/plan.ts';

/** Why the legs are booked, as each action will say. */
export interface Purpose {
  readonly priority: Action['priority'];
  readonly reason: string;
  readonly sizedBy: string;
}

/** Books the withdrawals the legs need and then the legs; all of them or, when one is refused, none. */
export function bookLegs(context: DecideContext, draft: Draft, purpose: Purpose, legs: readonly Leg[]): Draft {
  let done = draft;
  const sources = new Set(legs.map((leg) => `${leg.accountId}\n${leg.fromId}`));
  for (const source of sources) {
    const [accountId = '', assetId = ''] = source.split('\n');
    const needed = sum(
      legs.filter((leg) => leg.accountId === accountId && leg.fromId === assetId).map((leg) => leg.amountInRaw),
    );
    const coming = sum(
      legs.filter((leg) => leg.accountId === accountId && leg.toId === assetId).map((leg) => leg.expectedOutRaw),
    );
    const wanted = raw(subFloor(needed, coming) + owedRaw(done.ledger, assetId));
    done = bookWithdrawals(context, done, purpose, accountId, assetId, wanted);
  }
  for (const leg of legs) done = bookSwap(context, done, purpose, leg);
  return done.refused.length > draft.refused.length ? { ...draft, refused: done.refused } : done;
}

/** Takes deployed amounts back until `wantedRaw` is idle, or nothing more can be reached. */
export function bookWithdrawals(
  context: DecideContext,
  draft: Draft,
  purpose: Purpose,
  accountId: string,
  assetId: string,
  wantedRaw: Raw,
): Draft {
  let done = draft;
  for (const holding of deployedOf(draft.ledger, accountId, assetId)) {
    const missing = subFloor(wantedRaw, idleRaw(done.ledger, accountId, assetId));
    const amountRaw = min(missing, reachableRaw(done.ledger, holding));
    if (amountRaw === 0n) continue;
    done = book(
      context,
      done,
      {
        ...purpose,
        kind: 'withdraw',
        accountId,
        venueId: holding.venueId ?? '',
        assetId,
        amountRaw,
        expectedCostWad: wad(0n),
      },
      applyWithdraw(done.ledger, holding, amountRaw),
    );
  }
  return done;
}

/** The ledger with everything of an asset on an account taken back that can be: what a sale could draw on. */
export const withAllIdle = (ledger: Ledger, accountId: string, assetId: string): Ledger =>
  deployedOf(ledger, accountId, assetId).reduce(
    (done, holding) => applyWithdraw(done, holding, reachableRaw(done, holding)),
    ledger,
  );

function bookSwap(context: DecideContext, draft: Draft, purpose: Purpose, leg: Leg): Draft {
  const after = applySwap(draft.ledger, leg);
  const { maxDriftBps } = context.policy.execution;
  // Beyond the drift the plan allows, the world is another one and the swap should not happen.
  const drifted = raw(mulDivUp(leg.expectedOutRaw, subFloor(BPS, maxDriftBps), BPS));
  return book(
    context,
    draft,
    {
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
      expectedCostWad: costOf(context, draft.ledger, after),
    },
    after,
  );
}
