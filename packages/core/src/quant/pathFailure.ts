// One idea: how likely a surplus falls below zero on one given path, over the defaults that may befall it.
import type { DefaultTables } from './defaultTable.ts';

/** What was found on a path: it fails by itself; some default alone may do it on the way; neither. */
export type Verdict = 'certain' | 'alone' | 'other';

/** Judges one path after the other and makes no garbage: there are hundreds of thousands. */
export interface PathJudge {
  /** Chance of failure, given the path: at some step up to the horizon, and at the horizon; each low and high. */
  readonly answer: PathAnswer;
  /** After 'alone': per counterparty the last step by which its default would do it alone, −1 for none. */
  readonly alone: Int32Array;
  /** Per step no less than any two defaults take together, and than all do; the caller sets them for each path. */
  readonly mostOfTwo: Float64Array;
  readonly mostOfAll: Float64Array;
  /** Forgets the losses of the path before. */
  readonly begin: () => void;
  /** Judges what is left at each step (money) over the first `steps` steps; again for other margins on the same losses. */
  readonly judge: (margin: Float64Array, steps: number) => Verdict;
}

/** Low: independent, fewest counted. High: the worse of independent bounded above and all driven by one cause. */
export interface PathAnswer {
  firstLow: number;
  firstHigh: number;
  terminalLow: number;
  terminalHigh: number;
}

/** Puts what each counterparty's default takes at a step of the path, nothing negative, into `into` from `at` on. */
export type LayLosses = (step: number, into: Float64Array, at: number) => void;

/** Rounding of a sum must not make a step look safe that a difference finds wanting. */
const SLACK = 1 - 1e-12;

/**
 * The chance of failure of paths over their first steps. Defaults are integrated exactly instead of drawn, so
 * that a small probability of default has no sampling error. Low: independent, and only single defaults counted, with
 * the table of low probabilities. High, with the other table: the larger of independent with every pair that fails and
 * every triple added (Bonferroni), and of one cause for all (comonotone), where the failing set is found by adding
 * defaults from the likeliest down. Losses of several add up. Bounds spare most paths most comparisons, and losses are
 * asked for only at steps where bounds do not decide; no answer depends on them. Pure but for its scratch; the caller
 * has checked shapes and ranges.
 */
