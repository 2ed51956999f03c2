import { choleskyFactor } from '../algebra/cholesky.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { at, BadShape, checkCorrelation, type Matrix } from '../algebra/matrix.ts';

/** Rows of A with A·Aᵀ = correlation; row i is zero after its first `lengths[i]` entries. */
export interface LossFactor {
  readonly rows: Matrix;
  readonly lengths: readonly number[];
}

/**
 * A square root of `correlation` whose first normal is the direction in which a book loses most: −R·g/√(gᵀRg) for
 * exposures `g` (money lost per unit fall of each variate, any one unit). Lattices and importance sampling then work
 * where it matters. Built by turning the Cholesky factor with plane rotations, so it is as stable as that factor, and
 * row i has min(i + 2, n) entries. Throws NotPositiveDefinite. Pure.
 * Source: Glasserman, Monte Carlo Methods in Financial Engineering (2003), section 4.5 (linear transformation).
 */
export function lossFactor(correlation: Matrix, exposures: readonly number[]): LossFactor {
  const n = checkCorrelation(correlation);
  if (exposures.length !== n) throw new BadShape(`${exposures.length} exposures for ${n} series`);
  const rows = choleskyFactor(correlation);
  const v = Array.from({ length: n }, (_, k) => exposures.reduce((sum, g, i) => sum + g * at(rows, i, k), 0));
  const size = Math.sqrt(v.reduce((sum, value) => sum + value * value, 0));
  if (!(size > 0 && size < Number.POSITIVE_INFINITY)) throw new OutsideDomain('exposures of a book', size);
  for (let k = n - 2; k >= 0; k -= 1) {
    const [a, b] = [v[k] ?? 0, v[k + 1] ?? 0];
    const length = Math.sqrt(a * a + b * b);
    if (length === 0) continue;
    const [c, s] = [a / length, b / length];
    v[k] = length;
    for (const row of rows) {
      const [x, y] = [row[k] ?? 0, row[k + 1] ?? 0];
      row[k] = c * x + s * y;
      row[k + 1] = c * y - s * x;
    }
  }
  const turn = (v[0] ?? 0) < 0 ? 1 : -1;
  return {
    rows: rows.map((row) => row.map((value, k) => (k === 0 ? turn * value : value))),
    lengths: rows.map((_, i) => Math.min(i + 2, n)),
  };
}
