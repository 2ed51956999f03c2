// AssemblyScript, compiled by scripts/build-kernel.mjs with simulate.ts as its entry.

import {
  BLOCK, GROUPS, MARGIN_BITS, MIXING, MIXING_TABLE, NORMALS, NORMAL_TABLE, SHIFT, UNIFORM_BITS, UNIFORM_FIRST,
  UNIFORM_SIDE, WORDS, WORD_ROW, XI, pointer, word,
} from './parameters';

/** The cubics of two cells (at byte addresses `a` and `b`) at two places t in [1, 2). */
@inline
export function cubic(a: usize, b: usize, t: v128): v128 {
  const a01 = v128.load(a);
  const a23 = v128.load(a, 16);
  const b01 = v128.load(b);
  const b23 = v128.load(b, 16);
  const c0 = v128.shuffle<i64>(a01, b01, 0, 2);
  const c1 = v128.shuffle<i64>(a01, b01, 1, 3);
  const c2 = v128.shuffle<i64>(a23, b23, 0, 2);
  const c3 = v128.shuffle<i64>(a23, b23, 1, 3);
  let sum = f64x2.add(f64x2.mul(c3, t), c2);
  sum = f64x2.add(f64x2.mul(sum, t), c1);
  return f64x2.add(f64x2.mul(sum, t), c0);
}

/** Place inside the cell: the mantissa bits below those that chose it, as a number in [1, 2). */
@inline
export function within(bits: v128, taken: i32): v128 {
  return v128.or(
    v128.and(i64x2.shl(bits, taken), i64x2.splat(0x000fffffffffffff)),
    i64x2.splat(0x3ff0000000000000),
  );
}

/** m + 1/2 of two words m: with this for its leading half a word is the double 2^52 + m, and the rest is exact. */
@inline
function leading(): v128 {
  return i32x4.splat(0x43300000);
}
@inline
function middleOf(raised: v128): v128 {
  return f64x2.sub(raised, f64x2.splat(4503599627370495.5));
}

/** Byte offsets of the cells of two distances from the end of the uniform, counted from exponent zero. */
@inline
function uniformCells(q: v128): v128 {
  return i64x2.shl(i64x2.shr_u(q, 52 - UNIFORM_BITS), 5);
}

/** Through a table of uniforms; `base` is where the cell of exponent zero would be. */
@inline
function throughUniform(q: v128, cells: v128, base: usize): v128 {
  return cubic(base + i32x4.extract_lane(cells, 0), base + i32x4.extract_lane(cells, 2), within(q, UNIFORM_BITS));
}

/** Four words at `from` to four normals at `to`. */
@inline
export function toNormals(from: usize, to: usize, table: usize): void {
  const base = table - ((UNIFORM_FIRST as usize) << 5);
  const w = v128.load(from);
  const distance = v128.xor(w, i32x4.shr_s(w, 31));
  const signs = v128.and(w, i32x4.splat(0x80000000));
  const none = i32x4.splat(0);
  const first = middleOf(v128.shuffle<i32>(distance, leading(), 0, 4, 1, 5));
  const second = middleOf(v128.shuffle<i32>(distance, leading(), 2, 6, 3, 7));
  const a = throughUniform(first, uniformCells(first), base);
  const b = throughUniform(second, uniformCells(second), base);
  v128.store(to, v128.xor(a, v128.shuffle<i32>(none, signs, 0, 4, 1, 5)));
  v128.store(to, v128.xor(b, v128.shuffle<i32>(none, signs, 2, 6, 3, 7)), 16);
}

export function fillNormals(p: usize): void {
  const count = word(p, NORMALS) * BLOCK;
  const table: usize = pointer(p, NORMAL_TABLE);
  let from: usize = pointer(p, WORDS) + WORD_ROW;
  let to: usize = pointer(p, XI);
  for (let i: u32 = 0; i < count; i += 4) {
    toNormals(from, to, table);
    from += 16;
    to += 32;
  }
  // Importance sampling moves the first normal, along which the loss grows.
  const shift = load<f64>(p + SHIFT);
  if (shift != 0) {
    const xi: usize = pointer(p, XI);
    const by = f64x2.splat(shift);
    for (let i: u32 = 0; i < BLOCK; i += 2) {
      const at = xi + ((i << 3) as usize);
      v128.store(at, f64x2.add(v128.load(at), by));
    }
  }
}

export function fillMixing(p: usize): void {
  const groups = word(p, GROUPS);
  let to: usize = pointer(p, MIXING);
  let base: usize = pointer(p, MIXING_TABLE) - ((UNIFORM_FIRST as usize) << 5);
  const side = i64x2.splat(UNIFORM_SIDE);
  for (let g: u32 = 0; g < groups; ++g) {
    let from: usize = pointer(p, WORDS);
    for (let i: u32 = 0; i < BLOCK; i += 4) {
      const w = v128.load(from);
      const upper = i32x4.shr_s(w, 31);
      const distance = v128.xor(w, upper);
      const first = middleOf(v128.shuffle<i32>(distance, leading(), 0, 4, 1, 5));
      const second = middleOf(v128.shuffle<i32>(distance, leading(), 2, 6, 3, 7));
      const a = i64x2.add(uniformCells(first), v128.and(i64x2.extend_low_i32x4_s(upper), side));
      const b = i64x2.add(uniformCells(second), v128.and(i64x2.extend_high_i32x4_s(upper), side));
      v128.store(to, throughUniform(first, a, base));
      v128.store(to, throughUniform(second, b, base), 16);
      from += 16;
      to += 32;
    }
    base += UNIFORM_SIDE << 1;
  }
}

/** Two copula variates to two simple returns; `base` is where the cells of exponent zero would be. */
@inline
export function throughMargin(x: v128, base: usize, limit: v128): v128 {
  const y = f64x2.pmin(limit, f64x2.add(f64x2.abs(x), f64x2.splat(1)));
  // A cell for x >= 0 and its mirror lie side by side.
  const cells = v128.or(
    i64x2.shl(i64x2.shr_u(y, 52 - MARGIN_BITS), 6),
    i64x2.shl(i64x2.shr_u(x, 63), 5),
  );
  return cubic(base + i32x4.extract_lane(cells, 0), base + i32x4.extract_lane(cells, 2), within(y, MARGIN_BITS));
}
