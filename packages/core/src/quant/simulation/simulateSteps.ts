import { OutsideDomain } from '../elementary.ts';
import type { RandomKey } from '../philox.ts';
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

/** Simple return of every asset since the start after every step: [step][asset][path]. */
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
  const growth = growthReader();
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
        returns[(step * n + asset) * count + path] = growth(Math.max(-50, Math.min(50, total)));
      }
    }
  }
  return { steps: model.steps, assets: n, count, returns };
}

/** e^x − 1 for x within ±50, by the kernel's own operations: reduction by ln 2 and the series to the twelfth power. */
function growthReader(): (x: number) => number {
  const powers = new Float64Array(161).fill(1);
  for (let k = 1; k <= 80; k += 1) {
    powers[80 + k] = (powers[79 + k] as number) * 2;
    powers[80 - k] = (powers[81 - k] as number) / 2;
  }
  const series = [479_001_600, 39_916_800, 3_628_800, 362_880, 40_320, 5_040, 720, 120, 24, 6, 2, 1, 1];
  const coefficients = Float64Array.from(series, (factorial) => 1 / factorial);
  return (x) => {
    // Adding 1.5·2⁵² rounds to a whole number, ties to even.
    const k = x * 1.4426950408889634 + 6_755_399_441_055_744 - 6_755_399_441_055_744;
    const r = x - k * 0.6931471803691238 - k * 1.9082149292705877e-10;
    let sum = coefficients[0] as number;
    for (let i = 1; i < 13; i += 1) sum = sum * r + (coefficients[i] as number);
    return sum * (powers[80 + k] as number) - 1;
  };
}

/** Profit of a book (money in each asset at the start) after every step: one array of paths for each step. Pure. */
export function bookProfits(paths: StepPaths, book: readonly number[]): Float64Array[] {
  if (book.length !== paths.assets) throw new OutsideDomain('number of amounts in a book', book.length);
  const bad = book.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new OutsideDomain('amount in a book', bad);
  return Array.from({ length: paths.steps }, (_, step) => {
    const profits = new Float64Array(paths.count);
    book.forEach((amount, asset) => {
      const from = (step * paths.assets + asset) * paths.count;
      for (let i = 0; i < profits.length; i += 1) {
        profits[i] = (profits[i] as number) + amount * (paths.returns[from + i] as number);
      }
    });
    return profits;
  });
}
