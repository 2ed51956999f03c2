// One idea: how likely a surplus falls below zero on one given path, over the defaults that may befall it.
import type { DefaultTables } from './defaultTable.ts';

/** What was found on a path: it fails by itself; some default alone may do it on the way; neither. */
export type Verdict = 'certain' | 'alone' | 'other';

/** Judges one path after the other and makes no garbage: there are hundreds of thousands. */
export interface PathJudge {
  /** Chances of failure, given the path, at `FIRST_LOW` and so on: at some step up to the horizon, and at the horizon. */
  readonly answer: Float64Array;
  /** After 'alone': per counterparty the last step by which its default would do it alone, −1 for none. */
  readonly alone: Int32Array;
  /** Per step no less than any two defaults take together, and than all do; the caller sets them for each path, and `lay` to what they are. */
  readonly mostOfTwo: Float64Array;
  readonly mostOfAll: Float64Array;
  /** What each default takes, index step × counterparties + counterparty; of a step once it was laid. */
  readonly losses: Float64Array;
  readonly lay: (step: number) => void;
  /** Forgets the losses of the path before. */
  readonly begin: () => void;
  /** Judges what is left at each step (money) over the first `steps` steps; again for other margins on the same losses. */
  readonly judge: (margin: Float64Array, steps: number) => Verdict;
}

/** Places in an answer. */
export const [FIRST_LOW, FIRST_HIGH, TERMINAL_LOW, TERMINAL_HIGH] = [0, 1, 2, 3] as const;

/** Puts what each counterparty's default takes at a step of the path, nothing negative, into `into` from `at` on. */
export type LayLosses = (step: number, into: Float64Array, at: number) => void;

