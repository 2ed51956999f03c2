import { BadShape, ConstantSeries } from '../algebra/matrix.ts';
import { OutsideDomain } from '../numbers/elementary.ts';

/**
 * Ranks from 1, ties at the middle of the ranks they span. `values`: finite, in any unit. Pure.
 */
export function midRanks(values: readonly number[]): number[] {
  const bad = values.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new OutsideDomain('rank', bad);
  const order = values.map((_, index) => index).toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = Array.from(values, () => 0);
  for (let first = 0; first < order.length;) {
    let last = first;
    const value = values[order[first] ?? 0];
    while (last + 1 < order.length && values[order[last + 1] ?? 0] === value) last += 1;
    for (let k = first; k <= last; k += 1) ranks[order[k] ?? 0] = (first + last) / 2 + 1;
    first = last + 1;
  }
  return ranks;
}

/** Spearman's rho: Pearson correlation of mid-ranks. Refuses unequal lengths, fewer than two, a constant. Pure. */
export function spearman(x: readonly number[], y: readonly number[]): number {
  checkPair(x, y);
  const [a, b] = [midRanks(x), midRanks(y)];
  const middle = (x.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  a.forEach((rank, index) => {
    const [u, v] = [rank - middle, (b[index] ?? 0) - middle];
    xy += u * v;
    xx += u * u;
    yy += v * v;
  });
  if (xx === 0) throw new ConstantSeries(0);
  if (yy === 0) throw new ConstantSeries(1);
  return xy / Math.sqrt(xx * yy);
}

/**
 * Kendall's tau-b, counted by merge sort in n·log n steps. Source: Knight, "A computer method for calculating
 * Kendall's tau with ungrouped data", JASA 61 (1966). Refusals as for Spearman's rho. Pure.
 */
export function kendall(x: readonly number[], y: readonly number[]): number {
  checkPair(x, y);
  const [a, b] = [midRanks(x), midRanks(y)];
  const order = a.map((_, index) => index).toSorted((i, j) => (a[i] ?? 0) - (a[j] ?? 0) || (b[i] ?? 0) - (b[j] ?? 0));
  const pairs = (x.length * (x.length - 1)) / 2;
  const tiedX = tiedPairs(a.toSorted((p, q) => p - q));
  const tiedY = tiedPairs(b.toSorted((p, q) => p - q));
  // Both ranks in one number: they tie only together. Ranks are multiples of one half below n + 1.
  const tiedBoth = tiedPairs(order.map((index) => (a[index] ?? 0) * (2 * x.length + 2) + (b[index] ?? 0)));
  if (tiedX === pairs) throw new ConstantSeries(0);
  if (tiedY === pairs) throw new ConstantSeries(1);
  const swaps = countSwaps(order.map((index) => b[index] ?? 0));
  const score = pairs - tiedX - tiedY + tiedBoth - 2 * swaps;
  return score / Math.sqrt((pairs - tiedX) * (pairs - tiedY));
}

/** Pairs of equal neighbours in a sorted list: t·(t − 1)/2 for each run of t. */
function tiedPairs(sorted: readonly number[]): number {
  let [count, run] = [0, 1];
  for (let k = 1; k <= sorted.length; k += 1) {
    if (k < sorted.length && sorted[k] === sorted[k - 1]) run += 1;
    else {
      count += (run * (run - 1)) / 2;
      run = 1;
    }
  }
  return count;
}

/** Inversions of a list: how many exchanges of neighbours would sort it. */
function countSwaps(values: readonly number[]): number {
  let [from, to] = [[...values], [...values]];
  let swaps = 0;
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(start + width, values.length);
      const end = Math.min(start + 2 * width, values.length);
      let [left, right] = [start, middle];
      for (let k = start; k < end; k += 1) {
        const takesRight = right < end && (left >= middle || (from[right] ?? 0) < (from[left] ?? 0));
        if (takesRight) swaps += middle - left;
        to[k] = from[takesRight ? right++ : left++] ?? 0;
      }
    }
    [from, to] = [to, from];
  }
  return swaps;
}

function checkPair(x: readonly number[], y: readonly number[]): void {
  if (x.length !== y.length) throw new BadShape(`${x.length} values against ${y.length}`);
  if (x.length < 2) throw new OutsideDomain('rank correlation of a sample', x.length);
}
