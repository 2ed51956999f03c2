import { densityKernel, type DensityWork, type Innovation } from './innovations.ts';

/**
 * What the first variance is. `sampleVariance`: h₁ = mean e². `presample`: e₀² = h₀ = mean e², so that
 * h₁ = ω + (α + γ/2 + β) mean e² (Bollerslev and Ghysels, 1996; Fiorentini, Calzolari and Panattoni, 1996). Published
 * figures differ in the third digit between the two.
 */
export type VarianceStart = 'sampleVariance' | 'presample';

/**
 * r = μ + e, h = ω + a₊ e²₋₁ or a₋ e²₋₁ by the sign of the last residual (zero counts as up) + β h₋₁. Glosten,
 * Jagannathan and Runkle's α is a₊, their γ is a₋ − a₊; both sides are kept from falling below zero, which plain
 * α + γ is not.
 */
export interface GarchParameters {
  readonly mean: number;
  readonly omega: number;
  readonly up: number;
  readonly down: number;
  readonly beta: number;
  readonly nu: number;
  readonly skew: number;
}

/** Gradients and scores come in this order. */
export const GARCH_ORDER = ['mean', 'omega', 'up', 'down', 'beta', 'nu', 'skew'] as const;
const SIZE = GARCH_ORDER.length;

/** Scratch of one length, reused between evaluations; after one, `residual` and `variance` hold the filtered series. */
export interface GarchWork extends DensityWork {
  readonly returns: Float64Array;
}

/** Scratch for one series. Pure. */
export function garchWork(returns: ArrayLike<number>): GarchWork {
  const make = (): Float64Array => new Float64Array(returns.length);
  return {
    returns: new Float64Array(returns),
    residual: make(),
    variance: make(),
    byResidual: make(),
    byVariance: make(),
  };
}

/**
 * Residuals and conditional variances, into `work`; returns the variance one step after the end. Nothing after time t
 * enters variance t but through the start's mean e².
 */
export function filterGarch(work: GarchWork, parameters: GarchParameters, start: VarianceStart): number {
  const { returns, residual, variance } = work;
  const { mean, omega, up, down, beta } = parameters;
  const n = returns.length;
  let squares = 0;
  for (let t = 0; t < n; t += 1) {
    const e = returns[t]! - mean;
    residual[t] = e;
    squares += e * e;
  }
  const level = squares / n;
  let h = start === 'sampleVariance' ? level : omega + ((up + down) / 2 + beta) * level;
  for (let t = 0; t < n; t += 1) {
    variance[t] = h;
    const e = residual[t]!;
    h = omega + (e < 0 ? down : up) * e * e + beta * h;
  }
  return h;
}

/**
 * Log-likelihood of a series, and its exact gradient in GARCH_ORDER into `gradient` (7 numbers): one pass forward and
 * one backward (the adjoint of the variance recursion).
 */
export function garchLikelihood(
  work: GarchWork,
  parameters: GarchParameters,
  { start, innovation }: { readonly start: VarianceStart; readonly innovation: Innovation },
  gradient: Float64Array,
): number {
  filterGarch(work, parameters, start);
  const { residual, variance, byResidual, byVariance } = work;
  const n = residual.length;
  const { logLikelihood, byNu, bySkew } = densityKernel(innovation, parameters)(work, 0, n);
  const { up, down, beta, omega } = parameters;
  let [byMean, byOmega, byUp, byDown, byBeta, carried, sum] = [0, 0, 0, 0, 0, 0, 0];
  for (let t = n - 1; t >= 1; t -= 1) {
    carried = byVariance[t]! + beta * carried;
    const e = residual[t - 1]!;
    const pull = carried * e;
    byOmega += carried;
    byBeta += carried * variance[t - 1]!;
    if (e < 0) {
      byDown += pull * e;
      byMean -= 2 * down * pull;
    } else {
      byUp += pull * e;
      byMean -= 2 * up * pull;
    }
    byMean -= byResidual[t]!;
    sum += residual[t]!;
  }
  carried = byVariance[0]! + beta * carried;
  byMean -= byResidual[0]!;
  const levelByMean = (-2 * (sum + residual[0]!)) / n;
  if (start === 'sampleVariance') byMean += carried * levelByMean;
  else {
    const share = (up + down) / 2 + beta;
    const level = (variance[0]! - omega) / share;
    byMean += carried * share * levelByMean;
    byOmega += carried;
    byUp += (carried * level) / 2;
    byDown += (carried * level) / 2;
    byBeta += carried * level;
  }
  gradient.set([byMean, byOmega, byUp, byDown, byBeta, byNu, bySkew]);
  return logLikelihood;
}

/**
 * Gradient of each observation's log density, row-major n × 7 in GARCH_ORDER, by carrying the derivatives of the
 * variance forward. Their outer products are what robust errors need. Those derivatives themselves go into `slopes`, in the
 * same order, where it is given.
 */
export function garchScores(
  work: GarchWork,
  parameters: GarchParameters,
  { start, innovation }: { readonly start: VarianceStart; readonly innovation: Innovation },
  slopes?: Float64Array,
): Float64Array {
  filterGarch(work, parameters, start);
  const { residual, variance, byResidual, byVariance } = work;
  const n = residual.length;
  const kernel = densityKernel(innovation, parameters);
  const { up, down, beta } = parameters;
  const share = (up + down) / 2 + beta;
  let [squares, sum] = [0, 0];
  for (let t = 0; t < n; t += 1) {
    squares += residual[t]! * residual[t]!;
    sum += residual[t]!;
  }
  const [level, levelByMean] = [squares / n, (-2 * sum) / n];
  const isSample = start === 'sampleVariance';
  let byMean = isSample ? levelByMean : share * levelByMean;
  let [byOmega, byUp, byDown, byBeta] = isSample ? [0, 0, 0, 0] : [1, level / 2, level / 2, level];
  const scores = new Float64Array(n * SIZE);
  for (let t = 0; t < n; t += 1) {
    const { byNu, bySkew } = kernel(work, t, t + 1);
    const [e, pull, at] = [residual[t]!, byVariance[t]!, t * SIZE];
    scores[at] = pull * byMean - byResidual[t]!;
    scores[at + 1] = pull * byOmega;
    scores[at + 2] = pull * byUp;
    scores[at + 3] = pull * byDown;
    scores[at + 4] = pull * byBeta;
    scores[at + 5] = byNu;
    scores[at + 6] = bySkew;
    slopes?.set([byMean, byOmega, byUp, byDown, byBeta], at);
    const square = e * e;
    byMean = beta * byMean - 2 * (e < 0 ? down : up) * e;
    byOmega = beta * byOmega + 1;
    byUp = beta * byUp + (e < 0 ? 0 : square);
    byDown = beta * byDown + (e < 0 ? square : 0);
    byBeta = beta * byBeta + variance[t]!;
  }
  return scores;
}
