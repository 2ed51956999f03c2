// One idea: corners of the mean–shortfall programme, and the simplex method from one to the next.
import { solveSystem } from './newtonStep.ts';

/** Something that holds at a corner; as many of them as coordinates fix it. */
export type Fact =
  | { readonly kind: 'budget' }
  | { readonly kind: 'limit' }
  | { readonly kind: 'lower'; readonly asset: number }
  | { readonly kind: 'upper'; readonly asset: number }
  | { readonly kind: 'atVaR'; readonly scenario: number };

const BELOW = 0;
const BEYOND = 1;
const AT = 2;

/** Where the simplex method stands; it is changed in place. The last coordinate of the point is VaR. */
export interface Corner {
  readonly returns: Float64Array;
  readonly means: readonly number[];
  readonly mostWeights: readonly number[];
  /** Scenarios beyond VaR, in part where it is not whole. */
  readonly tail: number;
  readonly facts: Fact[];
  /** Of each scenario: its loss below, beyond or at VaR. */
  readonly sides: Uint8Array;
  point: Float64Array;
  /** Gain of the goal for one more unit of the limit. */
  price: number;
}

/** 1 − c is not exact in binary: a product this close to a whole number is that number. */
const RANK_SLACK = 1e-9;

/** As much as is allowed of the assets of most mean, one after the other, and VaR at its scenario. Pure. */
export function dearestCorner(
  { returns, means, mostWeights }: Pick<Corner, 'returns' | 'means' | 'mostWeights'>,
  confidence: number,
): Corner {
  const width = means.length;
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
  const tail = (returns.length / width) * (1 - confidence);
  const corner: Corner = {
    returns,
    means,
    mostWeights,
    tail,
    facts,
    sides: new Uint8Array(returns.length / width),
    point,
    price: 0,
  };
  const excesses = alongScenarios(corner, point);
  const ranked = [...excesses.keys()].toSorted((a, b) => excesses[b]! - excesses[a]! || a - b);
  const rank = Math.max(1, Math.ceil(tail - RANK_SLACK));
  for (const scenario of ranked.slice(0, rank - 1)) corner.sides[scenario] = BEYOND;
  const edge = ranked[rank - 1]!;
  corner.sides[edge] = AT;
  facts.push({ kind: 'atVaR', scenario: edge });
  point[width] = excesses[edge]!;
  return corner;
}

/** Expected shortfall at a corner, a linear function between neighbouring ones. Pure. */
export const shortfallOf = (corner: Corner): number => dot(shortfallSlope(corner), corner.point);

export const meanOf = ({ means, point }: Corner): number => dot(means, point);

const MOST_STEPS = 20_000;
/** A gain below this, of the largest slope, is rounding. */
const LEAST_GAIN = 1e-12;

/**
 * Exchanges facts until none gains ('best'), or, where less shortfall is wanted, it is within the limit ('limit').
 * 'stuck' after too many steps or on a singular corner. Changes the corner.
 */
export function climb(
  corner: Corner,
  goal: 'less shortfall' | 'more mean',
  limit: number | null,
): 'best' | 'limit' | 'stuck' {
  let isStill = false;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const rows = corner.facts.map((fact) => normalOf(corner, fact));
    const slope =
      goal === 'more mean' ? Float64Array.of(...corner.means, 0) : shortfallSlope(corner).map((value) => -value);
    const multipliers = solveFor(transposed(rows), slope);
    if (multipliers === null) return 'stuck';
    const priced = corner.facts.findIndex(({ kind }) => kind === 'limit');
    corner.price = goal === 'less shortfall' ? 1 : priced < 0 ? 0 : multipliers[priced]!;
    const least = LEAST_GAIN * slope.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const leaving = leavingFact(corner, multipliers, least, isStill);
    if (leaving === null) return 'best';
    const direction = solveFor(
      rows,
      rows.map((_, i) =>
        i === leaving.at
          ? leaving.sign
          : i === priced && leaving.sign > 0 && leaving.side === BEYOND
            ? -1 / corner.tail
            : 0,
      ),
    );
    if (direction === null) return 'stuck';
    if (leaving.side !== null) corner.sides[leaving.scenario] = leaving.side;
    const met =
      goal === 'less shortfall'
        ? lowest(corner, direction, limit)
        : firstMet(corner, direction, priced < 0 ? limit : null);
    if (met === null) return 'stuck';
    corner.facts[leaving.at] = met.fact;
    if (met.fact.kind === 'atVaR') corner.sides[met.fact.scenario] = AT;
    // Solved anew, so that no error is carried from corner to corner.
    const point = solveFor(
      corner.facts.map((fact) => normalOf(corner, fact)),
      corner.facts.map((fact) => heightOf(corner, fact, limit)),
    );
    if (point === null) return 'stuck';
    corner.point = point;
    if (goal === 'less shortfall' && met.fact.kind === 'limit') return 'limit';
    isStill = met.length <= 0;
  }
  return 'stuck';
}

