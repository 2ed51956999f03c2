import type { GarchEstimate, GarchFit, GarchSpec } from './fitGarch.ts';
import { parametersOf } from './fitGarch.ts';
import { garchLikelihood, garchScores, garchWork, type GarchWork } from './garchLikelihood.ts';
import { invertPositive } from './invertPositive.ts';

export type GarchParameterName = keyof GarchEstimate;

/** Standard errors by parameter, in its own unit. */
export type GarchErrors =
  | {
      readonly kind: 'errors';
      /** From the Hessian alone: right where the distribution is. */
      readonly hessian: Readonly<Partial<Record<GarchParameterName, number>>>;
      /**
       * Sandwich of the observed Hessian around the scores (White, 1982), for a normal fit right where only mean and
       * variance are. Bollerslev and Wooldridge (1992) put the expected Hessian of a normal in its place: other numbers.
       */
      readonly robust: Readonly<Partial<Record<GarchParameterName, number>>>;
    }
  | { readonly kind: 'refused'; readonly reason: 'notConverged' | 'onBound' | 'notPositiveDefinite' };

/**
 * Standard errors of a fit to `returns`, the same series it was made from. The Hessian is the central difference of the
 * exact gradient. Refused, with the reason, where the search did not converge, where a parameter sits on its bound, and
 * where the Hessian is not positive definite. Pure.
 */
export function garchErrors(returns: ArrayLike<number>, fit: GarchFit): GarchErrors {
  if (fit.ended !== 'converged') return { kind: 'refused', reason: 'notConverged' };
  if (fit.onBound.length > 0) return { kind: 'refused', reason: 'onBound' };
  const names = freeNames(fit.spec);
  const work = garchWork(returns);
  const hessian = negativeHessian(work, fit, names);
  const inverse = invertPositive(hessian, names.length);
  if (inverse === null) return { kind: 'refused', reason: 'notPositiveDefinite' };
  const products = outerProducts(work, fit, names);
  const n = names.length;
  const plain: Partial<Record<GarchParameterName, number>> = {};
  const robust: Partial<Record<GarchParameterName, number>> = {};
  names.forEach((name, i) => {
    plain[name] = Math.sqrt(inverse[i * n + i]!);
    let sum = 0;
    for (let j = 0; j < n; j += 1)
      for (let k = 0; k < n; k += 1) sum += inverse[i * n + j]! * products[j * n + k]! * inverse[k * n + i]!;
    robust[name] = Math.sqrt(sum);
  });
  return { kind: 'errors', hessian: plain, robust };
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

function outerProducts(
  work: GarchWork,
  { estimate, spec }: GarchFit,
  names: readonly GarchParameterName[],
): Float64Array {
  const n = names.length;
  const scores = garchScores(work, parametersOf(estimate), spec);
  const products = new Float64Array(n * n);
  for (let t = 0; t < work.returns.length; t += 1)
    for (let i = 0; i < n; i += 1)
      for (let j = 0; j < n; j += 1)
        products[i * n + j]! += pick(names[i]!, scores, 7 * t) * pick(names[j]!, scores, 7 * t);
  return products;
}
