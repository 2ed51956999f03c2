import { OutsideDomain } from '../numbers/elementary.ts';
import { BadShape, TooFewObservations } from '../algebra/matrix.ts';
import type { TailRisk } from '../distributions/tailRisk.ts';
import { lossAtMass, tailBand } from './tailBand.ts';

/** VaR and ES of simulated profits, positive for a loss, each with the standard error of the simulation. */
export interface TailEstimate extends TailRisk {
  readonly valueAtRiskError: number;
  readonly expectedShortfallError: number;
  readonly paths: number;
}

/** How profits were drawn: `batch` consecutive paths depend on each other (1, 2 for antithetic, 65,536 for lattices). */
export interface TailRequest {
  readonly confidence: number;
  readonly batch?: number;
  /** Likelihood ratios of importance sampling, one a path. */
  readonly weights?: Float64Array;
}

/** Fewer batches than this give no standard error worth printing; fewer paths in the tail no tail. */
const LEAST_BATCHES = 8;
const LEAST_TAIL = 10;
/** 1 − c is not exact in binary: a mass this close to a whole number of paths is that number. */
const SLACK = 1e-9;

/**
 * Tail of simulated `profits` (money, one a path). VaR is the loss whose tail first holds the mass 1 − confidence, ES
 * the mean beyond it, the last path counted in part. Errors come from the spread of batch means of the tail's
 * indicator and excess; for VaR carried over to money by the losses one standard error of mass away on either side.
 * Refuses profits not finite, a confidence outside (0, 1), and samples with fewer than eight batches or ten paths in
 * the tail (TooFewObservations). Pure.
 * Source: Glasserman, Monte Carlo Methods in Financial Engineering (2003), sections 9.2–9.3 and 5.4 (batches).
 */
export function estimateTail(profits: Float64Array, { confidence, batch = 1, weights }: TailRequest): TailEstimate {
  const n = profits.length;
  if (!(confidence > 0 && confidence < 1)) throw new OutsideDomain('confidence', confidence);
  if (!(Number.isInteger(batch) && batch > 0)) throw new OutsideDomain('batch of paths', batch);
  if (n % batch !== 0) throw new BadShape(`${n} paths in batches of ${batch}: the last one is not whole`);
  if (weights !== undefined && weights.length !== n) throw new BadShape(`${weights.length} weights for ${n} paths`);
  const batches = n / batch;
  if (batches < LEAST_BATCHES) throw new TooFewObservations(n, LEAST_BATCHES * batch);
  const losses = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    const loss = -(profits[i] as number);
    if (!Number.isFinite(loss)) throw new OutsideDomain('profit', -loss);
    losses[i] = loss;
  }
  const mass = n * (1 - confidence) - SLACK;
  const tail = tailBand(losses, weights, mass);
  const valueAtRisk = lossAtMass(tail, mass);
  const spread = batchSpread(losses, weights, valueAtRisk, batch);
  if (spread.beyond < LEAST_TAIL) throw new TooFewObservations(n, Math.ceil(LEAST_TAIL / (1 - confidence)));
  const near = lossAtMass(tail, mass + spread.massError);
  const far = lossAtMass(tail, Math.max(SLACK, mass - spread.massError));
  return {
    valueAtRisk,
    expectedShortfall: valueAtRisk + spread.excess / mass,
    valueAtRiskError: (far - near) / 2,
    expectedShortfallError: spread.excessError / mass,
    paths: n,
  };
}

/** Paths at or beyond the level, their sum of weight × (loss − level), and standard errors of it and of the mass beyond, both in paths. */
function batchSpread(
  losses: Float64Array,
  weights: Float64Array | undefined,
  level: number,
  batch: number,
): { readonly beyond: number; readonly excess: number; readonly excessError: number; readonly massError: number } {
  let [beyond, excess, excessSquares, mass, massSquares] = [0, 0, 0, 0, 0];
  for (let start = 0; start < losses.length; start += batch) {
    // Two plain names: a batch may be one path, and a million pairs are not free.
    let batchExcess = 0;
    let batchMass = 0;
    for (let i = start; i < start + batch; i += 1) {
      const gap = (losses[i] as number) - level;
      if (!(gap >= 0)) continue;
      const weight = weights === undefined ? 1 : (weights[i] as number);
      batchExcess += weight * gap;
      batchMass += weight;
      beyond += 1;
    }
    excess += batchExcess;
    excessSquares += batchExcess * batchExcess;
    mass += batchMass;
    massSquares += batchMass * batchMass;
  }
  const count = losses.length / batch;
  const error = (sum: number, squares: number): number =>
    Math.sqrt((Math.max(0, squares - (sum * sum) / count) * count) / (count - 1));
  return { beyond, excess, excessError: error(excess, excessSquares), massError: error(mass, massSquares) };
}
