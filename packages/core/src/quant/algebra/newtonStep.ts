/** A linear system of `size` unknowns, row-major with the right-hand side as last column; it is used up. */
export type LinearSystem = Float64Array;

/**
 * Solves a system by elimination with partial pivoting (Golub and Van Loan, algorithm 3.4.1). Null where it is
 * singular to working precision. Pure but for the system, which it overwrites.
 */
export function solveSystem(system: LinearSystem, size: number): Float64Array | null {
  const width = size + 1;
  const at = (row: number, column: number): number => system[row * width + column] ?? 0;
  const largest = system.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < size; row += 1)
      if (Math.abs(at(row, column)) > Math.abs(at(pivot, column))) pivot = row;
    if (!(Math.abs(at(pivot, column)) > 1e-15 * largest)) return null;
    for (let k = column; k < width; k += 1) {
      const held = at(pivot, k);
      system[pivot * width + k] = at(column, k);
      system[column * width + k] = held;
    }
    for (let row = column + 1; row < size; row += 1) {
      const factor = at(row, column) / at(column, column);
      for (let k = column; k < width; k += 1) system[row * width + k] = at(row, k) - factor * at(column, k);
    }
  }
  const solution = new Float64Array(size);
  for (let row = size - 1; row >= 0; row -= 1) {
    let rest = at(row, size);
    for (let k = row + 1; k < size; k += 1) rest -= at(row, k) * (solution[k] ?? 0);
    solution[row] = rest / at(row, row);
  }
  return solution;
}

/** Where a search for the nearest point of a surface stands: position, slope of the surface, what is left of it. */
export interface SurfacePoint {
  readonly u: Float64Array;
  readonly slope: Float64Array;
  readonly covariance: Float64Array;
  readonly money: number;
  /** Multiplier of the surface as the tangent gives it. */
  readonly multiplier: number;
}

/**
 * The Newton step of u + λ·slope(u) = 0 with the surface at zero, for a surplus whose slope is its own curvature
 * (Σ w·exp x); null where the system is singular. The step keeps to the tangent: surplus + slopeᵀ·covariance·step = 0.
 */
export function newtonStep({ u, slope, covariance, money, multiplier }: SurfacePoint): Float64Array | null {
  const size = u.length;
  const width = size + 2;
  const system = new Float64Array((size + 1) * width);
  for (let row = 0; row < size; row += 1) {
    const bend = multiplier * (slope[row] ?? 0);
    for (let column = 0; column < size; column += 1) {
      const across = covariance[row * size + column] ?? 0;
      system[row * width + column] = bend * across + (row === column ? 1 : 0);
      system[size * width + column] = (system[size * width + column] ?? 0) + (slope[row] ?? 0) * across;
    }
    system[row * width + size] = slope[row] ?? 0;
    system[row * width + size + 1] = -((u[row] ?? 0) + multiplier * (slope[row] ?? 0));
  }
  system[size * width + size + 1] = -money;
  return solveSystem(system, size + 1)?.subarray(0, size) ?? null;
}
