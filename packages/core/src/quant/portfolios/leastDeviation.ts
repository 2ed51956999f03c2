import { choleskyFactor } from '../algebra/cholesky.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { at, BadShape, checkSymmetric, type Matrix } from '../algebra/matrix.ts';
import { solveSystem } from '../algebra/newtonStep.ts';
import { portfolioMoments } from './portfolioMoments.ts';

/** Portfolios without short positions of assets known by means and covariance. */
export interface DeviationTask {
  /** Mean return of each asset, simple, of one step. */
  readonly means: readonly number[];
  readonly covariance: Matrix;
  /** Most of each asset, a share of the whole, above zero; they sum to one or more. */
  readonly mostWeights: readonly number[];
  /** Least mean of the whole; null asks for the portfolio of least deviation of all. */
  readonly leastMean: number | null;
}

export type LeastDeviation =
  | {
      readonly kind: 'found';
      readonly weights: readonly number[];
      readonly mean: number;
      readonly deviation: number;
    }
  | { readonly kind: 'infeasible'; readonly mostMean: number }
  | { readonly kind: 'notConverged' };

/**
 * The portfolio of least deviation whose mean is no less than asked (Markowitz, 1952), exactly: the quadratic programme
 * by its active set (Nocedal and Wright, Numerical Optimization, algorithm 16.3), from the portfolio of most mean. Where
 * the asked mean binds and returns are normal it has the least VaR and ES of that mean too, at every confidence: both
 * are deviation × a constant − mean (Rockafellar and Uryasev, 2000, section 5); `normalTail` gives them. Over scenarios
 * ask `shortfallPortfolio`. Refuses shapes that do not fit, values not finite and a covariance that is not positive
 * definite. Pure.
 */
export function leastDeviation(task: DeviationTask): LeastDeviation {
  check(task);
  const { means, covariance, leastMean, mostWeights } = task;
  const state = dearest(task);
  const mostMean = dot(means, state.weights);
  if (leastMean !== null && mostMean < leastMean) return { kind: 'infeasible', mostMean };
  for (let step = 0; step < MOST_STEPS * (means.length + 1); step += 1) {
    const slope = covariance.map((row) => dot(row, state.weights));
    const solved = solveFree(task, state, slope);
    if (solved === null) break;
    const { direction, budget, price } = solved;
    if (direction.every((move) => Math.abs(move) <= LEAST_MOVE)) {
      const leaving = worstFact(task, state, slope, budget, price);
      if (leaving === null) {
        const { mean, deviation } = portfolioMoments(state.weights, means, covariance);
        return { kind: 'found', weights: state.weights, mean, deviation };
      }
      if (leaving === 'mean') state.isMeanHeld = false;
      else state.bounds[leaving] = null;
      continue;
    }
    let [length, met] = [1, null as number | 'mean' | null];
    direction.forEach((move, i) => {
      const room = move < 0 ? state.weights[i]! : mostWeights[i]! - state.weights[i]!;
      if (move !== 0 && Math.max(0, room) / Math.abs(move) < length)
        [length, met] = [Math.max(0, room) / Math.abs(move), i];
    });
    const fall = -dot(means, direction);
    const slack =
      leastMean === null || state.isMeanHeld ? Number.POSITIVE_INFINITY : dot(means, state.weights) - leastMean;
    if (fall > 0 && Math.max(0, slack) / fall < length) [length, met] = [Math.max(0, slack) / fall, 'mean'];
    direction.forEach((move, i) => (state.weights[i]! += length * move));
    if (met === 'mean') state.isMeanHeld = true;
    else if (met !== null) {
      state.bounds[met] = direction[met]! < 0 ? 'lower' : 'upper';
      state.weights[met] = direction[met]! < 0 ? 0 : mostWeights[met]!;
    }
  }
  return { kind: 'notConverged' };
}

const MOST_STEPS = 100;
/** A move smaller than this, of the whole, is rounding. */
const LEAST_MOVE = 1e-13;
/** A gain smaller than this, of the largest slope, is rounding. */
const LEAST_GAIN = 1e-12;

