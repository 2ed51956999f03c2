import { openKernelMemory, type KernelMemory, type KernelRows } from './kernelMemory.ts';
import { BLOCK } from './simulatePaths.ts';
import { checkStepRequest, type StepPaths, type StepRequest } from './simulateSteps.ts';
import type { PreparedSteps } from './stepModel.ts';

/** The same function as `simulateSteps`, bound to one model; the same bytes, several times faster. */
export type StepKernel = (request: StepRequest) => StepPaths;

/** Doubles of results in the kernel's memory at once: 2 MiB, which stay in the cache until they are copied. */
const ROOM = 262_144;

/**
 * Puts a prepared step model into a WebAssembly instance of its own and returns what draws from it. One instance
 * serves one thread. Throws what `simulateSteps` throws. Pure but for its own memory.
 */
export function createStepKernel(model: PreparedSteps): StepKernel {
  const memory = openKernelMemory();
  const draw = laySteps(memory, model);
  memory.mark();
  const { steps } = model;
  const assets = model.assets.length;
  const size = steps * assets;
  return (request) => {
    checkStepRequest(request);
    const returns = new Float64Array(size * request.count);
    const most = Math.max(BLOCK, Math.floor(ROOM / size / BLOCK) * BLOCK);
    for (let done = 0; done < request.count; done += most) {
      const count = Math.min(most, request.count - done);
      memory.release();
      const at = memory.reserve(8 * size * count);
      draw({ ...request, from: request.from + done, count }, { at, width: assets, column: 0 }, 0);
      returns.set(memory.doubles(at, size * count), size * done);
    }
    return { steps, assets, count: request.count, returns };
  };
}

/** Draws a stretch of paths into rows of the kernel's memory: every asset's simple return, and `base`, 1 for ratios. */
export type StepDraw = (request: StepRequest, rows: KernelRows, base: 0 | 1) => void;

/** Puts a prepared step model into a kernel's memory; call before `mark`. Throws what `simulateSteps` throws. */
export function laySteps(memory: KernelMemory, model: PreparedSteps): StepDraw {
  const n = model.assets.length;
  const { quads, sizeQuads } = model;
  const stride = n * 8;
  const parameters = memory.reserve(256);
  const words = memory.reserve(quads * 16 * BLOCK);
  const xi = memory.reserve(stride * BLOCK);
  const mixing = memory.reserve(8 * BLOCK);
  const scratch = memory.reserve(96);
  const innovations = memory.reserve(2 * 8 * BLOCK);
  const variances = memory.reserve(n * 8 * BLOCK);
  const logReturns = memory.reserve(n * 8 * BLOCK);
  const normalTable = memory.put(model.normal);
  const mixingTable = memory.put(model.mixing);
  const factor = memory.reserve(n * stride);
  const marginInfo = memory.reserve(n * 32);
  const stepInfo = memory.reserve(n * 64);
  const hits = memory.reserve(Math.max(1, model.assets.flatMap((asset) => asset.hits).length) * 32);
  // Assets with the same innovations share a table here as well.
  const tables = new Map<object, number>();
  let nextHit = 0;
  model.assets.forEach((asset, index) => {
    const { row, margin } = asset;
    memory.doubles(factor + index * stride, row.length).set(row);
    const cells = tables.get(margin) ?? memory.put(margin.cells);
    tables.set(margin, cells);
    memory.words(marginInfo + index * 32, 3).set([row.length, 0, cells]);
    memory.doubles(marginInfo + index * 32 + 16, 1)[0] = margin.limit;
    const info = stepInfo + index * 64;
    memory.doubles(info, 6).set([asset.mean, asset.omega, asset.up, asset.down, asset.beta, asset.firstVariance]);
    memory.words(info + 48, 2).set([nextHit, asset.hits.length]);
    for (const hit of asset.hits) {
      const at = hits + nextHit * 32;
      memory.words(at, 3).set([hit.word, hit.number, hit.threshold]);
      memory.doubles(at + 16, 2).set([hit.mean, hit.deviation]);
      nextHit += 1;
    }
  });
  return (request, { at, width, column }, base) => {
    checkStepRequest(request);
    const { key, stream, from, count } = request;
    const place = [from >>> 0, Math.floor(from / 4_294_967_296), count / BLOCK];
    const seed = [key[0], key[1], stream, request.draws === 'independent' ? 0 : 1];
    const work = [words, xi, mixing, innovations, normalTable, mixingTable, 0, factor, marginInfo, 0];
    memory.words(parameters, 24).set([...place, ...seed, n, n, 0, 1, ...work, at + 8 * column, 8 * width, 0]);
    memory.doubles(parameters + 96, 1)[0] = 0;
    const steps = [model.steps, variances, logReturns, stepInfo, hits, sizeQuads, scratch];
    memory.words(parameters + 104, 9).set([0, quads, ...steps]);
    memory.doubles(parameters + 224, 1)[0] = base;
    memory.simulateSteps(parameters);
  };
}
