// AssemblyScript, compiled by scripts/build-kernel.mjs with simulate.ts as its entry.

/**
 * Constants read from memory, one instruction each: engines build a vector's constant anew at each use, of three. First
 * the series of e^x from its twelfth power down to its second.
 */
const CONSTANTS: usize = memory.data<f64>([
  1 / 479001600.0, 1 / 39916800.0, 1 / 3628800.0, 1 / 362880.0, 1 / 40320.0, 1 / 5040.0, 1 / 720.0, 1 / 120.0,
  1 / 24.0, 1 / 6.0, 0.5, 1, 1.4426950408889634, 6755399441055744, 0.6931471803691238, 1.9082149292705877e-10, 50, -50,
  0.005, 0.3465,
]);
const FIFTH: usize = 7;
const FOURTH: usize = 8;
const CUBE: usize = 9;
const SQUARE: usize = 10;
const ONE: usize = 11;
const LN2_INVERSE: usize = 12;
/** Adding 1.5·2^52 rounds to a whole number, ties to even, and leaves it in the low bits. */
export const ROUNDS: usize = 13;
const LN2_HIGH: usize = 14;
const LN2_LOW: usize = 15;
const MOST: usize = 16;
const LEAST: usize = 17;
/** Moves of pegs beyond it are not summed by the short series. */
const SHORT: usize = 18;
/** Within it nothing is to be reduced by ln 2. */
const UNREDUCED: usize = 19;

@inline
export function constant(index: usize): v128 {
  return v128.load64_splat(CONSTANTS + (index << 3));
}
@inline
function next(sum: v128, x: v128, index: usize): v128 {
  return f64x2.add(f64x2.mul(sum, x), constant(index));
}

/** x held within ±50; no number stays none. */
@inline
export function held(x: v128): v128 {
  return f64x2.pmax(f64x2.pmin(x, constant(MOST)), constant(LEAST));
}

/** e^r for r within ±ln 2 / 2 by the exponential series to the twelfth power. */
@inline
function series(r: v128): v128 {
  let sum = constant(0);
  sum = next(sum, r, 1);
  sum = next(sum, r, 2);
  sum = next(sum, r, 3);
  sum = next(sum, r, 4);
  sum = next(sum, r, 5);
  sum = next(sum, r, 6);
  sum = next(sum, r, FIFTH);
  sum = next(sum, r, FOURTH);
  sum = next(sum, r, CUBE);
  sum = next(sum, r, SQUARE);
  sum = next(sum, r, ONE);
  return next(sum, r, ONE);
}

/** e^x − 1 for x within ±50: 2^k·e^r by Cody and Waite's reduction. */
@inline
export function growth(x: v128): v128 {
  const moved = f64x2.add(f64x2.mul(x, constant(LN2_INVERSE)), constant(ROUNDS));
  const k = f64x2.sub(moved, constant(ROUNDS));
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(k, constant(LN2_HIGH))), f64x2.mul(k, constant(LN2_LOW)));
  const scale = i64x2.shl(i64x2.add(moved, i64x2.splat(1023)), 52);
  return f64x2.sub(f64x2.mul(series(r), scale), constant(ONE));
}

/** Whether all are numbers so small that k is zero and `growth` is `smallGrowth`, bit for bit. */
@inline
export function areSmall(x: v128, y: v128): bool {
  return i64x2.all_true(f64x2.le(f64x2.pmax(f64x2.abs(x), f64x2.abs(y)), constant(UNREDUCED)));
}
@inline
export function smallGrowth(x: v128): v128 {
  return f64x2.sub(series(x), constant(ONE));
}

/** e^x: small moves, nearly all, by the series, as the twin has it. */
@inline
export function riseOf(x: v128): v128 {
  const square = f64x2.mul(x, x);
  const outer = f64x2.add(constant(FOURTH), f64x2.mul(x, constant(FIFTH)));
  const inner = f64x2.add(constant(SQUARE), f64x2.mul(x, constant(CUBE)));
  const small = f64x2.add(f64x2.add(constant(ONE), x), f64x2.mul(square, f64x2.add(inner, f64x2.mul(square, outer))));
  const isLarge = f64x2.gt(f64x2.abs(x), constant(SHORT));
  if (!v128.any_true(isLarge)) return small;
  return v128.bitselect(f64x2.add(growth(held(x)), constant(ONE)), small, isLarge);
}
