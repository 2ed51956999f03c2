import { WAD, mulDivDown, squareRoot, wad, type Wad } from '../units/amounts.ts';
import { DAY_SECONDS } from '../units/time.ts';

const SIGMAS = 6n;
/** Time constant of the slow average. */
export const SLOW_SECONDS = 21_600;
/** A month: longer silences do not widen the gate further. */
const LONGEST_SECONDS = 30 * DAY_SECONDS;
/** The gate is never narrower than this, so that rounding of a calm peg does not trip it. */
const LEAST = WAD / 100n;

/**
 * Whether a price left its slow average faster than six standard deviations of the elapsed time allow.
 * The rule is |ln(p ÷ slow)| > 6·σ·√Δt; here the ratio of the larger to the smaller is compared with
 * 1 + 6·σ·√Δt, which needs no logarithm and is never laxer, since ln(1 + x) ≤ x. Δt counts from the last
 * update of the average plus its own time constant, by which it lags. Pure; volatility a daily ratio.
 */
export function isTooFast(priceWad: Wad, slowWad: Wad, dailyVolatilityWad: Wad, elapsedSeconds: number): boolean {
  const elapsed = BigInt(Math.max(1, Math.min(elapsedSeconds + SLOW_SECONDS, LONGEST_SECONDS)));
  const width = squareRoot((SIGMAS * SIGMAS * dailyVolatilityWad * dailyVolatilityWad * elapsed) / BigInt(DAY_SECONDS));
  const [high, low] = priceWad > slowWad ? [priceWad, slowWad] : [slowWad, priceWad];
  return low <= 0n || high * WAD > low * (WAD + (width < LEAST ? LEAST : width));
}

/** Next slow average: moves toward the price by Δt ÷ time constant, at most all the way. Rounded down. */
export function nextSlow(priceWad: Wad, slowWad: Wad, elapsedSeconds: number): Wad {
  const step = BigInt(Math.min(SLOW_SECONDS, Math.max(0, elapsedSeconds)));
  return wad(slowWad + mulDivDown(priceWad - slowWad, step, BigInt(SLOW_SECONDS)));
}
