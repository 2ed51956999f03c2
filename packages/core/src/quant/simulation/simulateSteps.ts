import { OutsideDomain } from '../numbers/elementary.ts';
import type { RandomKey } from './philox.ts';
import { growth } from './growth.ts';
import { drawWords, marginReader, mixingOfWord, normalOfWord } from './pathWords.ts';
import { BLOCK } from './simulatePaths.ts';
import type { PreparedSteps } from './stepModel.ts';

/** Which paths to draw; lattices would need too many coordinates. */
export interface StepRequest {
  readonly key: RandomKey;
  readonly stream: number;
  readonly draws: 'independent' | 'antithetic';
  /** First path and how many, both multiples of 64. */
  readonly from: number;
  readonly count: number;
}

/** Simple return of every asset since the start after every step: [path][step][asset]. */
export interface StepPaths {
  readonly steps: number;
  readonly assets: number;
  readonly count: number;
  readonly returns: Float64Array;
}

const WORD = 4_294_967_296;

/** Refuses a request that cannot be drawn exactly. */
export function checkStepRequest(request: StepRequest): void {
  for (const place of [request.from, request.count]) {
    if (!(Number.isInteger(place / BLOCK) && place >= 0 && place <= Number.MAX_SAFE_INTEGER)) {
      throw new OutsideDomain('path number that is no multiple of 64', place);
    }
  }
  for (const word of [request.stream, ...request.key]) {
    if (!(Number.isInteger(word) && word >= 0 && word < WORD)) throw new OutsideDomain('32-bit word', word);
  }
}

/**
 * Draws paths of several steps: innovations joined by a copula, each asset's variance moved by its GARCH, jumps on
 * top, log returns held within ±50. A path's bytes depend on key, stream, draws and its own number alone; the kernel
 * (`createStepKernel`) gives the same bytes faster. Throws OutsideDomain. Pure.
 */
export function simulateSteps(model: PreparedSteps, request: StepRequest): StepPaths {
  checkStepRequest(request);
  const { count } = request;
  const n = model.assets.length;
  const returns = new Float64Array(model.steps * n * count);
  const words = new Uint32Array(4 * model.quads);
  const sizes = new Uint32Array(4);
  const [xi, variance, logReturn] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const read = marginReader();
  /** The normal of a hit, from the quads after those of its step. */
  const sizeOf = (hit: number, first: number, path: number): number => {
    drawWords(sizes, request, request.from + path, first + model.quads + (hit >> 2), 0);
    return normalOfWord(model.normal, sizes[hit & 3] as number);
  };
  for (let path = 0; path < count; path += 1) {
    logReturn.fill(0);
    model.assets.forEach(({ firstVariance }, asset) => (variance[asset] = firstVariance));
    for (let step = 0; step < model.steps; step += 1) {
      const first = step * (model.quads + model.sizeQuads);
      drawWords(words, request, request.from + path, first);
      const mixing = mixingOfWord(model.mixing, words[0] as number);
      for (let k = 0; k < xi.length; k += 1) xi[k] = normalOfWord(model.normal, words[k + 1] as number);
      for (let asset = 0; asset < n; asset += 1) {
        const { row, margin, mean, omega, up, down, beta, hits } = model.assets[
          asset
        ] as PreparedSteps['assets'][number];
        let sum = 0;
        for (let k = 0; k < row.length; k += 1) sum += (row[k] as number) * (xi[k] as number);
        const h = variance[asset] as number;
        const e = Math.sqrt(h) * read(margin, sum * mixing);
        let total = (logReturn[asset] as number) + (mean + e);
        variance[asset] = omega + (e < 0 ? down : up) * (e * e) + beta * h;
        for (const hit of hits) {
          if ((words[hit.word] as number) < hit.threshold)
            total += hit.mean + hit.deviation * sizeOf(hit.number, first, path);
        }
        logReturn[asset] = total;
        returns[(path * model.steps + step) * n + asset] = growth(Math.max(-50, Math.min(50, total)));
      }
    }
  }
  return { steps: model.steps, assets: n, count, returns };
}

/** Profit of a book (money in each asset at the start) after every step: one array of paths for each step. Pure. */
export function bookProfits(paths: StepPaths, book: readonly number[]): Float64Array[] {
  if (book.length !== paths.assets) throw new OutsideDomain('number of amounts in a book', book.length);
  const bad = book.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new OutsideDomain('amount in a book', bad);
  const profits = Array.from({ length: paths.steps }, () => new Float64Array(paths.count));
  const amounts = Float64Array.from(book);
  let at = 0;
  for (let path = 0; path < paths.count; path += 1)
    for (const line of profits) {
      let sum = 0;
      for (let asset = 0; asset < amounts.length; asset += 1) {
        sum += (amounts[asset] as number) * (paths.returns[at] as number);
        at += 1;
      }
      line[path] = sum;
    }
  return profits;
}
