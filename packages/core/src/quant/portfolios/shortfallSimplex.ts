// One idea: the simplex method over corners of the mean–shortfall programme, from one to the next that is better.
import {
  AT,
  BELOW,
  BEYOND,
  columnOf,
  dot,
  exchange,
  letGo,
  limitAt,
  putOnSide,
  renew,
  type Corner,
  type Fact,
} from './shortfallCorner.ts';
import { alongPool } from './scenarioPool.ts';

export type Goal = 'less shortfall' | 'more mean';

/** A gain below this, of the slope times the way, is rounding. */
const LEAST_GAIN = 1e-13;
/** And one below this, of one, a mean that nobody can tell from none. */
const LEAST_SLOPE = 1e-16;
/** Exchanges after which everything is computed anew. */
const OLD = 50;

/**
 * Exchanges facts until none gains ('best'), where less shortfall is wanted until it is within the limit ('limit'), or
 * until so many steps are done ('tired'). 'stuck' on a singular corner. Nothing is called best but what was computed
 * anew. Changes the corner.
 */
export function climb(corner: Corner, goal: Goal, patience: number): 'best' | 'limit' | 'tired' | 'stuck' {
  let isStill = false;
  for (let step = 0; step < patience; step += 1) {
    if (corner.age >= OLD && !renew(corner)) return 'stuck';
    const multipliers = multipliersOf(corner, goal);
    const leaving = leavingFact(corner, goal, multipliers, isStill);
    if (leaving === null) {
      if (corner.age === 0) return 'best';
      if (!renew(corner)) return 'stuck';
      continue;
    }
    const { at, sign } = leaving;
    letGo(corner, at, sign > 0 ? BEYOND : BELOW);
    const direction = columnOf(corner, at).slice();
    if (sign < 0) for (let k = 0; k < direction.length; k += 1) direction[k] = -direction[k]!;
    alongPool(corner.pool, direction, corner.pool.speeds);
    const met = goal === 'less shortfall' ? lowest(corner, direction) : firstMet(corner, direction);
    if (met === null) return 'stuck';
    move(corner, direction, met.length);
    if (!exchange(corner, at, met.fact)) return 'stuck';
    if (goal === 'less shortfall' && met.fact.kind === 'limit') return renew(corner) ? 'limit' : 'stuck';
    isStill = met.length <= 0;
  }
  return 'tired';
}

/** What the goal gains for one more unit of each fact's height. */
export function multipliersOf(corner: Corner, goal: Goal): Float64Array {
  const { means, slope, columns } = corner;
  const size = slope.length;
  const out = new Float64Array(size);
  for (let at = 0, k = 0; at < size; at += 1) {
    let sum = 0;
    if (goal === 'more mean') for (let i = 0; i + 1 < size; i += 1) sum += means[i]! * columns[k + i]!;
    else for (let i = 0; i < size; i += 1) sum -= slope[i]! * columns[k + i]!;
    out[at] = sum;
    k += size;
  }
  return out;
}

/** Gain of the goal for one more unit of shortfall allowed; 1 where less of it is the goal. */
export function priceOf(corner: Corner, goal: Goal, multipliers: Float64Array): number {
  if (goal === 'less shortfall') return 1;
  const at = limitAt(corner);
  return at < 0 ? 0 : Math.max(0, multipliers[at]!);
}

function move({ point, pool }: Corner, direction: Float64Array, length: number): void {
  if (length === 0) return;
  for (let k = 0; k < point.length; k += 1) point[k]! += length * direction[k]!;
  for (let scenario = 0; scenario < pool.size; scenario += 1)
    if (pool.sides[scenario] !== AT) pool.excesses[scenario]! += length * pool.speeds[scenario]!;
}

interface Leaving {
  readonly at: number;
  /** Which way its own row moves; a scenario at VaR moves beyond it where more. */
  readonly sign: 1 | -1;
}

/**
 * The fact whose release gains most for the way it goes (the steepest edge: Goldfarb and Reid, 1977); after a step of
 * no length the first in order, so that no circle is run (Bland, 1977).
 */
function leavingFact(corner: Corner, goal: Goal, multipliers: Float64Array, isStill: boolean): Leaving | null {
  const { facts, tail, means, slope } = corner;
  const price = priceOf(corner, goal, multipliers);
  const steep = goal === 'more mean' ? lengthOf(means, 0, means.length) : lengthOf(slope, 0, slope.length);
  const least = Math.max(LEAST_GAIN * steep, LEAST_SLOPE);
  let [best, most] = [null as Leaving | null, 0];
  for (let at = 0; at < facts.length; at += 1) {
    const fact = facts[at]!;
    if (fact.kind === 'budget') continue;
    const multiplier = multipliers[at]!;
    const isUp = fact.kind === 'lower' || (multiplier > 0 && (fact.kind === 'atVaR' || fact.kind === 'held'));
    const gain = !isUp ? -multiplier : fact.kind === 'atVaR' ? multiplier - price / tail : multiplier;
    if (!(gain > 0)) continue;
    const way = lengthOf(corner.columns, at * slope.length, slope.length);
    if (!(gain > least * way)) continue;
    const isBetter = isStill
      ? best === null || orderOf(corner, fact) < orderOf(corner, facts[best.at]!)
      : gain / way > most;
    if (isBetter) [best, most] = [{ at, sign: isUp ? 1 : -1 }, gain / way];
  }
  return best;
}

