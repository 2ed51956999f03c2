// AssemblyScript, compiled by scripts/build-kernel.mjs with simulate.ts as its entry.

import {
  BLOCK, BLOCKS, MARKS, OUT, OUT_STRIDE, PATH_HIGH, PATH_LOW, PEGS, PEG_INFO, SCRATCH, STARTS_BROKEN, STEPS,
  WORDS, pointer, word,
} from './parameters';
import { ROUNDS, constant, riseOf } from './growth';
import { BUCKET, BUCKETS, CALM, FIRST_GAP, HOME, INFO, MOST_REVERSION, REVERSION, SHOCKS } from './pegState';
import { walkPath } from './walkPath';
import { philox, spreadKeys } from './words';

/** Paths of a peg walked at once: their rows of results stay near. */
const GROUP: u32 = 16;
/** Bytes of one double, and of one word, for each of them. */
const LINE: usize = 16 << 3;
const WORD_LINE: usize = 16 << 2;
/** Where in the scratch the state of a group stands: calm variances first. */
const GAP: usize = LINE;
const PRICE: usize = 2 * LINE;
const STRUCK: usize = 3 * LINE;

/** The words of a group, [step][path]: a quad serves four steps. */
function fillPegWords(p: usize, peg: u32, low: u32, high: u32): void {
  const quads = (word(p, STEPS) + 3) >> 2;
  let to: usize = pointer(p, WORDS);
  for (let quad: u32 = 0; quad < quads; ++quad) {
    const place = quad * word(p, PEGS) + peg;
    for (let i: u32 = 0; i < GROUP; i += 4) {
      const paths = i32x4.add(i32x4.splat(low + i), i32x4(0, 1, 2, 3));
      philox(p, paths, i32x4.splat(high), i32x4.splat(place), to + ((i << 2) as usize), WORD_LINE);
    }
    to += WORD_LINE << 2;
  }
}

function startGroup(info: usize, scratch: usize): void {
  const calm = v128.load64_splat(info, CALM);
  const gap = v128.load64_splat(info, FIRST_GAP);
  for (let at = scratch; at < scratch + LINE; at += 16) {
    v128.store(at, calm);
    v128.store(at, gap, GAP);
    v128.store(at, f64x2.splat(1), PRICE);
    v128.store(at, f64x2.splat(0), STRUCK);
  }
}

/** One step of a group of whole pegs, its words at `words`; lanes a break strikes are kept as such. */
function stepGroup(info: usize, scratch: usize, words: usize, out: usize, stride: usize): void {
  const reversion = v128.load64_splat(info, REVERSION);
  const mostReversion = v128.load64_splat(info, MOST_REVERSION);
  const home = v128.load64_splat(info, HOME);
  const shocks: usize = load<u32>(info, SHOCKS);
  const buckets: usize = load<u32>(info, BUCKETS);
  const line = v128.load64_splat(buckets);
  for (let i: usize = 0; i < LINE; i += 16) {
    const at = scratch + i;
    const drawn = f64x2.convert_low_i32x4_u(v128.load64_zero(words + (i >> 1)));
    const price = v128.load(at, PRICE);
    let threshold = v128.load64_splat(buckets, 8);
    let scale = v128.load64_splat(buckets, 16);
    let offset = v128.load64_splat(buckets, 24);
    let isLower = f64x2.le(price, line);
    for (let bucket = buckets + BUCKET; v128.any_true(isLower); bucket += BUCKET) {
      threshold = v128.bitselect(v128.load64_splat(bucket, 8), threshold, isLower);
      scale = v128.bitselect(v128.load64_splat(bucket, 16), scale, isLower);
      offset = v128.bitselect(v128.load64_splat(bucket, 24), offset, isLower);
      isLower = f64x2.le(price, v128.load64_splat(bucket));
    }
    v128.store(at, v128.or(v128.load(at, STRUCK), f64x2.lt(drawn, threshold)), STRUCK);
    const place = f64x2.pmax(f64x2.add(f64x2.mul(drawn, scale), offset), f64x2.splat(-0.5));
    const index = f64x2.add(place, constant(ROUNDS));
    const a = v128.load(shocks + ((i32x4.extract_lane(index, 0) as usize) << 4));
    const b = v128.load(shocks + ((i32x4.extract_lane(index, 2) as usize) << 4));
    const calm = v128.load(at);
    const gap = v128.load(at, GAP);
    const deviation = f64x2.sqrt(calm);
    const most = f64x2.mul(mostReversion, deviation);
    const back = f64x2.pmin(most, f64x2.mul(reversion, gap));
    const shift = f64x2.pmax(f64x2.neg(most), back);
    const move = f64x2.add(shift, f64x2.mul(deviation, v128.shuffle<i64>(a, b, 0, 2)));
    v128.store(at, f64x2.add(f64x2.mul(calm, v128.shuffle<i64>(a, b, 1, 3)), home));
    v128.store(at, f64x2.add(gap, move), GAP);
    const next = f64x2.mul(price, riseOf(move));
    v128.store(at, next, PRICE);
    v128.store64_lane(out, next, 0);
    v128.store64_lane(out + stride, next, 1);
    out += stride << 1;
  }
}

