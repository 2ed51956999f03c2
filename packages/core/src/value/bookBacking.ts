import { BPS, WAD, bpsOfDown, min, sub, valueDown, wad, ZERO_WAD, type Wad } from '../units/amounts.ts';
import type { EffectiveLimits } from '../policy/effectiveLimits.ts';
import { dependsOnUs } from '../policy/endogenous.ts';
import type { Policy, PolicyLiability } from '../policy/policy.ts';
import type { AssetPrice } from '../records/sheet.ts';
import type { LiabilityState } from '../records/snapshot.ts';

/** What books are valued with. */
export interface BookContext {
  readonly policy: Policy;
  readonly limits: EffectiveLimits;
  readonly prices: readonly AssetPrice[];
}

/** Backing inside one book of collateralised debt. */
export interface BookBacking {
  /** Σ min(collateralᵢ, debtᵢ), collateral at mark. */
  readonly markWad: Wad;
  /** The same with each collateral after its haircut; collateral that depends on us, or is not the book's, counts zero. */
  readonly riskAdjustedWad: Wad;
  /** The first figure by collateral asset, for exposures. */
  readonly byCollateral: ReadonlyMap<string, Wad>;
  /** Collateral assets without a price: their positions count nothing, so the figures are lower bounds. */
  readonly unpriced: readonly string[];
}

/**
 * Sums a book position by position, never as one pool: excess of one borrower belongs to that borrower and
 * covers nobody else's debt. 200 of collateral on 100 of debt and 80 on 100 back 180 of 200. Rounded down. Pure.
 */
export function backBook(
  liability: Extract<PolicyLiability, { kind: 'cdp' }>,
  state: LiabilityState,
  { policy, limits, prices }: BookContext,
): BookBacking {
  let [mark, adjusted] = [0n, 0n];
  const byCollateral = new Map<string, Wad>();
  const unpriced = new Set<string>();
  for (const position of state.positions) {
    const { collateralAssetId: id, collateralRaw, collateralDecimals } = position;
    const price = prices.find((item) => item.assetId === id)?.markWad ?? null;
    if (price === null && collateralRaw > 0n) unpriced.add(id);
    const debt = valueDown(position.debtRaw, liability.decimals, WAD);
    const collateral = price === null ? ZERO_WAD : valueDown(collateralRaw, collateralDecimals, price);
    const counted = min(collateral, debt);
    mark += counted;
    byCollateral.set(id, wad((byCollateral.get(id) ?? 0n) + counted));
    if (dependsOnUs(policy, id) || !liability.collateralAssets.includes(id)) continue;
    const haircut = limits.assets.find((item) => item.assetId === id)?.haircutBps ?? BPS;
    adjusted += min(bpsOfDown(collateral, sub(BPS, haircut)), debt);
  }
  return {
    markWad: wad(mark),
    riskAdjustedWad: wad(adjusted),
    byCollateral,
    unpriced: [...unpriced].toSorted(),
  };
}
