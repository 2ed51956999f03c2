// One idea: a corner of the mean–shortfall programme, and what exchanging one of its facts for another changes.
import { invertMatrix } from '../algebra/invertMatrix.ts';
import { addScenarios, alongPool, type ScenarioPool } from './scenarioPool.ts';

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

/** Something that holds at a corner; as many of them as coordinates fix it. Scenarios go by their place in the pool. */
export type Fact =
  | { readonly kind: 'budget' }
  | { readonly kind: 'limit' }
  | { readonly kind: 'lower'; readonly asset: number }
  | { readonly kind: 'upper'; readonly asset: number }
  | { readonly kind: 'atVaR'; readonly scenario: number }
  /** Stays where it is until that costs something; it stands in for a limit that scenarios taken in have moved. */
  | { readonly kind: 'held'; readonly normal: Float64Array; readonly height: number };

export const BELOW = 0;
export const BEYOND = 1;
export const AT = 2;

/** Where the simplex method stands; it is changed in place. The last coordinate of a point, slope or direction is VaR. */
export interface Corner {
  readonly means: readonly number[];
  readonly mostWeights: readonly number[];
  /** Scenarios beyond VaR of all there are, in part where it is not whole. */
  readonly tail: number;
  /** Most shortfall; null where the least is asked. */
  readonly limit: number | null;
  readonly pool: ScenarioPool;
  readonly facts: Fact[];
  /** The inverse of the facts' normals, a column after the other: along the i-th only the i-th fact gives way. */
  readonly columns: Float64Array;
  readonly point: Float64Array;
  /** Slope of VaR + Σ excess beyond ÷ tail, which is homogeneous: its value is slope · point. */
  readonly slope: Float64Array;
  /** Exchanges since all was computed anew. */
  age: number;
}

/** Expected shortfall over the pool at a corner, a linear function between neighbouring ones. Pure. */
export const shortfallOf = ({ slope, point }: Corner): number => dot(slope, point);

export const meanOf = ({ means, point }: Corner): number => dot(means, point);

/** Where the limit stands among the facts; below zero where it is none. */
export const limitAt = ({ facts }: Corner): number => facts.findIndex(({ kind }) => kind === 'limit');

/** The column of the inverse that goes with a fact; shared, not copied. */
export const columnOf = ({ columns, point }: Corner, at: number): Float64Array =>
  columns.subarray(at * point.length, (at + 1) * point.length);

/** Puts a scenario on a side, and its loss into the slope or out of it. Changes the corner. */
export function putOnSide({ pool, slope, tail, means }: Corner, scenario: number, side: number): void {
  const was = pool.sides[scenario] === BEYOND;
  pool.sides[scenario] = side;
  if (was === (side === BEYOND)) return;
  const share = (was ? 1 : -1) / tail;
  const width = means.length;
  for (let asset = 0; asset < width; asset += 1) slope[asset]! += share * pool.rows[scenario * width + asset]!;
  slope[width]! += share;
}

/** Lets a fact at VaR go: its scenario takes a side, and the limit turns with it. Changes the corner. */
export function letGo(corner: Corner, at: number, side: number): void {
  const fact = corner.facts[at]!;
  if (fact.kind !== 'atVaR') return;
  putOnSide(corner, fact.scenario, side);
  if (side === BEYOND) turnLimit(corner, at, -1);
}

/** Puts a fact in the place of another. False where both say the same. Changes the corner. */
export function exchange(corner: Corner, at: number, fact: Fact): boolean {
  const normal = normalOf(corner, fact);
  const size = normal.length;
  const wasBeyond = fact.kind === 'atVaR' && corner.pool.sides[fact.scenario] === BEYOND;
  const { columns } = corner;
  const own = at * size;
  let pivot = 0;
  for (let k = 0; k < size; k += 1) pivot += normal[k]! * columns[own + k]!;
  if (pivot === 0) return false;
  for (let k = 0; k < size; k += 1) columns[own + k]! /= pivot;
  for (let from = 0; from < columns.length; from += size) {
    if (from === own) continue;
    let share = 0;
    for (let k = 0; k < size; k += 1) share += normal[k]! * columns[from + k]!;
    if (share !== 0) for (let k = 0; k < size; k += 1) columns[from + k]! -= share * columns[own + k]!;
  }
  corner.facts[at] = fact;
  if (fact.kind === 'atVaR') {
    putOnSide(corner, fact.scenario, AT);
    corner.pool.excesses[fact.scenario] = 0;
    if (wasBeyond) turnLimit(corner, at, 1);
  }
  corner.age += 1;
  return true;
}

