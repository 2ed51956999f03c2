import { logarithm } from '../numbers/elementary.ts';
import {
  filterGarch,
  garchLikelihood,
  garchScores,
  garchWork,
  type GarchParameters,
  type VarianceStart,
} from './garchLikelihood.ts';
import { freeCount, fromFree, onBound, toFree, type GarchShape } from './garchSpace.ts';
import type { Innovation } from './innovations.ts';
import { invertPositive } from '../algebra/invertPositive.ts';
import { minimise, type Minimum } from '../algebra/minimise.ts';
import { checkSample, checkSpread } from '../numbers/sample.ts';

/** Which GARCH(1,1): with `gjr` falls and rises move the variance differently. */
export interface GarchSpec {
  readonly variance: 'garch' | 'gjr';
  readonly innovation: Innovation;
  readonly start: VarianceStart;
  /** Most of α + γ/2 + β; 0.999 when left out, as rugarch has it. Half of γ whatever the skew. */
  readonly mostPersistence?: number;
}

/** Parameters as published: α on every shock, γ added on falls (zero in plain GARCH); ν and skew null where unused. */
export interface GarchEstimate {
  readonly mean: number;
  readonly omega: number;
  readonly alpha: number;
  readonly gamma: number;
  readonly beta: number;
  readonly nu: number | null;
  readonly skew: number | null;
}

export interface GarchFit {
  readonly spec: GarchSpec;
  readonly estimate: GarchEstimate;
  readonly logLikelihood: number;
  /** α + γ/2 + β. */
  readonly persistence: number;
  /** How the search ended; anything but `converged` is an estimate nobody should lean on. */
  readonly ended: Minimum['ended'];
  readonly evaluations: number;
  /** Parameters that sit on their bound, where errors mean nothing. */
  readonly onBound: readonly string[];
  /** e and h of each time, oldest first, in the units of the returns and their square. */
  readonly residuals: Float64Array;
  readonly variances: Float64Array;
  /** h one step after the last return. */
  readonly nextVariance: number;
}

/** Fewer returns than this say too little of four to seven parameters. */
export const FEWEST_FOR_GARCH = 100;

/**
 * Maximum likelihood of GARCH(1,1) or GJR-GARCH(1,1) with a constant mean, by BFGS on an exact gradient from the best
 * of a fixed set of starts; with normal shocks from two more, and the highest top is taken. `returns`: log or simple, oldest first, any unit. Refuses (SampleRefused) fewer than 100,
 * values not finite, and series constant or mostly one value. Not converging is in `ended`. Sources: Bollerslev 1986;
 * Glosten, Jagannathan and Runkle 1993; Hansen 1994. Pure.
 */
export function fitGarch(returns: ArrayLike<number>, spec: GarchSpec): GarchFit {
  checkSample(returns, FEWEST_FOR_GARCH, 'GARCH');
  checkSpread(returns, 'GARCH');
  const { centre, scale } = centreAndScale(returns);
  const work = garchWork(scaled(returns, centre, scale));
  const shape = shapeOf(spec);
  const gradient = new Float64Array(7);
  const objective = (u: Float64Array, byFree: Float64Array): number => {
    const { parameters, jacobian } = fromFree(u, shape);
    const logLikelihood = garchLikelihood(work, parameters, spec, gradient);
    multiply(jacobian, gradient, byFree);
    for (let i = 0; i < byFree.length; i += 1) byFree[i] = -byFree[i]!;
    return -logLikelihood;
  };
  const start = bestStart(objective, shape);
  const inverseHessian = informationInverse(work, start.u, spec, shape);
  const searches = [minimise(objective, start.u, inverseHessian === null ? {} : { inverseHessian })];
  if (spec.innovation === 'normal')
    for (const other of OTHER_STARTS) searches.push(minimise(objective, toFree(other, shape)));
  // The first unless another gains more than the rounding of a likelihood.
  const found = searches.reduce((best, other) => (other.value < best.value - LEAST_GAIN ? other : best));
  const parameters = rescale(fromFree(found.x, shape).parameters, centre, scale);
  const filtered = garchWork(returns);
  const nextVariance = filterGarch(filtered, parameters, spec.start);
  return {
    spec,
    estimate: published(parameters, spec),
    logLikelihood: -found.value - returns.length * logarithm(scale),
    persistence: (parameters.up + parameters.down) / 2 + parameters.beta,
    ended: found.ended,
    evaluations: searches.reduce((sum, { evaluations }) => sum + evaluations, start.evaluations),
    onBound: onBound(fromFree(found.x, shape).parameters, shape),
    residuals: filtered.residual,
    variances: filtered.variance,
    nextVariance,
  };
}

