// AssemblyScript, compiled by scripts/build-kernel.mjs with simulate.ts as its entry.

import {
  BLOCK, GROUPS, MARGIN_BITS, MARGIN_FIRST, MIXING, MIXING_TABLE, NORMALS, NORMAL_TABLE, SHIFT, UNIFORM_BITS,
  UNIFORM_FIRST, UNIFORM_SIDE, WORDS, WORD_ROW, XI, pointer, word,
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

/** Two distances from the end of the uniform, as integers in the low lanes, through a table. */
@inline
export function throughUniform(distance: v128, table: usize, sides: v128): v128 {
  const q = f64x2.add(f64x2.convert_low_i32x4_u(distance), f64x2.splat(0.5));
  const cells = i64x2.add(
    i64x2.shl(i64x2.sub(i64x2.shr_u(q, 52 - UNIFORM_BITS), i64x2.splat(UNIFORM_FIRST)), 5),
    sides,
  );
  return cubic(
    table + (i64x2.extract_lane(cells, 0) as usize),
    table + (i64x2.extract_lane(cells, 1) as usize),
    within(q, UNIFORM_BITS),
  );
}

/** Four words at `from` to four normals at `to`. */
@inline
export function toNormals(from: usize, to: usize, table: usize): void {
  const sign = i64x2.splat(0x8000000000000000);
  const none = i64x2.splat(0);
  const w = v128.load(from);
  const upper = i32x4.shr_s(w, 31);
  const distance = v128.xor(w, upper);
  const first = throughUniform(distance, table, none);
  const second = throughUniform(v128.shuffle<i32>(distance, distance, 2, 3, 2, 3), table, none);
  v128.store(to, v128.xor(first, v128.and(i64x2.extend_low_i32x4_s(upper), sign)));
  v128.store(to, v128.xor(second, v128.and(i64x2.extend_high_i32x4_s(upper), sign)), 16);
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
  let table: usize = pointer(p, MIXING_TABLE);
  const side = i64x2.splat(UNIFORM_SIDE);
  for (let g: u32 = 0; g < groups; ++g) {
    let from: usize = pointer(p, WORDS);
    for (let i: u32 = 0; i < BLOCK; i += 4) {
      const w = v128.load(from);
      const upper = i32x4.shr_s(w, 31);
      const distance = v128.xor(w, upper);
      const first = throughUniform(distance, table, v128.and(i64x2.extend_low_i32x4_s(upper), side));
      const high = v128.shuffle<i32>(distance, distance, 2, 3, 2, 3);
      const second = throughUniform(high, table, v128.and(i64x2.extend_high_i32x4_s(upper), side));
      v128.store(to, first);
      v128.store(to, second, 16);
      from += 16;
      to += 32;
    }
    table += UNIFORM_SIDE << 1;
  }
}

/** Two copula variates to two simple returns. */
@inline
export function throughMargin(x: v128, table: usize, side: v128, limit: v128): v128 {
  const y = f64x2.min(f64x2.add(f64x2.abs(x), f64x2.splat(1)), limit);
  const cells = i64x2.add(
    i64x2.shl(i64x2.sub(i64x2.shr_u(y, 52 - MARGIN_BITS), i64x2.splat(MARGIN_FIRST)), 5),
    v128.and(i64x2.shr_s(x, 63), side),
  );
  return cubic(
    table + (i64x2.extract_lane(cells, 0) as usize),
    table + (i64x2.extract_lane(cells, 1) as usize),
    within(y, MARGIN_BITS),
  );
}
