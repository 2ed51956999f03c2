import { AT, BEYOND, type Corner } from './shortfallCorner.ts';
import { multipliersOf, priceOf, type Goal } from './shortfallSimplex.ts';

/**
 * What any portfolio can reach, by the dual programme of Rockafellar and Uryasev's: no weights have more mean within the
 * limit than this, or, where less shortfall is the goal, less shortfall. Prices of scenarios, each at most the price of
 * the limit over the tail and all together that price, are read off a corner and forced within these bounds; the assets
 * are then filled in the order of what they are worth at these prices. Whatever the corner, the bound holds; a wrong
 * corner's is not met. Pure.
 */
export function dualBound(corner: Corner, goal: Goal): number {
  const { pool, means, mostWeights, limit } = corner;
  const width = means.length;
  const [price, prices] = pricesOf(corner, goal);
  const worth = Float64Array.from(means, (mean) => (goal === 'more mean' ? mean : 0));
  for (let scenario = 0; scenario < pool.size; scenario += 1) {
    const paid = prices[scenario]!;
    if (paid === 0) continue;
    for (let asset = 0; asset < width; asset += 1) worth[asset]! += paid * pool.rows[scenario * width + asset]!;
  }
  const best = bestOf(worth, mostWeights);
  return goal === 'more mean' ? best + price * (limit ?? 0) : -best;
}

/** The price of the limit, and what of it each scenario of the pool bears. */
function pricesOf(corner: Corner, goal: Goal): readonly [price: number, prices: Float64Array] {
  const { pool, facts, tail } = corner;
  const multipliers = multipliersOf(corner, goal);
  const price = priceOf(corner, goal, multipliers);
  const most = price / tail;
  const prices = Float64Array.from(pool.sides.subarray(0, pool.size), (side) => (side === BEYOND ? most : 0));
  facts.forEach((fact, at) => {
    if (fact.kind === 'atVaR') prices[fact.scenario] = Math.min(most, Math.max(0, multipliers[at]!));
  });
  // Scenarios at VaR bear what is missing or too much, then the others.
  let rest = prices.reduce((left, paid) => left - paid, price);
  for (const isAt of [true, false])
    for (let scenario = 0; scenario < pool.size; scenario += 1) {
      if ((pool.sides[scenario] === AT) !== isAt) continue;
      const [paid, left] = [prices[scenario]!, rest];
      prices[scenario] = Math.min(most, Math.max(0, paid + left));
      rest -= prices[scenario]! - paid;
    }
  return [price, prices];
}

/** The most a portfolio of assets worth so much can be worth, without a limit. */
function bestOf(worth: ArrayLike<number>, mostWeights: readonly number[]): number {
  let [left, value] = [1, 0];
  for (const asset of mostWeights.map((_, i) => i).toSorted((a, b) => worth[b]! - worth[a]!)) {
    const held = Math.min(left, mostWeights[asset]!);
    value += held * worth[asset]!;
    left -= held;
  }
  return value;
}
