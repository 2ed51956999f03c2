// AssemblyScript, compiled by scripts/build-kernel.mjs; its TypeScript twin is src/quant/simulation/simulatePaths.ts.
// Fixed-width SIMD only: no relaxed instruction, no fused multiply-add, so the bytes are those of the twin.

/** Paths worked on at once; a path's bytes do not depend on it. */
const BLOCK: u32 = 64;
/** Bytes of one double, or of one word, for every path of a block. */
const ROW: usize = 64 << 3;
const WORD_ROW: usize = 64 << 2;
/** Mantissa bits that choose a cell: of a uniform's distance from its nearer end, and of 1 + |copula variate|. */
const UNIFORM_BITS: i32 = 6;
const MARGIN_BITS: i32 = 5;
/** First cell of a uniform (one half of 2^-32) and of a margin (1), as their leading bits. */
const UNIFORM_FIRST: i64 = 1022 << UNIFORM_BITS;
const MARGIN_FIRST: i64 = 1023 << MARGIN_BITS;
/** Bytes of the cells on one side of a uniform: 32 octaves of 64 cells of four coefficients. */
const UNIFORM_SIDE: i32 = 32 << (UNIFORM_BITS + 5);

const PLAIN: u32 = 0;
const ANTITHETIC: u32 = 1;

// Parameter block, 32-bit words at the address given to `simulate`.
const PATH_LOW: usize = 0;
const PATH_HIGH: usize = 4;
const BLOCKS: usize = 8;
const KEY_0: usize = 12;
const KEY_1: usize = 16;
const STREAM: usize = 20;
const MODE: usize = 24;
const NORMALS: usize = 28;
const ASSETS: usize = 32;
const BOOKS: usize = 36;
const GROUPS: usize = 40;
const WORDS: usize = 44;
const XI: usize = 48;
const MIXING: usize = 52;
const RETURNS: usize = 56;
const NORMAL_TABLE: usize = 60;
const MIXING_TABLE: usize = 64;
const LATTICE: usize = 68;
const FACTOR: usize = 72;
const ASSET_INFO: usize = 76;
const WEIGHTS: usize = 80;
const OUT: usize = 84;
const OUT_STRIDE: usize = 88;
const SCORES: usize = 92;
const SHIFT: usize = 96;
const FIRST_QUAD: usize = 104;
// Only for `simulateSteps`.
const STEPS: usize = 108;
const VARIANCE: usize = 112;
const LOG_RETURN: usize = 116;
const STEP_INFO: usize = 120;
const HITS: usize = 124;

@inline
function word(p: usize, field: usize): u32 {
  return load<u32>(p + field);
}

@inline
function pointer(p: usize, field: usize): usize {
  return load<u32>(p + field) as usize;
}

/** Four words for each of four counters (one per lane), stored at `to` with `stride` bytes between the words. */
@inline
function philox(low: v128, high: v128, block: u32, stream: u32, key0: u32, key1: u32, to: usize, stride: usize): void {
  const m0 = i32x4.splat(0xd2511f53);
  const m1 = i32x4.splat(0xcd9e8d57);
  let c0 = low;
  let c1 = high;
  let c2 = i32x4.splat(block);
  let c3 = i32x4.splat(stream);
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < 10; ++round) {
    const a = i64x2.extmul_low_i32x4_u(c0, m0);
    const b = i64x2.extmul_high_i32x4_u(c0, m0);
    const c = i64x2.extmul_low_i32x4_u(c2, m1);
    const d = i64x2.extmul_high_i32x4_u(c2, m1);
    c0 = v128.xor(v128.xor(v128.shuffle<i32>(c, d, 1, 3, 5, 7), c1), i32x4.splat(k0));
    c1 = v128.shuffle<i32>(c, d, 0, 2, 4, 6);
    c2 = v128.xor(v128.xor(v128.shuffle<i32>(a, b, 1, 3, 5, 7), c3), i32x4.splat(k1));
    c3 = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  v128.store(to, c0);
  v128.store(to + stride, c1);
  v128.store(to + 2 * stride, c2);
  v128.store(to + 3 * stride, c3);
}