/** The recursion's own form of published parameters. Pure. */
export const parametersOf = ({ mean, omega, alpha, gamma, beta, nu, skew }: GarchEstimate): GarchParameters => ({
  mean,
  omega,
  up: alpha,
  down: alpha + gamma,
  beta,
  nu: nu ?? 0,
  skew: skew ?? 0,
});

const DEFAULT_PERSISTENCE = 0.999;
const shapeOf = (spec: GarchSpec): GarchShape => ({
  isAsymmetric: spec.variance === 'gjr',
  innovation: spec.innovation,
  mostPersistence: spec.mostPersistence ?? DEFAULT_PERSISTENCE,
});

function published({ mean, omega, up, down, beta, nu, skew }: GarchParameters, spec: GarchSpec): GarchEstimate {
  const { innovation } = spec;
  return {
    mean,
    omega,
    alpha: up,
    gamma: spec.variance === 'gjr' ? down - up : 0,
    beta,
    nu: innovation === 'normal' ? null : nu,
    skew: innovation === 'skewedT' ? skew : null,
  };
}

function centreAndScale(returns: ArrayLike<number>): { readonly centre: number; readonly scale: number } {
  const n = returns.length;
  let [sum, squares] = [0, 0];
  for (let i = 0; i < n; i += 1) sum += returns[i]!;
  const centre = sum / n;
  for (let i = 0; i < n; i += 1) squares += (returns[i]! - centre) * (returns[i]! - centre);
  return { centre, scale: Math.sqrt(squares / n) };
}

function scaled(returns: ArrayLike<number>, centre: number, scale: number): Float64Array {
  const out = new Float64Array(returns.length);
  for (let t = 0; t < out.length; t += 1) out[t] = (returns[t]! - centre) / scale;
  return out;
}

const rescale = (parameters: GarchParameters, centre: number, scale: number): GarchParameters => ({
  ...parameters,
  mean: centre + scale * parameters.mean,
  omega: parameters.omega * scale * scale,
});

/** Persistence, the shocks' part of it, and ω over 1 − persistence, of a series with variance one. */
const STARTS = [
  [0.97, 0.08, 1],
  [0.9, 0.15, 0.9],
  [0.99, 0.05, 0.6],
  [0.985, 0.15, 0.8],
  [0.7, 0.2, 1],
] as const;

/**
 * Under a normal law a few huge days give the likelihood several tops: a variance that shocks move far and briefly,
 * falls most, and one that hardly moves and lasts, beside the usual. Heavy tails explain such days by themselves.
 */
const OTHER_STARTS: readonly GarchParameters[] = [
  { mean: 0, omega: 0.3, up: 0.042, down: 0.238, beta: 0.56, nu: 5, skew: 0 },
  { mean: 0, omega: 0.0006, up: 0.016, down: 0.024, beta: 0.978, nu: 5, skew: 0 },
];
const LEAST_GAIN = 1e-6;

function bestStart(
  objective: (u: Float64Array, gradient: Float64Array) => number,
  shape: GarchShape,
): { readonly u: Float64Array; readonly evaluations: number } {
  const scratch = new Float64Array(freeCount(shape));
  const tried = STARTS.map(([persistence, share, level]) => {
    const shocks = persistence * share;
    const parameters = {
      mean: 0,
      omega: level * (1 - persistence),
      up: shape.isAsymmetric ? 0.8 * shocks : shocks,
      down: shape.isAsymmetric ? 1.2 * shocks : shocks,
      beta: persistence * (1 - share),
      nu: 5,
      skew: 0,
    };
    const u = toFree(parameters, shape);
    return { u, value: objective(u, scratch) };
  });
  const best = tried.reduce((a, b) => (b.value < a.value ? b : a));
  return { u: best.u, evaluations: tried.length };
}

/** Inverse of the summed outer products of scores at a point of free space (Berndt, Hall, Hall and Hausman, 1974). */
function informationInverse(
  work: ReturnType<typeof garchWork>,
  u: Float64Array,
  spec: GarchSpec,
  shape: GarchShape,
): Float64Array | null {
  const { parameters, jacobian } = fromFree(u, shape);
  const scores = garchScores(work, parameters, spec);
  const count = freeCount(shape);
  const information = new Float64Array(count * count);
  const row = new Float64Array(count);
  for (let t = 0; t < work.returns.length; t += 1) {
    multiply(jacobian, scores.subarray(7 * t, 7 * t + 7), row);
    for (let i = 0; i < count; i += 1)
      for (let j = 0; j < count; j += 1) information[i * count + j]! += row[i]! * row[j]!;
  }
  return invertPositive(information, count);
}

function multiply(matrix: Float64Array, vector: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i += 1) {
    let sum = 0;
    for (let j = 0; j < 7; j += 1) sum += matrix[i * 7 + j]! * vector[j]!;
    out[i] = sum;
  }
}
