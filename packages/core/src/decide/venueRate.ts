import { mulDivDown, ray, type Raw, type Ray } from '../units/amounts.ts';
import { savingsRate } from '../markets/savingsRate.ts';
import type { PolicyVenue } from '../policy/policy.ts';
import type { DecideContext } from './context.ts';
import type { Ledger } from './ledger.ts';

/** Yearly rate a venue would pay on an amount more: a lending rate diluted by it, or that of a savings share. Rounded down; null when unknown. Pure. */
export function venueRate(context: DecideContext, ledger: Ledger, venue: PolicyVenue, amountRaw: Raw): Ray | null {
  const market = ledger.lending.find((item) => item.venueId === venue.id);
  if (market !== undefined) {
    const after = market.suppliedRaw + amountRaw;
    return after === 0n ? ray(0n) : ray(mulDivDown(market.liquidityRateRay, market.suppliedRaw, after));
  }
  return savingsRate(
    context.snapshot.savings.find((item) => item.venueId === venue.id),
    context.carried.savings.find((item) => item.venueId === venue.id)?.from,
    context.nowSeconds,
  );
}
