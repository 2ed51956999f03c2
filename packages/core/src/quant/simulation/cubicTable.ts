/** Coefficients of one cell: value = ((c3·t + c2)·t + c1)·t + c0 at t in [1, 2), the place inside the cell plus one. */
export const CELL = 4;

/**
 * Writes the cubic that has the values `f0`, `f1` and the slopes `d0`, `d1` (per cell width) at the two ends of a
 * cell. Its error is at most a 384th of the fourth derivative, in the same unit of length.
 */
export function writeCubic(table: Float64Array, cell: number, f0: number, d0: number, f1: number, d1: number): void {
  const rise = f1 - f0;
  const third = d0 + d1 - 2 * rise;
  const second = rise - d0 - third;
  // From powers of t − 1 to powers of t.
  table[cell * CELL] = f0 - d0 + second - third;
  table[cell * CELL + 1] = d0 - 2 * second + 3 * third;
  table[cell * CELL + 2] = second - 3 * third;
  table[cell * CELL + 3] = third;
}
