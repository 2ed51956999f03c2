import { TooFewObservations, type Matrix } from '../../quant/algebra/matrix.ts';
import { fitTCopula } from '../../quant/dependence/fitTCopula.ts';
import { kendall } from '../../quant/dependence/rankCorrelation.ts';
import type { CopulaDegrees } from '../../quant/simulation/preparedModel.ts';
import { BallastError } from '../../units/error.ts';
import type { FloatingFit } from './fitFloating.ts';

/** Kendall's tau from which one asset tells the other, and a copula has no density. */
const TWINS = 0.99997;

/** How shocks of floating assets come together. */
export interface FloatingDependence {
  readonly correlation: Matrix;
  readonly degrees: CopulaDegrees;
}

const ALONE: FloatingDependence = { correlation: [[1]], degrees: 'gaussian' };

/**
 * The t copula of standardised residuals on the days all assets share; of one asset none is needed. Where none can be
 * fitted the reason, naming two assets of which one tells the other. Pure.
 */
export function floatingDependence(
  assetIds: readonly string[],
  fits: readonly FloatingFit[],
): FloatingDependence | { readonly why: string } {
  if (fits.length < 2) return ALONE;
  const shocks = sharedShocks(fits);
  if (shocks.length === 0) return { why: `dependence: ${assetIds.join(', ')} have no day in common` };
  try {
    return fitTCopula(shocks);
  } catch (error) {
    if (!(error instanceof BallastError)) throw error;
    // A few days on which two move alike make no twins.
    const twins = error instanceof TooFewObservations ? null : twinsOf(assetIds, shocks);
    return { why: `dependence: ${twins ?? error.message}` };
  }
}

function sharedShocks(fits: readonly FloatingFit[]): Matrix {
  const [first] = fits;
  const shared = [...(first?.shocks.keys() ?? [])].filter((day) => fits.every(({ shocks }) => shocks.has(day)));
  return shared.map((day) => fits.map(({ shocks }) => shocks.get(day) ?? 0));
}

/** Two assets of which one tells the other, and what to do about it; null where there are none. */
function twinsOf(assetIds: readonly string[], shocks: Matrix): string | null {
  const columns = assetIds.map((_, asset) => shocks.map((row) => row[asset] ?? 0));
  for (const [second, id] of assetIds.entries())
    for (const [first, other] of assetIds.slice(0, second).entries())
      if (Math.abs(kendall(columns[first] ?? [], columns[second] ?? [])) > TWINS)
        return `${other} and ${id} always move together; take the prices of one away and name the other as its underlying`;
  return null;
}
