import { add, min, sum, type Wad } from '../../units/amounts.ts';
import { floatToWadDown, floatToWadUp, wadToFloat } from '../../units/float.ts';
import { tailCostSchedule } from '../../quant/exits/liquidationSchedule.ts';
import { sampleMoments } from '../../quant/numbers/moments.ts';
import { normalQuantile } from '../../quant/distributions/normal.ts';
import type { Policy } from '../../policy/policy.ts';
import type { BalanceSheet } from '../../records/sheet.ts';
import type { PoolState, Snapshot } from '../../records/snapshot.ts';
import { heldStakes } from '../failures/buildBooks.ts';
import { columnOf, FIXED } from '../failures/failureBook.ts';
import type { ScenarioMatrix } from '../failures/scenarioMatrix.ts';

/** How to leave an asset through its pools over days, and what that costs. */
export interface ExitPlan {
  readonly assetId: string;
  /** Held, at mark; all of it is sold. */
  readonly valueWad: Wad;
  /** Sold by the ladder's first rung that sells: the depth the costs are read from, and what that sale cost. */
  readonly seenWad: Wad;
  readonly seenCostWad: Wad;
  /** Share of the whole sold on each day, the first day first; they sum to one but for rounding. */
  readonly sharesWad: readonly Wad[];
  readonly atOnceCostWad: Wad;
  /** Mean cost of the plan, and mean + normal quantile × deviation: what it costs at the confidence. */
  readonly expectedCostWad: Wad;
  readonly tailCostWad: Wad;
}

export interface ExitPlansInput {
  readonly sheet: BalanceSheet;
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  /** Where the deviation of a day's price comes from. */
  readonly matrix: ScenarioMatrix;
  readonly confidence: number;
  /** Days a sale may take. */
  readonly days: number;
}

/**
 * For every asset that leaves through pools: the daily schedule of least mean + quantile × deviation of cost (Almgren
 * and Chriss, 2000). The pool fee is the fixed cost; the rest of what the ladder's sale cost is temporary impact, taken
 * as linear; nothing lasts, since pools are traded back to the market outside. It assumes that depth is back the next
 * day, which the ladder does not; budgets of the law are not in it. Assets that do not move or have no depth have no
 * plan. In the policy's order. Pure.
 */
export function exitPlans(input: ExitPlansInput): ExitPlan[] {
  const { sheet, policy } = input;
  const stakes = heldStakes(sheet);
  return policy.assets.flatMap(({ id }) => {
    const valueWad = sum(stakes.filter((stake) => stake.assetId === id).map((stake) => stake.valueWad));
    const seen = seenSale(id, input);
    const deviation = dailyDeviation(id, input);
    return valueWad === 0n || seen === null || deviation === null ? [] : [planOf(id, valueWad, seen, deviation, input)];
  });
}

interface SeenSale {
  readonly soldWad: Wad;
  readonly costWad: Wad;
  /** Fees of the pools, by what each sold; a ratio. */
  readonly fee: number;
}

/** What the first rung with a sale of the asset sold through pools. */
function seenSale(assetId: string, { sheet, snapshot }: ExitPlansInput): SeenSale | null {
  const pools = new Map<string, PoolState>(snapshot.pools.map((pool) => [pool.venueId, pool]));
  for (const rung of sheet.ladder) {
    const draws = rung.draws.filter((draw) => draw.assetId === assetId && pools.has(draw.venueId ?? ''));
    const soldWad = sum(draws.map((draw) => add(draw.cashWad, draw.costWad)));
    if (soldWad === 0n) continue;
    const fees = draws.map(
      (draw) =>
        (wadToFloat(add(draw.cashWad, draw.costWad)) * (pools.get(draw.venueId ?? '')?.feePips ?? 0)) / 1_000_000,
    );
    return {
      soldWad,
      costWad: sum(draws.map((draw) => draw.costWad)),
      fee: fees.reduce((total, value) => total + value, 0) / wadToFloat(soldWad),
    };
  }
  return null;
}

/** Deviation of the price after one day, a ratio; null where the asset does not move. */
function dailyDeviation(assetId: string, { policy, matrix }: ExitPlansInput): number | null {
  const { paths, days, assetIds, ratios } = matrix;
  const column = columnOf(assetId, policy, assetIds);
  if (column === null || column === FIXED) return null;
  const firstDay = Array.from({ length: paths }, (_, path) => ratios[path * days * assetIds.length + column] ?? 0);
  return sampleMoments(firstDay).deviation;
}

/** Impact below which a sale costs its fee and no more; a schedule needs one above zero. */
const LEAST_IMPACT = 1e-18;

function planOf(
  assetId: string,
  valueWad: Wad,
  { soldWad, costWad, fee }: SeenSale,
  deviation: number,
  { confidence, days }: ExitPlansInput,
): ExitPlan {
  const [value, sold] = [wadToFloat(valueWad), wadToFloat(soldWad)];
  const temporaryImpact = Math.max(LEAST_IMPACT, (wadToFloat(costWad) - fee * sold) / (sold * sold));
  const task = {
    amount: value,
    periods: days,
    periodLength: 1,
    deviation,
    permanentImpact: 0,
    temporaryImpact,
    fixedCost: fee,
  };
  const z = normalQuantile(confidence);
  const schedule = tailCostSchedule(task, Math.max(0, z));
  // No sale costs more than what is sold, however far the line is drawn beyond the depth seen.
  const money = (cost: number): Wad => min(valueWad, floatToWadUp(cost));
  return {
    assetId,
    valueWad,
    seenWad: soldWad,
    seenCostWad: costWad,
    sharesWad: schedule.sold.map((part) => floatToWadDown(part / value)),
    atOnceCostWad: money(fee * value + temporaryImpact * value * value),
    expectedCostWad: money(schedule.expectedCost),
    tailCostWad: money(schedule.expectedCost + z * schedule.costDeviation),
  };
}
