// One idea: how likely a surplus falls below zero on one given path, over the defaults that may befall it.

/** Chance of failure on one path, given the path: at some step up to the horizon, and at the horizon. */
export interface PathFailure {
  readonly first: Range;
  readonly terminal: Range;
  /** Per counterparty the chance, high end, that its default alone does it on the way; null where the path fails anyway. */
  readonly alone: readonly number[] | null;
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
 * that a small probability of default has no sampling error. Low: independent, and only single defaults counted, with
 * the table of low probabilities. High, with the other table: the larger of independent with every pair that fails and
 * every triple added (Bonferroni), and of one cause for all (comonotone), where the failing set is found by adding
 * defaults from the likeliest down. Losses of several add up. Pure; the caller has checked shapes and ranges.
 */
export function pathFailure(path: Path, tables: DefaultTables, steps: number): PathFailure {
  const { margin } = path;
  const last = steps - 1;
  const terminal = (margin[last] ?? 0) < 0 ? CERTAIN : combine(path, tables, last, last);
  for (let t = 0; t < last; t += 1) if ((margin[t] ?? 0) < 0) return { first: CERTAIN, terminal, alone: null };
  if (terminal === CERTAIN) return { first: CERTAIN, terminal, alone: null };
  const first = combine(path, tables, 0, last);
  return { first, terminal, alone: first.alone };
}

/** Both ends of the range of default probabilities. */
export interface DefaultTables {
  readonly low: DefaultTable;
  readonly high: DefaultTable;
}

interface Combined extends Range {
  readonly alone: readonly number[];
}

const CERTAIN: Combined = { low: 1, high: 1, alone: [] };
const IMPOSSIBLE: Combined = { low: 0, high: 0, alone: [] };

/** Steps from…to count; the path itself does not fail at any of them. */
function combine(path: Path, tables: DefaultTables, from: number, to: number): Combined {
  const count = path.losses.length;
  // Where even all of them together leave something at every step, nothing fails.
  if (lastStep(path, from, to, ALL, ALL) < 0) return IMPOSSIBLE;
  const { low, high } = tables;
  const single = new Int32Array(count);
  const alone: number[] = [];
  // What is never more than the least that is left anywhere needs no look step by step.
  const least = SLACK * leastOf(path.margin, from, to);
  const most = new Float64Array(count);
  let [first, second] = [0, 0];
  for (let j = 0; j < count; j += 1) {
    const loss = mostOf(path.losses[j] as Float64Array, from, to);
    most[j] = loss;
    if (loss > first) [first, second] = [loss, first];
    else if (loss > second) second = loss;
  }
  if (first + second < least) {
    // No one and no two of them do it: three or more, or one cause behind all.
    const together = Math.max(high.triples[to] ?? 0, oneCause(path, high, from, to));
    return { low: 0, high: Math.min(1, together), alone: path.losses.map(() => 0) };
  }
  let [surviveLow, surviveHigh, pairs] = [1, 1, 0];
  for (let j = 0; j < count; j += 1) {
    const step = (most[j] as number) < least ? -1 : lastStep(path, from, to, j, NONE);
    single[j] = step;
    const likely = step < 0 ? 0 : (high.chances[j]?.[step] ?? 0);
    alone.push(likely);
    if (step < 0) continue;
    surviveLow *= 1 - (low.chances[j]?.[step] ?? 0);
    surviveHigh *= 1 - likely;
  }
  for (let i = 0; i < count; i += 1)
    for (let j = i + 1; j < count; j += 1) {
      if ((most[i] as number) + (most[j] as number) < least) continue;
      const covered = Math.max(single[i] ?? -1, single[j] ?? -1);
      // Where one alone fails as late, the pair adds nothing.
      const step = covered === to ? -1 : lastStep(path, Math.max(from, covered + 1), to, i, j);
      if (step >= 0) pairs += (high.chances[i]?.[step] ?? 0) * (high.chances[j]?.[step] ?? 0);
    }
  const independent = 1 - surviveHigh + pairs + (high.triples[to] ?? 0);
  return { low: 1 - surviveLow, high: Math.min(1, Math.max(independent, oneCause(path, high, from, to))), alone };
}

/** Rounding of a sum must not make a step look safe that a difference finds wanting. */
const SLACK = 1 - 1e-12;

function leastOf(values: Float64Array, from: number, to: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let t = from; t <= to; t += 1) if ((values[t] as number) < least) least = values[t] as number;
  return least;
}

function mostOf(values: Float64Array, from: number, to: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let t = from; t <= to; t += 1) if ((values[t] as number) > most) most = values[t] as number;
  return most;
}

const NONE = -1;
const ALL = -2;

/** The last step at which the path fails with defaults i and j, none of them, or all; −1 for no step. */
function lastStep({ margin, losses }: Path, from: number, to: number, i: number, j: number): number {
  const [one, two] = [losses[i], losses[j]];
  for (let t = to; t >= from; t -= 1) {
    let left = (margin[t] ?? 0) - (one?.[t] ?? 0) - (two?.[t] ?? 0);
    if (i === ALL) for (const loss of losses) left -= loss[t] ?? 0;
    if (left < 0) return t;
  }
  return -1;
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