/** Rounding of a sum must not make a step look safe that a difference finds wanting. */
export const SLACK = 1 - 1e-12;

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
  const low = chancesByStep(tables.low.chances, steps);
  const high = chancesByStep(tables.high.chances, steps);
  const orders = Int32Array.from(tables.high.orders.slice(0, steps).flat());
  const triples = Float64Array.from(tables.high.triples);
  /** Index step × count + counterparty, as in the tables; laid where `isLaid`. */
  const losses = new Float64Array(steps * count);
  const isLaid = new Uint8Array(steps);
  const [mostOfTwo, mostOfAll] = [new Float64Array(steps), new Float64Array(steps)];
  const mostOfOne = new Float64Array(steps);
  const alone = new Int32Array(count);
  const answer = new Float64Array(4);
  /** Chances of pairs, at any step and at the end. */
  const pairs = new Float64Array(2);
  /** Steps at which two defaults may do it, last first. */
  const open = new Int32Array(steps);

  /** Losses of a step, and sums of them in place of the bounds. */
  const lay = (t: number): void => {
    if (isLaid[t] === 1) return;
    isLaid[t] = 1;
    const from = t * count;
    layLosses(t, losses, from);
    let first = 0;
    let second = 0;
    let all = 0;
    for (let j = from; j < from + count; j += 1) {
      const loss = losses[j] as number;
      all += loss;
      if (loss > first) {
        second = first;
        first = loss;
      } else if (loss > second) second = loss;
    }
    mostOfOne[t] = first;
    mostOfTwo[t] = first + second;
    mostOfAll[t] = all;
  };

  /** Whether all defaults together leave nothing at a step. */
  const failsWithAll = (margin: Float64Array, t: number): boolean => {
    const most = SLACK * (margin[t] as number);
    if ((mostOfAll[t] as number) < most) return false;
    lay(t);
    if ((mostOfAll[t] as number) < most) return false;
    let left = margin[t] as number;
    for (let j = t * count; j < (t + 1) * count; j += 1) left -= losses[j] as number;
    return left < 0;
  };

  /** Whether one or two defaults might leave nothing at a step. */
  const mayFailWithTwo = (margin: Float64Array, t: number): boolean => {
    const most = SLACK * (margin[t] as number);
    if ((mostOfTwo[t] as number) < most) return false;
    lay(t);
    return !((mostOfTwo[t] as number) < most);
  };

  /**
   * All defaults from one cause: the likeliest first, until what is left is gone. Raises what stands at `place` of the
   * answer to the chance of the last one needed.
   */
  const raiseByOneCause = (margin: Float64Array, t: number, place: number): void => {
    const worst = answer[place] as number;
    const first = t * count;
    let left = margin[t] as number;
    if (!((high[first + (orders[first] as number)] as number) > worst)) return;
    if ((mostOfAll[t] as number) < SLACK * left) return;
    lay(t);
    for (let k = first; k < first + count; k += 1) {
      const j = first + (orders[k] as number);
      const chance = high[j] as number;
      if (!(chance > worst)) return;
      left -= losses[j] as number;
      if (left < 0) {
        answer[place] = chance;
        return;
      }
    }
  };

  /** Steps from…to count; the path itself does not fail at any of them. Answers both ways; returns whether a default alone does it. */
  const combine = (margin: Float64Array, from: number, to: number): boolean => {
    for (let place = 0; place < 4; place += 1) answer[place] = 0;
    const isOpenAtEnd = failsWithAll(margin, to);
    let t = isOpenAtEnd ? to : to - 1;
    while (t >= from && !failsWithAll(margin, t)) t -= 1;
    // Where even all of them together leave something at every step, nothing fails.
    if (t < from) return false;
    let opened = 0;
    for (t = to; t >= from; t -= 1)
      if (mayFailWithTwo(margin, t)) {
        open[opened] = t;
        opened += 1;
      }
    const isAlone = opened > 0 && findSingles(margin, opened);
    if (isAlone) {
      answer[FIRST_LOW] = 1 - survival(low, 0);
      answer[TERMINAL_LOW] = 1 - survival(low, to);
    }
    const singly = isAlone ? 1 - survival(high, 0) : 0;
    const singlyAtEnd = isAlone ? 1 - survival(high, to) : 0;
    pairs[0] = 0;
    pairs[1] = 0;
    if (opened > 0) addPairs(margin, to, opened);
    const three = triples[to] as number;
    if (isOpenAtEnd) {
      answer[TERMINAL_HIGH] = Math.min(1, singlyAtEnd + (pairs[1] as number) + three);
      raiseByOneCause(margin, to, TERMINAL_HIGH);
    }
    answer[FIRST_HIGH] = Math.min(1, singly + (pairs[0] as number) + three);
    for (t = to; t >= from; t -= 1) raiseByOneCause(margin, t, FIRST_HIGH);
    return isAlone;
  };

  /** Lays in `alone` the last open step at which each default does it by itself; returns whether any does. */
  const findSingles = (margin: Float64Array, opened: number): boolean => {
    let isAlone = false;
    for (let j = 0; j < count; j += 1) {
      let step = -1;
      for (let k = 0; k < opened && step < 0; k += 1) {
        const t = open[k] as number;
        if ((margin[t] as number) - (losses[t * count + j] as number) < 0) step = t;
      }
      alone[j] = step;
      if (step >= 0) isAlone = true;
    }
    return isAlone;
  };

  /** Chance, with a table, that none of the defaults comes that do it alone as late as `from` or later. */
  const survival = (chances: Float64Array, from: number): number => {
    let none = 1;
    for (let j = 0; j < count; j += 1) {
      const step = alone[j] as number;
      if (step >= from) none *= 1 - (chances[step * count + j] as number);
    }
    return none;
  };

  /** Adds up the chances of all pairs that do it later than either alone: at any open step, and at the end. */
  const addPairs = (margin: Float64Array, to: number, opened: number): void => {
    for (let i = 0; i < count; i += 1) {
      // Where one alone fails as late, the pair adds nothing.
      if (alone[i] === to || !hasPartner(margin, opened, i)) continue;
      for (let j = i + 1; j < count; j += 1) {
        if (alone[j] === to) continue;
        const covered = Math.max(alone[i] as number, alone[j] as number);
        const step = lastOpen(margin, opened, covered, i, j);
        if (step < 0) continue;
        const both = (high[step * count + i] as number) * (high[step * count + j] as number);
        pairs[0] = (pairs[0] as number) + both;
        if (step === to) pairs[1] = (pairs[1] as number) + both;
      }
    }
  };

  /** Whether a default and the largest of them might leave nothing at an open step. */
  const hasPartner = (margin: Float64Array, opened: number, i: number): boolean => {
    for (let k = 0; k < opened; k += 1) {
      const t = open[k] as number;
      if (!((losses[t * count + i] as number) + (mostOfOne[t] as number) < SLACK * (margin[t] as number))) return true;
    }
    return false;
  };

  /** The last open step after `after` at which the path fails with defaults i and j; −1 for no step. */
  const lastOpen = (margin: Float64Array, opened: number, after: number, i: number, j: number): number => {
    for (let k = 0; k < opened; k += 1) {
      const t = open[k] as number;
      if (t <= after) return -1;
      const at = t * count;
      if ((margin[t] as number) - (losses[at + i] as number) - (losses[at + j] as number) < 0) return t;
    }
    return -1;
  };

  return {
    answer,
    alone,
    mostOfTwo,
    mostOfAll,
    losses,
    lay,
    begin: () => {
      for (let t = 0; t < steps; t += 1) isLaid[t] = 0;
    },
    judge: (margin, horizon) => {
      const last = horizon - 1;
      const isLost = (margin[last] as number) < 0;
      let isCertain = isLost;
      for (let t = 0; t < last; t += 1) if ((margin[t] as number) < 0) isCertain = true;
      if (isLost) answer.fill(1);
      if (!isCertain) return combine(margin, 0, last) ? 'alone' : 'other';
      if (!isLost) combine(margin, last, last);
      answer[FIRST_LOW] = 1;
      answer[FIRST_HIGH] = 1;
      return 'certain';
    },
  };
}

/** Rows of counterparties as steps of counterparties: index step × count + counterparty. Pure. */
export const chancesByStep = (chances: readonly Float64Array[], steps: number): Float64Array => {
  const count = chances.length;
  return Float64Array.from({ length: steps * count }, (_, at) => chances[at % count]?.[Math.floor(at / count)] ?? 0);
};
