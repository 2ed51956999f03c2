import { exponential, logarithm, OutsideDomain } from '../numbers/elementary.ts';
import { at, BadShape, checkObservations, TooFewObservations, type Matrix } from '../algebra/matrix.ts';
import { minimise, type Minimum } from '../algebra/minimise.ts';
import { dccLikelihood, dccStart, dccStep, type DccParameters } from './dccLikelihood.ts';
import { checkSpread } from '../numbers/sample.ts';
import { correlationOf, sampleCovariance } from './covariance.ts';

/** Dynamic conditional correlation: Q_t = (1 − a − b)·Q̄ + a·z z′ + b·Q_{t−1}, R_t its correlation. */
export interface DccFit extends DccParameters {
  /** Part of the log-likelihood that correlation adds: −½ Σ (ln|R_t| + z′R_t⁻¹z − z′z). */
  readonly logLikelihood: number;
  /** Correlation of the last observation, and of the one after it. */
  readonly last: Matrix;
  readonly next: Matrix;
  readonly ended: Minimum['ended'];
}

const FEWEST = 100;
/** Residuals over their own deviations have a variance about one; prices and plain returns have not. */
const [LEAST_VARIANCE, MOST_VARIANCE] = [0.25, 4];
const STARTS = [
  [0.95, 0.05],
  [0.99, 0.02],
  [0.998, 0.005],
  [0.7, 0.2],
] as const;

/**
 * Second step of the two-step maximum likelihood of DCC(1,1) with normal innovations. `standardised`: residuals over
 * conditional deviations of each series' own GARCH (time down, series across, unit one), at least 100 rows. Q̄ is
 * their sample covariance, Q_1 = (1 − a)·Q̄ (rmgarch's conventions); a, b ≥ 0, a + b < 1. Not converging is in `ended`; with one series there
 * is nothing to fit (BadShape). Throws TooFewObservations, SampleRefused (a series that does not move, or
 * mostly not), OutsideDomain (residuals whose variance is not between a quarter and four), NotPositiveDefinite (series that repeat each other). Pure. Source: Engle, "Dynamic conditional correlation", JBES 20 (2002).
 */
export function fitDcc(standardised: Matrix): DccFit {
  const width = checkObservations(standardised, 2);
  if (width < 2) throw new BadShape('a correlation of one series');
  if (standardised.length < FEWEST) throw new TooFewObservations(standardised.length, FEWEST);
  for (let i = 0; i < width; i += 1)
    checkSpread(
      standardised.map((row) => row[i]!),
      'dynamic correlation',
    );
  const target = sampleCovariance(standardised);
  target.forEach((_, i) => {
    const variance = at(target, i, i);
    if (!(variance >= LEAST_VARIANCE && variance <= MOST_VARIANCE))
      throw new OutsideDomain('variance of standardised residuals', variance);
  });
  const objective = (u: Float64Array, gradient: Float64Array): number => {
    const { parameters, slopes } = fromFree(u);
    if (parameters === null) return Number.NaN;
    const { logLikelihood, byA, byB } = dccLikelihood(standardised, target, parameters);
    slopes.forEach(([slopeA, slopeB], k) => {
      gradient[k] = -(byA * slopeA + byB * slopeB);
    });
    return -logLikelihood;
  };
  const scratch = new Float64Array(2);
  const tried = STARTS.map(([persistence, share]) => {
    const u = Float64Array.of(logit(persistence), logit(share));
    return { u, value: objective(u, scratch) };
  });
  const best = tried.reduce((a, b) => (b.value < a.value ? b : a));
  const found = minimise(objective, best.u, { leastGain: 1e-10 });
  const parameters = fromFree(found.x).parameters ?? { a: 0, b: 0 };
  const { last, next } = walk(standardised, target, parameters);
  return { ...parameters, logLikelihood: -found.value, last, next, ended: found.ended };
}

/** Correlations at the last observation and one step after it, for given parameters. Pure. */
function walk(rows: Matrix, target: Matrix, parameters: DccParameters): { last: Matrix; next: Matrix } {
  if (!(parameters.a >= 0 && parameters.b >= 0 && parameters.a + parameters.b < 1)) {
    throw new OutsideDomain('persistence of a correlation', parameters.a + parameters.b);
  }
  let q: Matrix = dccStart(target, parameters);
  for (const row of rows.slice(0, -1)) q = dccStep(q, row, target, parameters);
  const last = correlationOf(q);
  return { last, next: correlationOf(dccStep(q, rows.at(-1) ?? [], target, parameters)) };
}

const logit = (p: number): number => logarithm(p / (1 - p));

/** a + b and the share of a in it, each from a logit, with the slopes of a and b by both. */
function fromFree(u: Float64Array): {
  readonly parameters: DccParameters | null;
  readonly slopes: readonly (readonly [number, number])[];
} {
  const [x = 0, y = 0] = u;
  if (!(Math.abs(x) < 35 && Math.abs(y) < 35)) return { parameters: null, slopes: [] };
  const persistence = 1 / (1 + exponential(-x));
  const share = 1 / (1 + exponential(-y));
  const [slopeP, slopeS] = [persistence * (1 - persistence), share * (1 - share)];
  return {
    parameters: { a: persistence * share, b: persistence * (1 - share) },
    slopes: [
      [slopeP * share, slopeP * (1 - share)],
      [persistence * slopeS, -persistence * slopeS],
    ],
  };
}
