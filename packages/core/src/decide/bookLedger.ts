// One idea: the ledger after each kind of step, for plans to be sized on.
import { add, bpsOfDown, mulDivDown, raw, sub, subFloor, wad, type Raw, type Wad } from '../units/amounts.ts';
import type { Holding, LendingState } from '../records/snapshot.ts';
import {
  givenRaw,
  lossLeft,
  turnoverLeft,
  type Claim,
  type Ledger,
  type Leg,
  type Payment,
  type Rung,
} from './ledger.ts';

/** Books an exchange. */
export function applySwap(ledger: Ledger, leg: Leg): Ledger {
  const toDecimals = leg.pool.asset0 === leg.toId ? leg.pool.decimals0 : leg.pool.decimals1;
  const taken = changeIdle(ledger.holdings, leg.accountId, leg.fromId, -leg.amountInRaw, leg.pool.chain, toDecimals);
  const holdings = changeIdle(taken, leg.accountId, leg.toId, leg.expectedOutRaw, leg.pool.chain, toDecimals);
  const after = {
    ...ledger,
    holdings,
    pools: ledger.pools.map((pool) => (pool.venueId === leg.venueId ? leg.pool : pool)),
    soldWad: add(ledger.soldWad, leg.soldWad),
    lostWad: add(ledger.lostWad, subFloor(leg.soldWad, leg.boughtWad)),
  };
  return { ...after, rungs: ledger.rungs.map((rung) => changeRung(rung, ledger, after, leg)) };
}

/**
 * A horizon after a leg, at worst. What needs no sale changes with the payout asset. What sales could raise
 * beyond it loses the depth used, counted at the end of a route, and shrinks with the budgets: the cheapest
 * sales come first, so a share of a budget raises at least that share of the cash.
 */
function changeRung(rung: Rung, before: Ledger, after: Ledger, leg: Leg): Rung {
  const isEnd = leg.originId !== null;
  const gained = isEnd && leg.toId === before.payoutId ? leg.boughtWad : wad(0n);
  const spent = isEnd && leg.originId === before.payoutId ? leg.soldWad : wad(0n);
  const heldWad = subFloor(add(rung.heldWad, gained), spent);
  const depth = subFloor(subFloor(rung.cashWad, rung.heldWad), isEnd ? leg.soldWad : wad(0n));
  const byLoss = shareLeft(depth, lossLeft(after), lossLeft(before));
  const byBoth = shareLeft(byLoss, turnoverLeft(after), turnoverLeft(before));
  return { ...rung, heldWad, cashWad: add(heldWad, byBoth) };
}

const shareLeft = (value: Wad, now: Wad, before: Wad): Wad =>
  before === 0n ? wad(0n) : wad(mulDivDown(value, now, before));

/** Books a withdrawal of one deployed holding: what arrives, and what its venue keeps on top. Charges no budget. */
export function applyWithdraw(ledger: Ledger, holding: Holding, amountRaw: Raw): Ledger {
  const reduced = ledger.holdings.map((item) =>
    item.id === holding.id
      ? {
          ...item,
          amountRaw: subFloor(item.amountRaw ?? raw(0n), givenRaw(ledger, holding, amountRaw)),
          withdrawableRaw: subFloor(item.withdrawableRaw ?? raw(0n), amountRaw),
        }
      : item,
  );
  return {
    ...ledger,
    holdings: changeIdle(reduced, holding.accountId, holding.assetId, amountRaw, holding.chain, holding.decimals),
    lending: changeCash(ledger.lending, holding.venueId, -amountRaw),
  };
}

