/**
 * Inverse of a square matrix, row-major n × n, by Gauss and Jordan's elimination with partial pivoting; null where it
 * is singular to working precision. Pure.
 */
export function invertMatrix(matrix: Float64Array, n: number): Float64Array | null {
  const [left, inverse] = [matrix.slice(), new Float64Array(n * n)];
  for (let i = 0; i < n; i += 1) inverse[i * n + i] = 1;
  const largest = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let column = 0; column < n; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < n; row += 1)
      if (Math.abs(left[row * n + column]!) > Math.abs(left[pivot * n + column]!)) pivot = row;
    const height = left[pivot * n + column]!;
    if (!(Math.abs(height) > 1e-15 * largest)) return null;
    for (const part of [left, inverse])
      for (let k = 0; k < n; k += 1) {
        const held = part[pivot * n + k]!;
        part[pivot * n + k] = part[column * n + k]!;
        part[column * n + k] = held / height;
      }
    for (let row = 0; row < n; row += 1) {
      const factor = left[row * n + column]!;
      if (row === column || factor === 0) continue;
      for (let k = column; k < n; k += 1) left[row * n + k]! -= factor * left[column * n + k]!;
      for (let k = 0; k < n; k += 1) inverse[row * n + k]! -= factor * inverse[column * n + k]!;
    }
  }
  return inverse;
}