/** Marks the paths of a group on which its peg broke. */
function markStruck(scratch: usize, marks: usize): void {
  for (let i: u32 = 0; i < GROUP; ++i) {
    const struck = load<u8>(scratch + ((i << 3) as usize), STRUCK);
    store<u8>(marks + (i as usize), load<u8>(marks + (i as usize)) | struck);
  }
}

/** All pegs on a group of paths as if none broke, and the paths on which one does marked. */
function walkGroup(p: usize, low: u32, high: u32, out: usize): void {
  const pegs = word(p, PEGS);
  const steps = word(p, STEPS);
  const words: usize = pointer(p, WORDS);
  const scratch: usize = pointer(p, SCRATCH);
  const stride: usize = pointer(p, OUT_STRIDE);
  const pathStride: usize = (steps as usize) * stride;
  for (let peg: u32 = 0; peg < pegs; ++peg) {
    const info: usize = pointer(p, PEG_INFO) + (peg as usize) * INFO;
    fillPegWords(p, peg, low, high);
    startGroup(info, scratch);
    let to = out + ((peg << 3) as usize);
    for (let step: u32 = 0; step < steps; ++step) {
      stepGroup(info, scratch, words + (step as usize) * WORD_LINE, to, pathStride);
      to += stride;
    }
    markStruck(scratch, pointer(p, MARKS));
  }
}

/**
 * Blocks of paths of pegs: their ratios, [path][step][peg]. Paths on which one breaks, or all where one starts broken,
 * are walked one by one, for a break may take other pegs along.
 */
export function simulatePegs(p: usize): void {
  let low = word(p, PATH_LOW);
  let high = word(p, PATH_HIGH);
  const startsBroken = word(p, STARTS_BROKEN) as u8;
  const stride: usize = pointer(p, OUT_STRIDE);
  const pathStride: usize = (word(p, STEPS) as usize) * stride;
  const marks: usize = pointer(p, MARKS);
  const groups = word(p, BLOCKS) * (BLOCK / GROUP);
  let out: usize = pointer(p, OUT);
  spreadKeys(p);
  for (let group: u32 = 0; group < groups; ++group) {
    memory.fill(marks, startsBroken, GROUP as usize);
    if (!startsBroken) walkGroup(p, low, high, out);
    for (let i: u32 = 0; i < GROUP; ++i) {
      if (load<u8>(marks + (i as usize))) walkPath(p, low + i, high, out, stride);
      out += pathStride;
    }
    const next = low + GROUP;
    if (next < low) ++high;
    low = next;
  }
}
