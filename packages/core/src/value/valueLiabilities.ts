import {
  BPS,
  WAD,
  bpsOfDown,
  max,
  min,
  mulWadUp,
  pow10,
  raw,
  sub,
  subFloor,
  valueDown,
  valueUp,
  wad,
  type Bps,
  type Raw,
  type Wad,
} from '../units/amounts.ts';
import type { EffectiveLimits } from '../policy/effectiveLimits.ts';
import type { Policy, PolicyLiability } from '../policy/policy.ts';
import type { AssetPrice, LiabilityLine } from '../records/sheet.ts';
import type { LiabilityState, Snapshot } from '../records/snapshot.ts';

/**
 * What is owed, as the contract says it, rounded up; never the market price of our own token.
 * A claim payable in an asset is worth that asset: up to what we hold of it, at the mark we hold it at
 * (USDC owed against USDC held is neither a gain nor a short); the rest at the high side, because it
 * would have to be bought. Our own token held by the reserve extinguishes the claim once.
 */
export function valueLiabilities(
  snapshot: Snapshot,
  policy: Policy,
  limits: EffectiveLimits,
  prices: readonly AssetPrice[],
): LiabilityLine[] {
  const held = new Map<string, Raw>();
  for (const holding of snapshot.holdings) {
    if (holding.amountRaw !== null && holding.where !== 'encumbered')
      held.set(holding.assetId, raw((held.get(holding.assetId) ?? 0n) + holding.amountRaw));
  }
  return policy.liabilities.map((liability) => {
    const state = snapshot.liabilities.find((item) => item.liabilityId === liability.id);
    return valueLiability(liability, state, policy, limits, prices, held);
  });
}

function valueLiability(
  liability: PolicyLiability,
  state: LiabilityState | undefined,
  policy: Policy,
  limits: EffectiveLimits,
  prices: readonly AssetPrice[],
  held: Map<string, Raw>,
): LiabilityLine {
  const base = {
    liabilityId: liability.id,
    kind: liability.kind,
    decimals: liability.decimals,
    payoutAssetId: liability.payoutAsset,
  };
  if (state === undefined || state.supplyRaw === null)
    return {
      ...base,
      outstandingRaw: null,
      claimWad: null,
      pendingWad: wad(0n),
      bookBackingWad: null,
      bookRiskAdjustedWad: null,
    };
  const outstanding = subFloor(state.supplyRaw, state.heldByReserveRaw);
  const payout = prices.find((price) => price.assetId === liability.payoutAsset);
  const decimals =
    policy.assets.find((asset) => asset.id === liability.payoutAsset)?.deployments[0]?.decimals ?? liability.decimals;
  const pending = state.pending.reduce((total, item) => total + item.payoutRaw, 0n);
  const inAsset = (amount: bigint): Wad | null =>
    claimInAsset(raw(amount), decimals, liability.payoutAsset, payout, held);
  const pendingWad = inAsset(pending);
  const units = claimUnits(liability, outstanding, decimals, inAsset, prices);
  if (pendingWad === null || units === null)
    return {
      ...base,
      outstandingRaw: outstanding,
      claimWad: null,
      pendingWad: wad(0n),
      bookBackingWad: null,
      bookRiskAdjustedWad: null,
    };
  return {
    ...base,
    outstandingRaw: outstanding,
    claimWad: wad(units + pendingWad),
    pendingWad,
    bookBackingWad: liability.kind === 'cdp' ? bookBacking(liability.decimals, state, prices, () => 0n as Bps) : null,
    bookRiskAdjustedWad:
      liability.kind === 'cdp' ? bookBacking(liability.decimals, state, prices, haircutOf(limits)) : null,
  };
}

function claimUnits(
  liability: PolicyLiability,
  outstanding: Raw,
  payoutDecimals: number,
  inAsset: (amount: bigint) => Wad | null,
  prices: readonly AssetPrice[],
): Wad | null {
  switch (liability.kind) {
    case 'par': {
      if (liability.owed === 'numeraire') return valueUp(outstanding, liability.decimals, WAD);
      const amount = (outstanding * pow10(payoutDecimals) + pow10(liability.decimals) - 1n) / pow10(liability.decimals);
      return inAsset(amount);
    }
    case 'indexed': {
      const high = prices.find((price) => price.assetId === liability.index)?.highWad ?? null;
      return high === null
        ? null
        : mulWadUp(valueUp(outstanding, liability.decimals, high), liability.unitsPerTokenWad);
    }
    case 'cdp':
      return valueUp(outstanding, liability.decimals, WAD);
  }
}

function claimInAsset(
  amount: Raw,
  decimals: number,
  assetId: string,
  price: AssetPrice | undefined,
  held: Map<string, Raw>,
): Wad | null {
  if (amount === 0n) return wad(0n);
  if (price?.markWad == null || price.highWad === null) return null;
  const available = held.get(assetId) ?? raw(0n);
  const covered = min(amount, available);
  // What covers one claim cannot cover the next.
  held.set(assetId, raw(available - covered));
  return wad(
    valueDown(covered, decimals, price.markWad) +
      valueUp(raw(amount - covered), decimals, max(price.highWad, price.markWad)),
  );
}

/** Σ min(collateralᵢ, debtᵢ): excess of one position never covers another. Positions without a price count zero. */
function bookBacking(
  debtDecimals: number,
  state: LiabilityState,
  prices: readonly AssetPrice[],
  haircut: (assetId: string) => Bps,
): Wad {
  return state.positions.reduce<Wad>((total, position) => {
    const mark = prices.find((price) => price.assetId === position.collateralAssetId)?.markWad ?? null;
    const collateral = mark === null ? wad(0n) : valueDown(position.collateralRaw, position.collateralDecimals, mark);
    const usable = bpsOfDown(collateral, sub(BPS, haircut(position.collateralAssetId)));
    return wad(total + min(usable, valueDown(position.debtRaw, debtDecimals, WAD)));
  }, wad(0n));
}

const haircutOf =
  (limits: EffectiveLimits) =>
  (assetId: string): Bps =>
    limits.assets.find((asset) => asset.assetId === assetId)?.haircutBps ?? BPS;
