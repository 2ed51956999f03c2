// One idea: how likely a surplus falls below zero on one given path, over the defaults that may befall it.

/** Chance of failure on one path, given the path: at some step up to the horizon, and at the horizon. */
export interface PathFailure {
  readonly first: Range;
  readonly terminal: Range;
}

/** Between independent defaults, fewest counted, and the worse of independent ones bounded above and all driven by one cause. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** A path: money left at each step, and what each counterparty's default would take of it then. */
export interface Path {
  /** One per step, index 0 is the first step. */
  readonly margin: Float64Array;
  /** Per counterparty one array per step, nothing negative. */
  readonly losses: readonly Float64Array[];
}

/** Chances of default over time, with what every path needs of them. */
export interface DefaultTable {
  /** `chances[j][t]`: the probability that counterparty j has defaulted by step t; never falls in t. */
  readonly chances: readonly Float64Array[];
  /** Per step the counterparties, likeliest first. */
  readonly orders: readonly (readonly number[])[];
  /** Per step at least the chance of three or more. */
  readonly triples: readonly number[];
}

/** Prepares chances of default for `steps` steps. Pure. */
export function tableDefaults(chances: readonly Float64Array[], steps: number): DefaultTable {
  const all = Array.from({ length: steps }, (_, t) => t);
  const at = (j: number, t: number): number => chances[j]?.[t] ?? 0;
  return {
    chances,
    orders: all.map((t) => chances.map((_, j) => j).toSorted((a, b) => at(b, t) - at(a, t) || a - b)),
    triples: all.map((t) => triplesAt(chances, t)),
  };
}

/**
 * The chance of failure of one path over the first `steps` steps. Defaults are integrated exactly instead of drawn, so
 * that a small probability of default has no sampling error. Low: independent, and only single defaults counted. High: the larger
 * of independent with every pair that fails and every triple added (Bonferroni), and of one cause for all
 * (comonotone), where the failing set is found by adding defaults from the likeliest down. Losses of several add up.
 * Pure; the caller has checked shapes and ranges.
 */
export function pathFailure({ margin, losses }: Path, defaults: DefaultTable, steps: number): PathFailure {
  let hasFailed = false;
  for (let t = 0; t < steps; t += 1) hasFailed ||= (margin[t] ?? 0) < 0;
  const last = steps - 1;
  const terminal = (margin[last] ?? 0) < 0 ? CERTAIN : combine({ margin, losses }, defaults, last, last);
  return { first: hasFailed ? CERTAIN : combine({ margin, losses }, defaults, 0, last), terminal };
}

const CERTAIN: Range = { low: 1, high: 1 };

/** Steps from…to count; the path itself does not fail at any of them. */
function combine({ margin, losses }: Path, defaults: DefaultTable, from: number, to: number): Range {
  const count = losses.length;
  const by = (j: number, t: number): number => defaults.chances[j]?.[t] ?? 0;
  const lossOf = (j: number, t: number): number => losses[j]?.[t] ?? 0;
  const left = (t: number): number => margin[t] ?? 0;
  // Where even all of them together leave something at every step, nothing fails.
  const isSafe = lastStep(from, to, (t) => losses.reduce((rest, _, j) => rest - lossOf(j, t), left(t)) < 0) === null;
  if (isSafe) return { low: 0, high: 0 };
  let [survive, pairs] = [1, 0];
  const single: number[] = [];
  for (let j = 0; j < count; j += 1) {
    const step = lastStep(from, to, (t) => left(t) - lossOf(j, t) < 0);
    const chance = step === null ? 0 : by(j, step);
    single.push(step ?? -1);
    survive *= 1 - chance;
  }
  for (let i = 0; i < count; i += 1)
    for (let j = i + 1; j < count; j += 1) {
      const step = lastStep(from, to, (t) => left(t) - lossOf(i, t) - lossOf(j, t) < 0);
      // Where one alone fails as late, the pair adds nothing.
      if (step === null || step <= Math.max(single[i] ?? -1, single[j] ?? -1)) continue;
      pairs += by(i, step) * by(j, step);
    }
  const low = 1 - survive;
  const independent = low + pairs + (defaults.triples[to] ?? 0);
  return { low, high: Math.min(1, Math.max(independent, oneCause({ margin, losses }, defaults, from, to))) };
}

function lastStep(from: number, to: number, isFailed: (t: number) => boolean): number | null {
  for (let t = to; t >= from; t -= 1) if (isFailed(t)) return t;
  return null;
}

/** Third elementary symmetric polynomial of the default probabilities: at least the chance of three or more. */
function triplesAt(defaults: readonly Float64Array[], step: number): number {
  let [one, two, three] = [0, 0, 0];
  for (const chances of defaults) {
    const p = chances[step] ?? 0;
    three += two * p;
    two += one * p;
    one += p;
  }
  return three;
}

/** All defaults from one cause: the likeliest first, until what is left is gone; the chance of the last one needed. */
function oneCause({ margin, losses }: Path, defaults: DefaultTable, from: number, to: number): number {
  let worst = 0;
  for (let t = from; t <= to; t += 1) {
    let left = margin[t] ?? 0;
    for (const j of defaults.orders[t] ?? []) {
      const p = defaults.chances[j]?.[t] ?? 0;
      if (p <= worst) break;
      left -= losses[j]?.[t] ?? 0;
      if (left < 0) {
        worst = p;
        break;
      }
    }
  }
  return worst;
}
