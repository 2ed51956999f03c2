import { dearestCorner } from './dearestCorner.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { BadShape } from '../algebra/matrix.ts';
import { alongRows } from './scenarioPool.ts';
import { dualBound } from './shortfallBound.ts';
import { limitAt, meanOf, shortfallOf, widen, type Corner, type PortfolioTask } from './shortfallCorner.ts';
import { climb, multipliersOf, priceOf, type Goal } from './shortfallSimplex.ts';
import { historicalTail } from '../distributions/tailRisk.ts';

export type { PortfolioTask } from './shortfallCorner.ts';

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
      /** Mean another portfolio might have more, or shortfall less where least is asked, at the very most: rounding. */
      readonly gap: number;
    }
  | { readonly kind: 'infeasible'; readonly leastShortfall: number }
  | { readonly kind: 'notConverged' };

/**
 * The portfolio of most mean whose expected shortfall stays within a limit, or of least shortfall: the linear programme
 * of Rockafellar and Uryasev (Journal of Risk, 2000), exactly. A corner of it is fixed by as many facts as there are
 * assets and one for VaR: weights on a bound, scenarios at VaR, the budget, the limit; the simplex method exchanges one
 * at a time, from the portfolio of most mean down to the limit and along it. It looks at the worst scenarios alone: left
 * out ones can only add shortfall, so those that lie beyond VaR at its answer are taken in until there are none.
 * An answer is only called found once the dual programme, over all of them, says that no other is better. Refuses
 * shapes that do not fit, values not finite, and a confidence with less than one scenario beyond. Pure.
 */
export function shortfallPortfolio(task: PortfolioTask): ShortfallPortfolio {
  check(task);
  const corner = dearestCorner(task);
  if (corner === null) return { kind: 'notConverged' };
  const losses = new Float64Array(task.returns.length / task.means.length);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const [ended, goal] = climbInPool(corner);
    if (ended === 'stuck') break;
    const missed = missedScenarios(corner, task.returns, losses);
    if (missed.length === 0 && ended === 'best') return answer(corner, goal, task);
    if (missed.length > 0) widen(corner, task.returns, missed);
  }
  return { kind: 'notConverged' };
}

/** Rounds of taking scenarios in. */
const MOST_ROUNDS = 1_000;
/** Steps in a round, for each asset: scenarios not looked at yet turn the way before it is gone to its end. */
const PATIENCE = 2;

/** Up to a better corner of the scenarios looked at: how it ended, and the goal. */
function climbInPool(corner: Corner): readonly ['best' | 'tired' | 'stuck', Goal] {
  const { limit } = corner;
  const patience = Math.ceil(PATIENCE * corner.point.length);
  if (limit === null || (limitAt(corner) < 0 && shortfallOf(corner) > limit)) {
    const down = climb(corner, 'less shortfall', patience);
    if (down !== 'limit') return [down, 'less shortfall'];
  }
  const up = climb(corner, 'more mean', patience);
  return [up === 'limit' ? 'stuck' : up, 'more mean'];
}

/** Scenarios taken in at once, of those beyond VaR and of the assets. */
const ROUND_SHARE = 0.15;
/** A loss beyond VaR by less than this, of the largest, is rounding. */
const LEAST_EXCESS = 1e-12;

/** Scenarios beyond VaR that were not looked at, the worst of them where they are many; `losses` is room to work in. */
function missedScenarios({ pool, point, tail }: Corner, returns: Float64Array, losses: Float64Array): number[] {
  alongRows(returns, pool.width, point, losses, 0, losses.length);
  let largest = 0;
  for (let scenario = 0; scenario < losses.length; scenario += 1)
    largest = Math.max(largest, Math.abs(losses[scenario]!));
  for (let at = 0; at < pool.size; at += 1) losses[pool.ids[at]!] = 0;
  const missed: number[] = [];
  for (let scenario = 0; scenario < losses.length; scenario += 1)
    if (losses[scenario]! > LEAST_EXCESS * largest) missed.push(scenario);
  const most = Math.ceil(ROUND_SHARE * (tail + pool.width));
  if (missed.length <= most) return missed;
  const from = Float64Array.from(missed, (scenario) => losses[scenario]!).toSorted()[missed.length - most]!;
  return missed.filter((scenario) => losses[scenario]! >= from);
}

/** Most that an answer may leave open, of the figures it is made of and of one. */
const MOST_GAP = 1e-10;
const LEAST_UNIT = 1e-12;

function answer(corner: Corner, goal: Goal, task: PortfolioTask): ShortfallPortfolio {
  const { point, means, limit } = corner;
  const [mean, expectedShortfall] = [meanOf(corner), shortfallOf(corner)];
  const price = priceOf(corner, goal, multipliersOf(corner, goal));
  const isLeast = goal === 'less shortfall';
  const bound = dualBound(corner, goal);
  const gap = isLeast ? expectedShortfall - bound : bound - mean;
  const largest = means.reduce((most, value) => Math.max(most, Math.abs(value)), Math.abs(price * (limit ?? 0)));
  const scale = isLeast ? Math.abs(expectedShortfall) + Math.abs(point[means.length]!) : largest;
  if (!(Math.abs(gap) <= MOST_GAP * scale + LEAST_UNIT)) return { kind: 'notConverged' };
  if (isLeast && limit !== null) return { kind: 'infeasible', leastShortfall: expectedShortfall };
  // A weight on its bound is solved for like the others, and carries their rounding.
  const weights = means.map((_, asset) => Math.max(0, point[asset]!));
  // Where shortfall costs no mean, nothing draws the corner's VaR to where shortfall is what it is.
  const isFree = !isLeast && Math.abs(price * expectedShortfall) <= MOST_GAP * scale;
  const tail = isFree
    ? historicalTail(earned(weights, task), task.confidence)
    : { valueAtRisk: point[means.length]!, expectedShortfall };
  return {
    kind: 'found',
    weights,
    mean,
    ...tail,
    meanPerShortfall: isLeast ? null : price,
    gap,
  };
}

/** What weights earn in each scenario. */
function earned(weights: readonly number[], { returns, means }: PortfolioTask): number[] {
  const losses = new Float64Array(returns.length / means.length);
  alongRows(returns, means.length, Float64Array.of(...weights, 0), losses, 0, losses.length);
  return Array.from(losses, (loss) => -loss);
}

function check({ returns, means, mostWeights, confidence, mostShortfall }: PortfolioTask): void {
  const scenarios = returns.length / means.length;
  if (!(Number.isInteger(scenarios) && scenarios >= 1))
    throw new BadShape(`${returns.length} returns of ${means.length} assets`);
  if (mostWeights.length !== means.length)
    throw new BadShape(`${mostWeights.length} bounds for ${means.length} assets`);
  if (!(confidence > 0 && scenarios * (1 - confidence) >= 1 - 1e-9)) throw new OutsideDomain('confidence', confidence);
  for (const values of [returns, means, mostWeights, [mostShortfall ?? 0]])
    for (let i = 0; i < values.length; i += 1)
      if (!Number.isFinite(values[i])) throw new OutsideDomain('portfolio', values[i]!);
  for (const most of mostWeights) if (!(most > 0)) throw new OutsideDomain('most of an asset', most);
  if (mostWeights.reduce((sum, most) => sum + most, 0) < 1) throw new OutsideDomain('most of all assets', 0);
}