/** Means closer than this, of the largest, are one. */
const LEAST_SPREAD = 1e-12;

interface State {
  readonly weights: number[];
  readonly bounds: ('lower' | 'upper' | null)[];
  isMeanHeld: boolean;
}

/** As much as is allowed of the assets of most mean, one after the other. */
function dearest({ means, mostWeights }: DeviationTask): State {
  const state: State = { weights: means.map(() => 0), bounds: means.map(() => null), isMeanHeld: false };
  let left = 1;
  for (const asset of means.map((_, i) => i).toSorted((a, b) => means[b]! - means[a]! || a - b)) {
    const most = mostWeights[asset]!;
    // Bounds that sum to one leave one of them free all the same, whatever rounding says is left.
    const isLast = left > 0 && left <= most + LEAST_MOVE;
    state.weights[asset] = Math.max(0, Math.min(left, most));
    state.bounds[asset] = isLast ? null : left > 0 ? 'upper' : 'lower';
    left = isLast ? 0 : left - most;
  }
  return state;
}

/** The way to the least variance of what is free, and the prices of the budget and of the mean; null where singular. */
function solveFree({ means, covariance }: DeviationTask, { bounds, isMeanHeld }: State, slope: readonly number[]) {
  const free = bounds.flatMap((bound, i) => (bound === null ? [i] : []));
  const tall = means.reduce((most, mean) => Math.max(most, Math.abs(mean)), 0) || 1;
  // Where all that is free has one mean, the budget holds the mean as well, and a row of its own would be singular.
  const isOneMean = free.every((i) => Math.abs(means[i]! - means[free[0]!]!) <= LEAST_SPREAD * tall);
  const asksMean = isMeanHeld && !isOneMean;
  const size = free.length + (asksMean ? 2 : 1);
  const width = size + 1;
  const system = new Float64Array(size * width);
  // Rows of the budget and the mean in the size of a variance, so that none drowns in elimination.
  const unit = free.reduce((most, i) => Math.max(most, at(covariance, i, i)), 0);
  free.forEach((i, row) => {
    free.forEach((j, column) => (system[row * width + column] = at(covariance, i, j)));
    const sides = asksMean ? [unit, (unit * means[i]!) / tall] : [unit];
    sides.forEach((value, k) => {
      system[row * width + free.length + k] = -value;
      system[(free.length + k) * width + row] = value;
    });
    system[row * width + size] = -slope[i]!;
  });
  const solution = solveSystem(system, size);
  if (solution === null) return null;
  const direction = means.map(() => 0);
  free.forEach((i, row) => (direction[i] = solution[row]!));
  return {
    direction,
    budget: solution[free.length]! * unit,
    price: asksMean ? (solution[free.length + 1]! * unit) / tall : 0,
  };
}

/** What is held and would gain most if it were not; null where nothing would. */
function worstFact(
  { means }: DeviationTask,
  { bounds, isMeanHeld }: State,
  slope: readonly number[],
  budget: number,
  price: number,
): number | 'mean' | null {
  let worst = LEAST_GAIN * slope.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let leaving: number | 'mean' | null = null;
  bounds.forEach((bound, i) => {
    if (bound === null) return;
    const rise = slope[i]! - budget - price * means[i]!;
    const gain = bound === 'lower' ? -rise : rise;
    if (gain > worst) [worst, leaving] = [gain, i];
  });
  return leaving ?? (isMeanHeld && price < 0 ? 'mean' : null);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function check({ means, covariance, mostWeights, leastMean }: DeviationTask): void {
  const size = checkSymmetric(covariance);
  if (means.length !== size || mostWeights.length !== size)
    throw new BadShape(`${means.length} means and ${mostWeights.length} bounds for ${size} assets`);
  for (const value of [...means, ...mostWeights, leastMean ?? 0])
    if (!Number.isFinite(value)) throw new OutsideDomain('portfolio', value);
  for (const most of mostWeights) if (!(most > 0)) throw new OutsideDomain('most of an asset', most);
  if (mostWeights.reduce((sum, most) => sum + most, 0) < 1) throw new OutsideDomain('most of all assets', 0);
  choleskyFactor(covariance);
}
