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

/** Fills one line a set of weights: index (path − from) × steps + step. Lines are at least as long as the stretch. */
export type PathSums = (stretch: PathStretch, lines: readonly Float64Array[]) => void;

/**
 * Σ weight × ratio of every step of every path of a stretch, for each set of weights. A sum takes its columns in their
 * order, so it does not depend on what is summed beside it. Pure but for the lines.
 */
export function pathSums(paths: PathRatios, sets: readonly StepWeights[]): PathSums {
  // Two at once, so that each ratio is read once for both; where one is left over it is its own partner.
  const pairs = sets.flatMap((set, k) => (k % 2 === 0 ? [packTwo(set, sets[k + 1] ?? set)] : []));
  return (stretch, lines) =>
    pairs.forEach((pair, k) => {
      const one = lines[2 * k] as Float64Array;
      sumTwo(paths, stretch, pair, one, lines[2 * k + 1] ?? one);
    });
}

/** Two sets over the columns either uses: index step × columns + place among them. */
interface PackedTwo {
  readonly columns: Int32Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

function packTwo(first: StepWeights, second: StepWeights): PackedTwo {
  const columns = usedColumns([...new Set([...first, ...second])]);
  const pack = (set: StepWeights): Float64Array =>
    Float64Array.from(set.flatMap((row) => [...columns].map((column) => row[column] ?? 0)));
  return { columns, first: pack(first), second: pack(second) };
}

/** Two sets over two neighbouring rows at a time: four sums that do not wait for each other. */
function sumTwo(
  { ratios, steps, width }: PathRatios,
  { from, count }: PathStretch,
  { columns, first, second }: PackedTwo,
  one: Float64Array,
  two: Float64Array,
): void {
  const used = columns.length;
  const rows = count * steps;
  for (let row = 0, step = 0; row < rows; row += 2) {
    // An odd row at the end is its own partner; the step after the last is the first of the next path.
    const next = row + 1 < rows ? row + 1 : row;
    const after = next > row && step + 1 < steps ? step + 1 : next > row ? 0 : step;
    const here = (from * steps + row) * width;
    const there = (from * steps + next) * width;
    const at = step * used;
    const to = after * used;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let k = 0; k < used; k += 1) {
      const column = columns[k] as number;
      const x = ratios[here + column] as number;
      const y = ratios[there + column] as number;
      a += (first[at + k] as number) * x;
      b += (second[at + k] as number) * x;
      c += (first[to + k] as number) * y;
      d += (second[to + k] as number) * y;
    }
    one[row] = a;
    two[row] = b;
    one[next] = c;
    two[next] = d;
    step = after + 1 < steps ? after + 1 : 0;
  }
}

/** Columns that have a weight in any row, rising. Pure. */
export function usedColumns(rows: readonly Float64Array[]): Int32Array {
  const width = rows[0]?.length ?? 0;
  return Int32Array.from({ length: width }, (_, column) => column).filter((column) =>
    rows.some((row) => row[column] !== 0),
  );
}

/**
 * No ratio among some columns is above this, at each step of each path of a stretch: 1 + √Σ(ratio − 1)², with neither
 * a comparison nor a branch; index as `PathSums`. Pure but for the line.
 */
export function peakBounds(
  { ratios, steps, width }: PathRatios,
  columns: Int32Array,
  { from, count }: PathStretch,
  line: Float64Array,
): void {
  const used = columns.length;
  const rows = count * steps;
  for (let row = 0; row < rows; row += 2) {
    // Two rows do not wait for each other; an odd one at the end is its own partner.
    const next = row + 1 < rows ? row + 1 : row;
    const here = (from * steps + row) * width;
    const there = (from * steps + next) * width;
    let a = 0;
    let b = 0;
    for (let k = 0; k < used; k += 1) {
      const column = columns[k] as number;
      const x = (ratios[here + column] as number) - 1;
      const y = (ratios[there + column] as number) - 1;
      a += x * x;
      b += y * y;
    }
    line[row] = 1 + Math.sqrt(a);
    line[next] = 1 + Math.sqrt(b);
  }
}
