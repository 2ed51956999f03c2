import { AT, BEYOND, renew, type Corner, type Fact, type PortfolioTask } from './shortfallCorner.ts';
import { addScenarios, alongRows, emptyPool } from './scenarioPool.ts';

/** 1 − c is not exact in binary: a product this close to a whole number is that number. */
const RANK_SLACK = 1e-9;
/** Scenarios looked at first, of those beyond VaR and of the assets. */
const FIRST_SHARE = 1.5;

/**
 * As much as is allowed of the assets of most mean, one after the other, and VaR at its scenario; the worst scenarios
 * there are its pool. Null where it is singular. Pure.
 */
export function dearestCorner({
  returns,
  means,
  mostWeights,
  confidence,
  mostShortfall: limit,
}: PortfolioTask): Corner | null {
  const width = means.length;
  const count = returns.length / width;
  const point = new Float64Array(width + 1);
  const facts: Fact[] = [{ kind: 'budget' }];
  let left = 1;
  for (const asset of means.map((_, i) => i).toSorted((a, b) => means[b]! - means[a]! || a - b)) {
    const most = mostWeights[asset]!;
    const isLast = left > 0 && left <= most;
    point[asset] = Math.max(0, Math.min(left, most));
    if (!isLast) facts.push({ kind: left > 0 ? 'upper' : 'lower', asset });
    left = isLast ? 0 : left - most;
  }
  const tail = count * (1 - confidence);
  const losses = new Float64Array(count);
  alongRows(returns, width, point, losses, 0, count);
  const ranked = losses.toSorted();
  const level = ranked[count - Math.max(1, Math.ceil(tail - RANK_SLACK))]!;
  const first = ranked[Math.max(0, count - Math.ceil(FIRST_SHARE * (tail + width)))]!;
  const worst = [...losses.keys()].filter((scenario) => losses[scenario]! >= first);
  const pool = emptyPool(width);
  addScenarios(pool, returns, worst);
  const edge = worst.findIndex((scenario) => losses[scenario] === level);
  worst.forEach((scenario, at) => {
    if (at === edge) pool.sides[at] = AT;
    else if (losses[scenario]! > level) pool.sides[at] = BEYOND;
  });
  facts.push({ kind: 'atVaR', scenario: edge });
  const size = width + 1;
  const [columns, slope] = [new Float64Array(size * size), new Float64Array(size)];
  const corner: Corner = { means, mostWeights, tail, limit, pool, facts, columns, point, slope, age: 0 };
  return renew(corner) ? corner : null;
}
