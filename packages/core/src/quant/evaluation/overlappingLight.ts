import { OutsideDomain } from '../numbers/elementary.ts';
import type { UniformDraws } from './modelConfidenceSet.ts';
import { normalQuantile } from '../distributions/normal.ts';

export interface OverlappingBounds {
  /** Most exceptions in green, and in yellow: more happen with chance 5 % and 0.01 % under a right model. */
  readonly green: number;
  readonly yellow: number;
}

export interface OverlappingRequest {
  /** Overlapping results judged. */
  readonly days: number;
  /** Days a result runs over. */
  readonly horizonDays: number;
  /** Chance of an exception promised. */
  readonly p: number;
  /** Books judged together, and the correlation of each pair; one book when left out. */
  readonly books?: number;
  readonly correlation?: number;
  readonly draws: UniformDraws;
  /** Simulated histories; 10,000 say the green bound to one exception, the yellow one to a few. */
  readonly histories: number;
}

/**
 * Traffic-light bounds where results overlap, so that one bad day is seen `horizonDays` times and the binomial law does
 * not hold: quantiles of the number of exceptions over simulated histories of independent normal days, of one book or
 * of several correlated ones counted together. The zones are those of the Basel Committee (1996). Pure: chance comes in
 * through `draws`.
 */
export function overlappingBounds(request: OverlappingRequest): OverlappingBounds {
  const { days, horizonDays, p, draws, histories, books = 1, correlation = 0 } = request;
  for (const count of [days, horizonDays, histories, books])
    if (!(Number.isSafeInteger(count) && count >= 1))
      throw new OutsideDomain('count of days, books or histories', count);
  if (!(p > 0 && p < 1)) throw new OutsideDomain('chance of an exception', p);
  if (!(correlation >= 0 && correlation <= 1)) throw new OutsideDomain('correlation of books', correlation);
  const steps = days + horizonDays - 1;
  const barrier = normalQuantile(p) * Math.sqrt(horizonDays);
  const [common, own] = [Math.sqrt(correlation), Math.sqrt(1 - correlation)];
  const each = 1 + books;
  const moves = Array.from({ length: books }, () => new Float64Array(steps));
  const counts = new Float64Array(histories);
  for (let history = 0; history < histories; history += 1) {
    for (let step = 0; step < steps; step += 1) {
      const at = (history * steps + step) * each;
      const shared = common === 0 ? 0 : common * normalQuantile(draws.uniform(at));
      for (let book = 0; book < books; book += 1)
        moves[book]![step] = shared + (own === 0 ? 0 : own * normalQuantile(draws.uniform(at + 1 + book)));
    }
    for (const move of moves) counts[history]! += countBelow(move, horizonDays, barrier);
  }
  counts.sort();
  const bound = (chance: number): number => counts[Math.min(histories - 1, Math.floor((1 - chance) * histories))]!;
  return { green: bound(0.05), yellow: bound(0.0001) };
}

/** How many running sums of `length` steps lie below the barrier. */
function countBelow(moves: Float64Array, length: number, barrier: number): number {
  let [sum, count] = [0, 0];
  for (let t = 0; t < moves.length; t += 1) {
    sum += moves[t]! - (t >= length ? moves[t - length]! : 0);
    if (t >= length - 1 && sum < barrier) count += 1;
  }
  return count;
}
