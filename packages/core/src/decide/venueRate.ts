import { mulDivDown, RAY, ray, type Raw, type Ray } from '../units/amounts.ts';
import { DAY_SECONDS } from '../units/time.ts';
import type { PolicyVenue } from '../policy/policy.ts';
import type { DecideContext } from './context.ts';
import type { Ledger } from './ledger.ts';

const YEAR_SECONDS = 31_536_000n;

/**
 * Yearly rate a venue would pay on an amount more: a lending rate diluted by it, or what a savings share has
 * gained since its anchor, once a day has passed. Rounded down; null when unknown. Pure.
 */
export function venueRate(context: DecideContext, ledger: Ledger, venue: PolicyVenue, amountRaw: Raw): Ray | null {
  const market = ledger.lending.find((item) => item.venueId === venue.id);
  if (market !== undefined) {
    const after = market.suppliedRaw + amountRaw;
    return after === 0n ? ray(0n) : ray(mulDivDown(market.liquidityRateRay, market.suppliedRaw, after));
  }
  const savings = context.snapshot.savings.find((item) => item.venueId === venue.id);
  const share = context.policy.assets.find(
    (asset) =>
      asset.underlying === venue.assets[0] &&
      asset.pricing.sources.some((source) => source.venue === 'erc4626' && source.address === venue.address),
  );
  const anchor = context.carried.assets.find((asset) => asset.assetId === share?.id);
  if (savings === undefined || anchor?.anchorRatioWad == null || anchor.anchorAtSeconds === null) return null;
  const elapsed = context.nowSeconds - anchor.anchorAtSeconds;
  if (elapsed < DAY_SECONDS || anchor.anchorRatioWad === 0n) return null;
  const anchorRay = anchor.anchorRatioWad * 1_000_000_000n;
  const gained = savings.sharePriceRay - anchorRay;
  return ray(mulDivDown(mulDivDown(gained, RAY, anchorRay), YEAR_SECONDS, BigInt(elapsed)));
}
