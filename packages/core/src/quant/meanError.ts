/** A mean over scenarios and its standard error. */
export interface MeanError {
  readonly mean: number;
  readonly standardError: number;
}

/** Accumulates values of scenarios one by one (Welford, 1962). */
export interface MeanAccumulator {
  add(value: number): void;
  /** Adds so many zeros at once. */
  addZeros(count: number): void;
  /** Zero error of fewer than two values says nothing: it is infinite then. */
  result(): MeanError;
}

/** A fresh accumulator; the order of values reaches the last bit, so give them in the order of scenarios. */
export function accumulateMean(): MeanAccumulator {
  let [count, mean, squares] = [0, 0, 0];
  return {
    add: (value) => {
      count += 1;
      const gap = value - mean;
      mean += gap / count;
      squares += gap * (value - mean);
    },
    addZeros: (more) => {
      // Two samples joined (Chan, Golub and LeVeque, 1979), one of them all zero.
      const all = count + more;
      if (all === count) return;
      squares += (mean * mean * count * more) / all;
      mean *= count / all;
      count = all;
    },
    result: () => ({
      mean,
      standardError: count < 2 ? Infinity : Math.sqrt(Math.max(0, squares) / (count - 1) / count),
    }),
  };
}
