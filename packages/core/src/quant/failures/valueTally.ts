// One idea: mean and standard error of many values that are often the same, by counting each of them: exact, so that
// neither the order of the scenarios nor how they were shared out reaches a bit of the answer.

/** A mean over scenarios and its standard error. */
export interface MeanError {
  readonly mean: number;
  readonly standardError: number;
}

/** How often each value came. Plain data, to be handed from one thread to another. */
export interface ValueCounts {
  /** Rising, each once. */
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

/** Counts values as they come. */
export interface ValueTally {
  /** The value at a place of an array: numbers on their own are boxed on their way. */
  readonly add: (from: Float64Array, at: number) => void;
  readonly addZeros: (count: number) => void;
  readonly counts: () => ValueCounts;
}

const FIRST_SIZE = 64;
/** Bits of a double are mixed by a multiplier of golden ratio (Knuth, 1973, 6.4). */
const MIXER = 0x9e3779b1;

/** A fresh tally of finite values; minus zero counts as zero. */
export function tallyValues(): ValueTally {
  let size = FIRST_SIZE;
  let [values, counts] = [new Float64Array(size), new Float64Array(size)];
  let used = 0;
  // Neighbours are often alike, and zero is the commonest value of all.
  let [repeats, zeros] = [0, 0];
  const last = new Float64Array(1);
  const probe = new Float64Array(1);
  const bits = new Int32Array(probe.buffer);
  const insert = (value: number, times: number): void => {
    probe[0] = value;
    const mixed = Math.imul((bits[0] as number) ^ Math.imul(bits[1] as number, MIXER), MIXER);
    let at = (mixed ^ (mixed >>> 15)) & (size - 1);
    while ((counts[at] as number) > 0 && values[at] !== value) at = (at + 1) & (size - 1);
    if (counts[at] === 0) used += 1;
    values[at] = value;
    counts[at] = (counts[at] as number) + times;
  };
  const grow = (): void => {
    const [oldValues, oldCounts] = [values, counts];
    size *= 2;
    [values, counts, used] = [new Float64Array(size), new Float64Array(size), 0];
    oldCounts.forEach((times, i) => times > 0 && insert(oldValues[i] as number, times));
  };
  const flush = (): void => {
    if (repeats > 0) insert(last[0] as number, repeats);
    repeats = 0;
    if (2 * used > size) grow();
  };
  return {
    add: (from, at) => {
      const value = from[at] as number;
      if (value === 0) zeros += 1;
      else if (value === last[0]) repeats += 1;
      else {
        flush();
        last[0] = value;
        repeats = 1;
      }
    },
    addZeros: (count) => {
      zeros += count;
    },
    counts: () => {
      flush();
      const found = [...values.keys()].filter((i) => (counts[i] as number) > 0);
      const pairs = found.map((i): readonly [number, number] => [values[i] as number, counts[i] as number]);
      return countsOf(zeros > 0 ? [...pairs, [0, zeros]] : pairs);
    },
  };
}

/** Counts of several tallies as one. Pure. */
export function joinCounts(parts: readonly ValueCounts[]): ValueCounts {
  const total = new Map<number, number>();
  for (const { values, counts } of parts)
    values.forEach((value, i) => total.set(value, (total.get(value) ?? 0) + (counts[i] as number)));
  return countsOf([...total]);
}

function countsOf(pairs: readonly (readonly [number, number])[]): ValueCounts {
  const sorted = pairs.toSorted(([a], [b]) => a - b);
  return {
    values: Float64Array.from(sorted, ([value]) => value),
    counts: Float64Array.from(sorted, ([, times]) => times),
  };
}

/** Mean and standard error of what was counted; of fewer than two values the error is infinite. Pure. */
export function meanOfCounts({ values, counts }: ValueCounts): MeanError {
  const count = counts.reduce((sum, times) => sum + times, 0);
  if (count === 0) return { mean: 0, standardError: Infinity };
  const mean = values.reduce((sum, value, i) => sum + value * (counts[i] as number), 0) / count;
  if (count < 2) return { mean, standardError: Infinity };
  const squares = values.reduce((sum, value, i) => sum + (value - mean) * (value - mean) * (counts[i] as number), 0);
  return { mean, standardError: Math.sqrt(squares / (count - 1) / count) };
}
