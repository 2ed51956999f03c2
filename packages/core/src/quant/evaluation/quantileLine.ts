import { OutsideDomain } from '../numbers/elementary.ts';
import { checkSample, SampleRefused } from '../numbers/sample.ts';

/** A line over one regressor. */
export interface Line {
  readonly intercept: number;
  readonly slope: number;
}

export interface QuantileTask {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Above zero, one an observation. */
  readonly weights: readonly number[];
  /** Share of the weight below the line, in (0, 1). */
  readonly level: number;
}

/** Turns after which the search is broken off; thousands of points need some twenty. */
const MOST_TURNS = 1_000;

/**
 * The line whose weighted tick loss is least: quantile regression on one regressor (Koenker and Bassett, 1978). A best
 * line runs through two points, so a line is turned around one of its points to the best slope, where it meets another,
 * until turning around none of them gains, however many lie on it. Of several best lines it gives one. Refuses fewer
 * than three observations, a regressor that does not move, and values not finite. Pure.
 */
export function quantileLine(task: QuantileTask): Line {
  check(task);
  let pivot = middlePoint(task);
  let other = turn(task, pivot);
  let loss = lossOf(task, lineThrough(task, pivot, other));
  for (let turns = 0, inVain = 0; turns < MOST_TURNS && inVain < 3; turns += 1) {
    const around = inVain < 2 ? other : pointBetween(task, lineThrough(task, pivot, other));
    if (around === null) break;
    const next = turn(task, around);
    const reached = lossOf(task, lineThrough(task, around, next));
    if (reached < loss) [pivot, other, loss, inVain] = [around, next, reached, 0];
    else [pivot, other, inVain] = [other, pivot, inVain + 1];
  }
  return lineThrough(task, pivot, other);
}

function check({ x, y, weights, level }: QuantileTask): void {
  if (!(level > 0 && level < 1)) throw new OutsideDomain('level of a quantile', level);
  checkSample(x, 3, 'quantile regression');
  checkSample(y, 3, 'quantile regression');
  if (y.length !== x.length || weights.length !== x.length)
    throw new OutsideDomain('observations for so many regressors', y.length);
  for (const weight of weights) if (!(weight > 0 && Number.isFinite(weight))) throw new OutsideDomain('weight', weight);
  if (x.every((value) => value === x[0]))
    throw new SampleRefused('CONSTANT', 'the regressor of a quantile regression does not move');
}

/** The observation at the quantile of y, regressor aside: where a line starts. */
function middlePoint({ y, weights, level }: QuantileTask): number {
  const order = y.map((_, i) => i).toSorted((a, b) => y[a]! - y[b]! || a - b);
  let below = -level * weights.reduce((sum, weight) => sum + weight, 0);
  for (const i of order) {
    below += weights[i]!;
    if (below >= 0) return i;
  }
  return order.at(-1) ?? 0;
}

/** The point met by the best line through point `pivot`: a weighted quantile of slopes. */
function turn({ x, y, weights, level }: QuantileTask, pivot: number): number {
  const slopes: { readonly point: number; readonly slope: number; readonly weight: number }[] = [];
  let rise = 0;
  for (let i = 0; i < x.length; i += 1) {
    const run = x[i]! - x[pivot]!;
    if (run === 0) continue;
    const weight = weights[i]! * Math.abs(run);
    slopes.push({ point: i, slope: (y[i]! - y[pivot]!) / run, weight });
    // A steep fall leaves points on the right above the line, and those on the left below it.
    rise -= (run > 0 ? level : 1 - level) * weight;
  }
  slopes.sort((a, b) => a.slope - b.slope || a.point - b.point);
  for (const { point, weight } of slopes) {
    rise += weight;
    if (rise >= 0) return point;
  }
  return slopes.at(-1)?.point ?? pivot;
}

/** Points nearer to a line than this share of their size lie on it. */
const ON_LINE = 1e-12;

/**
 * Where three points or more lie on a line, the one of them around which turning it gains most; null where none gains.
 * What a turn one way costs is convex in the place it is made around, with corners at these points: least at a quantile
 * of their x.
 */
function pointBetween({ x, y, weights, level }: QuantileTask, { intercept, slope }: Line): number | null {
  const on: number[] = [];
  // How the loss of all others moves with the intercept, and with the slope.
  let [lift, lean] = [0, 0];
  for (let i = 0; i < x.length; i += 1) {
    const gap = y[i]! - intercept - slope * x[i]!;
    if (Math.abs(gap) <= ON_LINE * (Math.abs(y[i]!) + Math.abs(intercept) + Math.abs(slope * x[i]!))) on.push(i);
    else {
      const pull = weights[i]! * (gap > 0 ? -level : 1 - level);
      lift += pull;
      lean += pull * x[i]!;
    }
  }
  if (on.length < 3) return null;
  on.sort((a, b) => x[a]! - x[b]! || a - b);
  const onWeight = on.reduce((sum, i) => sum + weights[i]!, 0);
  for (const way of [1, -1]) {
    // Turned upwards the line leaves points on the right below it, and those on the left above.
    const right = way > 0 ? 1 - level : level;
    let rise = -way * lift - right * onWeight;
    let around = on[0]!;
    for (const i of on) {
      around = i;
      rise += weights[i]!;
      if (rise >= 0) break;
    }
    let change = way * (lean - x[around]! * lift);
    let size = Math.abs(lean) + Math.abs(x[around]! * lift);
    for (const i of on) {
      const run = x[i]! - x[around]!;
      const cost = weights[i]! * (run > 0 ? right * run : (right - 1) * run);
      change += cost;
      size += cost;
    }
    if (change < -ON_LINE * size) return around;
  }
  return null;
}

function lineThrough({ x, y }: QuantileTask, one: number, other: number): Line {
  const slope = (y[other]! - y[one]!) / (x[other]! - x[one]!);
  return { slope, intercept: y[one]! - slope * x[one]! };
}

function lossOf({ x, y, weights, level }: QuantileTask, { intercept, slope }: Line): number {
  let loss = 0;
  for (let i = 0; i < x.length; i += 1) {
    const gap = y[i]! - intercept - slope * x[i]!;
    loss += weights[i]! * (gap > 0 ? level * gap : (level - 1) * gap);
  }
  return loss;
}
