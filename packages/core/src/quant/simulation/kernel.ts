import { LATTICE } from './lattice.ts';
import { KERNEL_BYTES } from './kernelBytes.ts';
import type { PreparedModel } from './preparedModel.ts';
import { BLOCK, checkRequest, type PathRequest, type Paths } from './simulatePaths.ts';

/** The same function as `simulatePaths`, bound to one model; the same bytes, several times faster. */
export type Kernel = (request: PathRequest) => Paths;

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; readonly grow: (pages: number) => number };
  readonly simulate: (parameters: number) => void;
}

/** What of the engine's WebAssembly is used; the compiler's own libraries declare it for browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

const PAGE = 65_536;
/** Paths in memory at once. */
const CHUNK = 16_384;

/**
 * Puts a prepared model into a WebAssembly instance of its own (fixed-width SIMD, no relaxed instruction) and returns
 * what draws from it. One instance serves one thread. Needs an engine with WebAssembly SIMD (Node 16.4 on, browsers
 * since 2021–23); elsewhere use `simulatePaths`. Throws what `simulatePaths` throws. Pure but for its own memory.
 */
export function createKernel(model: PreparedModel): Kernel {
  const { memory, simulate } = instantiate();
  // The first kilobyte stays free: address zero means "not asked for".
  let end = 1_024;
  const reserve = (bytes: number): number => {
    const start = end;
    end = (start + bytes + 15) & ~15;
    const missing = Math.ceil(end / PAGE) - memory.buffer.byteLength / PAGE;
    if (missing > 0) memory.grow(missing);
    return start;
  };
  const put = (values: Float64Array): number => {
    const start = reserve(values.byteLength);
    new Float64Array(memory.buffer, start, values.length).set(values);
    return start;
  };
  const n = model.normals;
  const quads = Math.ceil((n + 1) / 4);
  const parameters = reserve(128);
  const words = reserve(quads * 16 * BLOCK);
  const xi = reserve(n * 8 * BLOCK);
  const mixing = reserve(model.groups.length * 8 * BLOCK);
  const returns = reserve(8 * BLOCK);
  const normalTable = put(model.normal);
  const mixingTables = model.mixing.map(put);
  const lattice = reserve(quads * 16);
  new Uint32Array(memory.buffer, lattice, quads * 4).set(LATTICE.slice(0, quads * 4));
  const factor = reserve(n * n * 8);
  const info = reserve(n * 32);
  model.factor.forEach(({ row, group, margin }, asset) => {
    new Float64Array(memory.buffer, factor + asset * n * 8, row.length).set(row);
    const cells = put(margin.cells);
    new Uint32Array(memory.buffer, info + asset * 32, 4).set([row.length, group, cells, margin.side * 8]);
    new Float64Array(memory.buffer, info + asset * 32 + 16, 1)[0] = margin.limit;
  });
  const ready = end;
  return (request) => {
    checkRequest(model, request);
    end = ready;
    const books = request.books.length;
    const weights = put(Float64Array.from(request.books.flat()));
    const paths = Math.min(CHUNK, request.count);
    const out = reserve(books * paths * 8);
    const scores = reserve(2 * paths * 8);
    const result: Paths = {
      profits: request.books.map(() => new Float64Array(request.count)),
      firstNormal: new Float64Array(request.count),
      mixing: new Float64Array(request.count),
    };
    for (let done = 0; done < request.count; done += paths) {
      const size = Math.min(paths, request.count - done);
      const from = request.from + done;
      new Uint32Array(memory.buffer, parameters, 24).set([
        from >>> 0,
        Math.floor(from / 4_294_967_296),
        size / BLOCK,
        request.key[0],
        request.key[1],
        request.stream,
        request.draws === 'independent' ? 0 : request.draws === 'antithetic' ? 1 : 2,
        n,
        n,
        books,
        model.groups.length,
        words,
        xi,
        mixing,
        returns,
        normalTable,
        mixingTables[0] ?? 0,
        lattice,
        factor,
        info,
        weights,
        out,
        paths * 8,
        scores,
      ]);
      new Float64Array(memory.buffer, parameters + 96, 1)[0] = request.shift ?? 0;
      simulate(parameters);
      const take = (to: Float64Array | undefined, at: number): void =>
        to?.set(new Float64Array(memory.buffer, at, size), done);
      result.profits.forEach((line, book) => take(line, out + book * paths * 8));
      take(result.firstNormal, scores);
      take(result.mixing, scores + paths * 8);
    }
    return result;
  };
}

function instantiate(): Exports {
  const text = atob(KERNEL_BYTES);
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports as unknown as Exports;
}
