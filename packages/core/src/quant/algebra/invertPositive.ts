/**
 * Inverse of a symmetric positive definite matrix, row-major n × n, by Cholesky factors; null where it is not positive
 * definite to rounding (a pivot below 1e-13 of its diagonal). Pure.
 */
export function invertPositive(matrix: Float64Array, n: number): Float64Array | null {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1)
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k += 1) sum -= lower[i * n + k]! * lower[j * n + k]!;
      if (i === j && !(sum > 1e-13 * Math.abs(matrix[i * n + i]!))) return null;
      lower[i * n + j] = i === j ? Math.sqrt(sum) : sum / lower[j * n + j]!;
    }
  const inverse = new Float64Array(n * n);
  for (let column = 0; column < n; column += 1) {
    const x = new Float64Array(n);
    for (let i = 0; i < n; i += 1) {
      let sum = i === column ? 1 : 0;
      for (let k = 0; k < i; k += 1) sum -= lower[i * n + k]! * x[k]!;
      x[i] = sum / lower[i * n + i]!;
    }
    for (let i = n - 1; i >= 0; i -= 1) {
      let sum = x[i]!;
      for (let k = i + 1; k < n; k += 1) sum -= lower[k * n + i]! * x[k]!;
      x[i] = sum / lower[i * n + i]!;
    }
    for (let i = 0; i < n; i += 1) inverse[i * n + column] = x[i]!;
  }
  return inverse;
}
