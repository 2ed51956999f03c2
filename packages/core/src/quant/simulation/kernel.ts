import { openKernelMemory } from './kernelMemory.ts';
import { LATTICE } from './lattice.ts';
import type { PreparedModel } from './preparedModel.ts';
import { BLOCK, checkRequest, type PathRequest, type Paths } from './simulatePaths.ts';

/** The same function as `simulatePaths`, bound to one model; the same bytes, several times faster. */
export type Kernel = (request: PathRequest) => Paths;

/** Paths in memory at once. */
const CHUNK = 16_384;
const MODES = { independent: 0, antithetic: 1, lattice: 2 } as const;

/**
 * Puts a prepared model into a WebAssembly instance of its own (fixed-width SIMD, no relaxed instruction) and returns
 * what draws from it. One instance serves one thread; where there is no WebAssembly SIMD, use `simulatePaths`. Throws
 * what `simulatePaths` throws. Pure but for its own memory.
 */
export function createKernel(model: PreparedModel): Kernel {
  const memory = openKernelMemory();
  const n = model.normals;
  const quads = Math.ceil((n + 1) / 4);
  const parameters = memory.reserve(224);
  const words = memory.reserve(quads * 16 * BLOCK);
  const xi = memory.reserve(n * 8 * BLOCK);
  const mixing = memory.reserve(model.groups.length * 8 * BLOCK);
  const returns = memory.reserve(2 * 8 * BLOCK);
  const normalTable = memory.put(model.normal);
  const [mixingTables = 0] = model.mixing.map(memory.put);
  const lattice = memory.reserve(quads * 16);
  memory.words(lattice, quads * 4).set(LATTICE.slice(0, quads * 4));
  const factor = memory.reserve(n * n * 8);
  const info = memory.reserve(n * 32);
  model.factor.forEach(({ row, group, margin }, asset) => {
    memory.doubles(factor + asset * n * 8, row.length).set(row);
    const cells = memory.put(margin.cells);
    memory.words(info + asset * 32, 3).set([row.length, group, cells]);
    memory.doubles(info + asset * 32 + 16, 1)[0] = margin.limit;
  });
  memory.mark();
  return (request) => {
    checkRequest(model, request);
    memory.release();
    const books = request.books.length;
    const weights = memory.put(Float64Array.from(request.books.flat()));
    const paths = Math.min(CHUNK, request.count);
    const out = memory.reserve(books * paths * 8);
    const keeps = request.keepsVariates === true;
    const scores = keeps ? memory.reserve(2 * paths * 8) : 0;
    const result: Paths = {
      profits: request.books.map(() => new Float64Array(request.count)),
      firstNormal: new Float64Array(keeps ? request.count : 0),
      mixing: new Float64Array(keeps ? request.count : 0),
    };
    for (let done = 0; done < request.count; done += paths) {
      const size = Math.min(paths, request.count - done);
      const from = request.from + done;
      const place = [from >>> 0, Math.floor(from / 4_294_967_296), size / BLOCK];
      const seed = [request.key[0], request.key[1], request.stream, MODES[request.draws]];
      const sizes = [n, n, books, model.groups.length];
      const work = [words, xi, mixing, returns, normalTable, mixingTables, lattice, factor, info, weights];
      memory.words(parameters, 24).set([...place, ...seed, ...sizes, ...work, out, paths * 8, scores]);
      memory.doubles(parameters + 96, 1)[0] = request.shift ?? 0;
      memory.words(parameters + 104, 2).set([0, quads]);
      memory.simulate(parameters);
      const take = (to: Float64Array | undefined, at: number): void => to?.set(memory.doubles(at, size), done);
      result.profits.forEach((line, book) => take(line, out + book * paths * 8));
      if (!keeps) continue;
      take(result.firstNormal, scores);
      take(result.mixing, scores + paths * 8);
    }
    return result;
  };
}
