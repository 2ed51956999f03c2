import { KERNEL_BYTES } from './kernelBytes.ts';

/** A WebAssembly instance of the kernel, and a place to put numbers for it. */
export interface KernelMemory {
  readonly simulate: (parameters: number) => void;
  readonly simulateSteps: (parameters: number) => void;
  readonly simulatePegs: (parameters: number) => void;
  /** Bytes set aside, at a multiple of 16. */
  readonly reserve: (bytes: number) => number;
  readonly put: (values: Float64Array) => number;
  readonly bytes: (at: number, length: number) => Uint8Array;
  readonly words: (at: number, length: number) => Uint32Array;
  readonly doubles: (at: number, length: number) => Float64Array;
  /** Forgets what was reserved since; call `mark` once all that lasts is in place. */
  readonly mark: () => void;
  readonly release: () => void;
}

/** Where in a kernel's memory results go: rows [path][step] of so many doubles, from one of their columns on. */
export interface KernelRows {
  /** Address of the first row. */
  readonly at: number;
  readonly width: number;
  readonly column: number;
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; readonly grow: (pages: number) => number };
  readonly simulate: (parameters: number) => void;
  readonly simulateSteps: (parameters: number) => void;
  readonly simulatePegs: (parameters: number) => void;
}

/** What of the engine's WebAssembly is used; the compiler's own libraries declare it for browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

const PAGE = 65_536;

/** Compiled once a thread: engines keep what they have learnt of a module with it. */
let compiled: object | null = null;
function kernelModule(): object {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BYTES), (character) => character.charCodeAt(0)));
  return compiled;
}

/** A new instance with empty memory. Needs an engine with WebAssembly SIMD (Node 16.4 on, browsers since 2021–23). */
export function openKernelMemory(): KernelMemory {
  const { memory, simulate, simulateSteps, simulatePegs } = new WebAssembly.Instance(kernelModule(), {})
    .exports as unknown as Exports;
  // The first kilobyte stays free: address zero means "not asked for".
  let end = 1_024;
  let lasting = end;
  const reserve = (size: number): number => {
    const start = end;
    end = (start + size + 15) & ~15;
    const missing = Math.ceil(end / PAGE) - memory.buffer.byteLength / PAGE;
    if (missing > 0) memory.grow(missing);
    return start;
  };
  // Views are made anew each time: growing the memory detaches the old buffer.
  const doubles = (at: number, length: number): Float64Array => new Float64Array(memory.buffer, at, length);
  return {
    simulate,
    simulateSteps,
    simulatePegs,
    reserve,
    doubles,
    bytes: (at, length) => new Uint8Array(memory.buffer, at, length),
    words: (at, length) => new Uint32Array(memory.buffer, at, length),
    put: (values) => {
      const start = reserve(values.byteLength);
      doubles(start, values.length).set(values);
      return start;
    },
    mark: () => {
      lasting = end;
    },
    release: () => {
      end = lasting;
    },
  };
}
