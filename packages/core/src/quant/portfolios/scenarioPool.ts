// One idea: the few scenarios of a great many that a programme looks at, kept side by side in memory.

/** Scenarios by their place in the pool; it only grows, and its arrays have room to spare. */
export interface ScenarioPool {
  readonly width: number;
  size: number;
  /** Which of all the scenarios each is. */
  ids: Int32Array;
  /** Simple returns, a scenario after the other. */
  rows: Float64Array;
  sides: Uint8Array;
  /** Loss less VaR at the point where the programme stands. */
  excesses: Float64Array;
  /** Change of the excess in the direction it looks. */
  speeds: Float64Array;
}

/** A pool of no scenario. Pure. */
export const emptyPool = (width: number): ScenarioPool => ({
  width,
  size: 0,
  ids: new Int32Array(0),
  rows: new Float64Array(0),
  sides: new Uint8Array(0),
  excesses: new Float64Array(0),
  speeds: new Float64Array(0),
});

/** Takes scenarios, rows of `returns`, into the pool, which it changes. */
export function addScenarios(pool: ScenarioPool, returns: Float64Array, scenarios: readonly number[]): void {
  const { width } = pool;
  const size = pool.size + scenarios.length;
  if (size > pool.ids.length) {
    const room = 2 * size;
    const grown = <T extends Int32Array | Uint8Array | Float64Array>(to: T, from: T): T => (to.set(from), to);
    pool.ids = grown(new Int32Array(room), pool.ids);
    pool.rows = grown(new Float64Array(room * width), pool.rows);
    pool.sides = grown(new Uint8Array(room), pool.sides);
    pool.excesses = grown(new Float64Array(room), pool.excesses);
    pool.speeds = new Float64Array(room);
  }
  scenarios.forEach((scenario, i) => {
    const at = pool.size + i;
    pool.ids[at] = scenario;
    pool.rows.set(returns.subarray(scenario * width, (scenario + 1) * width), at * width);
  });
  pool.size = size;
}

/** Loss less VaR of every scenario of the pool for a point, or its change for a direction, into `out`. */
export const alongPool = (
  { width, rows, size }: ScenarioPool,
  point: Float64Array,
  out: Float64Array,
  from = 0,
): void => alongRows(rows, width, point, out, from, size);

/** The same for rows `from` to `to` of a table. */
export function alongRows(
  rows: Float64Array,
  width: number,
  point: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
): void {
  const level = point[width]!;
  const even = width - (width % 4);
  for (let row = from, at = from * width; row < to; row += 1, at += width) {
    // Four sums, so that no addition waits for the one before it.
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let k = 0; k < even; k += 4) {
      a += point[k]! * rows[at + k]!;
      b += point[k + 1]! * rows[at + k + 1]!;
      c += point[k + 2]! * rows[at + k + 2]!;
      d += point[k + 3]! * rows[at + k + 3]!;
    }
    for (let k = even; k < width; k += 1) a += point[k]! * rows[at + k]!;
    out[row] = -(a + b + (c + d)) - level;
  }
}
