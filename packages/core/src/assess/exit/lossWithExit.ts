import { mulDivUp, WAD, wad, type Wad } from '../../units/amounts.ts';
import { floatToWadUp, wadToFloat } from '../../units/float.ts';
import { OutsideDomain } from '../../quant/numbers/elementary.ts';
import { estimateTail, type TailEstimate } from '../../quant/simulation/estimateTail.ts';
import type { Policy } from '../../policy/policy.ts';
import { columnOf, FIXED, type FailureBook, type Stake } from '../failures/failureBook.ts';
import { checkScenarios, type ScenarioMatrix } from '../failures/scenarioMatrix.ts';
import type { AssetHaircut } from '../haircuts/assetHaircuts.ts';

/** What a surplus loses to prices, and to leaving at the depth seen; money, positive for a loss. */
export interface LossWithExit {
  readonly confidence: number;
  readonly horizonDays: number;
  /** Today's surplus at mark. */
  readonly surplusWad: Wad;
  readonly valueAtRiskWad: Wad;
  readonly valueAtRiskErrorWad: Wad;
  readonly shortfallWad: Wad;
  readonly shortfallErrorWad: Wad;
  /** Cost of leaving everything today, prices unmoved. */
  readonly exitCostWad: Wad;
  /** The same quantile and mean of loss and cost together: liquidity-adjusted VaR and ES. */
  readonly valueAtRiskWithExitWad: Wad;
  readonly shortfallWithExitWad: Wad;
}

/** Cost of leaving, put over the columns of a scenario matrix: it falls and rises with the price of what is sold. */
export interface ExitCosts {
  readonly weights: Float64Array;
  readonly fixed: number;
}

/**
 * What leaving every stake would cost: its value times the liquidity part of its asset's haircut, which is the ladder's
 * cost of sale and the exit slip for what finds no buyer. An asset without a haircut costs nothing here. Pure.
 */
export function exitCosts(
  stakes: readonly Stake[],
  haircuts: readonly Pick<AssetHaircut, 'assetId' | 'parts'>[],
  policy: Policy,
  assetIds: readonly string[],
): ExitCosts {
  const weights = new Float64Array(assetIds.length);
  let fixed = 0;
  for (const { assetId, valueWad } of stakes) {
    const ratioWad = haircuts.find((item) => item.assetId === assetId)?.parts.liquidityWad ?? wad(0n);
    const cost = wadToFloat(wad(mulDivUp(valueWad, ratioWad, WAD)));
    const column = columnOf(assetId, policy, assetIds);
    if (column === null || column === FIXED) fixed += cost;
    else weights[column] = (weights[column] ?? 0) + cost;
  }
  return { weights, fixed };
}

const LEAST_TAIL = 10;

/**
 * VaR and ES of a book's surplus by the end of a horizon, without and with the cost of leaving. On every path the cost
 * is that of what the price has left, so that nothing is lost twice: Almgren and Chriss' liquidity-adjusted VaR with
 * the observed cost in place of a modelled one (Bangia and others, 1999, add it at the quantile instead). Errors are of
 * sampling, over the paths that are independent. Null with fewer than ten paths in the tail. Pure; throws
 * ScenariosMalformed and OutsideDomain.
 */
export function lossWithExit(
  book: FailureBook,
  matrix: ScenarioMatrix,
  costs: ExitCosts,
  { confidence, horizonDays }: { readonly confidence: number; readonly horizonDays: number },
): LossWithExit | null {
  checkScenarios(matrix);
  if (!(Number.isInteger(horizonDays) && horizonDays >= 1 && horizonDays <= matrix.days))
    throw new OutsideDomain('horizon in days', horizonDays);
  if (matrix.paths * (1 - confidence) < LEAST_TAIL) return null;
  const atMark = book.weights.reduce((sum, weight) => sum + weight, book.fixed);
  const toLeave = costs.weights.reduce((sum, weight) => sum + weight, costs.fixed);
  const tailOf = (weights: Float64Array): TailEstimate =>
    estimateTail(profits(matrix, weights, horizonDays), { confidence });
  const prices = tailOf(book.weights);
  // Loss and cost of a path: Σ w(1 − r) + Σ c·r = Σ (w − c)(1 − r) + Σ c.
  const both = tailOf(book.weights.map((weight, column) => weight - (costs.weights[column] ?? 0)));
  const widen = Math.sqrt(matrix.paths / matrix.independentPaths);
  return {
    confidence,
    horizonDays,
    surplusWad: floatToWadUp(atMark - book.asked(0)),
    valueAtRiskWad: floatToWadUp(prices.valueAtRisk),
    valueAtRiskErrorWad: floatToWadUp(prices.valueAtRiskError * widen),
    shortfallWad: floatToWadUp(prices.expectedShortfall),
    shortfallErrorWad: floatToWadUp(prices.expectedShortfallError * widen),
    exitCostWad: floatToWadUp(toLeave),
    valueAtRiskWithExitWad: floatToWadUp(both.valueAtRisk + toLeave),
    shortfallWithExitWad: floatToWadUp(both.expectedShortfall + toLeave),
  };
}

/** Money each path brings by the end of a day. */
function profits({ ratios, paths, days, assetIds }: ScenarioMatrix, weights: Float64Array, day: number): Float64Array {
  const width = assetIds.length;
  return Float64Array.from({ length: paths }, (_, path) => {
    const row = (path * days + day - 1) * width;
    let money = 0;
    for (let column = 0; column < width; column += 1)
      money += (weights[column] ?? 0) * ((ratios[row + column] ?? 0) - 1);
    return money;
  });
}
