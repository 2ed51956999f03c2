import { OutsideDomain } from '../numbers/elementary.ts';

/** Value at x, writing the gradient; not finite where x has no value. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly evaluations: number;
  /** Converged: another step would gain less than asked. Stalled: no step gains, though the slope promises some. */
  readonly ended: 'converged' | 'stalled' | 'stepLimit';
}

export interface MinimiseOptions {
  /** Row-major guess of the inverse Hessian; the unit matrix over the length of the gradient when left out. */
  readonly inverseHessian?: Float64Array;
  /** Ends when the gain promised by the quadratic model falls below this, in units of the objective. */
  readonly leastGain?: number;
  readonly mostSteps?: number;
}

/**
 * Minimum of a smooth function by BFGS with a line search for the weak Wolfe conditions (Nocedal and Wright,
 * Numerical Optimization, 6.17 and chapter 3). The path depends on the arguments alone. Pure but for calling
 * `objective`; refuses a start where the objective is not finite.
 */
export function minimise(objective: Objective, start: ArrayLike<number>, options: MinimiseOptions = {}): Minimum {
  const n = start.length;
  const { leastGain = 1e-12, mostSteps = 300 } = options;
  let x: Float64Array = Float64Array.from(start);
  let gradient: Float64Array = new Float64Array(n);
  let value = objective(x, gradient);
  if (!Number.isFinite(value)) throw new OutsideDomain('objective at its start', value);
  const inverse =
    options.inverseHessian === undefined ? scaledUnit(gradient) : Float64Array.from(options.inverseHessian);
  let evaluations = 1;
  let hasReset = false;
  for (let step = 0; step < mostSteps; step += 1) {
    const direction = descend(inverse, gradient);
    let slope = dot(direction, gradient);
    // A direction that does not descend is rounding or a bad guess: start again from steepest descent, once.
    if (!(slope < 0) && dot(gradient, gradient) > 0) {
      inverse.set(scaledUnit(gradient));
      direction.set(descend(inverse, gradient));
      slope = dot(direction, gradient);
    }
    if (-slope / 2 <= leastGain) return { x, value, gradient, evaluations, ended: 'converged' };
    const found = searchLine(objective, { x, value, slope, direction });
    evaluations += found.evaluations;
    if (found.x === x) {
      if (hasReset) return { x, value, gradient, evaluations, ended: 'stalled' };
      hasReset = true;
      inverse.set(scaledUnit(gradient));
      continue;
    }
    hasReset = false;
    update(inverse, subtract(found.x, x), subtract(found.gradient, gradient));
    ({ x, gradient, value } = found);
  }
  return { x, value, gradient, evaluations, ended: 'stepLimit' };
}

interface Ray {
  readonly x: Float64Array;
  readonly value: number;
  readonly slope: number;
  readonly direction: Float64Array;
}

const ARMIJO = 1e-4;
const CURVATURE = 0.9;
/** Relative error a sum of thousands of terms may carry. */
const ROUNDING = 1e-12;
const MOST_TRIALS = 40;

/** A point along the ray that descends enough and is flatter; the best seen when no such point is found. */
function searchLine(objective: Objective, { x, value, slope, direction }: Ray): Omit<Minimum, 'ended'> {
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let step = 1;
  let best: Omit<Minimum, 'ended'> = { x, value, gradient: new Float64Array(x.length), evaluations: 0 };
  for (let trial = 1; trial <= MOST_TRIALS; trial += 1) {
    const at = x.map((xi, i) => xi + step * direction[i]!);
    const gradient = new Float64Array(x.length);
    const reached = objective(at, gradient);
    const isDefined = Number.isFinite(reached);
    if (isDefined && reached < best.value) best = { x: at, value: reached, gradient, evaluations: trial };
    else best = { ...best, evaluations: trial };
    const here = isDefined ? dot(gradient, direction) : Number.NaN;
    // Where the gain drowns in rounding the slope decides (Hager and Zhang, 2005, approximate Wolfe conditions).
    const isRounding = isDefined && reached <= value + ROUNDING * Math.abs(value) && here <= (2 * ARMIJO - 1) * slope;
    if (isRounding && here >= CURVATURE * slope) return { x: at, value: reached, gradient, evaluations: trial };
    if (!isDefined || reached > value + ARMIJO * step * slope) {
      high = step;
      // The parabola through the start and this point, kept off both ends.
      const span = step - low;
      const parabola =
        low === 0 && isDefined ? (-slope * step * step) / (2 * (reached - value - slope * step)) : Number.NaN;
      step = parabola > low + 0.1 * span && parabola < high - 0.1 * span ? parabola : low + span / 2;
    } else if (here < CURVATURE * slope) {
      low = step;
      step = high === Number.POSITIVE_INFINITY ? 2 * step : (low + high) / 2;
    } else return { x: at, value: reached, gradient, evaluations: trial };
    if (high - low <= 1e-14 * high) break;
  }
  return best;
}

/** The BFGS update of an inverse Hessian; left alone where the curvature is not positive. */
function update(inverse: Float64Array, step: Float64Array, change: Float64Array): void {
  const n = step.length;
  const curvature = dot(step, change);
  if (!(curvature > 1e-14 * Math.sqrt(dot(step, step) * dot(change, change)))) return;
  const product = new Float64Array(n);
  for (let i = 0; i < n; i += 1) for (let j = 0; j < n; j += 1) product[i]! += inverse[i * n + j]! * change[j]!;
  const factor = (1 + dot(change, product) / curvature) / curvature;
  for (let i = 0; i < n; i += 1)
    for (let j = 0; j < n; j += 1)
      inverse[i * n + j]! +=
        factor * step[i]! * step[j]! - (product[i]! * step[j]! + step[i]! * product[j]!) / curvature;
}

function descend(inverse: Float64Array, gradient: Float64Array): Float64Array {
  const n = gradient.length;
  const direction = new Float64Array(n);
  for (let i = 0; i < n; i += 1) for (let j = 0; j < n; j += 1) direction[i]! -= inverse[i * n + j]! * gradient[j]!;
  return direction;
}

function scaledUnit(gradient: Float64Array): Float64Array {
  const n = gradient.length;
  const size = Math.sqrt(dot(gradient, gradient));
  const unit = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) unit[i * n + i] = size > 1 ? 1 / size : 1;
  return unit;
}

const subtract = (a: Float64Array, b: Float64Array): Float64Array => a.map((ai, i) => ai - b[i]!);

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}