interface Leaving {
  readonly at: number;
  /** Which way its own row moves. */
  readonly sign: 1 | -1;
  /** The side its scenario falls to; null for another fact. */
  readonly side: typeof BELOW | typeof BEYOND | null;
  readonly scenario: number;
}

/** The fact whose release gains most; after a step of no length the first in order, so that no circle is run (Bland, 1977). */
function leavingFact(corner: Corner, multipliers: Float64Array, least: number, isStill: boolean): Leaving | null {
  const { facts, price, tail } = corner;
  let [best, gained] = [null as Leaving | null, least];
  facts.forEach((fact, at) => {
    const multiplier = multipliers[at]!;
    const consider = (gain: number, sign: 1 | -1, side: Leaving['side'] = null): void => {
      const isFirst = best === null || orderOf(corner, fact) < orderOf(corner, facts[best.at]!);
      if (gain > least && (isStill ? isFirst : gain > gained))
        [best, gained] = [{ at, sign, side, scenario: fact.kind === 'atVaR' ? fact.scenario : 0 }, gain];
    };
    if (fact.kind === 'lower') consider(multiplier, 1);
    else if (fact.kind === 'upper' || fact.kind === 'limit') consider(-multiplier, -1);
    else if (fact.kind === 'atVaR') {
      consider(-multiplier, -1, BELOW);
      consider(multiplier - Math.max(0, price) / tail, 1, BEYOND);
    }
  });
  return best;
}

const orderOf = ({ means }: Corner, fact: Fact): number =>
  fact.kind === 'atVaR' ? 1 + means.length + fact.scenario : 'asset' in fact ? 1 + fact.asset : 0;

interface Met {
  readonly fact: Fact;
  readonly length: number;
}

/** What the point meets first in a direction: a bound, a scenario at VaR, or the limit from below. */
function firstMet(corner: Corner, direction: Float64Array, limit: number | null): Met | null {
  let met = boundMet(corner, direction);
  let [scenario, nearest] = [-1, met?.length ?? Number.POSITIVE_INFINITY];
  visitScenarios(corner, direction, (candidate, length) => {
    if (length < nearest) [scenario, nearest] = [candidate, length];
  });
  if (scenario >= 0) met = { fact: { kind: 'atVaR', scenario }, length: nearest };
  if (limit === null) return met;
  const slope = shortfallSlope(corner);
  const speed = dot(slope, direction);
  const length = Math.max(0, limit - dot(slope, corner.point)) / speed;
  return speed > 0 && (met === null || length < met.length) ? { fact: { kind: 'limit' }, length } : met;
}

/**
 * Where shortfall is least in a direction, or within the limit: scenarios that pass VaR bend it upwards one by one, and
 * are passed over until it no longer falls. Changes the sides of those passed.
 */
function lowest(corner: Corner, direction: Float64Array, limit: number | null): Met | null {
  const { tail, sides, point } = corner;
  const bound = boundMet(corner, direction);
  const slope = shortfallSlope(corner);
  let [value, speed, passed] = [dot(slope, point), dot(slope, direction), 0];
  const most = bound?.length ?? Number.POSITIVE_INFINITY;
  const within = (length: number): Met | null => {
    const reached = value + speed * (length - passed);
    if (limit === null || !(speed < 0) || reached > limit) return null;
    return { fact: { kind: 'limit' }, length: passed + (limit - value) / speed };
  };
  const events: { readonly scenario: number; readonly length: number; readonly pace: number }[] = [];
  visitScenarios(corner, direction, (scenario, length, pace) => {
    if (length < most) events.push({ scenario, length, pace });
  });
  events.sort((a, b) => a.length - b.length || a.scenario - b.scenario);
  for (const { scenario, length, pace } of events) {
    const limitMet = within(length);
    if (limitMet !== null) return limitMet;
    value += speed * (length - passed);
    passed = length;
    speed += pace / tail;
    if (speed >= 0) return { fact: { kind: 'atVaR', scenario }, length };
    sides[scenario] = sides[scenario] === BEYOND ? BELOW : BEYOND;
  }
  return bound === null ? null : (within(bound.length) ?? bound);
}

