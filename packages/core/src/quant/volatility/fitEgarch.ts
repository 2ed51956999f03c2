import { exponential, logarithm } from '../numbers/elementary.ts';
import { FEWEST_FOR_GARCH } from './fitGarch.ts';
import { minimise, type Minimum } from '../algebra/minimise.ts';
import { sampleMoments } from '../numbers/moments.ts';
import { checkSample, checkSpread } from '../numbers/sample.ts';

export interface EgarchFit {
  readonly mean: number;
  readonly omega: number;
  /** On the shock: below zero where falls raise the variance more than rises. */
  readonly alpha: number;
  /** On the size of the shock less its mean. */
  readonly gamma: number;
  /** On the logarithm of the variance before; below one in size. */
  readonly beta: number;
  readonly logLikelihood: number;
  readonly ended: Minimum['ended'];
  /** h one step after the last return. */
  readonly nextVariance: number;
}

/** E|z| of a standard normal. */
const MEAN_SIZE = 0.7978845608028654;
const LN_TWO_PI = 1.8378770664093453;

/**
 * Maximum likelihood of Nelson's EGARCH(1,1) (Econometrica, 1991) with normal shocks and a constant mean:
 * ln hₜ = ω + α z + γ(|z| − √(2/π)) + β ln h, all of the day before, h₁ the mean square of the residuals. No parameter
 * makes a variance negative, which GJR needs a constraint for. BFGS on an exact gradient. `returns` oldest first, any
 * unit. Refuses (SampleRefused) fewer than 100, values not finite, and series constant or mostly one value; not
 * converging is in `ended`. Pure.
 */
export function fitEgarch(returns: ArrayLike<number>): EgarchFit {
  checkSample(returns, FEWEST_FOR_GARCH, 'EGARCH');
  checkSpread(returns, 'EGARCH');
  const { mean: centre, deviation: scale } = sampleMoments(Array.from(returns));
  const unit = Float64Array.from(returns, (value) => (value - centre) / scale);
  const found = minimise((x, gradient) => walk(unit, x, gradient).negative, [0, 0, 0, 0.2, 0.9]);
  const { negative, next } = walk(unit, found.x, new Float64Array(5));
  const [mean = NaN, omega = NaN, alpha = NaN, gamma = NaN, beta = NaN] = found.x;
  return {
    mean: centre + scale * mean,
    omega: omega + (1 - beta) * 2 * logarithm(scale),
    alpha,
    gamma,
    beta,
    logLikelihood: -negative - unit.length * logarithm(scale),
    ended: found.ended,
    nextVariance: scale * scale * exponential(next),
  };
}

/** Beyond this the logarithm of a variance is that of no return. */
const MOST_LOG = 600;

/** Minus the log-likelihood of (mean, ω, α, γ, β) and its gradient, and ln h after the last; infinite where h has none. */
function walk(
  values: Float64Array,
  x: Float64Array,
  gradient: Float64Array,
): { readonly negative: number; readonly next: number } {
  const [mean = NaN, omega = NaN, alpha = NaN, gamma = NaN, beta = NaN] = x;
  const nothing = { negative: Number.POSITIVE_INFINITY, next: 0 };
  if (!(Math.abs(beta) < 1)) return nothing;
  const n = values.length;
  let [squares, sum] = [0, 0];
  for (const value of values) {
    squares += (value - mean) * (value - mean);
    sum += value - mean;
  }
  let log = logarithm(squares / n);
  // How ln h moves with each parameter; at first only with the mean, through the mean square.
  const slopes = Float64Array.of((-2 * sum) / squares, 0, 0, 0, 0);
  gradient.fill(0);
  let negative = 0;
  for (const value of values) {
    if (!(Math.abs(log) < MOST_LOG)) return nothing;
    const inverse = exponential(-log / 2);
    const z = (value - mean) * inverse;
    negative += (LN_TWO_PI + log + z * z) / 2;
    const pull = alpha + (z < 0 ? -gamma : gamma);
    for (let k = 0; k < 5; k += 1) {
      const shock = -(z * slopes[k]!) / 2 - (k === 0 ? inverse : 0);
      gradient[k]! += slopes[k]! / 2 + z * shock;
      const own = k === 0 ? 0 : k === 1 ? 1 : k === 2 ? z : k === 3 ? Math.abs(z) - MEAN_SIZE : log;
      slopes[k] = own + pull * shock + beta * slopes[k]!;
    }
    log = omega + alpha * z + gamma * (Math.abs(z) - MEAN_SIZE) + beta * log;
  }
  return { negative, next: log };
}
