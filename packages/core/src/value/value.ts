import { divWadDown, sub, wad, type Wad } from '../units/amounts.ts';
import { effectiveLimits } from '../policy/effectiveLimits.ts';
import type { Policy } from '../policy/policy.ts';
import { hashArtefact } from '../records/canonical.ts';
import type { CarriedAsset, CarriedState } from '../records/carried.ts';
import type { Hash } from '../records/hash.ts';
import type { AssetPrice, BalanceSheet } from '../records/sheet.ts';
import type { Snapshot, Unknown } from '../records/snapshot.ts';
import { exposuresOf } from './exposures.ts';
import { buildLadder } from './ladder.ts';
import { priceAssets } from './priceAssets.ts';
import { valueLiabilities } from './valueLiabilities.ts';
import { valueJunior, valueLines } from './valueLines.ts';
import { nextSlow } from './velocityGate.ts';

export interface ValueInput {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly policyHash: Hash;
  readonly carried: CarriedState;
}

/**
 * Values a reserve the way a sceptic would. Pure: the same input gives the same bytes everywhere.
 * Totals are sums of what is known; `isBound` says when something was not.
 */
export function value(input: ValueInput): { readonly sheet: BalanceSheet; readonly carried: CarriedState } {
  const { snapshot, policy, carried } = input;
  const limits = effectiveLimits(policy, snapshot.vault, carried, snapshot.asOfSeconds);
  const prices = priceAssets(snapshot, policy, carried);
  const lines = valueLines(snapshot, policy, limits, prices);
  const liabilities = valueLiabilities(snapshot, policy, limits, prices);
  const unknowns: Unknown[] = [
    ...snapshot.unknowns,
    ...lines
      .filter((line) => line.valueWad === null)
      .map((line) => ({
        what: line.holdingId,
        code: line.amountRaw === null ? 'UNKNOWN_AMOUNT' : 'UNKNOWN_PRICE',
        reason: `${line.assetId} has no ${line.amountRaw === null ? 'amount' : 'live price'}`,
      })),
    ...liabilities
      .filter((line) => line.claimWad === null)
      .map((line) => ({ what: line.liabilityId, code: 'UNKNOWN_CLAIM', reason: 'supply or payout price is unknown' })),
  ];
  const total = (values: readonly (Wad | null)[]): Wad =>
    wad(values.reduce<bigint>((all, item) => all + (item ?? 0n), 0n));
  // Backing of a CDP book is counted position by position; a plain sum would let one borrower's excess cover another.
  const books = total(liabilities.map((line) => line.bookBackingWad));
  const assetsWad = wad(total(lines.map((line) => line.valueWad)) + books);
  const riskAdjustedWad = wad(
    total(lines.map((line) => line.riskAdjustedWad)) + total(liabilities.map((line) => line.bookRiskAdjustedWad)),
  );
  const liabilitiesWad = total(liabilities.map((line) => line.claimWad));
  const isOwedKnown = liabilities.every((line) => line.claimWad !== null);
  const ratio = (backing: Wad): Wad | null =>
    isOwedKnown && liabilitiesWad > 0n ? divWadDown(backing, liabilitiesWad) : null;
  const sheet: BalanceSheet = {
    schema: 'ballast/balance-sheet/1',
    reserve: snapshot.reserve,
    cycle: snapshot.cycle,
    parents: { snapshot: hashArtefact(snapshot), policy: input.policyHash, carried: hashArtefact(carried) },
    asOfSeconds: snapshot.asOfSeconds,
    numeraire: policy.numeraire,
    prices,
    lines,
    liabilities,
    assetsWad,
    riskAdjustedWad,
    liabilitiesWad,
    ...valueJunior(snapshot, policy, limits, prices),
    backingRatioWad: ratio(assetsWad),
    riskAdjustedBackingRatioWad: ratio(riskAdjustedWad),
    surplusWad: sub(assetsWad, liabilitiesWad),
    isBound: unknowns.length > 0,
    exposures: exposuresOf(lines, policy, wad(assetsWad - books)),
    ladder: buildLadder(snapshot, policy, prices, limits),
    unknowns,
  };
  return { sheet, carried: carry(carried, prices, snapshot, policy) };
}

function carry(carried: CarriedState, prices: readonly AssetPrice[], snapshot: Snapshot, policy: Policy): CarriedState {
  const now = snapshot.asOfSeconds;
  const assets = policy.assets.map((asset): CarriedAsset => {
    const price = prices.find((item) => item.assetId === asset.id);
    const past = carried.assets.find((item) => item.assetId === asset.id);
    const seen = price?.consensusWad ?? null;
    const slow = past?.slowPriceWad ?? null;
    const since = (holds: boolean, before: number | null | undefined): number | null =>
      holds ? (before ?? now) : null;
    const reference = asset.pegWad ?? slow;
    const low = price?.lowWad ?? null;
    const recovered =
      seen !== null &&
      low !== null &&
      reference !== null &&
      (reference - low) * 10_000n <= reference * asset.states.recoverDeviationBps;
    const ratio =
      snapshot.prices.find((item) => item.assetId === asset.id && item.basis === 'fundamental')?.priceWad ?? null;
    return {
      assetId: asset.id,
      slowPriceWad:
        seen === null ? slow : slow === null ? seen : nextSlow(seen, slow, now - (past?.slowAtSeconds ?? now)),
      slowAtSeconds: seen === null ? (past?.slowAtSeconds ?? null) : now,
      dailyVolatilityWad: asset.pricing.dailyVolatilityWad,
      anchorRatioWad: past?.anchorRatioWad ?? ratio,
      anchorAtSeconds: past?.anchorAtSeconds ?? (ratio === null ? null : now),
      state: past?.state ?? 'sound',
      stateSinceSeconds: past?.stateSinceSeconds ?? now,
      belowIffySinceSeconds: since((price?.originsBelowIffy ?? 0) >= 2, past?.belowIffySinceSeconds),
      belowDisabledSinceSeconds: since((price?.originsBelowDisabled ?? 0) >= 2, past?.belowDisabledSinceSeconds),
      aboveRecoverySinceSeconds: since(recovered, past?.aboveRecoverySinceSeconds),
    };
  });
  return { ...carried, cycle: snapshot.cycle, valuedAtSeconds: now, assets };
}
