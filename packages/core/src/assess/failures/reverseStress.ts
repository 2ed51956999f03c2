import { min, WAD, type Wad } from '../../units/amounts.ts';
import { floatToWadDown, floatToWadUp } from '../../units/float.ts';
import { exponential, logarithm, OutsideDomain } from '../../quant/numbers/elementary.ts';
import { designPoint, logMoments, type EllipticalReturns } from '../../quant/failures/designPoint.ts';
import { normalTailProbability } from '../../quant/distributions/normalTailProbability.ts';
import type { FailureBook } from './failureBook.ts';
import { checkScenarios, ScenariosMalformed, type ScenarioMatrix } from './scenarioMatrix.ts';

/** How one asset moves in a failing world. */
export interface WorldMove {
  readonly assetId: string;
  /** Change of its price, a ratio; rounded down. */
  readonly changeWad: Wad;
  /** Its part in the squared distance; the parts sum to one. Zero for what only moves along. */
  readonly shareWad: Wad;
  /** Money the surplus loses by it, rounded up; negative for a gain. */
  readonly lossWad: Wad;
}

/** The most plausible world in which a surplus is gone. */
export interface ReverseStress {
  readonly outcome: 'found' | 'failed already' | 'cannot fail' | 'not converged';
  readonly moves: readonly WorldMove[];
  /** Deviations from the centre, rounded down: sooner rather than later. Null unless found. */
  readonly distanceWad: Wad | null;
  /** First order, were returns normal: Φ(−distance), rounded up. */
  readonly normalProbabilityWad: Wad | null;
  /** At most this likely to first order whatever the distribution, given its mean and covariance: 1 ÷ (1 + distance²) (Cantelli). */
  readonly boundWad: Wad | null;
}

/** Means and covariances of log price ratios after so many days of a matrix. Pure; refuses a price that fell to nothing. */
export function momentsOf(matrix: ScenarioMatrix, horizonDays: number): EllipticalReturns {
  checkScenarios(matrix);
  const { days, paths, assetIds, ratios, model } = matrix;
  if (!(Number.isInteger(horizonDays) && horizonDays >= 1 && horizonDays <= days))
    throw new OutsideDomain('horizon in days', horizonDays);
  const width = assetIds.length;
  const rows = new Float64Array(paths * width);
  for (let path = 0; path < paths; path += 1)
    for (let asset = 0; asset < width; asset += 1) {
      const ratio = ratios[(path * days + horizonDays - 1) * width + asset] ?? 0;
      if (!(ratio > 0))
        throw new ScenariosMalformed(model, 'hold a price that fell to nothing, which has no logarithm');
      rows[path * width + asset] = logarithm(ratio);
    }
  return logMoments(rows, width);
}

/**
 * The most plausible world in which a book fails, under any elliptical distribution of log returns with these moments;
 * defaults are not in it. What is asked on the first day counts. Pure.
 */
export function reverseStress(
  book: FailureBook,
  assetIds: readonly string[],
  moments: EllipticalReturns,
): ReverseStress {
  const search = designPoint(moments, { weights: book.weights, fixed: book.fixed - book.asked(0) });
  if (search.kind !== 'found')
    return { outcome: search.kind, moves: [], distanceWad: null, normalProbabilityWad: null, boundWad: null };
  const { logReturns, distance, shares } = search.point;
  return {
    outcome: 'found',
    moves: assetIds
      .map((assetId, i) => {
        const change = exponential(logReturns[i] ?? 0) - 1;
        const lossWad = floatToWadUp(-change * (book.weights[i] ?? 0));
        return { assetId, changeWad: floatToWadDown(change), shareWad: floatToWadDown(shares[i] ?? 0), lossWad };
      })
      .toSorted((a, b) => (a.lossWad > b.lossWad ? -1 : a.lossWad < b.lossWad ? 1 : a.assetId < b.assetId ? -1 : 1)),
    distanceWad: floatToWadDown(distance),
    normalProbabilityWad: floatToWadUp(normalTailProbability(distance)),
    boundWad: min(WAD, floatToWadUp(1 / (1 + distance * distance))),
  };
}