/** The first bound of a weight in a direction; of several at once the one met fastest. */
function boundMet({ means, mostWeights, point }: Corner, direction: Float64Array): Met | null {
  const flat = flatness(direction);
  let [met, widest] = [null as Met | null, 0];
  const consider = (fact: Fact, room: number, speed: number): void => {
    if (!(speed > flat)) return;
    const length = Math.max(0, room) / speed;
    if (met === null || length < met.length || (length === met.length && speed > widest))
      [met, widest] = [{ fact, length }, speed];
  };
  for (let asset = 0; asset < means.length; asset += 1) {
    const speed = direction[asset]!;
    consider({ kind: 'lower', asset }, point[asset]!, -speed);
    consider({ kind: 'upper', asset }, mostWeights[asset]! - point[asset]!, speed);
  }
  return met;
}

/** Visits the scenarios whose loss comes to VaR in a direction, from either side: how far away, and how fast. */
function visitScenarios(
  corner: Corner,
  direction: Float64Array,
  visit: (scenario: number, length: number, speed: number) => void,
): void {
  const { sides, point } = corner;
  const flat = flatness(direction);
  const [excesses, speeds] = [alongScenarios(corner, point), alongScenarios(corner, direction)];
  for (let scenario = 0; scenario < sides.length; scenario += 1) {
    if (sides[scenario] === AT) continue;
    const sign = sides[scenario] === BEYOND ? 1 : -1;
    const speed = -sign * speeds[scenario]!;
    if (speed > flat) visit(scenario, Math.max(0, sign * excesses[scenario]!) / speed, speed);
  }
}

/** Slopes smaller than this share of the largest do not reach anything. */
const FLAT = 1e-12;
const flatness = (direction: Float64Array): number =>
  FLAT * direction.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** Loss less VaR of every scenario for a point, and its change for a direction. */
function alongScenarios({ returns, means }: Corner, point: Float64Array): Float64Array {
  const width = means.length;
  const level = point[width]!;
  const out = new Float64Array(returns.length / width);
  for (let scenario = 0, at = 0; scenario < out.length; scenario += 1) {
    let gain = 0;
    for (let asset = 0; asset < width; asset += 1, at += 1) gain += point[asset]! * returns[at]!;
    out[scenario] = -gain - level;
  }
  return out;
}

/** Slope of VaR + Σ excess beyond ÷ tail, which is homogeneous: its value is slope · point. */
function shortfallSlope({ returns, means, sides, tail }: Corner): Float64Array {
  const width = means.length;
  const slope = new Float64Array(width + 1);
  let beyond = 0;
  for (let scenario = 0; scenario < sides.length; scenario += 1) {
    if (sides[scenario] !== BEYOND) continue;
    beyond += 1;
    for (let asset = 0; asset < width; asset += 1) slope[asset]! -= returns[scenario * width + asset]!;
  }
  for (let asset = 0; asset < width; asset += 1) slope[asset]! /= tail;
  slope[width] = 1 - beyond / tail;
  return slope;
}

function normalOf(corner: Corner, fact: Fact): Float64Array {
  const width = corner.means.length;
  if (fact.kind === 'limit') return shortfallSlope(corner);
  const normal = new Float64Array(width + 1);
  if (fact.kind === 'budget') normal.fill(1, 0, width);
  else if (fact.kind === 'atVaR') {
    for (let asset = 0; asset < width; asset += 1) normal[asset] = -corner.returns[fact.scenario * width + asset]!;
    normal[width] = -1;
  } else normal[fact.asset] = 1;
  return normal;
}

const heightOf = ({ mostWeights }: Corner, fact: Fact, limit: number | null): number =>
  fact.kind === 'budget'
    ? 1
    : fact.kind === 'limit'
      ? (limit ?? 0)
      : fact.kind === 'upper'
        ? mostWeights[fact.asset]!
        : 0;

const transposed = (rows: readonly Float64Array[]): Float64Array[] =>
  rows.map((_, i) => Float64Array.from(rows, (row) => row[i]!));

function solveFor(rows: readonly Float64Array[], right: ArrayLike<number>): Float64Array | null {
  const size = rows.length;
  const system = new Float64Array(size * (size + 1));
  rows.forEach((row, i) => {
    system.set(row, i * (size + 1));
    system[i * (size + 1) + size] = right[i]!;
  });
  return solveSystem(system, size);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}