/** Books a deposit of idle assets into a venue. */
export function applyDeposit(
  ledger: Ledger,
  accountId: string,
  assetId: string,
  venueId: string,
  amountRaw: Raw,
): Ledger {
  const idle = ledger.holdings.find(
    (item) => item.accountId === accountId && item.assetId === assetId && item.where === 'idle',
  );
  const taken = changeIdle(ledger.holdings, accountId, assetId, -amountRaw, idle?.chain ?? null, idle?.decimals ?? 0);
  const placed = taken.find(
    (item) => item.accountId === accountId && item.assetId === assetId && item.venueId === venueId,
  );
  const holdings =
    placed === undefined
      ? [...taken, plannedHolding(accountId, assetId, venueId, amountRaw, idle?.chain ?? null, idle?.decimals ?? 0)]
      : taken.map((item) =>
          item.id === placed.id
            ? {
                ...item,
                amountRaw: raw((item.amountRaw ?? 0n) + amountRaw),
                withdrawableRaw: raw((item.withdrawableRaw ?? 0n) + amountRaw),
              }
            : item,
        );
  return { ...ledger, holdings, lending: changeCash(ledger.lending, venueId, amountRaw) };
}

/** Books the payment of a claim: the cash leaves, and the claim with it. */
export function applyPayment(ledger: Ledger, accountId: string, payment: Payment): Ledger {
  const isPaid = (claim: Claim): boolean => claim.id === payment.id && claim.liabilityId === payment.liabilityId;
  return {
    ...ledger,
    holdings: changeIdle(ledger.holdings, accountId, payment.payoutAssetId, -payment.payoutRaw, null, 0),
    claims: ledger.claims.flatMap((claim) => {
      if (!isPaid(claim)) return [claim];
      const left = {
        ...claim,
        liabilityRaw: subFloor(claim.liabilityRaw, payment.settledRaw),
        payoutRaw: subFloor(claim.payoutRaw, payment.payoutRaw),
      };
      return left.liabilityRaw > 0n ? [left] : [];
    }),
    rungs: ledger.rungs.map((rung) => {
      const requiredWad = subFloor(rung.requiredWad, bpsOfDown(payment.valueWad, rung.coverageBps));
      if (payment.payoutAssetId !== ledger.payoutId) return { ...rung, requiredWad };
      const heldWad = subFloor(rung.heldWad, payment.valueWad);
      return { ...rung, requiredWad, heldWad, cashWad: subFloor(rung.cashWad, payment.valueWad) };
    }),
  };
}

/** The ledger with more of an asset than there is: to ask what would be done with plenty. */
export const withPlenty = (ledger: Ledger, accountId: string, assetId: string, amountRaw: Raw): Ledger => ({
  ...ledger,
  holdings: changeIdle(ledger.holdings, accountId, assetId, amountRaw, null, 0),
});

/** Adds to or takes from the idle amount of an asset; a new holding is made for the first of its kind. */
function changeIdle(
  holdings: readonly Holding[],
  accountId: string,
  assetId: string,
  change: bigint,
  chain: string | null,
  decimals: number,
): Holding[] {
  let left = change;
  const changed = holdings.map((item) => {
    if (left === 0n || item.accountId !== accountId || item.assetId !== assetId || item.where !== 'idle') return item;
    const amount = item.amountRaw ?? raw(0n);
    const step = left < 0n && -left > amount ? sub(raw(0n), amount) : raw(left);
    left -= step;
    return { ...item, amountRaw: add(amount, step), withdrawableRaw: add(amount, step) };
  });
  return left > 0n ? [...changed, plannedHolding(accountId, assetId, null, raw(left), chain, decimals)] : changed;
}

const changeCash = (lending: readonly LendingState[], venueId: string | null, change: bigint): LendingState[] =>
  lending.map((market) =>
    market.venueId === venueId
      ? {
          ...market,
          availableLiquidityRaw: raw(market.availableLiquidityRaw + change),
          suppliedRaw: raw(market.suppliedRaw + change),
        }
      : market,
  );

/** A holding that exists only in the plan so far. */
const plannedHolding = (
  accountId: string,
  assetId: string,
  venueId: string | null,
  amountRaw: Raw,
  chain: string | null,
  decimals: number,
): Holding => ({
  id: `planned:${accountId}:${assetId}:${venueId ?? 'idle'}`,
  assetId,
  accountId,
  chain,
  decimals,
  where: venueId === null ? 'idle' : 'deployed',
  venueId,
  amountRaw,
  withdrawableRaw: amountRaw,
  attestedId: null,
  provenance: { kind: 'simulated', chain, block: null, contract: null, method: 'decide', timeSeconds: 0 },
});
