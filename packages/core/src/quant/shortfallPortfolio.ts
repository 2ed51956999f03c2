import { OutsideDomain } from './elementary.ts';
import { BadShape } from './matrix.ts';
import { climb, dearestCorner, meanOf, shortfallOf, type Corner } from './shortfallCorner.ts';

/** Portfolios without short positions over equally likely scenarios. */
export interface PortfolioTask {
  /** Simple returns, scenarios × assets, row-major. */
  readonly returns: Float64Array;
  /** Mean return of each asset as believed, which need not be that of the scenarios. */
  readonly means: readonly number[];
  /** Most of each asset, a share of the whole, above zero; they sum to one or more. */
  readonly mostWeights: readonly number[];
  readonly confidence: number;
  /** Most expected shortfall, of one and positive for a loss; null asks for the portfolio that has least. */
  readonly mostShortfall: number | null;
}

export type ShortfallPortfolio =
  | {
      readonly kind: 'found';
      readonly weights: readonly number[];
      readonly mean: number;
      /** Over the scenarios, as `historicalTail` counts them. */
      readonly valueAtRisk: number;
      readonly expectedShortfall: number;
      /** Mean that one more unit of shortfall would bring; 0 where shortfall does not bind, null where least is asked. */
      readonly meanPerShortfall: number | null;
    }
  | { readonly kind: 'infeasible'; readonly leastShortfall: number }
  | { readonly kind: 'notConverged' };

/**
 * The portfolio of most mean whose expected shortfall stays within a limit, or of least shortfall: the linear programme
 * of Rockafellar and Uryasev (Journal of Risk, 2000), exactly. A corner of it is fixed by as many facts as there are
 * assets and one for VaR: weights on a bound, scenarios at VaR, the budget, the limit; the simplex method exchanges one
 * at a time, from the portfolio of most mean down to the limit and along it. Scenarios off VaR enter through sums
 * alone: a step costs two passes over them. Refuses shapes that do not fit, values not finite, and a confidence with
 * less than one scenario beyond. Pure.
 */
export function shortfallPortfolio(task: PortfolioTask): ShortfallPortfolio {
  check(task);
  const corner = dearestCorner(task, task.confidence);
  const { mostShortfall } = task;
  if (mostShortfall !== null && shortfallOf(corner) <= mostShortfall) return found(corner, 0);
  const down = climb(corner, 'less shortfall', mostShortfall);
  if (down === 'stuck') return { kind: 'notConverged' };
  if (mostShortfall === null) return found(corner, null);
  if (down === 'best') return { kind: 'infeasible', leastShortfall: shortfallOf(corner) };
  return climb(corner, 'more mean', mostShortfall) === 'best' ? found(corner, corner.price) : { kind: 'notConverged' };
}

function found(corner: Corner, meanPerShortfall: number | null): ShortfallPortfolio {
  const { point, means } = corner;
  return {
    kind: 'found',
    // A weight on its bound is solved for like the others, and carries their rounding.
    weights: means.map((_, asset) => Math.max(0, point[asset]!)),
    mean: meanOf(corner),
    valueAtRisk: point[means.length]!,
    expectedShortfall: shortfallOf(corner),
    meanPerShortfall,
  };
}

function check({ returns, means, mostWeights, confidence, mostShortfall }: PortfolioTask): void {
  const scenarios = returns.length / means.length;
  if (!(Number.isInteger(scenarios) && scenarios >= 1))
    throw new BadShape(`${returns.length} returns of ${means.length} assets`);
  if (mostWeights.length !== means.length)
    throw new BadShape(`${mostWeights.length} bounds for ${means.length} assets`);
  if (!(confidence > 0 && scenarios * (1 - confidence) >= 1 - 1e-9)) throw new OutsideDomain('confidence', confidence);
  for (const values of [returns, means, mostWeights, [mostShortfall ?? 0]])
    for (const value of values) if (!Number.isFinite(value)) throw new OutsideDomain('portfolio', value);
  for (const most of mostWeights) if (!(most > 0)) throw new OutsideDomain('most of an asset', most);
  if (mostWeights.reduce((sum, most) => sum + most, 0) < 1) throw new OutsideDomain('most of all assets', 0);
}
