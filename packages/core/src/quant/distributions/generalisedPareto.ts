import { exponential, logarithm, logarithmOnePlus, OutsideDomain } from '../numbers/elementary.ts';
import { minimise, type Minimum } from '../algebra/minimise.ts';
import { checkSample, checkSpread, SampleRefused } from '../numbers/sample.ts';
import type { TailRisk } from './tailRisk.ts';

/** Generalised Pareto law of what exceeds a threshold, fitted to the `exceedances` of `sampleSize` losses above it. */
export interface ParetoTail {
  readonly threshold: number;
  /** ξ: zero for an exponential tail, 1/ν for one that falls like a t; moments of order 1/ξ and more do not exist. */
  readonly shape: number;
  /** β, in the unit of the losses. */
  readonly scale: number;
  readonly shapeError: number;
  readonly scaleError: number;
  readonly exceedances: number;
  readonly sampleSize: number;
  readonly logLikelihood: number;
  readonly ended: Minimum['ended'];
}

/** Fewer points than this give a shape without meaning: its error is (1 + ξ)/√k. */
const FEWEST_EXCEEDANCES = 20;

/**
 * Maximum-likelihood generalised Pareto tail of `losses` (positive for a loss) above `threshold`: peaks over threshold.
 * Errors are asymptotic, for ξ > −½ (Smith, 1987). Refuses (SampleRefused) fewer than 20 exceedances and any value not
 * finite. Source: McNeil, Frey and Embrechts, Quantitative Risk Management, 7.2. Pure.
 */
export function fitParetoTail(losses: ArrayLike<number>, threshold: number): ParetoTail {
  if (!Number.isFinite(threshold)) throw new OutsideDomain('threshold', threshold);
  checkSample(losses, FEWEST_EXCEEDANCES, 'Pareto tail');
  const excess = Array.from(losses)
    .filter((loss) => loss > threshold)
    .map((loss) => loss - threshold);
  checkSample(excess, FEWEST_EXCEEDANCES, 'excess over a threshold');
  checkSpread(excess, 'excess over a threshold');
  const k = excess.length;
  const mean = excess.reduce((sum, y) => sum + y, 0) / k;
  const unit = excess.map((y) => y / mean);
  const squares = unit.reduce((sum, y) => sum + (y - 1) * (y - 1), 0) / k;
  // Moments of the law give the start: ξ = (1 − 1/s²)/2, held where the likelihood is regular.
  const shapeStart = Math.min(0.5, Math.max(-0.1, (1 - 1 / squares) / 2));
  const found = minimise(
    (x, gradient) => negativeLogLikelihood(unit, x, gradient),
    [shapeStart, logarithm(1 - shapeStart)],
  );
  const shape = found.x[0]!;
  const scale = exponential(found.x[1]!) * mean;
  return {
    threshold,
    shape,
    scale,
    shapeError: (1 + shape) / Math.sqrt(k),
    scaleError: (scale * Math.sqrt(2 * (1 + shape))) / Math.sqrt(k),
    exceedances: k,
    sampleSize: losses.length,
    logLikelihood: -found.value - k * logarithm(mean),
    ended: found.ended,
  };
}

/**
 * VaR and ES from a fitted tail, in the unit of the losses. Refuses a confidence that lies before the threshold, where
 * the tail says nothing, and a shape of one or more, whose shortfall is infinite. Pure.
 */
export function paretoTailRisk(tail: ParetoTail, confidence: number): TailRisk {
  const { threshold, shape, scale, exceedances, sampleSize } = tail;
  if (!(confidence > 0 && confidence < 1)) throw new OutsideDomain('confidence', confidence);
  const share = (sampleSize / exceedances) * (1 - confidence);
  if (share > 1) throw new OutsideDomain('tail before its threshold: confidence', confidence);
  if (shape >= 1) throw new SampleRefused('NOT_FINITE', `shortfall of a tail with shape ${shape}`);
  // (share^−ξ − 1)/ξ, by its series where ξ vanishes.
  const log = logarithm(share);
  const reach = Math.abs(shape) < 1e-8 ? -log : (exponential(-shape * log) - 1) / shape;
  const valueAtRisk = threshold + scale * reach;
  return { valueAtRisk, expectedShortfall: (valueAtRisk + scale - shape * threshold) / (1 - shape) };
}

/** What a threshold is chosen by: the mean excess, straight above a good one, and the shape, steady above it. */
export interface ThresholdDiagnostic {
  readonly threshold: number;
  readonly exceedances: number;
  readonly meanExcess: number;
  readonly meanExcessError: number;
  readonly shape: number;
  readonly shapeError: number;
  /** β − ξ·threshold, which does not depend on a threshold that is high enough. */
  readonly modifiedScale: number;
}

/** Diagnostics at each threshold that leaves 20 exceedances or more; the others are left out. Pure. */
export function thresholdDiagnostics(losses: ArrayLike<number>, thresholds: readonly number[]): ThresholdDiagnostic[] {
  return thresholds.flatMap((threshold) => {
    const excess = Array.from(losses).filter((loss) => loss > threshold);
    if (excess.length < FEWEST_EXCEEDANCES) return [];
    const tail = fitParetoTail(losses, threshold);
    const k = excess.length;
    const mean = excess.reduce((sum, loss) => sum + loss - threshold, 0) / k;
    const squares = excess.reduce((sum, loss) => sum + (loss - threshold - mean) * (loss - threshold - mean), 0);
    return [
      {
        threshold,
        exceedances: k,
        meanExcess: mean,
        meanExcessError: Math.sqrt(squares / (k - 1) / k),
        shape: tail.shape,
        shapeError: tail.shapeError,
        modifiedScale: tail.scale - tail.shape * threshold,
      },
    ];
  });
}

/** k ln β + (1 + 1/ξ) Σ ln(1 + ξ y/β) at x = (ξ, ln β); not a number outside the support. */
function negativeLogLikelihood(excess: readonly number[], x: Float64Array, gradient: Float64Array): number {
  const [shape, logScale] = [x[0]!, x[1]!];
  if (!(Math.abs(logScale) < 100 && shape > -0.95 && shape < 20)) return Number.NaN;
  const scale = exponential(logScale);
  const k = excess.length;
  // At ξ = 0 the sums become those of the exponential law; its first two terms in ξ keep curve and slope smooth.
  const isFlat = Math.abs(shape) < 1e-6;
  let [value, byShape, shares] = [0, 0, 0];
  for (const y of excess) {
    const ratio = y / scale;
    const inside = 1 + shape * ratio;
    if (!(inside > 0)) return Number.NaN;
    const share = ratio / inside;
    shares += share;
    if (isFlat) {
      const first = ratio - (ratio * ratio) / 2;
      const second = ratio * ratio * (ratio / 3 - 0.5);
      value += ratio + shape * (first + shape * second);
      byShape += first + 2 * shape * second;
    } else {
      const log = logarithmOnePlus(shape * ratio);
      value += (1 + 1 / shape) * log;
      byShape += (1 + 1 / shape) * share - log / (shape * shape);
    }
  }
  gradient[0] = byShape;
  gradient[1] = k - (1 + shape) * shares;
  return k * logScale + value;
}
