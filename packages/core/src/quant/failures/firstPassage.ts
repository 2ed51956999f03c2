import { exponential, OutsideDomain } from '../numbers/elementary.ts';
import { normalTailProbability } from '../distributions/normalTailProbability.ts';

/** −ζ(1/2)/√(2π): how far the expected overshoot shifts a barrier that is looked at in steps. */
const OVERSHOOT = 0.5825971579390106;

/** A surplus that diffuses: where it stands above the barrier, its drift and deviation per unit of time. */
export interface Diffusion {
  readonly distance: number;
  readonly drift: number;
  readonly deviation: number;
}

/**
 * Probability that x + μs + σW(s) is at or below zero at some s ≤ time: Φ(−(x+μT)/σ√T) + exp(−2μx/σ²)·Φ((−x+μT)/σ√T).
 * Source: Harrison, Brownian Motion and Stochastic Flow Systems (1985), §1.8. With `steps`, looked at so many times
 * only, by the continuity correction of Broadie, Glasserman and Kou (1997). Refuses a deviation or time that is not
 * above zero. Pure.
 */
export function firstPassageProbability(
  { distance, drift, deviation }: Diffusion,
  time: number,
  steps: number | null = null,
): number {
  if (!(deviation > 0 && time > 0)) throw new OutsideDomain('first passage', deviation > 0 ? time : deviation);
  if (!Number.isFinite(distance) || !Number.isFinite(drift)) throw new OutsideDomain('first passage', distance + drift);
  if (distance <= 0) return 1;
  const shift = steps === null ? 0 : OVERSHOOT * deviation * Math.sqrt(time / steps);
  const x = distance + shift;
  const scale = deviation * Math.sqrt(time);
  const power = (-2 * drift * x) / (deviation * deviation);
  const direct = normalTailProbability((x + drift * time) / scale);
  // A steep fall makes the factor overflow where the direct term is one already.
  if (power > 690) return Math.min(1, direct);
  const reflected = power < -690 ? 0 : exponential(power) * normalTailProbability((x - drift * time) / scale);
  return Math.min(1, direct + reflected);
}

/** Probability that the same surplus is at or below zero at `time`: Φ(−(x+μT)/σ√T). Pure; refuses as above. */
export function terminalProbability({ distance, drift, deviation }: Diffusion, time: number): number {
  if (!(deviation > 0 && time > 0)) throw new OutsideDomain('terminal probability', deviation > 0 ? time : deviation);
  return normalTailProbability((distance + drift * time) / (deviation * Math.sqrt(time)));
}