export function judgePaths(tables: DefaultTables, steps: number, layLosses: LayLosses): PathJudge {
  const count = tables.high.chances.length;
  const low = flatten(tables.low.chances, steps);
  const high = flatten(tables.high.chances, steps);
  const orders = Int32Array.from(tables.high.orders.slice(0, steps).flat());
  const triples = Float64Array.from(tables.high.triples);
  /** Index step × count + counterparty, as in the tables; laid where `isLaid`. */
  const losses = new Float64Array(steps * count);
  const isLaid = new Uint8Array(steps);
  const [mostOfTwo, mostOfAll] = [new Float64Array(steps), new Float64Array(steps)];
  const alone = new Int32Array(count);
  const answer: PathAnswer = { firstLow: 0, firstHigh: 0, terminalLow: 0, terminalHigh: 0 };
  /** Steps at which two defaults may do it, last first. */
  const open = new Int32Array(steps);
  /** What `combine` found. */
  const found = { low: 0, high: 0 };

  /** Losses of a step, and sums of them in place of the bounds. */
  const lay = (t: number): void => {
    if (isLaid[t] === 1) return;
    isLaid[t] = 1;
    const from = t * count;
    layLosses(t, losses, from);
    let [first, second, all] = [0, 0, 0];
    for (let j = from; j < from + count; j += 1) {
      const loss = losses[j] as number;
      all += loss;
      if (loss > first) {
        second = first;
        first = loss;
      } else if (loss > second) second = loss;
    }
    mostOfTwo[t] = first + second;
    mostOfAll[t] = all;
  };

  /** Whether all defaults together leave nothing at a step. */
  const failsWithAll = (margin: number, t: number): boolean => {
    if ((mostOfAll[t] as number) < SLACK * margin) return false;
    lay(t);
    if ((mostOfAll[t] as number) < SLACK * margin) return false;
    let left = margin;
    for (let j = t * count; j < (t + 1) * count; j += 1) left -= losses[j] as number;
    return left < 0;
  };

  /** Whether one or two defaults might leave nothing at a step. */
  const mayFailWithTwo = (margin: number, t: number): boolean => {
    if ((mostOfTwo[t] as number) < SLACK * margin) return false;
    lay(t);
    return !((mostOfTwo[t] as number) < SLACK * margin);
  };

  /** All defaults from one cause: the likeliest first, until what is left is gone; the chance of the last one needed. */
  const oneCause = (margin: Float64Array, from: number, to: number): number => {
    let worst = 0;
    for (let t = to; t >= from; t -= 1) {
      const first = t * count;
      if (!((high[first + (orders[first] as number)] as number) > worst)) continue;
      let left = margin[t] as number;
      if ((mostOfAll[t] as number) < SLACK * left) continue;
      lay(t);
      for (let k = first; k < first + count; k += 1) {
        const j = first + (orders[k] as number);
        const chance = high[j] as number;
        if (!(chance > worst)) break;
        left -= losses[j] as number;
        if (left < 0) {
          worst = chance;
          break;
        }
      }
    }
    return worst;
  };

  /** Steps from…to count; the path itself does not fail at any of them. Returns whether a default alone does. */
  const combine = (margin: Float64Array, from: number, to: number): boolean => {
    [found.low, found.high] = [0, 0];
    let t = to;
    while (t >= from && !failsWithAll(margin[t] as number, t)) t -= 1;
    // Where even all of them together leave something at every step, nothing fails.
    if (t < from) return false;
    let opened = 0;
    for (t = to; t >= from; t -= 1) if (mayFailWithTwo(margin[t] as number, t)) open[opened++] = t;
    const singles = opened === 0 ? 0 : judgeSingles(margin, opened);
    const independent = opened === 0 ? 0 : 1 - found.high + judgePairs(margin, to, opened);
    const three = triples[to] as number;
    found.high = Math.min(1, Math.max(independent + three, oneCause(margin, from, to)));
    return singles > 0;
  };

  /** Each default by itself, over the open steps: how many do it; leaves 1 − chance of any in `found.low`, of none in `found.high`. */
  const judgeSingles = (margin: Float64Array, opened: number): number => {
    let [surviveLow, surviveHigh, singles] = [1, 1, 0];
    for (let j = 0; j < count; j += 1) {
      const step = lastOpen(margin, opened, -1, j, NONE);
      alone[j] = step;
      if (step < 0) continue;
      singles += 1;
      surviveLow *= 1 - (low[step * count + j] as number);
      surviveHigh *= 1 - (high[step * count + j] as number);
    }
    found.low = 1 - surviveLow;
    found.high = surviveHigh;
    return singles;
  };

  /** Chances of all pairs that do it later than either alone, added up. */
  const judgePairs = (margin: Float64Array, to: number, opened: number): number => {
    let pairs = 0;
    for (let i = 0; i < count; i += 1)
      for (let j = i + 1; j < count; j += 1) {
        const covered = Math.max(alone[i] as number, alone[j] as number);
        // Where one alone fails as late, the pair adds nothing.
        const step = covered === to ? -1 : lastOpen(margin, opened, covered, i, j);
        if (step >= 0) pairs += (high[step * count + i] as number) * (high[step * count + j] as number);
      }
    return pairs;
  };

  /** The last open step after `after` at which the path fails with defaults i and j; −1 for no step. */
  const lastOpen = (margin: Float64Array, opened: number, after: number, i: number, j: number): number => {
    for (let k = 0; k < opened; k += 1) {
      const t = open[k] as number;
      if (t <= after) return -1;
      const left = (margin[t] as number) - (losses[t * count + i] as number);
      if ((j === NONE ? left : left - (losses[t * count + j] as number)) < 0) return t;
    }
    return -1;
  };

  return {
    answer,
    alone,
    mostOfTwo,
    mostOfAll,
    begin: () => void isLaid.fill(0),
    judge: (margin, horizon) => {
      const last = horizon - 1;
      const isLost = (margin[last] as number) < 0;
      let isCertain = isLost;
      for (let t = 0; t < last; t += 1) if ((margin[t] as number) < 0) isCertain = true;
      if (isLost) [found.low, found.high] = [1, 1];
      const atEnd = !isLost && combine(margin, last, last);
      [answer.terminalLow, answer.terminalHigh] = [found.low, found.high];
      if (isCertain) [found.low, found.high] = [1, 1];
      const onTheWay = isCertain || last === 0 ? atEnd : combine(margin, 0, last);
      [answer.firstLow, answer.firstHigh] = [found.low, found.high];
      if (isCertain) return 'certain';
      return onTheWay ? 'alone' : 'other';
    },
  };
}

const NONE = -1;

/** Rows of counterparties as steps of counterparties. */
const flatten = (chances: readonly Float64Array[], steps: number): Float64Array => {
  const count = chances.length;
  return Float64Array.from({ length: steps * count }, (_, at) => chances[at % count]?.[Math.floor(at / count)] ?? 0);
};
