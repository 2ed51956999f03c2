// AssemblyScript, compiled by scripts/build-kernel.mjs with simulate.ts as its entry.

import {
  ASSETS, BASE, BLOCK, BLOCKS, FACTOR, FIRST_QUAD, HITS, LOG_RETURN, NORMALS, NORMAL_TABLE, OUT, OUT_STRIDE, PATH_HIGH,
  PATH_LOW, QUADS, RETURNS, ROW, SCRATCH, SIZE_QUADS, STEPS, STEP_INFO, VARIANCE, WORDS, WORD_ROW, pointer, word,
} from './parameters';
import { drawQuad, fillWords, spreadKeys } from './words';
import { fillMixing, fillNormals, toNormals } from './tables';
import { fillReturnPair, fillReturns } from './assetReturns';
import { areSmall, growth, held, smallGrowth } from './growth';

/** Adds one possible jump to the log returns of an asset: where its word falls below the threshold, its size. */
function addHit(p: usize, hit: usize, logReturn: usize, low: u32, high: u32): void {
  const words: usize = pointer(p, WORDS) + (load<u32>(hit) as usize) * WORD_ROW;
  const scratch = pointer(p, SCRATCH);
  const number = load<u32>(hit, 4);
  const quad = word(p, FIRST_QUAD) + word(p, QUADS) + (number >> 2);
  const threshold = i32x4.splat(load<u32>(hit, 8));
  const mean = v128.load64_splat(hit, 16);
  const deviation = v128.load64_splat(hit, 24);
  for (let i: usize = 0; i < ROW; i += 32) {
    const happens = i32x4.lt_u(v128.load(words + (i >> 1)), threshold);
    if (!v128.any_true(happens)) continue;
    // Sizes are drawn only where something happens: jumps are rare.
    drawQuad(p, low + ((i >> 3) as u32), high, quad, scratch, 16, true);
    toNormals(scratch + (((number & 3) << 4) as usize), scratch + 64, pointer(p, NORMAL_TABLE));
    const first = f64x2.add(mean, f64x2.mul(deviation, v128.load(scratch, 64)));
    const second = f64x2.add(mean, f64x2.mul(deviation, v128.load(scratch, 80)));
    const at = logReturn + i;
    v128.store(at, f64x2.add(v128.load(at), v128.and(first, i64x2.extend_low_i32x4_s(happens))));
    v128.store(at, f64x2.add(v128.load(at, 16), v128.and(second, i64x2.extend_high_i32x4_s(happens))), 16);
  }
}

/** One step of one asset: reads its innovations, moves variance and log return. */
function stepAsset(p: usize, asset: u32, innovation: usize, low: u32, high: u32): void {
  const info: usize = pointer(p, STEP_INFO) + (asset as usize) * 64;
  const variance: usize = pointer(p, VARIANCE) + (asset as usize) * ROW;
  const logReturn: usize = pointer(p, LOG_RETURN) + (asset as usize) * ROW;
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
    addHit(p, hit, logReturn, low, high);
    hit += 32;
  }
}

/** What an asset is worth more where results go, paths `stride` bytes apart. */
function layAsset(logReturn: usize, base: v128, out: usize, stride: usize): void {
  for (let i: usize = 0; i < ROW; i += 16) {
    const value = f64x2.add(growth(held(v128.load(logReturn + i))), base);
    v128.store64_lane(out, value, 0);
    v128.store64_lane(out + stride, value, 1);
    out += stride << 1;
  }
}

/** The same of two neighbours at once. */
function layPair(logReturn: usize, base: v128, out: usize, stride: usize): void {
  for (let i: usize = 0; i < ROW; i += 16) {
    let first = v128.load(logReturn + i);
    let second = v128.load(logReturn + i + ROW);
    if (areSmall(first, second)) {
      first = smallGrowth(first);
      second = smallGrowth(second);
    } else {
      first = growth(held(first));
      second = growth(held(second));
    }
    first = f64x2.add(first, base);
    second = f64x2.add(second, base);
    v128.store(out, v128.shuffle<i64>(first, second, 0, 2));
    v128.store(out + stride, v128.shuffle<i64>(first, second, 1, 3));
    out += stride << 1;
  }
}

/** One step of all assets on a block of paths; `to` is the row of the first path. */
function stepBlock(p: usize, low: u32, high: u32, to: usize, stride: usize): void {
  const assets = word(p, ASSETS);
  const rowStride: usize = (word(p, NORMALS) as usize) << 3;
  const base = v128.load64_splat(p, BASE);
  const innovations = pointer(p, RETURNS);
  fillWords(p, low, high);
  fillMixing(p);
  fillNormals(p);
  for (let asset: u32 = 0; asset < assets; asset += 2) {
    const row = pointer(p, FACTOR) + (asset as usize) * rowStride;
    const logReturn = pointer(p, LOG_RETURN) + (asset as usize) * ROW;
    if (asset + 1 == assets) {
      fillReturns(p, asset, row);
      stepAsset(p, asset, innovations, low, high);
      layAsset(logReturn, base, to, stride);
    } else {
      fillReturnPair(p, asset, row, rowStride);
      stepAsset(p, asset, innovations, low, high);
      stepAsset(p, asset + 1, innovations + ROW, low, high);
      layPair(logReturn, base, to, stride);
    }
    to += 16;
  }
}

/** Blocks of paths of several steps: what every asset has gained since the start, plus the base, [path][step][asset]. */
export function simulateSteps(p: usize): void {
  let low = word(p, PATH_LOW);
  let high = word(p, PATH_HIGH);
  const blocks = word(p, BLOCKS);
  const assets = word(p, ASSETS);
  const steps = word(p, STEPS);
  const quads = word(p, QUADS) + word(p, SIZE_QUADS);
  const stride: usize = pointer(p, OUT_STRIDE);
  const pathStride: usize = (steps as usize) * stride;
  let out: usize = pointer(p, OUT);
  spreadKeys(p);
  for (let block: u32 = 0; block < blocks; ++block) {
    memory.fill(pointer(p, LOG_RETURN), 0, (assets as usize) * ROW);
    for (let asset: u32 = 0; asset < assets; ++asset) {
      const first = v128.load64_splat(pointer(p, STEP_INFO) + (asset as usize) * 64, 40);
      const variance: usize = pointer(p, VARIANCE) + (asset as usize) * ROW;
      for (let i: usize = 0; i < ROW; i += 16) v128.store(variance + i, first);
    }
    for (let step: u32 = 0; step < steps; ++step) {
      store<u32>(p + FIRST_QUAD, step * quads);
      stepBlock(p, low, high, out + (step as usize) * stride, pathStride);
    }
    out += pathStride * (BLOCK as usize);
    const next = low + BLOCK;
    if (next < low) ++high;
    low = next;
  }
}
