import { exponential, logarithm } from '../numbers/elementary.ts';
import { logGammaHalfStep, logGammaHalfStepSlope } from '../numbers/gamma.ts';
import { skewedTConstants } from '../distributions/skewedT.ts';

/** What a return is, once divided by its deviation: mean zero, variance one. */
export type Innovation = 'normal' | 'studentT' | 'skewedT';

/** Degrees of freedom above 2 and Hansen's skew; unused ones are ignored. */
export interface InnovationShape {
  readonly nu: number;
  readonly skew: number;
}

/** Residuals and variances of a stretch of time, and where the derivatives of the log density by each are written. */
export interface DensityWork {
  readonly residual: Float64Array;
  readonly variance: Float64Array;
  readonly byResidual: Float64Array;
  readonly byVariance: Float64Array;
}

/** Sum of log densities over a range, with its derivatives by the shape. */
export interface DensitySum {
  readonly logLikelihood: number;
  readonly byNu: number;
  readonly bySkew: number;
}

export type DensityKernel = (work: DensityWork, from: number, to: number) => DensitySum;

const LOG_TWO_PI = 1.8378770664093456;
const PI = 3.141592653589793;
// A running product stands for a sum of logarithms; one logarithm is taken each time it nears the doubles' ends.
const LARGE = 1e120;
const SMALL = 1e-120;

/** The log density of one distribution at one shape; a kernel computes constants once and is then called on ranges. */
export function densityKernel(innovation: Innovation, shape: InnovationShape): DensityKernel {
  if (innovation === 'normal') return normalKernel;
  return innovation === 'studentT' ? studentTKernel(shape.nu) : skewedTKernel(shape);
}

const normalKernel: DensityKernel = ({ residual, variance, byResidual, byVariance }, from, to) => {
  let [squares, logs, product] = [0, 0, 1];
  for (let t = from; t < to; t += 1) {
    const h = variance[t]!;
    const scaled = residual[t]! / h;
    const square = scaled * residual[t]!;
    squares += square;
    byResidual[t] = -scaled;
    byVariance[t] = (0.5 * (square - 1)) / h;
    product *= h;
    if (product > LARGE || product < SMALL) {
      logs += logarithm(product);
      product = 1;
    }
  }
  logs += logarithm(product);
  return { logLikelihood: -0.5 * ((to - from) * LOG_TWO_PI + logs + squares), byNu: 0, bySkew: 0 };
};

function studentTKernel(nu: number): DensityKernel {
  const inverse = 1 / (nu - 2);
  const logC = logGammaHalfStep(nu / 2) - 0.5 * logarithm(PI * (nu - 2));
  const logCByNu = 0.5 * (logGammaHalfStepSlope(nu / 2) - inverse);
  return ({ residual, variance, byResidual, byVariance }, from, to) => {
    let [logs, product, tails, tailProduct, shares] = [0, 1, 0, 1, 0];
    for (let t = from; t < to; t += 1) {
      const e = residual[t]!;
      const perVariance = 1 / variance[t]!;
      const scaled = e * inverse * perVariance;
      const tail = 1 + scaled * e;
      const pull = (nu + 1) / tail;
      const share = scaled * e * pull;
      shares += share;
      byResidual[t] = -pull * scaled;
      byVariance[t] = 0.5 * (share - 1) * perVariance;
      product *= variance[t]!;
      tailProduct *= tail;
      if (product > LARGE || product < SMALL) {
        logs += logarithm(product);
        product = 1;
      }
      if (tailProduct > LARGE) {
        tails += logarithm(tailProduct);
        tailProduct = 1;
      }
    }
    logs += logarithm(product);
    tails += logarithm(tailProduct);
    const count = to - from;
    return {
      logLikelihood: count * logC - 0.5 * logs - ((nu + 1) / 2) * tails,
      byNu: count * logCByNu - 0.5 * tails + 0.5 * inverse * shares,
      bySkew: 0,
    };
  };
}

function skewedTKernel({ nu, skew }: InnovationShape): DensityKernel {
  const inverse = 1 / (nu - 2);
  const { a, b, logC } = skewedTConstants({ nu, skew });
  const logCByNu = 0.5 * (logGammaHalfStepSlope(nu / 2) - inverse);
  // a = 4 λ c (ν − 2)/(ν − 1), b² = 1 + 3 λ² − a², and their derivatives.
  const perMean = 1 / (nu - 1);
  const aByNu = a * (logCByNu + inverse - perMean);
  const aBySkew = (4 * exponential(logC) * (nu - 2)) / (nu - 1);
  const bByNu = (-a * aByNu) / b;
  const bBySkew = (3 * skew - a * aBySkew) / b;
  const [narrow, wide] = [1 / (1 - skew), 1 / (1 + skew)];
  return ({ residual, variance, byResidual, byVariance }, from, to) => {
    let [logs, product, tails, tailProduct, shares] = [0, 1, 0, 1, 0];
    let [byA, byB, bySide] = [0, 0, 0];
    for (let t = from; t < to; t += 1) {
      const perVariance = 1 / variance[t]!;
      const perDeviation = Math.sqrt(perVariance);
      const z = residual[t]! * perDeviation;
      const raw = b * z + a;
      const isLeft = raw < 0;
      const side = isLeft ? narrow : wide;
      const y = raw * side;
      const tail = 1 + y * y * inverse;
      const pull = ((nu + 1) * inverse * y) / tail;
      shares += pull * y;
      const bySlope = pull * side;
      byA -= bySlope;
      byB -= bySlope * z;
      bySide += isLeft ? -bySlope * y : bySlope * y;
      const byZ = -bySlope * b;
      byResidual[t] = byZ * perDeviation;
      byVariance[t] = -0.5 * (1 + byZ * z) * perVariance;
      product *= variance[t]!;
      tailProduct *= tail;
      if (product > LARGE || product < SMALL) {
        logs += logarithm(product);
        product = 1;
      }
      if (tailProduct > LARGE) {
        tails += logarithm(tailProduct);
        tailProduct = 1;
      }
    }
    logs += logarithm(product);
    tails += logarithm(tailProduct);
    const count = to - from;
    return {
      logLikelihood: count * (logC + logarithm(b)) - 0.5 * logs - ((nu + 1) / 2) * tails,
      byNu: count * (logCByNu + bByNu / b) - 0.5 * tails + 0.5 * inverse * shares + byA * aByNu + byB * bByNu,
      bySkew: (count * bBySkew) / b + byA * aBySkew + byB * bBySkew + bySide,
    };
  };
}
