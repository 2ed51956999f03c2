import { logarithmOnePlus, OutsideDomain } from '../numbers/elementary.ts';

/** Selling an amount over equal periods, in one unit of money and one of time. */
export interface Liquidation {
  /** Units to sell, above zero. */
  readonly amount: number;
  readonly periods: number;
  /** Length of one period. */
  readonly periodLength: number;
  /** Standard deviation of the price of one unit over one unit of time. */
  readonly deviation: number;
  /** Lasting fall of the price for each unit sold. */
  readonly permanentImpact: number;
  /** Passing fall of the price for each unit sold per unit of time. */
  readonly temporaryImpact: number;
  /** Cost of one unit however few are sold: half the spread and fees. */
  readonly fixedCost: number;
}

export interface LiquidationSchedule {
  /** Units left at the start and after each period: periods + 1 numbers, from the amount to zero. */
  readonly holdings: readonly number[];
  /** Units sold in each period; they sum to the amount. */
  readonly sold: readonly number[];
  /** Mean of mark less proceeds, and its standard deviation. */
  readonly expectedCost: number;
  readonly costDeviation: number;
  /** Time in which a holder without a last day would be left with 1/e; null where all periods sell alike. */
  readonly decayTime: number | null;
}

/**
 * The schedule of least expected cost + `riskAversion` × variance of cost, among those fixed beforehand (Almgren and
 * Chriss, Journal of Risk, 2000, linear impacts, without drift). `riskAversion` ≥ 0, per unit of money: at zero all
 * periods sell alike, without bound all goes in the first. Refuses counts, amounts, impacts and deviations that make no
 * sense, and a permanent impact so large against the temporary one that there is no best. Pure.
 */
export function liquidationSchedule(task: Liquidation, riskAversion: number): LiquidationSchedule {
  if (!(riskAversion >= 0 && Number.isFinite(riskAversion))) throw new OutsideDomain('risk aversion', riskAversion);
  return scheduleOf(task, riskAversion * urgencyOfOne(task));
}

/** Urgencies searched: below it is that of selling evenly to a double's digits, above it that of selling at once. */
const [CALMEST, MOST_URGENT] = [1e-15, 1e15];

/**
 * The schedule of least expected cost + `z` deviations of cost, `z` ≥ 0 the normal quantile of a confidence: that sum
 * is the liquidity-adjusted VaR of Almgren and Chriss. It is a schedule of `liquidationSchedule` whose
 * aversion is z ÷ twice the deviation, found by halving. Refuses what that refuses. Pure.
 */
export function tailCostSchedule(task: Liquidation, z: number): LiquidationSchedule {
  if (!(z >= 0 && Number.isFinite(z))) throw new OutsideDomain('normal quantile', z);
  const unit = urgencyOfOne(task);
  if (z === 0 || unit === 0) return scheduleOf(task, 0);
  const isTooCalm = (urgency: number): boolean => (2 * urgency * scheduleOf(task, urgency).costDeviation) / unit < z;
  let [low, high] = [CALMEST, MOST_URGENT];
  if (isTooCalm(high)) return scheduleOf(task, high);
  for (let step = 0; step < 64; step += 1) {
    const middle = Math.sqrt(low * high);
    if (isTooCalm(middle)) low = middle;
    else high = middle;
  }
  return scheduleOf(task, high);
}

/** κ̃²τ² for an aversion of one: how much a period's risk weighs against its impact. Refuses a task that makes no sense. */
function urgencyOfOne(task: Liquidation): number {
  const { amount, periods, periodLength, deviation, permanentImpact, temporaryImpact, fixedCost } = task;
  if (!(Number.isSafeInteger(periods) && periods >= 1)) throw new OutsideDomain('periods', periods);
  for (const [what, value] of [
    ['amount to sell', amount],
    ['length of a period', periodLength],
    ['temporary impact', temporaryImpact],
  ] as const)
    if (!(value > 0 && Number.isFinite(value))) throw new OutsideDomain(what, value);
  for (const [what, value] of [
    ['deviation of a price', deviation],
    ['permanent impact', permanentImpact],
    ['fixed cost', fixedCost],
  ] as const)
    if (!(value >= 0 && Number.isFinite(value))) throw new OutsideDomain(what, value);
  const impact = netImpact(task);
  if (!(impact > 0)) throw new OutsideDomain('temporary impact less half the permanent one', impact);
  return (deviation * deviation * periodLength * periodLength) / impact;
}

/** What selling evenly spares: half of the permanent impact of a period falls on the period itself. */
const netImpact = ({ temporaryImpact, permanentImpact, periodLength }: Liquidation): number =>
  temporaryImpact - (permanentImpact * periodLength) / 2;

function scheduleOf(task: Liquidation, urgency: number): LiquidationSchedule {
  const { amount, periods, periodLength, deviation, permanentImpact, fixedCost } = task;
  // Shares left over from period to period, from the last backwards: xₖ₋₁ − (2 + urgency)·xₖ + xₖ₊₁ = 0 without
  // hyperbolic functions, so that no urgency overflows.
  const kept = new Float64Array(periods + 2);
  for (let k = periods - 1; k >= 1; k -= 1) kept[k] = 1 / (2 + urgency - kept[k + 1]!);
  const [holdings, sold] = [[amount], [] as number[]];
  let [squaresSold, squaresHeld, held] = [0, 0, amount];
  for (let k = 1; k <= periods; k += 1) {
    const left = held * kept[k]!;
    sold.push(held - left);
    holdings.push(left);
    squaresSold += (held - left) * (held - left);
    squaresHeld += left * left;
    held = left;
  }
  const decay = logarithmOnePlus(urgency / 2 + Math.sqrt(urgency * (1 + urgency / 4)));
  return {
    holdings,
    sold,
    expectedCost:
      (permanentImpact * amount * amount) / 2 + fixedCost * amount + (netImpact(task) / periodLength) * squaresSold,
    costDeviation: deviation * Math.sqrt(periodLength * squaresHeld),
    decayTime: urgency === 0 ? null : periodLength / decay,
  };
}
