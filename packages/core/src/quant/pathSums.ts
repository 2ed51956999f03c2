// One idea: sums over the columns of many paths, the innermost loop of an assessment.

/** Ratios of many paths: index (path × steps + step) × width + column. */
export interface PathRatios {
  readonly ratios: Float64Array;
  readonly steps: number;
  readonly width: number;
}

/** Which paths: the first, and how many. */
export interface PathStretch {
  readonly from: number;
  readonly count: number;
}

/** Weights of the columns, one row for each step; steps may share a row. */
export type StepWeights = readonly Float64Array[];

/**
 * Σ weight × ratio of every step of every path of a stretch, for each set of weights: index (path − from) × steps +
 * step. A sum takes its columns in their order, so it does not depend on what is summed beside it. Pure.
 */
export function sumPaths(paths: PathRatios, sets: readonly StepWeights[], stretch: PathStretch): Float64Array[] {
  const sums = sets.map(() => new Float64Array(stretch.count * paths.steps));
  // Two at once, so that each ratio is read once for both; where one is left over its partner goes nowhere.
  for (let k = 0; k < sets.length; k += 2) {
    const [first, second] = [sets[k] as StepWeights, sets[k + 1]];
    const beside = second === undefined ? { weights: first, into: sums[k] } : { weights: second, into: sums[k + 1] };
    sumTwo(paths, stretch, [first, beside.weights], [sums[k] as Float64Array, beside.into as Float64Array]);
  }
  return sums;
}

/** Two sets over two paths at a time: four sums that do not wait for each other. */
function sumTwo(
  { ratios, steps, width }: PathRatios,
  { from, count }: PathStretch,
  [first, second]: readonly [StepWeights, StepWeights],
  [one, two]: readonly [Float64Array, Float64Array],
): void {
  const columns = usedColumns([...first, ...second]);
  const used = columns.length;
  const pick = (row: Float64Array): Float64Array => Float64Array.from(columns, (column) => row[column] ?? 0);
  const picked = new Map([...first, ...second].map((row) => [row, pick(row)]));
  const rows = first.map((row) => picked.get(row) as Float64Array);
  const others = second.map((row) => picked.get(row) as Float64Array);
  const size = steps * width;
  for (let path = 0; path < count; path += 2) {
    // An odd path at the end is its own partner.
    const next = Math.min(path + 1, count - 1);
    for (let step = 0; step < steps; step += 1) {
      const [row, other] = [rows[step] as Float64Array, others[step] as Float64Array];
      const here = (from + path) * size + step * width;
      const there = (from + next) * size + step * width;
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let k = 0; k < used; k += 1) {
        const column = columns[k] as number;
        const [x, y] = [ratios[here + column] as number, ratios[there + column] as number];
        const [u, v] = [row[k] as number, other[k] as number];
        a += u * x;
        b += v * x;
        c += u * y;
        d += v * y;
      }
      one[path * steps + step] = a;
      two[path * steps + step] = b;
      one[next * steps + step] = c;
      two[next * steps + step] = d;
    }
  }
}

/** Columns that have a weight in any row, rising. Pure. */
export function usedColumns(rows: readonly Float64Array[]): Int32Array {
  const width = rows[0]?.length ?? 0;
  return Int32Array.from({ length: width }, (_, column) => column).filter((column) =>
    rows.some((row) => row[column] !== 0),
  );
}

/** The largest ratio among some columns at every step of every path of a stretch, 0 for no columns; index as `sumPaths`. Pure. */
export function peakPaths(
  { ratios, steps, width }: PathRatios,
  columns: Int32Array,
  { from, count }: PathStretch,
): Float64Array {
  const peaks = new Float64Array(count * steps);
  const used = columns.length;
  for (let row = 0, at = from * steps * width; row < peaks.length; row += 1, at += width) {
    let most = 0;
    for (let k = 0; k < used; k += 1) {
      const ratio = ratios[at + (columns[k] as number)] as number;
      if (ratio > most) most = ratio;
    }
    peaks[row] = most;
  }
  return peaks;
}
