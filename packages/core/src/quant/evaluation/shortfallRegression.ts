import { logarithm } from '../numbers/elementary.ts';
import { chiSquareTail } from '../numbers/gamma.ts';
import type { TestResult } from './coverageTests.ts';
import { quantileLine, type Line } from './quantileLine.ts';
import { SampleRefused } from '../numbers/sample.ts';
import { checkTailRecord, type TailRecord } from './shortfallTests.ts';

/** Losses regressed on their forecasts: a right model has shortfall = 0 + 1 × forecast. */
export interface ShortfallRegression {
  readonly shortfall: Line;
  readonly quantile: Line;
  /** Standard errors of the shortfall line, robust. */
  readonly errors: Line;
  /** That the shortfall line is (0, 1), against anything else: chi-square with two degrees. */
  readonly wald: TestResult;
  readonly ended: 'converged' | 'stepLimit';
}

/** Rounds of quantile line and shortfall line; each lowers the loss. */
const MOST_ROUNDS = 100;
const LEAST_GAIN = 1e-13;
/** Relative error of a sum of thousands of terms. */
const ROUNDING = 1e-14;

/**
 * Bayer and Dimitriadis' expected shortfall regression test (Journal of Financial Econometrics, 2020): quantile and
 * shortfall of losses as lines over the forecasts, fitted together by the FZ0 loss (Dimitriadis and Bayer, 2019), with
 * losses shifted to be positive as they do. `on`: 'shortfall' regresses both on the ES forecast (their strict test),
 * 'both' the quantile on the VaR forecast (auxiliary). The covariance is the sandwich of scores, without a model of
 * what lies beyond the quantile. Refuses a forecast that never moves, and fewer than ten losses in the tail. Pure.
 */
export function shortfallRegression(record: TailRecord, on: 'shortfall' | 'both'): ShortfallRegression {
  checkTailRecord(record);
  const { returns, forecasts, p } = record;
  if (returns.length * p < FEWEST_IN_TAIL)
    throw new SampleRefused('TOO_SHORT', `shortfall regression of ${returns.length} days at ${p}`);
  const losses = returns.map((value) => -value);
  const least = losses.reduce((low, loss) => Math.min(low, loss), Infinity);
  const x = forecasts.map(({ expectedShortfall }) => expectedShortfall);
  const task: Task = {
    x,
    quantileX: on === 'shortfall' ? x : forecasts.map(({ valueAtRisk }) => valueAtRisk),
    losses: losses.map((loss) => loss - least),
    p,
  };
  const { quantile, shortfall, ended } = fit(task, { intercept: -least, slope: 1 });
  const covariance = sandwich(task, quantile, shortfall);
  const gap = [shortfall.intercept + least, shortfall.slope - 1] as const;
  const [a, b, c] = covariance;
  const determinant = a * c - b * b;
  if (!(determinant > 0)) throw new SampleRefused('CONSTANT', 'the shortfall regression has a singular covariance');
  const statistic = (c * gap[0] * gap[0] - 2 * b * gap[0] * gap[1] + a * gap[1] * gap[1]) / determinant;
  return {
    shortfall: { intercept: gap[0], slope: shortfall.slope },
    quantile: { intercept: quantile.intercept + least, slope: quantile.slope },
    errors: { intercept: Math.sqrt(a), slope: Math.sqrt(c) },
    wald: { statistic, pValue: chiSquareTail(statistic, 2) },
    ended,
  };
}

const FEWEST_IN_TAIL = 10;

interface Task {
  readonly x: readonly number[];
  readonly quantileX: readonly number[];
  /** Shifted so that the least is zero. */
  readonly losses: readonly number[];
  readonly p: number;
}

const along = ({ intercept, slope }: Line, x: readonly number[]): number[] =>
  x.map((value) => intercept + slope * value);

/** What the shortfall line should run through on average: VaR + excess ÷ p. */
const targets = ({ losses, quantileX, p }: Task, quantile: Line): number[] =>
  along(quantile, quantileX).map((level, t) => level + Math.max(0, losses[t]! - level) / p);

