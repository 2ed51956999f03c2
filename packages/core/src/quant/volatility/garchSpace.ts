import { exponential, logarithm } from '../numbers/elementary.ts';
import type { GarchParameters } from './garchLikelihood.ts';
import type { Innovation } from './innovations.ts';

export interface GarchShape {
  /** Whether falls may move the variance otherwise than rises (GJR). */
  readonly isAsymmetric: boolean;
  readonly innovation: Innovation;
  /** Most of α + γ/2 + β. */
  readonly mostPersistence: number;
}

const LEAST_OMEGA = 1e-12;
const MOST_OMEGA = 10;
const [LEAST_INVERSE_NU, MOST_INVERSE_NU] = [1 / 200, 1 / 2.05];
const MOST_SKEW = 0.95;

/** low … high from any number, by a rational curve that reaches both ends with slope zero; and its slope. */
const bounded = (low: number, high: number, u: number): readonly [number, number] => {
  const half = (high - low) / 2;
  const square = 1 + u * u;
  return [low + half * (1 + (2 * u) / square), (half * 2 * (1 - u * u)) / (square * square)];
};

/** The number `bounded` maps onto `value`, the inner of the two. */
const unbounded = (low: number, high: number, value: number): number => {
  const y = Math.min(1, Math.max(-1, (2 * (value - low)) / (high - low) - 1));
  return y / (1 + Math.sqrt(1 - y * y));
};

/** How many free numbers a model has. */
export const freeCount = ({ isAsymmetric, innovation }: GarchShape): number =>
  4 + (isAsymmetric ? 1 : 0) + (innovation === 'normal' ? 0 : innovation === 'studentT' ? 1 : 2);

/**
 * The parameters a point of free space stands for, of a series scaled to variance one, and the matrix that turns a
 * gradient by GARCH_ORDER into one by the free numbers (row-major, free × 7). Free numbers: mean; ln ω; persistence;
 * the part of it that is shocks; the part of that on falls; 1/ν; skew. Bounds are met exactly and from inside. Pure.
 */
export function fromFree(
  u: ArrayLike<number>,
  shape: GarchShape,
): { readonly parameters: GarchParameters; readonly jacobian: Float64Array } {
  const jacobian = new Float64Array(freeCount(shape) * 7);
  const [logOmega, omegaSlope] = bounded(logarithm(LEAST_OMEGA), logarithm(MOST_OMEGA), u[1]!);
  const omega = exponential(logOmega);
  const [persistence, persistenceSlope] = bounded(0, shape.mostPersistence, u[2]!);
  const [share, shareSlope] = bounded(0, 1, u[3]!);
  const [tilt, tiltSlope] = shape.isAsymmetric ? bounded(0, 1, u[4]!) : [0.5, 0];
  const shocks = persistence * share;
  const put = (row: number, column: number, value: number): void => {
    jacobian[row * 7 + column] = value;
  };
  put(0, 0, 1);
  put(1, 1, omega * omegaSlope);
  put(2, 2, 2 * (1 - tilt) * share * persistenceSlope);
  put(2, 3, 2 * tilt * share * persistenceSlope);
  put(2, 4, (1 - share) * persistenceSlope);
  put(3, 2, 2 * (1 - tilt) * persistence * shareSlope);
  put(3, 3, 2 * tilt * persistence * shareSlope);
  put(3, 4, -persistence * shareSlope);
  let next = 4;
  if (shape.isAsymmetric) {
    put(4, 2, -2 * shocks * tiltSlope);
    put(4, 3, 2 * shocks * tiltSlope);
    next = 5;
  }
  let [nu, skew] = [0, 0];
  if (shape.innovation !== 'normal') {
    const [inverse, inverseSlope] = bounded(LEAST_INVERSE_NU, MOST_INVERSE_NU, u[next]!);
    nu = 1 / inverse;
    put(next, 5, -nu * nu * inverseSlope);
    next += 1;
  }
  if (shape.innovation === 'skewedT') {
    const [value, slope] = bounded(-MOST_SKEW, MOST_SKEW, u[next]!);
    skew = value;
    put(next, 6, slope);
  }
  const parameters = {
    mean: u[0]!,
    omega,
    up: 2 * (1 - tilt) * shocks,
    down: 2 * tilt * shocks,
    beta: persistence * (1 - share),
    nu,
    skew,
  };
  return { parameters, jacobian };
}

/** The free point of parameters inside the bounds; what lies outside is brought to the bound. Pure. */
export function toFree(parameters: GarchParameters, shape: GarchShape): Float64Array {
  const { mean, omega, up, down, beta, nu, skew } = parameters;
  const shocks = (up + down) / 2;
  const persistence = shocks + beta;
  const u = [
    mean,
    unbounded(logarithm(LEAST_OMEGA), logarithm(MOST_OMEGA), logarithm(Math.max(LEAST_OMEGA, omega))),
    unbounded(0, shape.mostPersistence, persistence),
    unbounded(0, 1, persistence > 0 ? shocks / persistence : 0.5),
  ];
  if (shape.isAsymmetric) u.push(unbounded(0, 1, shocks > 0 ? down / (2 * shocks) : 0.5));
  if (shape.innovation !== 'normal') u.push(unbounded(LEAST_INVERSE_NU, MOST_INVERSE_NU, 1 / nu));
  if (shape.innovation === 'skewedT') u.push(unbounded(-MOST_SKEW, MOST_SKEW, skew));
  return Float64Array.from(u);
}

/** Names of what sits on a bound, to a thousandth of its range. Pure. */
export function onBound(parameters: GarchParameters, shape: GarchShape): string[] {
  const { up, down, beta, nu, skew, omega } = parameters;
  const names: string[] = [];
  if (omega <= LEAST_OMEGA * 1.01) names.push('omega');
  if ((up + down) / 2 + beta >= shape.mostPersistence * (1 - 1e-4)) names.push('persistence');
  if (shape.isAsymmetric && up < 1e-6) names.push('alpha');
  if (shape.isAsymmetric && down < 1e-6) names.push('alpha + gamma');
  if (!shape.isAsymmetric && up < 1e-6) names.push('alpha');
  if (beta < 1e-6) names.push('beta');
  if (shape.innovation !== 'normal' && (1 / nu < LEAST_INVERSE_NU * 1.01 || 1 / nu > MOST_INVERSE_NU * 0.999))
    names.push('nu');
  if (Math.abs(skew) > MOST_SKEW * 0.999) names.push('skew');
  return names;
}
