import { mulDivDown, RAY, ray, type Ray } from '../units/amounts.ts';
import { DAY_SECONDS, type Seconds } from '../units/time.ts';
import type { CarriedSavings } from '../records/carried.ts';
import type { SavingsState } from '../records/snapshot.ts';

const YEAR_SECONDS = 31_536_000n;

/**
 * Yearly rate of a savings share: what it has gained since it was seen a day to two weeks ago. Rounded down; null when
 * unknown. Pure.
 */
export function savingsRate(
  savings: SavingsState | undefined,
  from: CarriedSavings['from'] | undefined,
  nowSeconds: Seconds,
): Ray | null {
  if (savings === undefined || from === undefined || from.sharePriceRay === 0n) return null;
  const elapsed = nowSeconds - from.atSeconds;
  if (elapsed < DAY_SECONDS) return null;
  const gained = savings.sharePriceRay - from.sharePriceRay;
  return ray(mulDivDown(mulDivDown(gained, RAY, from.sharePriceRay), YEAR_SECONDS, BigInt(elapsed)));
}
