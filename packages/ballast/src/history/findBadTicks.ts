import type { Seconds } from '@ballast/core';
import { LONG_HOLE_SECONDS } from './timeGrid.ts';

/** A close as the filter sees it, at the moment it became known. */
export interface Tick {
  readonly knownSeconds: Seconds;
  readonly price: string;
  /** Opening price of its candle; null where there is none. */
  readonly open: string | null;
}

/** A tick that is wrong, and since when that is known. */
export interface Finding {
  readonly index: number;
  readonly code: 'HISTORY_BAD_TICK' | 'HISTORY_LISTING_PRINT';
  readonly knownSeconds: Seconds;
}

/*
 * The rule, meant to take out misprints and never a crash:
 *
 * A close is a bad tick when it stands away from the close before it and from the close after it, on the same side,
 * by at least 10 % and at least 15 times the median step of the 48 closes before it; when those two neighbours
 * differ by at most a quarter of that; and when the next candle, if there is one, does not open near it (a price at
 * which trading went on was a price). At least 12 steps must have been seen before. A first close is a listing print
 * when it stands away from both closes after it by at least a factor of two and 15 times the median of the twelve
 * steps that follow. Nothing is ever put in the place of what is taken out.
 *
 * Only the past and the next close are asked, so what is known at a moment never depends on what came later;
 * the last close can never be a bad tick.
 */
const AWAY_MIN = 0.1;
const LISTING_AWAY_MIN = 1;
const AWAY_STEPS = 15;
const HOME_SHARE = 0.25;
const WINDOW = 48;
const STEPS_MIN = 12;

/** Finds bad ticks among closes in rising time. Pure; floats judge, the texts stay as they are. */
export function findBadTicks(ticks: readonly Tick[]): Finding[] {
  const findings: Finding[] = [];
  const prices = ticks.map(({ price }) => Number(price));
  const kept: number[] = [];
  for (const index of ticks.keys()) {
    const finding = kept.length === 0 ? judgeFirst(ticks, prices, index) : judge(ticks, prices, kept, index);
    if (finding === null) kept.push(index);
    else findings.push({ index, ...finding });
  }
  return findings;
}

type Verdict = Omit<Finding, 'index'> | null;

function judge(ticks: readonly Tick[], prices: readonly number[], kept: readonly number[], index: number): Verdict {
  const before = kept.at(-1) ?? 0;
  const next = ticks[index + 1];
  const [left = 0, here = 0, right = 0] = [prices[before], prices[index], prices[index + 1]];
  if (next === undefined || here > left !== here > right) return null;
  const away = Math.min(awayOf(here, left), awayOf(here, right));
  if (away < AWAY_MIN || awayOf(left, right) > away * HOME_SHARE) return null;
  if (next.knownSeconds - (ticks[before]?.knownSeconds ?? 0) > LONG_HOLE_SECONDS) return null;
  if (isConfirmed(next, here, away)) return null;
  const steps = stepsOf(kept.slice(-WINDOW - 1).map((at) => prices[at] ?? 0));
  if (steps.length < STEPS_MIN || away < AWAY_STEPS * medianOf(steps)) return null;
  return { code: 'HISTORY_BAD_TICK', knownSeconds: next.knownSeconds };
}

function judgeFirst(ticks: readonly Tick[], prices: readonly number[], index: number): Verdict {
  const after = prices.slice(index + 1, index + 2 + STEPS_MIN);
  const [next, last] = [ticks[index + 1], ticks[index + 1 + STEPS_MIN]];
  const [here = 0, second = 0, third = 0] = [prices[index], ...after];
  if (next === undefined || last === undefined || here > second !== here > third) return null;
  const away = Math.min(awayOf(here, second), awayOf(here, third));
  if (away < LISTING_AWAY_MIN || isConfirmed(next, here, away)) return null;
  if (away < AWAY_STEPS * medianOf(stepsOf(after))) return null;
  return { code: 'HISTORY_LISTING_PRINT', knownSeconds: last.knownSeconds };
}

/** How far two prices are apart, as the larger one's excess over the smaller: 0.5 means half as much again. */
const awayOf = (a: number, b: number): number => Math.max(a / b, b / a) - 1;

const isConfirmed = (next: Tick, price: number, away: number): boolean =>
  next.open !== null && awayOf(Number(next.open), price) <= away * HOME_SHARE;

const stepsOf = (prices: readonly number[]): number[] =>
  prices.slice(1).map((price, index) => awayOf(price, prices[index] ?? price));

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const high = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? high : ((sorted[half - 1] ?? 0) + high) / 2;
}
