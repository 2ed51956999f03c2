import { BPS, min, mulDivDown, raw, sub, subFloor, type Wad } from '../../units/amounts.ts';
import type { Policy } from '../../policy/policy.ts';
import type { BalanceSheet } from '../../records/sheet.ts';
import type { LiabilityState, Snapshot } from '../../records/snapshot.ts';
import type { Run } from './payRun.ts';

/**
 * The snapshot with what a run paid no longer owed: claims that waited first, then the supply redeemed, each
 * liability in the order of the policy. What was given in and not paid stays owed. Rounded so that too little is
 * taken off. Pure.
 */
export function extinguishClaims(snapshot: Snapshot, run: Run, sheet: BalanceSheet, policy: Policy): Snapshot {
  let left: bigint = run.moments.at(-1)?.paidWad ?? 0n;
  const take = (most: Wad): bigint => {
    const taken = min(left, most as bigint);
    left -= taken;
    return taken;
  };
  const lineOf = (id: string) => sheet.liabilities.find((line) => line.liabilityId === id);
  const afterWaiting = new Map(
    snapshot.liabilities.map((state): [string, LiabilityState] => {
      const pendingWad = lineOf(state.liabilityId)?.pendingWad ?? (0n as Wad);
      const paid = take(pendingWad);
      if (paid === 0n) return [state.liabilityId, state];
      const pending = state.pending
        .map((item) => ({ ...item, payoutRaw: raw(item.payoutRaw - mulDivDown(item.payoutRaw, paid, pendingWad)) }))
        .filter((item) => item.payoutRaw > 0n);
      return [state.liabilityId, { ...state, pending }];
    }),
  );
  return {
    ...snapshot,
    liabilities: snapshot.liabilities.map((seen) => {
      const state = afterWaiting.get(seen.liabilityId) ?? seen;
      const part = run.parts.find((item) => item.liabilityId === state.liabilityId);
      const line = lineOf(state.liabilityId);
      if (part === undefined || line?.claimWad == null || line.outstandingRaw === null || state.supplyRaw === null)
        return state;
      const feeBps = policy.liabilities.find((item) => item.id === state.liabilityId)?.redemption.feeBps ?? 0n;
      const paid = take(sub(part.askedWad, part.feeWad));
      // What a payment after fee extinguishes before it.
      const claim = feeBps >= BPS ? part.askedWad : min(part.askedWad, mulDivDown(paid, BPS, BPS - feeBps) as Wad);
      const open = subFloor(line.claimWad, line.pendingWad);
      const burnt = open === 0n ? 0n : mulDivDown(line.outstandingRaw, claim, open);
      return { ...state, supplyRaw: raw(state.supplyRaw - burnt) };
    }),
  };
}
