// AssemblyScript, compiled by scripts/build-kernel.mjs with simulate.ts as its entry.

/** e^x − 1 for x within ±50: 2^k·e^r by Cody and Waite's reduction and the exponential series to the twelfth power. */
@inline
export function growth(x: v128): v128 {
  // Adding 1.5·2^52 rounds to a whole number and leaves it in the low bits.
  const moved = f64x2.add(f64x2.mul(x, f64x2.splat(1.4426950408889634)), f64x2.splat(6755399441055744));
  const k = f64x2.sub(moved, f64x2.splat(6755399441055744));
  const r = f64x2.sub(
    f64x2.sub(x, f64x2.mul(k, f64x2.splat(0.6931471803691238))),
    f64x2.mul(k, f64x2.splat(1.9082149292705877e-10)),
  );
  let sum = f64x2.splat(1 / 479001600.0);
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1 / 39916800.0));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1 / 3628800.0));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1 / 362880.0));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1 / 40320.0));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1 / 5040.0));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1 / 720.0));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1 / 120.0));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1 / 24.0));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1 / 6.0));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(0.5));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1));
  const scale = i64x2.shl(i64x2.add(moved, i64x2.splat(1023)), 52);
  return f64x2.sub(f64x2.mul(sum, scale), f64x2.splat(1));
}

/** e^x: small moves, nearly all, by the series, as the twin has it. */
@inline
export function riseOf(x: v128): v128 {
  const square = f64x2.mul(x, x);
  const outer = f64x2.add(f64x2.splat(1 / 24.0), f64x2.mul(x, f64x2.splat(1 / 120.0)));
  const inner = f64x2.add(f64x2.splat(0.5), f64x2.mul(x, f64x2.splat(1 / 6.0)));
  const series = f64x2.add(f64x2.add(f64x2.splat(1), x), f64x2.mul(square, f64x2.add(inner, f64x2.mul(square, outer))));
  const isLarge = f64x2.gt(f64x2.abs(x), f64x2.splat(0.005));
  if (!v128.any_true(isLarge)) return series;
  const held = f64x2.pmax(f64x2.pmin(x, f64x2.splat(50)), f64x2.splat(-50));
  return v128.bitselect(f64x2.add(growth(held), f64x2.splat(1)), series, isLarge);
}
