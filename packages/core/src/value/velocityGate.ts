import { WAD, wad, type Wad } from '../units/amounts.ts';
import { DAY_SECONDS } from '../units/time.ts';

const SIGMAS = 6n;
/** Time constant of the slow average. */
export const SLOW_SECONDS = 21_600;
/** The gate is never narrower than this, so that rounding of a calm peg does not trip it. */
const LEAST = WAD / 100n;

/**
 * Whether a price is further from its slow average than six standard deviations of the elapsed time allow:
 * (p/EMA)² compared with (1 + 6σ√Δt)², in integers so that no logarithm is needed.
 */
export function isTooFast(priceWad: Wad, slowWad: Wad, dailyVolatilityWad: Wad, elapsedSeconds: number): boolean {
  const elapsed = BigInt(Math.max(1, Math.min(elapsedSeconds + SLOW_SECONDS, 30 * DAY_SECONDS)));
  const variance = (SIGMAS * SIGMAS * dailyVolatilityWad * dailyVolatilityWad * elapsed) / BigInt(DAY_SECONDS);
  const width = squareRoot(variance) < LEAST ? LEAST : squareRoot(variance);
  const [high, low] = priceWad > slowWad ? [priceWad, slowWad] : [slowWad, priceWad];
  return low === 0n || high * WAD > low * (WAD + width);
}

/** Next slow average: moves toward the price by Δt/τ, at most all the way. Rounded down. */
export function nextSlow(priceWad: Wad, slowWad: Wad, elapsedSeconds: number): Wad {
  const step = BigInt(Math.min(SLOW_SECONDS, Math.max(0, elapsedSeconds)));
  return wad(slowWad + ((priceWad - slowWad) * step) / BigInt(SLOW_SECONDS));
}

/** Integer square root, rounded down (Newton). */
export function squareRoot(value: bigint): bigint {
  if (value < 2n) return value < 0n ? 0n : value;
  let x = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const y = (x + value / x) >> 1n;
    if (y >= x) return x;
    x = y;
  }
}
