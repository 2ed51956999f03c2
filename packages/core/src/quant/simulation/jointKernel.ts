import { openKernelMemory } from './kernelMemory.ts';
import { layPegs } from './pegKernel.ts';
import type { PegSystem } from './pegLaw.ts';
import type { PegRequest } from './pegPaths.ts';
import { laySteps } from './stepKernel.ts';
import type { PreparedSteps } from './stepModel.ts';

/** Floating assets, then pegs, in rows of one matrix. */
export interface JointModel {
  readonly steps: number;
  readonly floating: PreparedSteps | null;
  readonly pegs: PegSystem;
}

export interface JointRequest extends Omit<PegRequest, 'stream' | 'steps'> {
  readonly floatingStream: number;
  readonly peggedStream: number;
}

/** Price ÷ today's price, index (path × steps + step) × columns + column; what comes back is overwritten by the next. */
export type JointKernel = (request: JointRequest) => Float64Array;

/**
 * Puts both halves of a model into one WebAssembly instance, whose results then lie as a scenario matrix has them. One
 * instance serves one thread; as many paths at once as fit the cache are quickest. Throws what `simulateSteps` and
 * `simulatePegs` throw, and OutsideDomain for stretches off the grid of 64. Pure but for its own memory.
 */
export function createJointKernel({ steps, floating, pegs }: JointModel): JointKernel {
  const memory = openKernelMemory();
  const first = floating?.assets.length ?? 0;
  const width = first + pegs.laws.length;
  const drawSteps = floating === null ? null : laySteps(memory, floating);
  const drawPegs = pegs.laws.length === 0 ? null : layPegs(memory, pegs, steps);
  memory.mark();
  return ({ floatingStream, peggedStream, ...stretch }) => {
    memory.release();
    const size = stretch.count * steps * width;
    const at = memory.reserve(8 * size);
    drawSteps?.({ ...stretch, stream: floatingStream, draws: 'independent' }, { at, width, column: 0 }, 1);
    drawPegs?.({ ...stretch, stream: peggedStream }, { at, width, column: first });
    return memory.doubles(at, size);
  };
}
