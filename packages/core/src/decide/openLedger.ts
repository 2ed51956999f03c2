import { bps, bpsOfUp, sum, wad } from '../units/amounts.ts';
import type { EffectiveLimits } from '../policy/effectiveLimits.ts';
import type { Holding } from '../records/snapshot.ts';
import type { DecideInput } from './decideInput.ts';
import type { Ledger, Rung } from './ledger.ts';
import type { Mandate } from './mandate.ts';
import { compareText } from './order.ts';

/** The ledger a plan starts from: what the acting accounts can move, as observed. Pure. */
export function openLedger(input: DecideInput, limits: EffectiveLimits, mandate: Mandate): Ledger {
  const { policy, snapshot, sheet } = input;
  const sheetIds = new Set(sheet.lines.map((line) => line.holdingId));
  // The contract withdraws from the venues of its law alone.
  const isReachable = (venueId: string | null): boolean =>
    venueId === null || snapshot.vault === null || snapshot.vault.venues.some((item) => item.venueId === venueId);
  const canMove = (holding: Holding): boolean =>
    sheetIds.has(holding.id) &&
    mandate.actors.includes(holding.accountId) &&
    (holding.where === 'idle' || (holding.where === 'deployed' && isReachable(holding.venueId))) &&
    holding.amountRaw !== null &&
    holding.attestedId === null;
  const payoutId = policy.liabilities[0]?.payoutAsset ?? policy.assets.find((asset) => asset.isBase)?.id ?? '';
  return {
    holdings: snapshot.holdings.filter(canMove).toSorted((a, b) => compareText(a.id, b.id)),
    pools: snapshot.pools.toSorted((a, b) => compareText(a.venueId, b.venueId)),
    lending: snapshot.lending,
    exitPenalties: new Map(
      policy.venues.flatMap(({ id, exitPenaltyBps }) => (exitPenaltyBps > 0n ? [[id, exitPenaltyBps] as const] : [])),
    ),
    claims: snapshot.liabilities
      .toSorted((a, b) => compareText(a.liabilityId, b.liabilityId))
      .flatMap((state) =>
        state.pending.toSorted((a, b) => a.id - b.id).map((claim) => ({ ...claim, liabilityId: state.liabilityId })),
      ),
    payoutId,
    rungs: openRungs(input),
    soldWad: wad(0n),
    lostWad: wad(0n),
    turnoverLeftWad: limits.turnoverLeftWad,
    lossLeftWad: limits.lossBudgetLeftWad,
  };
}

/** Horizons of the ladder against what the policy asks of each. */
function openRungs({ policy, sheet }: DecideInput): Rung[] {
  const pools = new Set(policy.venues.filter((venue) => venue.kind === 'uniswap-v3').map((venue) => venue.id));
  const isOwedKnown = sheet.liabilities.every((line) => line.claimWad !== null);
  return sheet.ladder.map((rung) => {
    const limit = policy.limits.liquidity.find((item) => item.horizon === rung.horizon);
    return {
      horizon: rung.horizon,
      cashWad: rung.cashWad,
      heldWad: sum(
        rung.draws.filter((draw) => draw.venueId === null || !pools.has(draw.venueId)).map((draw) => draw.cashWad),
      ),
      // Where nobody can say what is owed, all that is held may be.
      requiredWad:
        limit === undefined
          ? wad(0n)
          : isOwedKnown
            ? bpsOfUp(sheet.liabilitiesWad, limit.minCoverageBps)
            : sheet.assetsWad,
      coverageBps: limit?.minCoverageBps ?? bps(0),
    };
  });
}
