// AssemblyScript, compiled by scripts/build-kernel.mjs into src/quant/simulation/kernelBytes.ts. The TypeScript twins are
// simulatePaths.ts, simulateSteps.ts and pegPaths.ts there. Fixed-width SIMD only: no relaxed instruction, no fused
// multiply-add, so the bytes are those of the twins.

import {
  ASSETS, BLOCK, BLOCKS, BOOKS, FACTOR, MIXING, NORMALS, OUT, OUT_STRIDE, PATH_HIGH, PATH_LOW, RETURNS, ROW, SCORES,
  WEIGHTS, XI, pointer, word,
} from './parameters';
import { fillWords, spreadKeys } from './words';
import { fillMixing, fillNormals } from './tables';
import { fillReturnPair, fillReturns } from './assetReturns';

export { simulatePegs } from './simulatePegs';
export { simulateSteps } from './simulateSteps';

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
  spreadKeys(p);
  for (let block: u32 = 0; block < blocks; ++block) {
    fillWords(p, low, high);
    fillMixing(p);
    fillNormals(p);
    for (let book: u32 = 0; book < books; ++book) memory.fill(out + (book as usize) * bookStride, 0, size);
    for (let asset: u32 = 0; asset < assets; asset += 2) {
      const row = pointer(p, FACTOR) + (asset as usize) * rowStride;
      const isLast = asset + 1 == assets;
      if (isLast) fillReturns(p, asset, row);
      else fillReturnPair(p, asset, row, rowStride);
      for (let book: u32 = 0; book < books; ++book) {
        const at = pointer(p, WEIGHTS) + (((book * assets + asset) << 3) as usize);
        const to = out + (book as usize) * bookStride;
        const first = v128.load64_splat(at);
        if (isLast) {
          for (let i: usize = 0; i < size; i += 16) {
            v128.store(to + i, f64x2.add(v128.load(to + i), f64x2.mul(first, v128.load(returns + i))));
          }
          continue;
        }
        const second = v128.load64_splat(at, 8);
        for (let i: usize = 0; i < size; i += 16) {
          const sum = f64x2.add(v128.load(to + i), f64x2.mul(first, v128.load(returns + i)));
          v128.store(to + i, f64x2.add(sum, f64x2.mul(second, v128.load(returns + i + ROW))));
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