/** Given the shortfall the loss is a weighted tick loss, given the quantile it is smooth: turn by turn to where neither gains. */
function fit(task: Task, start: Line): Pick<ShortfallRegression, 'quantile' | 'shortfall' | 'ended'> {
  const { x, quantileX, losses, p } = task;
  let shortfall = start;
  let quantile: Line = { intercept: 0, slope: 0 };
  let loss = Number.POSITIVE_INFINITY;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const weights = along(shortfall, x).map((level) => 1 / level);
    quantile = quantileLine({ x: quantileX, y: losses, weights, level: 1 - p });
    const aims = targets(task, quantile);
    shortfall = shortfallLine(x, aims, shortfall);
    const reached = lossOf(x, aims, shortfall);
    if (!(reached < loss - LEAST_GAIN * Math.abs(loss))) return { quantile, shortfall, ended: 'converged' };
    loss = reached;
  }
  return { quantile, shortfall, ended: 'stepLimit' };
}

/** Σ aim ÷ ES + ln ES, the FZ0 loss where the quantile is given; infinite where the line is not above zero. */
function lossOf(x: readonly number[], aims: readonly number[], line: Line): number {
  let loss = 0;
  for (const [t, level] of along(line, x).entries()) {
    if (!(level > 0)) return Number.POSITIVE_INFINITY;
    loss += aims[t]! / level + logarithm(level);
  }
  return loss;
}

/**
 * Least of that loss over lines, by scoring: the aims regressed with weights 1 ÷ ES², the step halved where it would
 * raise the loss by more than rounding, until the line no longer moves.
 */
function shortfallLine(x: readonly number[], aims: readonly number[], start: Line): Line {
  let line = start;
  for (let step = 0; step < MOST_ROUNDS; step += 1) {
    const here = lossOf(x, aims, line);
    const most = here + ROUNDING * Math.abs(here);
    const target = weightedLine(x, aims, along(line, x));
    const [rise, turn] = [target.intercept - line.intercept, target.slope - line.slope];
    let share = 1;
    let next = target;
    while (!(lossOf(x, aims, next) <= most) && share > 1e-9) {
      share /= 2;
      next = { intercept: line.intercept + share * rise, slope: line.slope + share * turn };
    }
    if (share <= 1e-9) return line;
    line = next;
    if (Math.abs(rise) + Math.abs(turn) < 1e-12 * (1 + Math.abs(line.intercept) + Math.abs(line.slope))) return line;
  }
  return line;
}

function weightedLine(x: readonly number[], y: readonly number[], levels: readonly number[]): Line {
  const [sum, first, second, target, cross] = moments(x, levels, (t) => y[t]!);
  const determinant = sum * second - first * first;
  if (!(determinant > 1e-14 * sum * second)) throw new SampleRefused('CONSTANT', 'the shortfall forecast never moves');
  return {
    intercept: (second * target - first * cross) / determinant,
    slope: (sum * cross - first * target) / determinant,
  };
}

/** Σ w, Σ w·x, Σ w·x², Σ w·y, Σ w·x·y with w = 1 ÷ level². */
function moments(
  x: readonly number[],
  levels: readonly number[],
  y: (t: number) => number,
): readonly [number, number, number, number, number] {
  let [sum, first, second, target, cross] = [0, 0, 0, 0, 0];
  for (let t = 0; t < x.length; t += 1) {
    const weight = 1 / (levels[t]! * levels[t]!);
    sum += weight;
    first += weight * x[t]!;
    second += weight * x[t]! * x[t]!;
    target += weight * y(t);
    cross += weight * x[t]! * y(t);
  }
  return [sum, first, second, target, cross];
}

/** Covariance of (intercept, slope): entries 00, 01, 11. The quantile line adds nothing to first order. */
function sandwich(task: Task, quantile: Line, shortfall: Line): readonly [number, number, number] {
  const levels = along(shortfall, task.x);
  const aims = targets(task, quantile);
  const [a, b, c] = moments(task.x, levels, () => 0);
  const determinant = a * c - b * b;
  const [i, j, k] = [c / determinant, -b / determinant, a / determinant];
  let [p, q, r] = [0, 0, 0];
  for (let t = 0; t < aims.length; t += 1) {
    const score = (aims[t]! - levels[t]!) / (levels[t]! * levels[t]!);
    p += score * score;
    q += score * score * task.x[t]!;
    r += score * score * task.x[t]! * task.x[t]!;
  }
  return [
    i * i * p + 2 * i * j * q + j * j * r,
    i * j * p + (i * k + j * j) * q + j * k * r,
    j * j * p + 2 * j * k * q + k * k * r,
  ];
}
