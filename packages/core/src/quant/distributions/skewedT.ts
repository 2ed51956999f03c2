import { exponential, logarithm, logarithmOnePlus, OutsideDomain } from '../numbers/elementary.ts';
import { logGammaHalfStep } from '../numbers/gamma.ts';
import { studentTCumulative, studentTDensity, studentTQuantile } from './studentT.ts';
import type { TailRisk } from './tailRisk.ts';

const PI = 3.141592653589793;

/**
 * Hansen's skewed t (1994), mean zero and variance one: `nu` > 2, `skew` in (−1, 1), negative for a longer left tail.
 * The same family as Fernández and Steel's standardised one, whose ξ gives skew = (ξ² − 1)/(ξ² + 1).
 */
export interface SkewedT {
  readonly nu: number;
  readonly skew: number;
}

/** Where Hansen's density breaks and how it is stretched: z = ((1 ± skew) y − a)/b of a unit-variance t variable y. */
export function skewedTConstants({ nu, skew }: SkewedT): {
  readonly a: number;
  readonly b: number;
  readonly logC: number;
} {
  if (!(nu > 2) || !Number.isFinite(nu)) throw new OutsideDomain('skewed t with degrees of freedom', nu);
  if (!(skew > -1 && skew < 1)) throw new OutsideDomain('skew', skew);
  const logC = logGammaHalfStep(nu / 2) - 0.5 * logarithm(PI * (nu - 2));
  const a = (4 * skew * exponential(logC) * (nu - 2)) / (nu - 1);
  return { a, b: Math.sqrt(1 + 3 * skew * skew - a * a), logC };
}

/** ln density at z. Source: Hansen, Autoregressive conditional density estimation, 1994, equation 10. Pure. */
export function skewedTLogDensity(z: number, shape: SkewedT): number {
  const { a, b, logC } = skewedTConstants(shape);
  const { nu, skew } = shape;
  const y = (b * z + a) / (z < -a / b ? 1 - skew : 1 + skew);
  return logarithm(b) + logC - ((nu + 1) / 2) * logarithmOnePlus((y / (nu - 2)) * y);
}

/** P(Z ≤ z). Pure. */
export function skewedTCumulative(z: number, shape: SkewedT): number {
  const { a, b } = skewedTConstants(shape);
  const { nu, skew } = shape;
  const raw = Math.sqrt(nu / (nu - 2));
  if (z < -a / b) return (1 - skew) * studentTCumulative((raw * (b * z + a)) / (1 - skew), nu);
  return 1 - (1 + skew) * studentTCumulative((-raw * (b * z + a)) / (1 + skew), nu);
}

/** Quantile at p in (0, 1): the two halves are t quantiles. Pure. */
export function skewedTQuantile(p: number, shape: SkewedT): number {
  if (!(p > 0 && p < 1)) throw new OutsideDomain('skewed t quantile', p);
  const { a, b } = skewedTConstants(shape);
  const { nu, skew } = shape;
  const unit = Math.sqrt((nu - 2) / nu);
  const isLeft = p < (1 - skew) / 2;
  const y = isLeft ? studentTQuantile(p / (1 - skew), nu) : -studentTQuantile((1 - p) / (1 + skew), nu);
  return ((isLeft ? 1 - skew : 1 + skew) * unit * y - a) / b;
}

/**
 * VaR and ES of a return that is Hansen's skewed t of mean zero and variance one, positive for a loss. Closed form:
 * the partial mean of a unit-variance t below y is −(ν − 2 + y²)/(ν − 1) times its density there. Pure.
 */
export function skewedTTail(shape: SkewedT, confidence: number): TailRisk {
  if (!(confidence > 0 && confidence < 1)) throw new OutsideDomain('confidence', confidence);
  const { a, b } = skewedTConstants(shape);
  const { nu, skew } = shape;
  const p = 1 - confidence;
  const q = skewedTQuantile(p, shape);
  const isLeft = q < -a / b;
  const side = isLeft ? 1 - skew : 1 + skew;
  const y = (b * q + a) / side;
  const raw = Math.sqrt(nu / (nu - 2));
  const partial = (-(nu - 2 + y * y) / (nu - 1)) * studentTDensity(raw * y, nu) * raw;
  // Left of the break the mean below q; right of it the mean above q, which is its opposite as the whole is zero.
  const mass = studentTCumulative((isLeft ? raw : -raw) * y, nu);
  const below = isLeft ? (side * (side * partial - a * mass)) / b : -(side * (-side * partial - a * mass)) / b;
  return { valueAtRisk: -q, expectedShortfall: -below / p };
}