function lengthOf(values: ArrayLike<number>, from: number, size: number): number {
  let sum = 0;
  for (let i = from; i < from + size; i += 1) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
}

const orderOf = ({ means }: Corner, fact: Fact): number =>
  fact.kind === 'atVaR' ? 1 + means.length + fact.scenario : 'asset' in fact ? 1 + fact.asset : 0;

interface Met {
  readonly fact: Fact;
  readonly length: number;
}

/** What the point meets first in a direction: a bound, a scenario at VaR, or the limit from below. */
function firstMet(corner: Corner, direction: Float64Array): Met | null {
  const { pool, limit, slope, point } = corner;
  const flat = flatness(direction);
  let met = boundMet(corner, direction, flat);
  let [nearest, widest, scenario] = [met?.length ?? Number.POSITIVE_INFINITY, 0, -1];
  for (let candidate = 0; candidate < pool.size; candidate += 1) {
    const speed = approach(corner, candidate);
    if (!(speed > flat)) continue;
    const length = lengthTo(corner, candidate, speed);
    if (length < nearest || (length === nearest && scenario >= 0 && speed > widest))
      [nearest, widest, scenario] = [length, speed, candidate];
  }
  if (scenario >= 0) met = { fact: { kind: 'atVaR', scenario }, length: nearest };
  if (limit === null || limitAt(corner) >= 0) return met;
  const speed = dot(slope, direction);
  const length = Math.max(0, limit - dot(slope, point)) / speed;
  return speed > flat && (met === null || length < met.length) ? { fact: { kind: 'limit' }, length } : met;
}

/** How fast a scenario's loss comes to VaR, from either side; none or negative where it does not. */
const approach = ({ pool: { sides, speeds } }: Corner, scenario: number): number =>
  sides[scenario] === AT ? 0 : sides[scenario] === BEYOND ? -speeds[scenario]! : speeds[scenario]!;

const lengthTo = ({ pool: { sides, excesses } }: Corner, scenario: number, speed: number): number =>
  Math.max(0, sides[scenario] === BEYOND ? excesses[scenario]! : -excesses[scenario]!) / speed;

/**
 * Where shortfall is least in a direction, or within the limit: scenarios that pass VaR bend it upwards one by one, and
 * are passed over until it no longer falls. Changes the sides of those passed.
 */
function lowest(corner: Corner, direction: Float64Array): Met | null {
  const { tail, pool, point, slope, limit } = corner;
  const flat = flatness(direction);
  const bound = boundMet(corner, direction, flat);
  const most = bound?.length ?? Number.POSITIVE_INFINITY;
  let [value, speed, passed] = [dot(slope, point), dot(slope, direction), 0];
  const within = (length: number): Met | null => {
    const reached = value + speed * (length - passed);
    if (limit === null || !(speed < 0) || reached > limit) return null;
    return { fact: { kind: 'limit' }, length: passed + (limit - value) / speed };
  };
  const events: Event[] = [];
  for (let scenario = 0; scenario < pool.size; scenario += 1) {
    const pace = approach(corner, scenario);
    if (!(pace > flat)) continue;
    const length = lengthTo(corner, scenario, pace);
    if (length < most) events.push({ scenario, length, pace });
  }
  for (let left = events.length; left > 0; left -= 1) {
    const { scenario, length, pace } = takeNearest(events, left);
    const limitMet = within(length);
    if (limitMet !== null) return limitMet;
    value += speed * (length - passed);
    passed = length;
    speed += pace / tail;
    if (speed >= 0) return { fact: { kind: 'atVaR', scenario }, length };
    putOnSide(corner, scenario, pool.sides[scenario] === BEYOND ? BELOW : BEYOND);
  }
  return bound === null ? null : (within(bound.length) ?? bound);
}

interface Event {
  readonly scenario: number;
  readonly length: number;
  readonly pace: number;
}

/** The nearest of the first `left` events, the first of equals; the last takes its place. */
function takeNearest(events: Event[], left: number): Event {
  let at = 0;
  for (let i = 1; i < left; i += 1) if (events[i]!.length < events[at]!.length) at = i;
  const nearest = events[at]!;
  events[at] = events[left - 1]!;
  return nearest;
}

/** The first bound of a weight in a direction; of several at once the one met fastest. */
function boundMet({ means, mostWeights, point }: Corner, direction: Float64Array, flat: number): Met | null {
  let [met, widest] = [null as Met | null, 0];
  for (let asset = 0; asset < means.length; asset += 1) {
    const pace = direction[asset]!;
    const speed = Math.abs(pace);
    if (!(speed > flat)) continue;
    const room = pace < 0 ? point[asset]! : mostWeights[asset]! - point[asset]!;
    const length = Math.max(0, room) / speed;
    if (met === null || length < met.length || (length === met.length && speed > widest))
      [met, widest] = [{ fact: { kind: pace < 0 ? 'lower' : 'upper', asset }, length }, speed];
  }
  return met;
}

/** Slopes smaller than this share of the largest do not reach anything. */
const FLAT = 1e-12;
function flatness(direction: Float64Array): number {
  let most = 0;
  for (let k = 0; k < direction.length; k += 1) most = Math.max(most, Math.abs(direction[k]!));
  return FLAT * most;
}
