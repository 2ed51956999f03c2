import { mulDivDown, RAY, ray, type Raw, type Ray } from '../units/amounts.ts';
import { DAY_SECONDS } from '../units/time.ts';
import type { PolicyVenue } from '../policy/policy.ts';
import type { DecideContext } from './context.ts';
import type { Ledger } from './ledger.ts';

const YEAR_SECONDS = 31_536_000n;

/**
 * Yearly rate a venue would pay on an amount more: a lending rate diluted by it, or what a savings share has
 * gained since it was seen a day to two weeks ago. Rounded down; null when unknown. Pure.
 */
export function venueRate(context: DecideContext, ledger: Ledger, venue: PolicyVenue, amountRaw: Raw): Ray | null {
  const market = ledger.lending.find((item) => item.venueId === venue.id);
  if (market !== undefined) {
    const after = market.suppliedRaw + amountRaw;
    return after === 0n ? ray(0n) : ray(mulDivDown(market.liquidityRateRay, market.suppliedRaw, after));
  }
  const savings = context.snapshot.savings.find((item) => item.venueId === venue.id);
  const from = context.carried.savings.find((item) => item.venueId === venue.id)?.from;
  if (savings === undefined || from === undefined || from.sharePriceRay === 0n) return null;
  const elapsed = context.nowSeconds - from.atSeconds;
  if (elapsed < DAY_SECONDS) return null;
  const gained = savings.sharePriceRay - from.sharePriceRay;
  return ray(mulDivDown(mulDivDown(gained, RAY, from.sharePriceRay), YEAR_SECONDS, BigInt(elapsed)));
}