/** The words of one block of paths, [coordinate][path]: coordinate 0 mixes, the others become normals. */
function fillWords(p: usize, low: u32, high: u32): void {
  const mode = word(p, MODE);
  const stream = word(p, STREAM);
  const key0 = word(p, KEY_0);
  const key1 = word(p, KEY_1);
  const words = pointer(p, WORDS);
  const stride = WORD_ROW;
  const quads = (word(p, NORMALS) + 4) >> 2;
  const first = word(p, FIRST_QUAD);
  if (mode <= ANTITHETIC) {
    const lanes = i32x4(0, 1, 2, 3);
    for (let quad: u32 = 0; quad < quads; ++quad) {
      const to = words + (quad as usize) * (stride << 2);
      for (let i: u32 = 0; i < BLOCK; i += 4) {
        const place = i32x4.add(i32x4.splat(low + i), lanes);
        if (mode == PLAIN) {
          philox(place, i32x4.splat(high), first + quad, stream, key0, key1, to + ((i << 2) as usize), stride);
        } else {
          // Paths 2k and 2k + 1 share a counter; the second takes the complement of every word but the first.
          const pair = v128.or(i32x4.shr_u(place, 1), i32x4.splat(high << 31));
          const at = to + ((i << 2) as usize);
          philox(pair, i32x4.splat(high >> 1), first + quad, stream, key0, key1, at, stride);
          const mirror = i32x4.neg(v128.and(place, i32x4.splat(1)));
          if (quad > 0) v128.store(at, v128.xor(v128.load(at), mirror));
          v128.store(at + stride, v128.xor(v128.load(at + stride), mirror));
          v128.store(at + 2 * stride, v128.xor(v128.load(at + 2 * stride), mirror));
          v128.store(at + 3 * stride, v128.xor(v128.load(at + 3 * stride), mirror));
        }
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
    philox(i32x4.splat(replicate), i32x4.splat(high >> 16), first + quad, stream, key0, key1, to, stride);
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

/** The cubics of two cells (at byte addresses `a` and `b`) at two places t in [1, 2). */
@inline
function cubic(a: usize, b: usize, t: v128): v128 {
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
function within(bits: v128, taken: i32): v128 {
  return v128.or(
    v128.and(i64x2.shl(bits, taken), i64x2.splat(0x000fffffffffffff)),
    i64x2.splat(0x3ff0000000000000),
  );
}

/** Two distances from the end of the uniform, as integers in the low lanes, through a table. */
@inline
function throughUniform(distance: v128, table: usize, sides: v128): v128 {
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

function fillNormals(p: usize): void {
  const normals = word(p, NORMALS);
  const table: usize = pointer(p, NORMAL_TABLE);
  let from: usize = pointer(p, WORDS) + WORD_ROW;
  let to: usize = pointer(p, XI);
  const sign = i64x2.splat(0x8000000000000000);
  const none = i64x2.splat(0);
  for (let k: u32 = 0; k < normals; ++k) {
    for (let i: u32 = 0; i < BLOCK; i += 4) {
      const w = v128.load(from);
      const upper = i32x4.shr_s(w, 31);
      const distance = v128.xor(w, upper);
      const first = throughUniform(distance, table, none);
      const second = throughUniform(v128.shuffle<i32>(distance, distance, 2, 3, 2, 3), table, none);
      v128.store(to, v128.xor(first, v128.and(i64x2.extend_low_i32x4_s(upper), sign)));
      v128.store(to, v128.xor(second, v128.and(i64x2.extend_high_i32x4_s(upper), sign)), 16);
      from += 16;
      to += 32;
    }
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

function fillMixing(p: usize): void {
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
function throughMargin(x: v128, table: usize, side: v128, limit: v128): v128 {
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

/** One asset: its row of the factor times the normals, mixed, through its margin. */
function fillReturns(p: usize, asset: u32, row: usize): void {
  const info: usize = pointer(p, ASSET_INFO) + (asset as usize) * 32;
  const length = load<u32>(info);
  const mixing: usize = pointer(p, MIXING) + (load<u32>(info, 4) as usize) * ROW;
  const table: usize = load<u32>(info, 8);
  const side = i64x2.splat(load<u32>(info, 12) as i64);
  const limit = v128.load64_splat(info, 16);
  const xi: usize = pointer(p, XI);
  const out: usize = pointer(p, RETURNS);
  const stride = ROW;
  for (let i: usize = 0; i < stride; i += 64) {
    let a = f64x2.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let at: usize = xi + i;
    for (let k: usize = row; k < row + ((length as usize) << 3); k += 8) {
      const coefficient = v128.load64_splat(k);
      a = f64x2.add(a, f64x2.mul(coefficient, v128.load(at)));
      b = f64x2.add(b, f64x2.mul(coefficient, v128.load(at, 16)));
      c = f64x2.add(c, f64x2.mul(coefficient, v128.load(at, 32)));
      d = f64x2.add(d, f64x2.mul(coefficient, v128.load(at, 48)));
      at += stride;
    }
    const by = mixing + i;
    v128.store(out + i, throughMargin(f64x2.mul(a, v128.load(by)), table, side, limit));
    v128.store(out + i, throughMargin(f64x2.mul(b, v128.load(by, 16)), table, side, limit), 16);
    v128.store(out + i, throughMargin(f64x2.mul(c, v128.load(by, 32)), table, side, limit), 32);
    v128.store(out + i, throughMargin(f64x2.mul(d, v128.load(by, 48)), table, side, limit), 48);
  }
}

/** Fills the results of BLOCKS blocks of paths: for every book its profit, and on wish what weighs a path. */
export function simulate(p: usize): void {
  let low = word(p, PATH_LOW);
  let high = word(p, PATH_HIGH);
  const blocks = word(p, BLOCKS);
  const assets = word(p, ASSETS);
  const books = word(p, BOOKS);
  const bookStride: usize = pointer(p, OUT_STRIDE);
  const rowStride: usize = (word(p, NORMALS) as usize) << 3;
  const returns: usize = pointer(p, RETURNS);
  const size = ROW;
  let out: usize = pointer(p, OUT);
  let scores: usize = pointer(p, SCORES);
  for (let block: u32 = 0; block < blocks; ++block) {
    fillWords(p, low, high);
    fillMixing(p);
    fillNormals(p);
    for (let book: u32 = 0; book < books; ++book) memory.fill(out + (book as usize) * bookStride, 0, size);
    for (let asset: u32 = 0; asset < assets; ++asset) {
      fillReturns(p, asset, pointer(p, FACTOR) + (asset as usize) * rowStride);
      for (let book: u32 = 0; book < books; ++book) {
        const weight = v128.load64_splat(pointer(p, WEIGHTS) + (((book * assets + asset) << 3) as usize));
        const to = out + (book as usize) * bookStride;
        for (let i: usize = 0; i < size; i += 16) {
          v128.store(to + i, f64x2.add(v128.load(to + i), f64x2.mul(weight, v128.load(returns + i))));
        }
      }
    }
    if (scores != 0) {
      memory.copy(scores, pointer(p, XI), size);
      memory.copy(scores + bookStride, pointer(p, MIXING), size);
      scores += size;
    }
    out += size;
    const next = low + BLOCK;
    if (next < low) ++high;
    low = next;
  }
}

/** e^x − 1 for x within ±50: 2^k·e^r by Cody and Waite's reduction and the exponential series to the twelfth power. */
@inline
function growth(x: v128): v128 {
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

/** Adds one possible jump to the log returns of an asset: where the word falls below its threshold, its size. */
function addHit(p: usize, hit: usize, logReturn: usize): void {
  const words: usize = pointer(p, WORDS) + (load<u32>(hit) as usize) * WORD_ROW;
  const sizes: usize = pointer(p, XI) + (load<u32>(hit, 4) as usize) * ROW;
  const threshold = i32x4.splat(load<u32>(hit, 8));
  const mean = v128.load64_splat(hit, 16);
  const deviation = v128.load64_splat(hit, 24);
  for (let i: usize = 0; i < ROW; i += 32) {
    const happens = i32x4.lt_u(v128.load(words + (i >> 1)), threshold);
    if (!v128.any_true(happens)) continue;
    const low = f64x2.add(mean, f64x2.mul(deviation, v128.load(sizes + i)));
    const high = f64x2.add(mean, f64x2.mul(deviation, v128.load(sizes + i, 16)));
    const at = logReturn + i;
    v128.store(at, f64x2.add(v128.load(at), v128.and(low, i64x2.extend_low_i32x4_s(happens))));
    v128.store(at, f64x2.add(v128.load(at, 16), v128.and(high, i64x2.extend_high_i32x4_s(happens))), 16);
  }
}

/** One step of one asset: its innovations are in RETURNS; moves variance and log return, writes the simple return. */
function stepAsset(p: usize, asset: u32, out: usize): void {
  const info: usize = pointer(p, STEP_INFO) + (asset as usize) * 64;
  const variance: usize = pointer(p, VARIANCE) + (asset as usize) * ROW;
  const logReturn: usize = pointer(p, LOG_RETURN) + (asset as usize) * ROW;
  const innovation = pointer(p, RETURNS);
  const mean = v128.load64_splat(info);
  const omega = v128.load64_splat(info, 8);
  const up = v128.load64_splat(info, 16);
  const down = v128.load64_splat(info, 24);
  const beta = v128.load64_splat(info, 32);
  for (let i: usize = 0; i < ROW; i += 16) {
    const h = v128.load(variance + i);
    const e = f64x2.mul(f64x2.sqrt(h), v128.load(innovation + i));
    v128.store(logReturn + i, f64x2.add(v128.load(logReturn + i), f64x2.add(mean, e)));
    const reaction = v128.bitselect(down, up, f64x2.lt(e, f64x2.splat(0)));
    v128.store(
      variance + i,
      f64x2.add(f64x2.add(omega, f64x2.mul(reaction, f64x2.mul(e, e))), f64x2.mul(beta, h)),
    );
  }
  const hits = load<u32>(info, 52);
  let hit: usize = pointer(p, HITS) + (load<u32>(info, 48) as usize) * 32;
  for (let k: u32 = 0; k < hits; ++k) {
    addHit(p, hit, logReturn);
    hit += 32;
  }
  for (let i: usize = 0; i < ROW; i += 16) {
    const held = f64x2.max(f64x2.min(v128.load(logReturn + i), f64x2.splat(50)), f64x2.splat(-50));
    v128.store(out + i, growth(held));
  }
}

/** Blocks of paths of several steps: the simple return of every asset since the start, [step][asset][path]. */
export function simulateSteps(p: usize): void {
  let low = word(p, PATH_LOW);
  let high = word(p, PATH_HIGH);
  const blocks = word(p, BLOCKS);
  const assets = word(p, ASSETS);
  const steps = word(p, STEPS);
  const quads = (word(p, NORMALS) + 4) >> 2;
  const stride: usize = pointer(p, OUT_STRIDE);
  const rowStride: usize = (word(p, NORMALS) as usize) << 3;
  let out: usize = pointer(p, OUT);
  for (let block: u32 = 0; block < blocks; ++block) {
    memory.fill(pointer(p, LOG_RETURN), 0, (assets as usize) * ROW);
    for (let asset: u32 = 0; asset < assets; ++asset) {
      const first = v128.load64_splat(pointer(p, STEP_INFO) + (asset as usize) * 64, 40);
      const variance: usize = pointer(p, VARIANCE) + (asset as usize) * ROW;
      for (let i: usize = 0; i < ROW; i += 16) v128.store(variance + i, first);
    }
    let to = out;
    for (let step: u32 = 0; step < steps; ++step) {
      store<u32>(p + FIRST_QUAD, step * quads);
      fillWords(p, low, high);
      fillMixing(p);
      fillNormals(p);
      for (let asset: u32 = 0; asset < assets; ++asset) {
        fillReturns(p, asset, pointer(p, FACTOR) + (asset as usize) * rowStride);
        stepAsset(p, asset, to);
        to += stride;
      }
    }
    out += ROW;
    const next = low + BLOCK;
    if (next < low) ++high;
    low = next;
  }
}
