// AssemblyScript, compiled by scripts/build-kernel.mjs with simulate.ts as its entry.

import {
  ANTITHETIC, BLOCK, FIRST_QUAD, KEYS, KEY_0, KEY_1, LATTICE, MODE, PLAIN, QUADS, STREAM, WORDS, WORD_ROW, pointer,
  word,
} from './parameters';

/** The ten keys of each half, which the rounds share: written once a call, read by every one. */
export function spreadKeys(p: usize): void {
  let key0 = word(p, KEY_0);
  let key1 = word(p, KEY_1);
  for (let at = p + KEYS; at < p + KEYS + 80; at += 8) {
    store<u32>(at, key0);
    store<u32>(at, key1, 4);
    key0 += 0x9e3779b9;
    key1 += 0xbb67ae85;
  }
}

/** Four words for each of four counters (one per lane), stored at `to` with `stride` bytes between the words. */
@inline
export function philox(p: usize, low: v128, high: v128, place: v128, to: usize, stride: usize): void {
  const m0 = i32x4.splat(0xd2511f53);
  const m1 = i32x4.splat(0xcd9e8d57);
  let c0 = low;
  let c1 = high;
  let c2 = place;
  let c3 = i32x4.splat(word(p, STREAM));
  // Two rounds at a time: no word moves between registers.
  for (let keys = p + KEYS; keys < p + KEYS + 80; keys += 16) {
    let a = i64x2.extmul_low_i32x4_u(c0, m0);
    let b = i64x2.extmul_high_i32x4_u(c0, m0);
    let c = i64x2.extmul_low_i32x4_u(c2, m1);
    let d = i64x2.extmul_high_i32x4_u(c2, m1);
    const d0 = v128.xor(v128.xor(v128.shuffle<i32>(c, d, 1, 3, 5, 7), c1), v128.load32_splat(keys));
    const d1 = v128.shuffle<i32>(c, d, 0, 2, 4, 6);
    const d2 = v128.xor(v128.xor(v128.shuffle<i32>(a, b, 1, 3, 5, 7), c3), v128.load32_splat(keys, 4));
    const d3 = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
    a = i64x2.extmul_low_i32x4_u(d0, m0);
    b = i64x2.extmul_high_i32x4_u(d0, m0);
    c = i64x2.extmul_low_i32x4_u(d2, m1);
    d = i64x2.extmul_high_i32x4_u(d2, m1);
    c0 = v128.xor(v128.xor(v128.shuffle<i32>(c, d, 1, 3, 5, 7), d1), v128.load32_splat(keys, 8));
    c1 = v128.shuffle<i32>(c, d, 0, 2, 4, 6);
    c2 = v128.xor(v128.xor(v128.shuffle<i32>(a, b, 1, 3, 5, 7), d3), v128.load32_splat(keys, 12));
    c3 = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
  }
  v128.store(to, c0);
  v128.store(to + stride, c1);
  v128.store(to + 2 * stride, c2);
  v128.store(to + 3 * stride, c3);
}

/** Four words for each of the four paths from `low` on, drawn one by one or in mirrored pairs. */
export function drawQuad(p: usize, low: u32, high: u32, quad: u32, to: usize, stride: usize, mirrorsFirst: bool): void {
  const place = i32x4.add(i32x4.splat(low), i32x4(0, 1, 2, 3));
  if (word(p, MODE) == PLAIN) {
    philox(p, place, i32x4.splat(high), i32x4.splat(quad), to, stride);
    return;
  }
  // Paths 2k and 2k + 1 share a counter; the second takes the complement of every word, the mixing one excepted.
  const pair = v128.or(i32x4.shr_u(place, 1), i32x4.splat(high << 31));
  philox(p, pair, i32x4.splat(high >> 1), i32x4.splat(quad), to, stride);
  const mirror = i32x4.neg(v128.and(place, i32x4.splat(1)));
  if (mirrorsFirst) v128.store(to, v128.xor(v128.load(to), mirror));
  v128.store(to + stride, v128.xor(v128.load(to + stride), mirror));
  v128.store(to + 2 * stride, v128.xor(v128.load(to + 2 * stride), mirror));
  v128.store(to + 3 * stride, v128.xor(v128.load(to + 3 * stride), mirror));
}

/** The words of one block of paths, [coordinate][path]: coordinate 0 mixes, the next become normals. */
export function fillWords(p: usize, low: u32, high: u32): void {
  const words = pointer(p, WORDS);
  const stride = WORD_ROW;
  const quads = word(p, QUADS);
  const first = word(p, FIRST_QUAD);
  if (word(p, MODE) <= ANTITHETIC) {
    for (let quad: u32 = 0; quad < quads; ++quad) {
      const to = words + (quad as usize) * (stride << 2);
      for (let i: u32 = 0; i < BLOCK; i += 4) {
        drawQuad(p, low + i, high, first + quad, to + ((i << 2) as usize), stride, quad > 0);
      }
    }
    return;
  }
  // Lattice: 65,536 points a replicate, moved by one random shift each coordinate.
  const replicate = (low >> 16) | (high << 16);
  const index = low & 0xffff;
  const lattice = pointer(p, LATTICE);
  for (let quad: u32 = 0; quad < quads; ++quad) {
    const to = words + (quad as usize) * (stride << 2);
    philox(p, i32x4.splat(replicate), i32x4.splat(high >> 16), i32x4.splat(first + quad), to, stride);
    for (let j: u32 = 0; j < 4; ++j) {
      const row = to + (j as usize) * stride;
      const z = load<u32>(lattice + ((((quad << 2) + j) << 2) as usize)) << 16;
      let place = i32x4.add(
        i32x4.splat(load<u32>(row) + index * z),
        i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(z)),
      );
      const step = i32x4.splat(z << 2);
      for (let i: u32 = 0; i < BLOCK; i += 4) {
        v128.store(row + ((i << 2) as usize), place);
        place = i32x4.add(place, step);
      }
    }
  }
}
