import type { GarchEstimate, GarchFit, GarchSpec } from './fitGarch.ts';
import { parametersOf } from './fitGarch.ts';
import { garchLikelihood, garchScores, garchWork, type GarchWork } from './garchLikelihood.ts';
import { invertPositive } from '../algebra/invertPositive.ts';

export type GarchParameterName = keyof GarchEstimate;

/** Standard errors by parameter, in its own unit. */
export type ErrorsByParameter = Readonly<Partial<Record<GarchParameterName, number>>>;

/** Estimates of the same errors; McCullough and Renfro (1999) compare programs by them. */
export type GarchErrors =
  | {
      readonly kind: 'errors';
      /** From the observed Hessian alone: right where the distribution is. */
      readonly hessian: ErrorsByParameter;
      /** From the outer product of the scores (Berndt, Hall, Hall and Hausman, 1974): right where the distribution is. */
      readonly outerProduct: ErrorsByParameter;
      /** Sandwich of the observed Hessian around the scores (White, 1982), for a normal fit right where only mean and variance are. */
      readonly robust: ErrorsByParameter;
      /**
       * From the expected Hessian of a normal, Σ ½ ∂ln h ∂ln h′ + ∂μ ∂μ′/h, in which a symmetric variance leaves nothing
       * between the mean and the rest; null for other innovations.
       */
      readonly information: ErrorsByParameter | null;
      /** Sandwich of the expected Hessian (Bollerslev and Wooldridge, 1992); null for other innovations. */
      readonly bollerslevWooldridge: ErrorsByParameter | null;
    }
  | { readonly kind: 'refused'; readonly reason: 'notConverged' | 'onBound' | 'notPositiveDefinite' };

/**
 * Standard errors of a fit to `returns`, the same series it was made from. The observed Hessian is the central difference
 * of the exact gradient. Refused, with the reason, where the search did not converge, where a parameter sits on its bound,
 * and where one of the matrices is not positive definite. Pure.
 */
export function garchErrors(returns: ArrayLike<number>, fit: GarchFit): GarchErrors {
  if (fit.ended !== 'converged') return { kind: 'refused', reason: 'notConverged' };
  if (fit.onBound.length > 0) return { kind: 'refused', reason: 'onBound' };
  const names = freeNames(fit.spec);
  const work = garchWork(returns);
  const n = names.length;
  const hessian = invertPositive(negativeHessian(work, fit, names), n);
  const slopes = new Float64Array(7 * returns.length);
  const products = outerProducts(work, fit, names, slopes);
  const outer = invertPositive(products, n);
  const isNormal = fit.spec.innovation === 'normal';
  const expected = isNormal ? invertPositive(expectedHessian(work, fit, names, slopes), n) : null;
  if (hessian === null || outer === null || (isNormal && expected === null))
    return { kind: 'refused', reason: 'notPositiveDefinite' };
  return {
    kind: 'errors',
    hessian: rootsOf(hessian, names),
    outerProduct: rootsOf(outer, names),
    robust: rootsOf(sandwich(hessian, products, n), names),
    information: expected === null ? null : rootsOf(expected, names),
    bollerslevWooldridge: expected === null ? null : rootsOf(sandwich(expected, products, n), names),
  };
}

const rootsOf = (covariance: Float64Array, names: readonly GarchParameterName[]): ErrorsByParameter =>
  Object.fromEntries(names.map((name, i) => [name, Math.sqrt(covariance[i * names.length + i]!)]));

/** Bread × filling × bread, all n × n and symmetric. */
function sandwich(bread: Float64Array, filling: Float64Array, n: number): Float64Array {
  const product = (a: Float64Array, b: Float64Array): Float64Array =>
    Float64Array.from({ length: n * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      let sum = 0;
      for (let k = 0; k < n; k += 1) sum += a[i * n + k]! * b[k * n + j]!;
      return sum;
    });
  return product(product(bread, filling), bread);
}

function freeNames({ variance, innovation }: GarchSpec): GarchParameterName[] {
  const shape: GarchParameterName[] =
    innovation === 'normal' ? [] : innovation === 'studentT' ? ['nu'] : ['nu', 'skew'];
  return ['mean', 'omega', 'alpha', ...(variance === 'gjr' ? (['gamma'] as const) : []), 'beta', ...shape];
}

/** One published derivative from seven of GARCH_ORDER: α moves both sides, γ the falls. */
function pick(name: GarchParameterName, by: ArrayLike<number>, at = 0): number {
  if (name === 'alpha') return by[at + 2]! + by[at + 3]!;
  return by[at + { mean: 0, omega: 1, gamma: 3, beta: 4, nu: 5, skew: 6 }[name]]!;
}

/** Cube root of the rounding, the step a central difference likes. */
const STEP = 6e-6;

function negativeHessian(
  work: GarchWork,
  { estimate, spec }: GarchFit,
  names: readonly GarchParameterName[],
): Float64Array {
  const n = names.length;
  const hessian = new Float64Array(n * n);
  const [above, below] = [new Float64Array(7), new Float64Array(7)];
  const level = Math.sqrt(estimate.omega / Math.max(1e-3, 1 - estimate.beta - estimate.alpha - estimate.gamma / 2));
  names.forEach((name, i) => {
    const value = estimate[name] ?? 0;
    const scale = name === 'mean' ? level : name === 'gamma' || name === 'skew' ? 1 : Math.abs(value);
    const step = STEP * scale;
    garchLikelihood(work, parametersOf({ ...estimate, [name]: value + step }), spec, above);
    garchLikelihood(work, parametersOf({ ...estimate, [name]: value - step }), spec, below);
    names.forEach((other, j) => {
      const slope = (pick(other, below) - pick(other, above)) / (2 * step);
      hessian[i * n + j]! += slope / 2;
      hessian[j * n + i]! += slope / 2;
    });
  });
  return hessian;
}

/** Σ of the scores' outer products; fills `slopes` with the derivatives of the variance. */
function outerProducts(
  work: GarchWork,
  { estimate, spec }: GarchFit,
  names: readonly GarchParameterName[],
  slopes: Float64Array,
): Float64Array {
  const n = names.length;
  const scores = garchScores(work, parametersOf(estimate), spec, slopes);
  const products = new Float64Array(n * n);
  for (let t = 0; t < work.returns.length; t += 1)
    for (let i = 0; i < n; i += 1)
      for (let j = 0; j < n; j += 1)
        products[i * n + j]! += pick(names[i]!, scores, 7 * t) * pick(names[j]!, scores, 7 * t);
  return products;
}

/** Σ ½ ∂ln h ∂ln h′ + ∂μ ∂μ′/h, for normal innovations; `work` holds the variances of the fit. */
function expectedHessian(
  { variance }: GarchWork,
  { spec }: GarchFit,
  names: readonly GarchParameterName[],
  slopes: Float64Array,
): Float64Array {
  const n = names.length;
  const hessian = new Float64Array(n * n);
  // A fall and a rise of one size move a symmetric variance alike, so the mean's part is nought on average.
  const isApart = (i: number, j: number): boolean => spec.variance === 'garch' && (i === 0) !== (j === 0);
  for (let t = 0; t < variance.length; t += 1) {
    const h = variance[t]!;
    for (let i = 0; i < n; i += 1)
      for (let j = 0; j < n; j += 1)
        if (!isApart(i, j))
          hessian[i * n + j]! += (pick(names[i]!, slopes, 7 * t) * pick(names[j]!, slopes, 7 * t)) / (2 * h * h);
    hessian[0]! += 1 / h;
  }
  return hessian;
}
