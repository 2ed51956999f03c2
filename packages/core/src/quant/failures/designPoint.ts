import { exponential, OutsideDomain } from '../numbers/elementary.ts';
import { newtonStep } from '../algebra/newtonStep.ts';

/** Where joint log returns lie: means and covariances over the horizon, row-major. */
export interface EllipticalReturns {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

/** A surplus of assets at today's value and something that does not move: Σ wᵢ·exp(xᵢ) + fixed. */
export interface Surplus {
  readonly weights: Float64Array;
  readonly fixed: number;
}

/** The most plausible log returns at which the surplus is gone. */
export interface DesignPoint {
  readonly logReturns: Float64Array;
  /** Mahalanobis distance from the centre: standard deviations of the world in its own direction. */
  readonly distance: number;
  /** Share of each asset in the squared distance by its part of the slope; they sum to one. */
  readonly shares: Float64Array;
  readonly iterations: number;
}

/** How the search ended: no answer is given as one. */
export type DesignSearch =
  | { readonly kind: 'found'; readonly point: DesignPoint }
  /** The centre has no surplus: nothing need happen. */
  | { readonly kind: 'failed already' }
  /** What moves cannot take the surplus, however it moves. */
  | { readonly kind: 'cannot fail' }
  | { readonly kind: 'not converged' };

const MOST_ITERATIONS = 200;
const TOLERANCE = 1e-10;
/** Beyond e^±50 a world is no world. */
const FARTHEST = 50;

/**
 * The point of the failure surface nearest to the centre in the metric of the covariance: for every elliptical
 * distribution the most plausible failing world. Newton steps on the conditions of the nearest point, else steps to
 * the tangent (Hasofer and Lind 1974; Rackwitz and Fiessler 1978), each halved until distance and surplus together
 * improve (merit of Zhang and Der Kiureghian 1995). The covariance is never inverted, so a singular one is allowed: the
 * point stays where returns can be. Refuses shapes that do not fit, values not finite, and a negative variance. Pure.
 */
export function designPoint({ mean, covariance }: EllipticalReturns, surplus: Surplus): DesignSearch {
  const size = mean.length;
  checkShapes(mean, covariance, surplus);
  const at = (x: Float64Array): number => surplusAt(surplus, x);
  if (at(mean) <= 0) return { kind: 'failed already' };
  const scale = surplus.weights.reduce((sum, weight) => sum + Math.abs(weight), Math.abs(surplus.fixed));
  // Coordinates u with x = mean + covariance·u: the squared distance is uᵀ·covariance·u.
  let here: World = { u: new Float64Array(size), x: Float64Array.from(mean) };
  for (let iteration = 1; iteration <= MOST_ITERATIONS; iteration += 1) {
    const { u, x } = here;
    const slope = Float64Array.from(surplus.weights, (weight, i) => weight * exponential(x[i] ?? 0));
    const variance = dot(slope, times(covariance, slope));
    if (variance < 0) throw new OutsideDomain('variance of the surplus', variance);
    if (variance === 0) return { kind: 'cannot fail' };
    const money = at(x);
    const reach = (slope.reduce((sum, s, i) => sum + s * ((x[i] ?? 0) - (mean[i] ?? 0)), 0) - money) / variance;
    const step = Float64Array.from(slope, (s, i) => s * reach - (u[i] ?? 0));
    const moves = times(covariance, step);
    const farthest = moves.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (farthest < TOLERANCE && Math.abs(money) <= TOLERANCE * scale)
      return { kind: 'found', point: pointOf(x, u, covariance, iteration) };
    const line = { covariance, mean, surplus, penalty: 2 * Math.abs(reach) };
    const newton = newtonStep({ u, slope, covariance, money, multiplier: -reach });
    const next =
      (newton === null ? null : stepAlong(here, { ...line, step: newton, moves: times(covariance, newton) })) ??
      stepAlong(here, { ...line, step, moves });
    if (next === null) return isFar(moves, x) ? { kind: 'cannot fail' } : { kind: 'not converged' };
    here = next;
  }
  return { kind: 'not converged' };
}

/** A world in both coordinates. */
interface World {
  readonly u: Float64Array;
  readonly x: Float64Array;
}

const isFar = (moves: Float64Array, x: Float64Array): boolean =>
  moves.some((move, i) => Math.abs((x[i] ?? 0) + move) > FARTHEST);

function pointOf(x: Float64Array, u: Float64Array, covariance: Float64Array, iterations: number): DesignPoint {
  const spread = times(covariance, u);
  const square = dot(u, spread);
  const shares = Float64Array.from(u, (value, i) => (square === 0 ? 0 : (value * (spread[i] ?? 0)) / square));
  return { logReturns: x, distance: Math.sqrt(Math.max(0, square)), shares, iterations };
}

interface Step {
  readonly step: Float64Array;
  /** The same step in returns: covariance × step. */
  readonly moves: Float64Array;
  readonly covariance: Float64Array;
  readonly mean: Float64Array;
  readonly surplus: Surplus;
  readonly penalty: number;
}

/** Part of the promised decrease a step must keep (Armijo). */
const KEPT = 0.25;

/** The whole step, or half of it and so on, until distance and surplus together get enough better; null where none does. */
function stepAlong({ u, x }: World, { step, moves, covariance, mean, surplus, penalty }: Step): World | null {
  const merit = (world: World): number =>
    dot(world.u, times(covariance, world.u)) / 2 + penalty * Math.abs(surplusAt(surplus, world.x));
  const before = merit({ u, x });
  const promised = dot(u, moves) - penalty * Math.abs(surplusAt(surplus, x));
  for (let part = 1; part > 1e-9; part /= 2) {
    const next = Float64Array.from(u, (value, i) => value + part * (step[i] ?? 0));
    const spread = times(covariance, next);
    const world = { u: next, x: Float64Array.from(spread, (value, i) => value + (mean[i] ?? 0)) };
    if (world.x.some((value) => Math.abs(value) > FARTHEST)) continue;
    // The last digits of the merit are noise.
    if (merit(world) <= before + KEPT * part * promised + 1e-14 * (1 + before)) return world;
  }
  return null;
}

const surplusAt = ({ weights, fixed }: Surplus, x: Float64Array): number =>
  weights.reduce(
    (sum, weight, i) => sum + weight * exponential(Math.max(-FARTHEST, Math.min(FARTHEST, x[i] ?? 0))),
    fixed,
  );

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  const result = new Float64Array(size);
  for (let row = 0; row < size; row += 1) {
    let sum = 0;
    for (let column = 0; column < size; column += 1) sum += (matrix[row * size + column] ?? 0) * (vector[column] ?? 0);
    result[row] = sum;
  }
  return result;
}

