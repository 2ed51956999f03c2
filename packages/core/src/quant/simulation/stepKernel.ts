import { openKernelMemory } from './kernelMemory.ts';
import { BLOCK } from './simulatePaths.ts';
import { checkStepRequest, type StepPaths, type StepRequest } from './simulateSteps.ts';
import type { PreparedSteps } from './stepModel.ts';

/** The same function as `simulateSteps`, bound to one model; the same bytes, several times faster. */
export type StepKernel = (request: StepRequest) => StepPaths;

/** Doubles of results in the kernel's memory at once: 16 MiB. */
const ROOM = 2_097_152;

/**
 * Puts a prepared step model into a WebAssembly instance of its own and returns what draws from it. One instance
 * serves one thread. Throws what `simulateSteps` throws. Pure but for its own memory.
 */
export function createStepKernel(model: PreparedSteps): StepKernel {
  const memory = openKernelMemory();
  const n = model.assets.length;
  const { quads, sizeQuads } = model;
  const stride = n * 8;
  const parameters = memory.reserve(224);
  const words = memory.reserve(quads * 16 * BLOCK);
  const xi = memory.reserve(stride * BLOCK);
  const mixing = memory.reserve(8 * BLOCK);
  const scratch = memory.reserve(96);
  const innovations = memory.reserve(8 * BLOCK);
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
  memory.mark();
  return (request) => {
    checkStepRequest(request);
    memory.release();
    const lines = model.steps * n;
    const paths = Math.min(request.count, Math.max(BLOCK, Math.floor(ROOM / lines / BLOCK) * BLOCK));
    const out = memory.reserve(lines * paths * 8);
    const returns = new Float64Array(lines * request.count);
    for (let done = 0; done < request.count; done += paths) {
      const size = Math.min(paths, request.count - done);
      const from = request.from + done;
      const place = [from >>> 0, Math.floor(from / 4_294_967_296), size / BLOCK];
      const seed = [request.key[0], request.key[1], request.stream, request.draws === 'independent' ? 0 : 1];
      const work = [words, xi, mixing, innovations, normalTable, mixingTable, 0, factor, marginInfo, 0];
      memory.words(parameters, 24).set([...place, ...seed, n, n, 0, 1, ...work, out, paths * 8, 0]);
      memory.doubles(parameters + 96, 1)[0] = 0;
      const steps = [model.steps, variances, logReturns, stepInfo, hits, sizeQuads, scratch];
      memory.words(parameters + 104, 9).set([0, quads, ...steps]);
      memory.simulateSteps(parameters);
      for (let line = 0; line < lines; line += 1) {
        returns.set(memory.doubles(out + line * paths * 8, size), line * request.count + done);
      }
    }
    return { steps: model.steps, assets: n, count: request.count, returns };
  };
}
