import { incompleteBeta } from '../numbers/beta.ts';
import { exponential, logarithm, logarithmOnePlus, OutsideDomain } from '../numbers/elementary.ts';
import { logGammaHalfStep } from '../numbers/gamma.ts';
import { normalQuantile } from './normal.ts';
import type { TailRisk } from './tailRisk.ts';

const PI = 3.141592653589793;

/** ln of the density of Student's t with `nu` > 0 degrees of freedom (raw: variance ν/(ν − 2)). Pure. */
export function studentTLogDensity(t: number, nu: number): number {
  check(t, nu);
  return logGammaHalfStep(nu / 2) - 0.5 * logarithm(nu * PI) - ((nu + 1) / 2) * logarithmOnePlus((t / nu) * t);
}

/** Density of Student's t; zero below e^−700. Pure. */
export function studentTDensity(t: number, nu: number): number {
  const log = studentTLogDensity(t, nu);
  return log < -700 ? 0 : exponential(log);
}

/** P(T ≤ t), relative error about 1e-13 in the lower tail for ν up to 1000. Abramowitz and Stegun, 26.7.1. Pure. */
export function studentTCumulative(t: number, nu: number): number {
  check(t, nu);
  const outside = lowerTail(Math.abs(t), nu);
  return t > 0 ? 1 - outside : outside;
}

/**
 * Quantile of Student's t: Newton's steps on ln P in the tails and on the central mass near the middle, kept in a
 * bracket. Relative error about 1e-13 for ν up to 1000, 1e-16·ν beyond. Refuses p outside (0, 1), ν not positive, and
 * a p so small that the quantile leaves the doubles' range. Pure.
 */
export function studentTQuantile(p: number, nu: number): number {
  if (!(p > 0 && p < 1)) throw new OutsideDomain('t quantile', p);
  check(0, nu);
  if (p === 0.5) return 0;
  const tail = p < 0.5 ? p : 1 - p;
  const isCentral = tail > 0.25;
  // How far the answer at |t| = x lies from the wanted one, growing with x, and its slope.
  const miss = (x: number): readonly [number, number] => {
    if (isCentral) return [centralMass(x, nu) - Math.abs(1 - 2 * p), 2 * studentTDensity(x, nu)];
    const reached = lowerTail(x, nu);
    return [logarithm(tail) - logarithm(reached), studentTDensity(x, nu) / reached];
  };
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let x = Math.max(1e-300, Math.abs(normalQuantile(tail)));
  for (let i = 0; i < 2000; i += 1) {
    const [gap, slope] = miss(x);
    if (gap < 0) low = x;
    else high = x;
    const step = gap / slope;
    if (Math.abs(step) <= 4e-16 * x) break;
    let next = x - step;
    if (!(next > low && next < high)) next = high === Number.POSITIVE_INFINITY ? 2 * x : (low + high) / 2;
    if (!Number.isFinite(next * next)) throw new OutsideDomain('t quantile', p);
    if (next === x) break;
    x = next;
  }
  return p < 0.5 ? -x : x;
}

/**
 * VaR and ES of a location–scale Student-t return, positive for a loss: −location + scale × the closed forms
 * (McNeil, Frey and Embrechts, Quantitative Risk Management, example 2.19). `nu` above 1, as ES needs a mean; `scale`
 * is that of the raw t, not the deviation. Pure.
 */
export function studentTTail(
  { location, scale, nu }: { readonly location: number; readonly scale: number; readonly nu: number },
  confidence: number,
): TailRisk {
  if (!(confidence > 0 && confidence < 1)) throw new OutsideDomain('confidence', confidence);
  if (!(nu > 1)) throw new OutsideDomain('shortfall of a t with degrees of freedom', nu);
  if (!(scale >= 0 && Number.isFinite(location + scale))) throw new OutsideDomain('t scale', scale);
  // 1 − confidence first: the tail is what has to keep its digits.
  const q = -studentTQuantile(1 - confidence, nu);
  const shortfall = (studentTDensity(q, nu) * (nu + q * q)) / ((nu - 1) * (1 - confidence));
  return { valueAtRisk: scale * q - location, expectedShortfall: scale * shortfall - location };
}

/** P(T ≤ −x), x ≥ 0. */
function lowerTail(x: number, nu: number): number {
  const square = x * x;
  return 0.5 * incompleteBeta(nu / 2, 0.5, nu / (nu + square), square / (nu + square));
}

/** P(−x ≤ T ≤ x). */
function centralMass(x: number, nu: number): number {
  const square = x * x;
  return incompleteBeta(0.5, nu / 2, square / (nu + square), nu / (nu + square));
}

function check(t: number, nu: number): void {
  if (!(nu > 0) || !Number.isFinite(nu)) throw new OutsideDomain('t with degrees of freedom', nu);
  if (!Number.isFinite(t * t)) throw new OutsideDomain('t distribution', t);
}