function checkShapes(mean: Float64Array, covariance: Float64Array, { weights, fixed }: Surplus): void {
  const size = mean.length;
  if (size === 0 || covariance.length !== size * size || weights.length !== size)
    throw new OutsideDomain('shape of a covariance', covariance.length);
  for (const value of [...mean, ...covariance, ...weights, fixed])
    if (!Number.isFinite(value)) throw new OutsideDomain('design point', value);
  for (let i = 0; i < size; i += 1) {
    if ((covariance[i * size + i] ?? 0) < 0) throw new OutsideDomain('variance', covariance[i * size + i] ?? 0);
    for (let j = 0; j < i; j += 1) {
      const [a, b] = [covariance[i * size + j] ?? 0, covariance[j * size + i] ?? 0];
      if (Math.abs(a - b) > 1e-12 * (Math.abs(a) + Math.abs(b)))
        throw new OutsideDomain('asymmetry of a covariance', a - b);
    }
  }
}

/** Mean and covariance (n − 1) of rows of log returns, row-major rows × columns. Pure; refuses fewer than two rows. */
export function logMoments(rows: Float64Array, columns: number): EllipticalReturns {
  const count = rows.length / columns;
  if (!(Number.isInteger(columns) && columns > 0 && Number.isInteger(count) && count >= 2))
    throw new OutsideDomain('rows of log returns', count);
  const mean = new Float64Array(columns);
  for (let row = 0; row < count; row += 1)
    for (let i = 0; i < columns; i += 1) mean[i] = (mean[i] ?? 0) + (rows[row * columns + i] ?? 0) / count;
  const covariance = new Float64Array(columns * columns);
  for (let row = 0; row < count; row += 1)
    for (let i = 0; i < columns; i += 1) {
      const gap = (rows[row * columns + i] ?? 0) - (mean[i] ?? 0);
      for (let j = 0; j <= i; j += 1)
        covariance[i * columns + j] =
          (covariance[i * columns + j] ?? 0) + (gap * ((rows[row * columns + j] ?? 0) - (mean[j] ?? 0))) / (count - 1);
    }
  for (let i = 0; i < columns; i += 1)
    for (let j = 0; j < i; j += 1) covariance[j * columns + i] = covariance[i * columns + j] ?? 0;
  if (covariance.some((value) => !Number.isFinite(value))) throw new OutsideDomain('log returns', NaN);
  return { mean, covariance };
}