/** The limit's normal gained or lost the loss of the fact's scenario: only that fact's own column sees it. */
function turnLimit(corner: Corner, at: number, sign: 1 | -1): void {
  const priced = limitAt(corner);
  if (priced < 0 || priced === at) return;
  const [own, limits] = [columnOf(corner, at), columnOf(corner, priced)];
  for (let k = 0; k < own.length; k += 1) own[k]! += (sign * limits[k]!) / corner.tail;
}

/** Computes slope, inverse, point and excesses anew, so that no error is carried on. False on a singular corner. */
export function renew(corner: Corner): boolean {
  const { point, facts, pool, slope, means, tail } = corner;
  const width = means.length;
  slope.fill(0);
  let beyond = 0;
  for (let scenario = 0; scenario < pool.size; scenario += 1) {
    if (pool.sides[scenario] !== BEYOND) continue;
    beyond += 1;
    for (let asset = 0; asset < width; asset += 1) slope[asset]! -= pool.rows[scenario * width + asset]!;
  }
  for (let asset = 0; asset < width; asset += 1) slope[asset]! /= tail;
  slope[width] = 1 - beyond / tail;
  // The inverse of the transpose, row-major, has the columns of the inverse one after the other.
  const size = width + 1;
  const transposed = new Float64Array(size * size);
  facts.forEach((fact, at) => normalOf(corner, fact).forEach((value, k) => (transposed[k * size + at] = value)));
  const inverse = invertMatrix(transposed, size);
  if (inverse === null) return false;
  corner.columns.set(inverse);
  point.fill(0);
  facts.forEach((fact, at) => {
    const [height, column] = [heightOf(corner, fact), columnOf(corner, at)];
    if (height !== 0) for (let k = 0; k < size; k += 1) point[k]! += height * column[k]!;
  });
  alongPool(pool, point, pool.excesses);
  for (const fact of facts) if (fact.kind === 'atVaR') pool.excesses[fact.scenario] = 0;
  corner.age = 0;
  return true;
}

/** More scenarios for the pool, all beyond VaR where the corner stands, which is held until it moves. */
export function widen(corner: Corner, returns: Float64Array, scenarios: readonly number[]): void {
  const { pool, facts, point } = corner;
  const priced = limitAt(corner);
  if (priced >= 0) {
    const normal = normalOf(corner, facts[priced]!);
    facts[priced] = { kind: 'held', normal, height: dot(normal, point) };
  }
  const from = pool.size;
  addScenarios(pool, returns, scenarios);
  alongPool(pool, point, pool.excesses, from);
  for (let scenario = from; scenario < pool.size; scenario += 1) putOnSide(corner, scenario, BEYOND);
  corner.age += 1;
}

export function normalOf({ means, slope, pool }: Corner, fact: Fact): Float64Array {
  const width = means.length;
  if (fact.kind === 'limit') return slope.slice();
  if (fact.kind === 'held') return fact.normal;
  const normal = new Float64Array(width + 1);
  if (fact.kind === 'budget') normal.fill(1, 0, width);
  else if (fact.kind === 'atVaR') {
    for (let asset = 0; asset < width; asset += 1) normal[asset] = -pool.rows[fact.scenario * width + asset]!;
    normal[width] = -1;
  } else normal[fact.asset] = 1;
  return normal;
}

function heightOf({ mostWeights, limit }: Corner, fact: Fact): number {
  if (fact.kind === 'budget') return 1;
  if (fact.kind === 'limit') return limit ?? 0;
  if (fact.kind === 'upper') return mostWeights[fact.asset]!;
  return fact.kind === 'held' ? fact.height : 0;
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}
